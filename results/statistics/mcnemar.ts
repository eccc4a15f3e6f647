/**
 * McNemar's test for two accuracies on the same examples.
 *
 * @module
 */

export interface McNemar {
  /** Accuracy of the first less that of the second, the mean over seeds. */
  readonly difference: number;
  /** Deviation of such differences where both are right equally often. */
  readonly standardError: number;
  /** Two-sided exact conditional p-value; too large on average, never too small. */
  readonly p: number;
}

/**
 * Tests whether two models are right equally often.
 *
 * An example's d is in how many seeds the first alone was right, less in how many the second alone was. If
 * the models are alike, the sign of each d is that of a fair coin, hence Σd is Σ±|d|, whose distribution is
 * known: p = P(|Σ±|d|| ≥ |Σd|). With one seed this is McNemar's exact test: of the n examples that one
 * model alone got right, the number of the first is Binomial(n, ½). With several seeds an example's answers are exchanged in all of them at once: seeds
 * are no further examples.
 *
 * Sources: McNemar, "Note on the Sampling Error of the Difference between Correlated Proportions or
 * Percentages", Psychometrika 12, 1947; Fagerland, Lydersen and Laake, "The McNemar test for binary
 * matched-pairs data", BMC Med. Res. Methodol. 13:91, 2013.
 *
 * @param first `[seeds, examples]`, whether the first got each example right.
 * @param second The same seeds and examples of the second.
 * @throws {RangeError} If the shapes differ or there is no example.
 */
export function mcnemarTest(
  first: readonly (readonly boolean[])[],
  second: readonly (readonly boolean[])[],
): McNemar {
  const examples = first[0]?.length ?? 0;
  const shapes = [first, second].map((seeds) => seeds.map(({ length }) => length));
  if (examples === 0 || shapes.some((own) => own.length !== first.length || own.some(isOther))) {
    throw new RangeError(
      `Cannot pair answers: got ${shapes.map((own) => own.join(", ") || "none").join(" and ")}, ` +
        "expected the same number in every seed of both, one at least",
    );
  }
  const differences = first[0]!.map((_, i) =>
    first.reduce((sum, seed, s) => sum + Number(seed[i]) - Number(second[s]![i]), 0)
  );
  const sum = differences.reduce((total, d) => total + d, 0);
  const squares = differences.reduce((total, d) => total + d * d, 0);
  const masses = signSums(differences.map(Math.abs));
  const total = masses.length - 1;
  let tails = 0;
  for (const [heads, mass] of masses.entries()) {
    if (Math.abs(2 * heads - total) >= Math.abs(sum)) tails += mass;
  }
  return {
    difference: sum / (first.length * examples),
    standardError: Math.sqrt(squares) / (first.length * examples),
    // All masses add up to 1 but for rounding.
    p: sum === 0 ? 1 : Math.min(1, tails),
  };

  function isOther(length: number): boolean {
    return length !== examples;
  }
}

/** Of sizes with a fair coin each: the probability that those with heads sum to 0, 1, … all. */
function signSums(sizes: readonly number[]): Float64Array {
  let masses = Float64Array.of(1);
  for (let size = 1; size <= Math.max(...sizes); size++) {
    const heads = fairCoins(sizes.filter((own) => own === size).length);
    const sums = new Float64Array(masses.length + size * (heads.length - 1));
    for (const [k, probability] of heads.entries()) {
      for (const [sum, mass] of masses.entries()) sums[sum + k * size]! += mass * probability;
    }
    masses = sums;
  }
  return masses;
}

/** The probability of 0, 1, … n heads of n fair coins. */
function fairCoins(n: number): Float64Array {
  // In logarithms, since 2^-n is no double for n > 1074.
  let log = -n * Math.LN2;
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) log += Math.log((n - k + 1) / k);
    return Math.exp(log);
  });
}
