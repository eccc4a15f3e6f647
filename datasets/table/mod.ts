/**
 * Datasets given as a CSV or JSONL table of images.
 *
 * @module
 */

export { type TableConfig, tableConfigSchema } from "./config.ts";
export { tableKind } from "./dataset.ts";
