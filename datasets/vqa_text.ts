/**
 * The words of questions and answers as the code for VQA-RAD reads them.
 *
 * @module
 */

/** A word that lacks one of these apostrophes is written with it. */
const CONTRACTIONS = `
  ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't
  haven't he'd he'd've he's how'd how'll how's isn't it'd it'd've it'll ma'am mightn't mightn't've
  might've mustn't must've needn't not've o'clock oughtn't 'ow's'at shan't she'd've should've
  shouldn't shouldn't've somebody'd've somebody'll somebody's someone'd someone'd've someone'll
  someone's something'd something'd've something'll that's there'd there'd've there're there's
  they'd they'd've they'll they're they've 'twas wasn't we'd've we've weren't what'll what're
  what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're
  why's won't would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're
  you've`.trim().split(/\s+/);

/** Words that are written otherwise. */
const REPLACED = new Map<string, string>([
  ...["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    .map((word, number): [string, string] => [word, `${number}`]),
  ["none", "0"],
  ...CONTRACTIONS.flatMap((word) =>
    [...word.matchAll(/'/g)].map(({ index }): [string, string] => [
      word.slice(0, index) + word.slice(index + 1),
      word,
    ])
  ),
  // A slip of the original.
  ["somebody'd", "somebodyd"],
]);

const ARTICLES = ["a", "an", "the"];
const PUNCTUATION = [...';/[]"{}()=+\\_-><@`,?!'];

/**
 * An answer as it stands in an answer vocabulary.
 *
 * Of every punctuation mark, all are deleted if one of them touches a blank or if a comma stands
 * between two digits anywhere, else all become blanks. Full stops are deleted that stand before no
 * digit. Then it is lower-cased, articles are dropped, number words become digits, missing
 * apostrophes return, and `x ray` becomes `xray`.
 *
 * Source: aioz-ai/MICCAI19-MedVQA `tools/compute_softscore.py` (reference/spec.md section 4.2).
 *
 * @example
 * ```ts
 * normalizeAnswer("Chest X-ray."); // "chest xray"
 * ```
 */
export function normalizeAnswer(answer: string): string {
  const groupedDigits = /\p{Nd},\p{Nd}/u.test(answer);
  let text = answer;
  for (const mark of PUNCTUATION) {
    const deleted = groupedDigits || answer.includes(`${mark} `) || answer.includes(` ${mark}`);
    text = text.replaceAll(mark, deleted ? "" : " ");
  }
  const words = text.replace(/\.(?!\p{Nd})/gu, "").toLowerCase().split(/\s+/);
  return words.filter((word) => word !== "" && !ARTICLES.includes(word))
    .map((word) => REPLACED.get(word) ?? word)
    .join(" ")
    .replaceAll("x ray", "xray");
}

/**
 * A question as the model reads it: lower case, without the marks for open and yes/no questions and
 * without `,` `?` `.`, a possessive set apart, `x ray` hyphenated.
 *
 * Source: `data_loader.py:135-145` of MedViLL's VQA (reference/spec.md section 4.2).
 *
 * @example
 * ```ts
 * cleanQuestion("What is the patient's plane? -Open"); // "what is the patient 's plane"
 * ```
 */
export function cleanQuestion(question: string): string {
  return question.toLowerCase()
    .replaceAll("? -yes/no", "")
    .replaceAll("? -open", "")
    .replaceAll("? - open", "")
    .replace(/[,?]/g, "")
    .replaceAll("'s", " 's")
    .replaceAll("...", "")
    .replaceAll("x ray", "x-ray")
    .replaceAll(".", "");
}
