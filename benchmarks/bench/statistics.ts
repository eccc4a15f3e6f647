/**
 * What many runs of one computation say.
 *
 * @module
 */

/**
 * The value below which a share of the values lies, between neighbours by their distance.
 *
 * @throws {RangeError} if there is no value.
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a quantile: there is no value");
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low]!;
  return below + (place - low) * ((sorted[low + 1] ?? below) - below);
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The distance between the quartiles, as a share of the median; 0 where that is 0. */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return middle === 0 ? 0 : (quantile(values, 0.75) - quantile(values, 0.25)) / middle;
}
