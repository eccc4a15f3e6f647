/**
 * The original's preprocessed files: a JSON object per study.
 *
 * @module
 */

export { type JsonlConfig, jsonlConfigSchema } from "./config.ts";
export { jsonlKind } from "./dataset.ts";
