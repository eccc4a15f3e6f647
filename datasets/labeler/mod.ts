/**
 * A rule-based labeler of chest radiograph reports.
 *
 * @module
 */

export { labelReport } from "./label.ts";
