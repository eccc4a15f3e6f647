/**
 * Two systems whose predictions of an example can be exchanged.
 *
 * @module
 */
import type { Decisions } from "./delong.ts";
import type { SummedMetrics } from "./sums.ts";

/** Two systems of one seed. */
export interface Exchangeable {
  /** Number of test examples. */
  readonly examples: number;
  /**
   * first - second of every metric in one order, after the examples with a 1 were exchanged; null where
   * undefined.
   */
  differences(exchanged: Uint8Array): readonly (number | null)[];
}

/**
 * Metrics that are functions of sums over the examples.
 *
 * @throws {RangeError} If numbers of examples or sums differ, or there is no example.
 */
export class ExchangedSums implements Exchangeable {
  readonly examples: number;
  readonly #first: Float64Array;
  /** Of both systems together, which no exchange changes. */
  readonly #both: Float64Array;
  /** second - first where that is not 0, example by example: sums, what they move by, and where to stop. */
  readonly #places: Uint32Array;
  readonly #moves: Float64Array;
  readonly #ends: Uint32Array;

  constructor(private readonly first: SummedMetrics, private readonly second: SummedMetrics) {
    this.examples = first.addends.length;
    checkPaired(this.examples, second.addends.length);
    const places: number[] = [];
    const moves: number[] = [];
    this.#ends = Uint32Array.from(first.addends, (own, i) => {
      const other = second.addends[i]!;
      checkPaired(own.length, other.length);
      for (let k = 0; k < own.length; k++) {
        if (own[k] === other[k]) continue;
        places.push(k);
        moves.push(other[k]! - own[k]!);
      }
      return moves.length;
    });
    this.#places = Uint32Array.from(places);
    this.#moves = Float64Array.from(moves);
    this.#first = sumOf(first.addends);
    this.#both = sumOf(second.addends).map((sum, k) => sum + this.#first[k]!);
  }

  differences(exchanged: Uint8Array): (number | null)[] {
    const [places, moves, ends] = [this.#places, this.#moves, this.#ends];
    const left = this.#first.slice();
    for (let i = 0, place = 0; i < exchanged.length; i++) {
      const end = ends[i]!;
      if (exchanged[i] === 1) {
        for (; place < end; place++) left[places[place]!]! += moves[place]!;
      }
      place = end;
    }
    const right = this.second.values(this.#both.map((sum, k) => sum - left[k]!));
    return this.first.values(left).map((own, m) => {
      return own === null || right[m] === null ? null : own - right[m]!;
    });
  }
}

/**
 * The mean of AUROCs, which no sum over examples gives.
 *
 * @throws {RangeError} If the two systems do not rank the same decisions.
 */
export class ExchangedAurocs implements Exchangeable {
  readonly #labels: readonly RankedTogether[];

  /** @param first One or more, each with positives and negatives. @param second As many. */
  constructor(
    first: readonly Decisions[],
    second: readonly Decisions[],
    readonly examples: number,
  ) {
    checkPaired(first.length, second.length);
    this.#labels = first.map((own, j) => rankTogether(own, second[j]!));
  }

  differences(exchanged: Uint8Array): number[] {
    const sum = this.#labels.reduce((all, label) => all + aurocDifference(label, exchanged), 0);
    return [sum / this.#labels.length];
  }
}

/** The decisions of both systems, lowest score first. */
interface RankedTogether {
  readonly examples: Uint32Array;
  /** 1 for a positive. */
  readonly positive: Uint8Array;
  /** 1 for a decision of the second system. */
  readonly second: Uint8Array;
  /** 1 for the last decision of equal score. */
  readonly last: Uint8Array;
  /** Positives times negatives of one system. */
  readonly pairs: number;
}

function rankTogether(first: Decisions, second: Decisions): RankedTogether {
  const n = first.targets.length;
  checkPaired(n, second.targets.length);
  const scoreAt = (i: number) => i < n ? first.scores[i]! : second.scores[i - n]!;
  const order = Uint32Array.from({ length: 2 * n }, (_, i) => i).sort((a, b) =>
    scoreAt(a) < scoreAt(b) ? -1 : scoreAt(a) > scoreAt(b) ? 1 : 0
  );
  const positive = Uint8Array.from(order, (i) => first.targets[i % n] === 1 ? 1 : 0);
  const positives = positive.reduce((sum, is) => sum + is, 0) / 2;
  return {
    examples: Uint32Array.from(order, (i) => first.examples[i % n]!),
    positive,
    second: Uint8Array.from(order, (i) => i < n ? 0 : 1),
    last: Uint8Array.from(order, (i, place) => {
      return place + 1 < 2 * n && scoreAt(i) === scoreAt(order[place + 1]!) ? 0 : 1;
    }),
    pairs: positives * (n - positives),
  };
}

/** AUROC of the first system less that of the second; counts pairs in halves, hence exactly. */
function aurocDifference(
  { examples, positive, second, last, pairs }: RankedTogether,
  exchanged: Uint8Array,
): number {
  // Of either system: negatives below, and negatives and positives of the score at hand.
  const [below, negatives, positives] = [[0, 0], [0, 0], [0, 0]];
  let difference = 0;
  for (let i = 0; i < positive.length; i++) {
    const side = second[i]! ^ exchanged[examples[i]!]!;
    if (positive[i] === 1) positives[side]!++;
    else negatives[side]!++;
    if (last[i] === 0) continue;
    for (const side of [0, 1]) {
      const won = positives[side]! * (2 * below[side]! + negatives[side]!);
      difference += side === 0 ? won : -won;
      below[side]! += negatives[side]!;
      negatives[side] = positives[side] = 0;
    }
  }
  return difference / (2 * pairs);
}

function sumOf(addends: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(addends[0]!.length);
  for (const own of addends) sum.forEach((_, k) => sum[k]! += own[k]!);
  return sum;
}

/** @throws {RangeError} If the numbers differ or are 0. */
export function checkPaired(first: number, second: number): void {
  if (first !== second || first === 0) {
    throw new RangeError(
      `Cannot pair predictions: got ${first} and ${second}, expected as many of both and at least one`,
    );
  }
}
