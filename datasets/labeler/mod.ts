/**
 * A rule-based labeler of chest radiograph reports.
 *
 * @module
 */

export { labelReport, namedLabels, type Reading } from "./label.ts";
export { type Mention, mentionsOf } from "./mentions.ts";
export { readReports, type ReportLine } from "./reports.ts";
