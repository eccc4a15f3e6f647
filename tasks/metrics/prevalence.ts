/**
 * The chance baseline: what is predicted without looking at the example.
 *
 * @module
 */
import { column, type Rows } from "./rows.ts";

/**
 * Scores that are the same for every example: each label's share among the training targets.
 *
 * By ties AUROC is 0.5 for every label where it is defined; micro AUROC is higher, since it also
 * rewards knowing which labels are frequent; F1 predicts the labels more than half of the examples
 * have.
 *
 * @param train Training targets `[examples, labels]`, 1 or 0.
 * @param examples Number of examples to score.
 * @returns Scores `[examples, labels]`.
 * @throws {RangeError} If there is no training target.
 */
export function prevalenceScores(train: Rows, examples: number): number[][] {
  if (train.length === 0) {
    throw new RangeError("Cannot take label shares: there are no training targets");
  }
  const shares = Array.from(train[0]!, (_, j) => {
    return column(train, j).reduce((sum, target) => sum + target, 0) / train.length;
  });
  return Array.from({ length: examples }, () => [...shares]);
}
