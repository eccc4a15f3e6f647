/**
 * One spelling for a report as it was dictated and as a model writes it, and its sentences.
 *
 * @module
 */

/** Everything that is neither word, number nor a mark that the rules read. */
const NOISE = /[^a-z0-9.,;:?!/]+/g;
const MARKS = /[.,;:?!/]/g;

/** Shorthand with a slash, as it is written with blanks around its marks. */
const SHORTHAND: readonly (readonly [RegExp, string])[] = [
  [/\bc \/ w\b/g, "consistent with"],
  [/\br \/ o\b/g, "rule out"],
  [/\bh \/ o\b/g, "history of"],
  [/\bw \/ o\b/g, "without"],
  [/\bw \//g, "with"],
];

/** Says why the patient was examined and how, not what is seen. */
const NO_FINDINGS = /^(?:history|indications?|technique|clinical)\b/;

/**
 * The sentences of a report that can say findings: lower-case words and marks, one blank between.
 *
 * Case, blanks around marks, hyphens and quotes make no difference: `Right-sided PICC, 2.5 cm.` and
 * `right - sided picc , 2 . 5 cm .` both become `right sided picc , 2.5 cm`.
 */
export function sentencesOf(text: string): string[] {
  const spaced = text.toLowerCase()
    .replace(/[()[\]]/g, ",")
    .replace(NOISE, " ")
    .replace(MARKS, " $& ")
    .replace(/ +/g, " ")
    .replace(/(?<=\b\d+) \. (?=\d)/g, ".");
  const plain = SHORTHAND.reduce((line, [short, long]) => line.replace(short, long), spaced);
  return plain.split(/(?<= )[.!;](?= |$)/).map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "" && !NO_FINDINGS.test(sentence));
}
