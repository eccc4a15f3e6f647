/**
 * From text to words: the first half of BERT's tokenization.
 *
 * Source: google-research/bert `tokenization.py`; reference/spec.md section 9.
 *
 * @module
 */

/** Tokens a vocabulary must hold; kept whole where they are a whole whitespace-separated token. */
export const SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

/** What separates tokens. */
export const BLANK = /[\t\n\r\p{Z}]+/u;
/** Unicode category C, which holds U+0000, and the replacement character. */
const DELETED = /[\p{C}\uFFFD]/gu;
const CJK = new RegExp(
  "[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}" +
    "\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]",
  "gu",
);
const PUNCTUATION = /([!-/:-@[-`{-~\p{P}])/u;

/** How text is read; the defaults are `bert-base-uncased`'s. */
export interface WordOptions {
  /**
   * Keeps upper case and accents.
   * @default false
   */
  cased?: boolean;
  /**
   * Reads `[unused1]` as `[X_SEP]` and `[unused2]`..`[unused11]` as `[SEP_0]`..`[SEP_9]`, as the
   * original VQA and report-generation code does, and keeps `[X_SEP]` whole in a text.
   * @default false
   */
  renamed?: boolean;
}

/**
 * The words of a text before they are cut into pieces (BERT's "basic" tokens).
 *
 * Deletes characters of Unicode category C, sets every CJK ideograph apart, lower-cases, drops
 * accents (NFD without category Mn), and makes every punctuation mark a word of its own: ASCII
 * non-alphanumerics and Unicode category P. Which code points are assigned follows the runtime's
 * Unicode version.
 */
export function splitWords(text: string, options: WordOptions = {}): string[] {
  const words: string[] = [];
  for (const chunk of text.split(BLANK)) {
    for (const token of chunk.replace(DELETED, "").replace(CJK, " $& ").split(" ")) {
      if (isSpecial(token, options)) words.push(token);
      else words.push(...fold(token, options).split(PUNCTUATION).filter((word) => word !== ""));
    }
  }
  return words;
}

function isSpecial(token: string, options: WordOptions): boolean {
  return (SPECIAL_TOKENS as readonly string[]).includes(token) ||
    (options.renamed === true && token === "[X_SEP]");
}

function fold(token: string, options: WordOptions): string {
  return options.cased ? token : token.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}
