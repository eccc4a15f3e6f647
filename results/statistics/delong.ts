/**
 * DeLong's test for two AUROCs on the same examples, or for means of several.
 *
 * @module
 */
import { type Interval, LEVEL } from "./interval.ts";
import { normalTwoSided } from "./normal.ts";
import { studentQuantile } from "./student_t.ts";

/** What an AUROC ranks. */
export interface Decisions {
  /** 1 for a positive, 0 for a negative. */
  readonly targets: ArrayLike<number>;
  /** A score per target. */
  readonly scores: ArrayLike<number>;
  /** The example that each decision is of, from 0; those of one example are not independent. */
  readonly examples: ArrayLike<number>;
}

/** An AUROC, or a mean of several. */
export interface PlacedAuroc {
  readonly value: number;
  /** `[examples]`: what each moves the value by; the squares sum to the variance over examples. */
  readonly influence: Float64Array;
}

/**
 * An AUROC and the influence of the examples on it.
 *
 * A positive's placement is the share of the n negatives below it (ties count one half), a negative's
 * the share of the m positives above it; the AUROC A is the mean placement of either. An example's
 * influence is Σ (placement - A) / m over its positives times √(c / (c - 1)), where c examples have a
 * positive, plus the same of its negatives. With one decision per example the squares sum to DeLong's
 * variance, S₁₀/m + S₀₁/n; with several, to Obuchowski's of clustered data, but that its last term
 * has the factor of the other two and not that of all examples.
 *
 * Placements come from one sort, in n log n. Sources: DeLong, DeLong and Clarke-Pearson, "Comparing the
 * Areas under Two or More Correlated Receiver Operating Characteristic Curves", Biometrics 44, 1988;
 * Obuchowski, "Nonparametric Analysis of Clustered ROC Curve Data", Biometrics 53, 1997; Sun and Xu,
 * "Fast Implementation of DeLong's Algorithm for Comparing the Areas Under Correlated Receiver
 * Operating Characteristic Curves", IEEE Signal Process. Lett. 21(11), 2014.
 *
 * @param size Number of examples.
 * @returns null where fewer than two examples have a positive, or a negative.
 * @throws {RangeError} If the lengths differ or a score is NaN.
 */
export function placeAuroc(
  { targets, scores, examples }: Decisions,
  size: number,
): PlacedAuroc | null {
  const positive = Array.from(targets, (target) => target === 1);
  const doubled = placements(positive, scores);
  const influence = new Float64Array(size);
  let value = 0;
  for (const side of [true, false]) {
    const own = positive.flatMap((is, i) => is === side ? [i] : []);
    const clusters = new Set(own.map((i) => examples[i]!)).size;
    if (clusters < 2) return null;
    const n = own.length;
    const others = positive.length - n;
    const sum = own.reduce((total, i) => total + doubled[i]!, 0);
    value = sum / (2 * n * others);
    // Integers but for this factor, so that equal placements have equal influence.
    const factor = Math.sqrt(clusters / (clusters - 1)) / (2 * n * n * others);
    for (const i of own) influence[examples[i]!]! += (n * doubled[i]! - sum) * factor;
  }
  return { value, influence };
}

/** The mean of AUROCs over the same examples: influences are linear. */
export function meanAuroc(aurocs: readonly PlacedAuroc[]): PlacedAuroc {
  const mean = (of: (auroc: PlacedAuroc) => number) =>
    aurocs.reduce((sum, auroc) => sum + of(auroc), 0) / aurocs.length;
  return {
    value: mean(({ value }) => value),
    influence: aurocs[0]!.influence.map((_, i) => mean(({ influence }) => influence[i]!)),
  };
}

export interface DeLong {
  /** first - second. */
  readonly difference: number;
  /** Standard error of the difference over test examples. */
  readonly standardError: number;
  /** Two-sided; 1 where all examples are placed alike, null where else the standard error is 0. */
  readonly p: number | null;
}

/**
 * Compares the AUROCs of two models on the same examples: difference/√Var is about normal, where Var is
 * the sum of the squares of the differences between the examples' influences on either.
 *
 * @throws {RangeError} If the numbers of examples differ.
 */
export function delongTest(first: PlacedAuroc, second: PlacedAuroc): DeLong {
  const [a, b] = [first.influence, second.influence];
  if (a.length !== b.length) {
    throw new RangeError(`Cannot compare AUROCs of ${a.length} and ${b.length} examples`);
  }
  const difference = first.value - second.value;
  const standardError = norm(a.map((own, i) => own - b[i]!));
  const p = standardError > 0
    ? normalTwoSided(difference / standardError)
    : difference === 0
    ? 1
    : null;
  return { difference, standardError, p };
}

/** Value ± z · standard error, within [0, 1]. */
export function delongInterval(
  { value, influence }: PlacedAuroc,
  level: number = LEVEL,
): Interval {
  const half = studentQuantile((1 + level) / 2, Infinity) * norm(influence);
  return {
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
    level,
    over: "test examples",
    n: influence.length,
  };
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
}

/** Twice the number of decisions of the other class that each decision is placed right of. */
function placements(positive: readonly boolean[], scores: ArrayLike<number>): Float64Array {
  if (scores.length !== positive.length) {
    throw new RangeError(
      `Cannot compare AUROCs: expected a score per target, got ${scores.length} for ${positive.length}`,
    );
  }
  const order = Uint32Array.from(positive, (_, i) => i);
  const nan = order.find((i) => Number.isNaN(scores[i]));
  if (nan !== undefined) throw new RangeError(`Cannot compare AUROCs: score ${nan} is NaN`);
  order.sort((a, b) => scores[a]! < scores[b]! ? -1 : scores[a]! > scores[b]! ? 1 : 0);
  const doubled = new Float64Array(order.length);
  let negativesBelow = 0;
  let positivesAbove = positive.filter((is) => is).length;
  for (let start = 0, end; start < order.length; start = end) {
    end = start + 1;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    const tied = order.subarray(start, end);
    const positives = tied.reduce((sum, i) => sum + Number(positive[i]), 0);
    const negatives = tied.length - positives;
    positivesAbove -= positives;
    for (const i of tied) {
      doubled[i] = positive[i] ? 2 * negativesBelow + negatives : 2 * positivesAbove + positives;
    }
    negativesBelow += negatives;
  }
  return doubled;
}
