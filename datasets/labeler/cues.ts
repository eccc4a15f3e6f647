/**
 * Words that deny a finding, leave it open, or set it aside, in the form of `phrases.ts`.
 *
 * @module
 */

/** Before a finding: it is not there. */
export const DENIED_BEFORE: readonly string[] = [
  "no",
  "not",
  "nor",
  "without",
  "(?:free|clear|absence|resolution|removal) of",
  "clear(?= $)",
  "negative for",
  "rather than",
];

/** Have a word of denial, but deny only that something changed. */
export const NO_CHANGE: readonly string[] = [
  "(?:no|not|without)(?: [a-z]+){0,2} (?:changed?|increased?|larger|different)",
  "not only",
];

/** After a finding: it is not there. */
export const DENIED_AFTER: readonly string[] = [
  "(?:is|are|was|were) not(?! well)",
  "not (?:seen|identified|present|visualized|evident)(?! on)",
  "absent",
  "(?:has|have) (?:cleared|resolved|been (?:excluded|ruled out|removed))",
];

/** Before a finding: it may be there. */
export const OPEN_BEFORE: readonly string[] = [
  "may",
  "might",
  "could",
  "possibl[ey]",
  "possibility of",
  "question(?:able|ed)?",
  "suspici(?:ous|on) (?:for|of)",
  "(?:evaluat(?:e|ion)|assess(?:ment)?|correlate)(?: [a-z]+)? for",
  "concern(?:ing)? for",
  "(?:cannot|difficult to)(?: [a-z]+)? exclude",
  "rule out",
  "\\?",
];

/** After a finding: it may be there. */
export const OPEN_AFTER: readonly string[] = [
  "(?:is|are) (?:possible|questionable|suspected)",
  "not(?: [a-z]+)? excluded",
  "(?:cannot|can not|could not)(?: [a-z]+)? be(?: [a-z]+)? excluded",
  "difficult to exclude",
];

/** Between two findings of which one is there. */
export const OR: readonly string[] = ["or", "versus", "vs", "/"];

/** Before a finding: it is told of the patient, not seen. */
export const TOLD_BEFORE: readonly string[] = ["history of"];

/** Where what is said about one thing ends. */
export const BREAKS: readonly string[] = [
  "but",
  "however",
  "although",
  "though",
  "except",
  "otherwise",
  "which",
  "there (?:is|are)",
  // `May be due to` goes on with what may be.
  "(?<!may be |could be )(?:due|secondary) to",
  ":",
  ", (?:the|left|right|bilateral|mild|stable)",
];
