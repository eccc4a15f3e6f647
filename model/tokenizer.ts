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
import { BLANK, SPECIAL_TOKENS, splitWords, type WordOptions } from "./words.ts";

/** Longer words (in characters) become [UNK]. */
const MAX_WORD_LENGTH = 100;

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
  readonly #options: WordOptions;
  /** Ids of every whitespace-separated chunk seen. */
  readonly #cache = new Map<string, readonly number[]>();

  private constructor(vocabulary: readonly string[], options: WordOptions) {
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
    options: WordOptions = {},
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
