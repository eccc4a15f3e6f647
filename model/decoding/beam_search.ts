/**
 * Beam search of one report, from scores alone.
 *
 * Source: `beam_search` of the original's `BertForSeq2SeqDecoder`; reference specification,
 * section 5.6. Cumulative scores are float32, as there.
 *
 * @module
 */
import { type NgramRule, repeatingTokens } from "./ngrams.ts";

/** How beams are chosen. */
export interface BeamOptions {
  /** Beams (K). */
  readonly beams: number;
  /**
   * Added to a text's score for each of its tokens, its end included.
   * @default 0
   */
  readonly lengthPenalty?: number;
  /**
   * A text has at least so many tokens before its end.
   * @default 0
   */
  readonly minLength?: number;
  /** What may not be repeated; absent means anything may. */
  readonly ngrams?: NgramRule;
  /**
   * Whether a search ends when no text can become better than the best; that never changes the text.
   * Otherwise its frames go on to the last token.
   * @default true
   */
  readonly earlyEnd?: boolean;
}

/** What each of K beams added at one step, best first. */
export interface Frame {
  readonly tokens: readonly number[];
  /** Sums of log-probabilities. */
  readonly scores: readonly number[];
  /** Beams of the frame before. */
  readonly origins: readonly number[];
}

/** What is added to the score of what is forbidden, and of what follows an end. */
const FORBIDDEN = -10000;

interface Candidate {
  readonly token: number;
  readonly score: number;
  readonly origin: number;
}

/**
 * The search of one report.
 *
 * @throws {RangeError} if there are no beams.
 */
export class BeamSearch {
  readonly frames: Frame[] = [];
  #texts: readonly (readonly number[])[] = [[]];
  #best = { score: -Infinity, text: [] as readonly number[] };
  /** Whether the best text is known. */
  #decided = false;

  constructor(
    private readonly options: BeamOptions,
    private readonly maxTokens: number,
    private readonly end: number,
  ) {
    const { beams } = options;
    if (!Number.isInteger(beams) || beams < 1) {
      throw new RangeError(`Cannot search with ${beams} beams: expected a positive integer`);
    }
  }

  /** Whether no further step is needed. */
  get done(): boolean {
    const full = this.frames.length === this.maxTokens;
    return full || (this.#decided && (this.options.earlyEnd ?? true));
  }

  /** The best text, with its end if it has one, and its score with the length penalty. */
  get best(): { readonly score: number; readonly text: readonly number[] } {
    return this.#best;
  }

  /**
   * Takes the next token's scores: each beam proposes its K best tokens, and of these K go on. Of
   * equal scores the lower token and the lower beam are first.
   *
   * At the first step only the first beam's scores are read, all beams being equal.
   *
   * @param logits `[K, vocabulary]`
   * @param total Log-sum-exp of each row of `logits`: `[K]`.
   */
  advance(logits: Float32Array, total: ArrayLike<number>): Frame {
    const { beams } = this.options;
    const vocabulary = logits.length / total.length;
    const last = this.frames.at(-1);
    const proposed = this.#texts.flatMap((text, beam) => {
      const scores = logits.subarray(beam * vocabulary, (beam + 1) * vocabulary);
      const before = last === undefined ? 0 : this.#carried(last, beam);
      return topTokens(scores, total[beam]!, beams, this.#forbidden(text))
        .map(({ token, score }): Candidate => {
          return { token, score: Math.fround(score + before), origin: beam };
        });
    });
    // Stable: what was proposed first stays first among equals.
    const chosen = proposed.sort((a, b) => b.score - a.score).slice(0, beams);
    const frame = {
      tokens: chosen.map(({ token }) => token),
      scores: chosen.map(({ score }) => score),
      origins: chosen.map(({ origin }) => origin),
    };
    this.#texts = chosen.map(({ token, origin }) => [...this.#texts[origin]!, token]);
    this.frames.push(frame);
    if (!this.#decided) this.#decide(frame);
    return frame;
  }

  /** What is added to which tokens behind a text. */
  #forbidden(text: readonly number[]): ReadonlyMap<number, "shifted" | "set"> {
    const { ngrams, minLength = 0 } = this.options;
    const found = new Map<number, "shifted" | "set">();
    if (ngrams !== undefined) {
      for (const token of repeatingTokens(text, ngrams)) found.set(token, "shifted");
    }
    if (text.length < minLength) found.set(this.end, "set");
    return found;
  }

  /** Looks for the best text among those that end in this frame, or are in the last. */
  #decide(frame: Frame): void {
    const { tokens, scores } = frame;
    const { lengthPenalty = 0 } = this.options;
    const length = this.frames.length;
    const isLast = length === this.maxTokens || tokens.every((token) => token === this.end);
    scores.forEach((sum, beam) => {
      const score = sum + lengthPenalty * length;
      if ((isLast || tokens[beam] === this.end) && score > this.#best.score) {
        this.#best = { score, text: this.#texts[beam]! };
      }
    });
    // Sums never grow; what a longer text can gain is the penalty of the greatest length.
    const gain = lengthPenalty * (lengthPenalty > 0 ? this.maxTokens : length + 1);
    const reachable = scores.map((_, beam) => this.#carried(frame, beam) + gain);
    this.#decided = isLast || this.#best.score >= Math.max(...reachable);
  }

  /** The sum that a beam hands on to what follows it. */
  #carried({ tokens, scores }: Frame, beam: number): number {
    return Math.fround((tokens[beam] === this.end ? FORBIDDEN : 0) + scores[beam]!);
  }
}

/** The K tokens of the highest log-probability, best first. */
function topTokens(
  logits: Float32Array,
  total: number,
  count: number,
  forbidden: ReadonlyMap<number, "shifted" | "set">,
): { token: number; score: number }[] {
  const top: { token: number; score: number }[] = [];
  let worst = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    let score = Math.fround(logits[token]! - total);
    if (top.length === count && score <= worst) continue;
    const rule = forbidden.get(token);
    if (rule !== undefined) score = Math.fround(rule === "set" ? FORBIDDEN : score + FORBIDDEN);
    if (top.length === count && score <= worst) continue;
    let place = top.length;
    while (place > 0 && score > top[place - 1]!.score) place--;
    top.splice(place, 0, { token, score });
    if (top.length > count) top.pop();
    worst = top.at(-1)!.score;
  }
  return top;
}
