/**
 * WordPiece tokenization as `bert-base-uncased` does it.
 *
 * Text is cleaned, split into words and punctuation ({@link splitWords}), and every word is cut
 * greedily into the longest pieces of a vocabulary.
 *
 * Source: google-research/bert `tokenization.py`; reference/spec.md section 9.
 *
 * @module
 */

/** Tokens a vocabulary must hold; kept whole where they are a whole whitespace-separated token. */
export const SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

/** Longer words (in characters) become [UNK]. */
const MAX_WORD_LENGTH = 100;

const BLANK = /[\t\n\r\p{Z}]+/u;
/** Unicode category C, which holds U+0000, and the replacement character. */
const DELETED = /[\p{C}\uFFFD]/gu;
const CJK = new RegExp(
  "[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}" +
    "\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]",
  "gu",
);
const PUNCTUATION = /([!-/:-@[-`{-~\p{P}])/u;

export interface TokenizerOptions {
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

/** Ids of the special tokens. */
export interface SpecialIds {
  readonly pad: number;
  readonly unk: number;
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
}

/** Cuts texts into the pieces of one vocabulary; immutable but for its cache of words. */
export class Tokenizer {
  /** Token of every id. */
  readonly vocabulary: readonly string[];
  readonly special: SpecialIds;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #options: TokenizerOptions;
  /** Ids of every whitespace-separated chunk seen. */
  readonly #cache = new Map<string, readonly number[]>();

  private constructor(vocabulary: readonly string[], options: TokenizerOptions) {
    this.vocabulary = options.renamed ? vocabulary.map(renamed) : vocabulary;
    this.#options = options;
    this.#ids = index(this.vocabulary);
    const [pad, unk, cls, sep, mask] = SPECIAL_TOKENS.map((token) => this.#ids.get(token)!);
    this.special = { pad: pad!, unk: unk!, cls: cls!, sep: sep!, mask: mask! };
  }

  /**
   * A tokenizer of a vocabulary.
   *
   * @param vocabulary The tokens in the order of their ids, or the text of a `vocab.txt`.
   * @throws {RangeError} If a special token is missing or a token stands twice.
   */
  static fromVocabulary(
    vocabulary: string | readonly string[],
    options: TokenizerOptions = {},
  ): Tokenizer {
    const tokens = typeof vocabulary === "string"
      ? vocabulary.replace(/\r?\n$/, "").split(/\r?\n/)
      : vocabulary;
    return new Tokenizer(tokens, options);
  }

  /** The pieces of a text, without [CLS] and [SEP]; a piece inside a word begins with `##`. */
  tokenize(text: string): string[] {
    return Array.from(this.encode(text), (id) => this.vocabulary[id]!);
  }

  /** The ids of {@link tokenize}. */
  encode(text: string): Int32Array {
    const ids: number[] = [];
    for (const chunk of text.split(BLANK)) {
      let found = this.#cache.get(chunk);
      if (!found) {
        found = splitWords(chunk, this.#options).flatMap((word) => this.#pieces(word));
        this.#cache.set(chunk, found);
      }
      for (const id of found) ids.push(id);
    }
    return Int32Array.from(ids);
  }

  /**
   * The text of ids: pieces joined to words, words separated by one blank, special tokens kept.
   *
   * @throws {RangeError} If an id is outside the vocabulary.
   */
  decode(ids: ArrayLike<number>): string {
    let text = "";
    for (let i = 0; i < ids.length; i++) {
      const token = this.vocabulary[ids[i]!];
      if (token === undefined) {
        throw new RangeError(
          `Cannot decode id ${ids[i]}: the vocabulary holds ${this.vocabulary.length} tokens`,
        );
      }
      if (i > 0 && token.startsWith("##")) text += token.slice(2);
      else text += (i > 0 ? " " : "") + token;
    }
    return text;
  }

  /** Greedy longest match from the left; a word that cannot be covered is one [UNK]. */
  #pieces(word: string): number[] {
    const unknown = [this.special.unk];
    if (word.length > MAX_WORD_LENGTH && Array.from(word).length > MAX_WORD_LENGTH) return unknown;
    const ids: number[] = [];
    for (let start = 0; start < word.length;) {
      let end = word.length;
      let id: number | undefined;
      for (; end > start; end--) {
        const piece = (start > 0 ? "##" : "") + word.slice(start, end);
        if ((id = this.#ids.get(piece)) !== undefined) break;
      }
      if (id === undefined) return unknown;
      ids.push(id);
      start = end;
    }
    return ids;
  }
}

/**
 * The words of a text before they are cut into pieces (BERT's "basic" tokens).
 *
 * Deletes characters of Unicode category C, sets every CJK ideograph apart, lower-cases, drops
 * accents (NFD without category Mn), and makes every punctuation mark a word of its own: ASCII
 * non-alphanumerics and Unicode category P. Which code points are assigned follows the runtime's
 * Unicode version.
 */
export function splitWords(text: string, options: TokenizerOptions = {}): string[] {
  const words: string[] = [];
  for (const chunk of text.split(BLANK)) {
    for (const token of chunk.replace(DELETED, "").replace(CJK, " $& ").split(" ")) {
      if (isSpecial(token, options)) words.push(token);
      else words.push(...fold(token, options).split(PUNCTUATION).filter((word) => word !== ""));
    }
  }
  return words;
}

function isSpecial(token: string, options: TokenizerOptions): boolean {
  return (SPECIAL_TOKENS as readonly string[]).includes(token) ||
    (options.renamed === true && token === "[X_SEP]");
}

function fold(token: string, options: TokenizerOptions): string {
  return options.cased ? token : token.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}

function renamed(token: string): string {
  const n = Number(/^\[unused([1-9]|1[01])\]$/.exec(token)?.[1]);
  if (!n) return token;
  return n === 1 ? "[X_SEP]" : `[SEP_${n - 2}]`;
}

function index(vocabulary: readonly string[]): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [id, token] of vocabulary.entries()) {
    const first = ids.get(token);
    if (first !== undefined) {
      throw new RangeError(
        `Cannot use the vocabulary: "${token}" stands twice, as ids ${first} and ${id}`,
      );
    }
    ids.set(token, id);
  }
  for (const token of SPECIAL_TOKENS) {
    if (!ids.has(token)) {
      throw new RangeError(
        `Cannot use the vocabulary: ${token} is missing among ${vocabulary.length} tokens`,
      );
    }
  }
  return ids;
}
