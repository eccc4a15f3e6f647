/**
 * DeLong's test for two AUROCs on the same examples.
 *
 * @module
 */
import { normalTwoSided } from "./normal.ts";

export interface DeLong {
  readonly first: number;
  readonly second: number;
  /** first - second. */
  readonly difference: number;
  /** Standard error of the difference over test examples. */
  readonly standardError: number;
  /** Two-sided; 1 where all examples are placed alike, null where else the standard error is 0. */
  readonly p: number | null;
}

/**
 * Compares the AUROCs of two models.
 *
 * A positive's placement is the share of the m₀ negatives below it (ties count one half), a negative's
 * the share of the m₁ positives above it; an AUROC is the mean placement. With d₁ and d₀ the differences
 * between the two models' placements of positives and negatives,
 * Var(difference) = s²(d₁)/m₁ + s²(d₀)/m₀ (sample variances), and difference/√Var is about normal.
 *
 * Placements come from mid-ranks, in n log n. Sources: DeLong, DeLong and Clarke-Pearson, "Comparing the
 * Areas under Two or More Correlated Receiver Operating Characteristic Curves", Biometrics 44, 1988;
 * Sun and Xu, "Fast Implementation of DeLong's Algorithm for Comparing the Areas Under Correlated
 * Receiver Operating Characteristic Curves", IEEE Signal Process. Lett. 21(11), 2014.
 *
 * @param targets 1 for a positive, 0 for a negative.
 * @param first Scores of the first model, one per target; @param second of the second.
 * @returns null with fewer than two positives or negatives.
 * @throws {RangeError} If the lengths differ or a score is NaN.
 */
export function delongTest(
  targets: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): DeLong | null {
  const positive = Array.from(targets, (target) => target === 1);
  const positives = positive.filter((is) => is).length;
  const negatives = positive.length - positives;
  const [a, b] = [placements(positive, first), placements(positive, second)];
  if (positives < 2 || negatives < 2) return null;
  const area = (doubled: readonly number[]) =>
    doubled.reduce((sum, x, i) => sum + (positive[i] ? x : 0), 0) / (2 * positives * negatives);
  const differences = (of: boolean) =>
    a.flatMap((placement, i) => positive[i] === of ? [placement - b[i]!] : []);
  // Halved and divided only here: the sums before are of integers, hence exact.
  const standardError = Math.sqrt(
    varianceOfMean(differences(true)) / (2 * negatives) ** 2 +
      varianceOfMean(differences(false)) / (2 * positives) ** 2,
  );
  const difference = area(a) - area(b);
  const p = standardError > 0
    ? normalTwoSided(difference / standardError)
    : difference === 0
    ? 1
    : null;
  return { first: area(a), second: area(b), difference, standardError, p };
}

/** Twice the number of examples of the other class that each example is placed right of. */
function placements(positive: readonly boolean[], scores: ArrayLike<number>): number[] {
  if (scores.length !== positive.length) {
    throw new RangeError(
      `Cannot compare AUROCs: expected a score per target, got ${scores.length} for ${positive.length}`,
    );
  }
  const all = positive.map((_, i) => i);
  const within = [true, false].map((of) => all.filter((i) => positive[i] === of));
  const among = doubledMidRanks(all, scores);
  const own = new Map(within.flatMap((members) => {
    const ranks = doubledMidRanks(members, scores);
    return members.map((i) => [i, ranks.get(i)!] as const);
  }));
  const doubledPositives = 2 * within[0]!.length;
  return all.map((i) => {
    const below = among.get(i)! - own.get(i)!;
    return positive[i] ? below : doubledPositives - below;
  });
}

/** Twice the mid-rank of each member: ties share the mean of their ranks 1, 2, … */
function doubledMidRanks(members: readonly number[], scores: ArrayLike<number>) {
  const nan = members.find((i) => Number.isNaN(scores[i]));
  if (nan !== undefined) throw new RangeError(`Cannot compare AUROCs: score ${nan} is NaN`);
  const sorted = members.toSorted((a, b) => scores[a]! - scores[b]!);
  const ranks = new Map<number, number>();
  for (let start = 0, end; start < sorted.length; start = end) {
    end = start + 1;
    while (end < sorted.length && scores[sorted[end]!] === scores[sorted[start]!]) end++;
    for (const i of sorted.slice(start, end)) ranks.set(i, start + 1 + end);
  }
  return ranks;
}

/** s²/n, s² with n - 1; exactly 0 for equal integers. */
function varianceOfMean(values: readonly number[]): number {
  const n = values.length;
  const sum = values.reduce((total, x) => total + x, 0);
  const squares = values.reduce((total, x) => total + x * x, 0);
  return (n * squares - sum * sum) / (n * n * (n - 1));
}
