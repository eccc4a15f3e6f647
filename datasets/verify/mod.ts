/**
 * Looks datasets through: sizes, broken images, copies, leaks, labels.
 *
 * @module
 */

export type { Counts, SplitCounts } from "./counts.ts";
export type { Finding as DatasetFinding } from "./finding.ts";
export type { Prevalence } from "./prevalence.ts";
export type { Sheet } from "./sheet.ts";
export { reportText } from "./text.ts";
export { type DatasetReport, leaks, verifyDataset, type VerifyOptions } from "./verify.ts";
