/**
 * VQA-RAD: questions of clinicians about radiographs and scans.
 *
 * @module
 */

export { type VqaRadConfig, vqaRadConfigSchema } from "./config.ts";
export { vqaRadKind } from "./dataset.ts";
