/**
 * Matrices of targets and scores.
 *
 * @module
 */

/** A matrix `[examples, labels]`. */
export type Rows = readonly ArrayLike<number>[];

/** Column `j` of a matrix. */
export function column(rows: Rows, j: number): number[] {
  return rows.map((row) => row[j]!);
}

/**
 * Checks that targets and scores are matrices of one shape, with a row and a column at least.
 *
 * @throws {RangeError} naming the first row that differs.
 */
export function checkShape(
  targets: readonly ArrayLike<unknown>[],
  scores: readonly ArrayLike<unknown>[],
  labels: number,
): void {
  if (targets.length === 0 || targets.length !== scores.length) {
    throw new RangeError(
      `Cannot score predictions: expected one row per example, got ${scores.length} for ` +
        `${targets.length}`,
    );
  }
  if (labels === 0) throw new RangeError("Cannot score predictions: there are no labels");
  for (const [i, row] of targets.entries()) {
    const width = scores[i]!.length;
    if (row.length !== labels || width !== labels) {
      throw new RangeError(
        `Cannot score predictions: expected ${labels} labels, got ${row.length} targets and ` +
          `${width} scores in row ${i}`,
      );
    }
  }
}
