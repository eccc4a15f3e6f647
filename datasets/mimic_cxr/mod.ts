/**
 * MIMIC-CXR-JPG and its reports.
 *
 * @module
 */

export { type MimicCxrConfig, mimicCxrConfigSchema } from "./config.ts";
export { mimicCxrKind } from "./dataset.ts";
