/**
 * The bootstrap of the original's evaluation.
 *
 * @module
 */

/** Repetitions of the original. */
const REPETITIONS = 30;

/**
 * Mean and spread of metrics over resamples: as many examples as there are, drawn with replacement.
 *
 * For a metric x: `bootstrap_mean.x`, and `bootstrap_sd.x` with n - 1 in the denominator, over the n
 * resamples in which x is defined. The mean estimates the plain metric and adds noise to it; the sd
 * is the uncertainty from the choice of the test examples, not from training.
 *
 * Source: the test of MedViLL's VQA, `finetune.py:477-529` (reference/spec.md section 5.4), which
 * draws 30 times from an unseeded `RandomSampler(replacement=True)`.
 *
 * @param statistic Metrics of a resample, null or left out where undefined.
 * @param draw A uniform integer in [0, bound): `stream.int` of a keyed stream.
 * @returns null where undefined: in no resample for the mean, in fewer than two for the sd.
 */
export function bootstrap<T>(
  examples: readonly T[],
  statistic: (resample: readonly T[]) => Readonly<Record<string, number | null>>,
  draw: (bound: number) => number,
  repetitions: number = REPETITIONS,
): Record<string, number | null> {
  const values: Record<string, number[]> = {};
  for (const name of Object.keys(statistic(examples))) values[name] = [];
  for (let i = 0; i < repetitions; i++) {
    const metrics = statistic(examples.map(() => examples[draw(examples.length)]!));
    for (const [name, value] of Object.entries(metrics)) {
      if (value !== null) values[name]!.push(value);
    }
  }
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, list]) => {
      const { mean, sd } = spread(list);
      return [[`bootstrap_mean.${name}`, mean], [`bootstrap_sd.${name}`, sd]];
    }),
  );
}

function spread(values: readonly number[]): { mean: number | null; sd: number | null } {
  const n = values.length;
  if (n === 0) return { mean: null, sd: null };
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, sd: n === 1 ? null : Math.sqrt(squares / (n - 1)) };
}
