/**
 * Training a WordPiece vocabulary from reports.
 *
 * @module
 */
import { SPECIAL_TOKENS, splitWords } from "./words.ts";

const LETTERS_AND_DIGITS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
const MARKS = [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"];

export interface VocabularyOptions {
  /** Largest number of tokens, special tokens included. */
  size: number;
  /**
   * A merge must occur this often in the texts.
   * @default 2
   */
  minFrequency?: number;
}

/**
 * A vocabulary for {@linkcode Tokenizer}: the special tokens ([PAD] is 0), an alphabet, then pieces
 * by byte-pair merging: the most frequent pair of neighbouring pieces becomes a piece, until the
 * size is reached or no pair is frequent enough.
 *
 * The alphabet holds every character of the texts, a–z and 0–9 as a word's first character and
 * inside a word (`##`), and ASCII punctuation, so that English reports of another site need no
 * [UNK]. The result depends on the texts only, not on their order: of equally frequent pairs the
 * one that is first in code-unit order wins.
 *
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", ACL 2016.
 *
 * @returns The tokens in the order of their ids.
 * @throws {RangeError} If the size cannot hold special tokens and alphabet.
 */
export function buildVocabulary(texts: Iterable<string>, options: VocabularyOptions): string[] {
  const { size, minFrequency = 2 } = options;
  const words = countWords(texts);
  const vocabulary = new Set<string>([...SPECIAL_TOKENS, ...alphabet(words.keys())]);
  if (size < vocabulary.size) {
    throw new RangeError(
      `Cannot build a vocabulary of ${size} tokens: special tokens and alphabet need ` +
        `${vocabulary.size}, raise size`,
    );
  }
  const pairs = new PairTable(words);
  while (vocabulary.size < size) {
    const pair = pairs.best(minFrequency);
    if (!pair) break;
    vocabulary.add(pairs.merge(pair));
  }
  return [...vocabulary];
}

function countWords(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) {
      if (!(SPECIAL_TOKENS as readonly string[]).includes(word)) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function alphabet(words: Iterable<string>): string[] {
  const first = new Set([...LETTERS_AND_DIGITS, ...MARKS]);
  const inside = new Set(LETTERS_AND_DIGITS);
  for (const word of words) {
    const characters = [...word];
    for (const character of characters) {
      first.add(character);
      // Punctuation and ideographs are words of one character: they never stand inside a word.
      if (characters.length > 1) inside.add(character);
    }
  }
  return [...[...first].sort(), ...[...inside].map((character) => `##${character}`).sort()];
}

/** Two neighbouring pieces, separated by a blank (no piece holds one). */
type Pair = string;

/** Counts of neighbouring pieces over all words, kept up to date while pairs are merged. */
class PairTable {
  readonly #words: { pieces: string[]; count: number }[];
  readonly #counts = new Map<Pair, number>();
  /** Words that hold, or once held, a pair. */
  readonly #where = new Map<Pair, Set<number>>();

  constructor(words: ReadonlyMap<string, number>) {
    this.#words = [...words].map(([word, count]) => ({
      pieces: [...word].map((character, i) => (i > 0 ? "##" : "") + character),
      count,
    }));
    for (const i of this.#words.keys()) this.#add(i, 1);
  }

  /** The most frequent pair, the first in code-unit order among equals. */
  best(minFrequency: number): Pair | undefined {
    let best: Pair | undefined;
    let most = minFrequency;
    for (const [pair, count] of this.#counts) {
      if (count > most || (count === most && (best === undefined || pair < best))) {
        best = pair;
        most = count;
      }
    }
    return best;
  }

  /** Joins a pair wherever it stands and returns the new piece. */
  merge(pair: Pair): string {
    const [left, right] = pair.split(" ") as [string, string];
    const joined = left + right.slice(2);
    for (const i of this.#where.get(pair)!) {
      this.#add(i, -1);
      const word = this.#words[i]!;
      const pieces: string[] = [];
      for (let k = 0; k < word.pieces.length; k++) {
        const here = word.pieces[k] === left && word.pieces[k + 1] === right;
        pieces.push(here ? joined : word.pieces[k]!);
        if (here) k++;
      }
      word.pieces = pieces;
      this.#add(i, 1);
    }
    this.#where.delete(pair);
    return joined;
  }

  #add(i: number, sign: 1 | -1): void {
    const { pieces, count } = this.#words[i]!;
    for (let k = 0; k + 1 < pieces.length; k++) {
      const pair = `${pieces[k]} ${pieces[k + 1]}`;
      const total = (this.#counts.get(pair) ?? 0) + sign * count;
      if (total > 0) this.#counts.set(pair, total);
      else this.#counts.delete(pair);
      if (sign > 0) {
        const words = this.#where.get(pair) ?? new Set<number>();
        this.#where.set(pair, words.add(i));
      }
    }
  }
}
