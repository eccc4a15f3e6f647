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
export { reportTogether } from "./together.ts";
export {
  type DatasetReport,
  leaks,
  type Look,
  lookThrough,
  reportOn,
  verifyDataset,
  type VerifyOptions,
} from "./verify.ts";
