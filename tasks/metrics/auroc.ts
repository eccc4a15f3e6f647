/**
 * Area under the receiver operating characteristic.
 *
 * @module
 */

/**
 * AUROC: the probability that a positive scores above a negative, ties counting one half.
 *
 * AUROC = (R - P(P + 1) / 2) / (P N), where R is the sum of the positives' mid-ranks, and P and N
 * count positives and negatives. Ranks are summed in halves, hence exactly. Equals scikit-learn's
 * `roc_auc_score` up to rounding.
 *
 * @param targets 1 for a positive, 0 for a negative.
 * @param scores A score per target; its scale does not matter.
 * @returns null where undefined: there is no positive or no negative.
 * @throws {RangeError} If the lengths differ or a score is NaN.
 */
export function auroc(targets: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  const groups = tieGroups(targets, scores);
  let below = 0;
  let positives = 0;
  let doubledRanks = 0;
  for (const { size, positives: hits } of groups) {
    doubledRanks += hits * (2 * below + size + 1);
    below += size;
    positives += hits;
  }
  const negatives = below - positives;
  if (positives === 0 || negatives === 0) return null;
  return (doubledRanks - positives * (positives + 1)) / (2 * positives * negatives);
}

/** Examples of one score. */
export interface TieGroup {
  readonly score: number;
  size: number;
  positives: number;
}

/**
 * The examples grouped by equal score, lowest score first.
 *
 * @throws {RangeError} If the lengths differ or a score is NaN.
 */
export function tieGroups(targets: ArrayLike<number>, scores: ArrayLike<number>): TieGroup[] {
  if (targets.length !== scores.length) {
    throw new RangeError(
      `Cannot rank scores: expected one per target, got ${scores.length} for ${targets.length}`,
    );
  }
  const order = Array.from(targets, (_, i) => i);
  for (const i of order) {
    if (Number.isNaN(scores[i])) throw new RangeError(`Cannot rank scores: score ${i} is NaN`);
  }
  order.sort((a, b) => (scores[a]! < scores[b]! ? -1 : scores[a]! > scores[b]! ? 1 : 0));
  const groups: TieGroup[] = [];
  let last: number | undefined;
  for (const i of order) {
    if (scores[i] !== last) groups.push({ score: scores[i]!, size: 0, positives: 0 });
    last = scores[i];
    const group = groups.at(-1)!;
    group.size++;
    if (targets[i] === 1) group.positives++;
  }
  return groups;
}
