import assert from "node:assert/strict";
import { Key } from "../../../model/random.ts";
import { bootstrap } from "../../../tasks/metrics/bootstrap.ts";

const mean = (values: readonly number[]) => ({
  m: values.reduce((sum, x) => sum + x, 0) / values.length,
});

/** Draws from a list. */
function scripted(draws: readonly number[], bounds: number[] = []) {
  let i = 0;
  return (bound: number) => {
    bounds.push(bound);
    return draws[i++]!;
  };
}

Deno.test("bootstrap() draws as many examples as there are, with replacement", () => {
  const bounds: number[] = [];
  // Resamples (3, 3, 0) and (0, 6, 6): means 2 and 4.
  const metrics = bootstrap([0, 3, 6], mean, scripted([1, 1, 0, 0, 2, 2], bounds), 2);
  assert.deepEqual(metrics, { "bootstrap_mean.m": 3, "bootstrap_sd.m": Math.SQRT2 });
  assert.deepEqual(bounds, [3, 3, 3, 3, 3, 3]);
});

Deno.test("bootstrap() leaves out resamples in which a metric is undefined", () => {
  // Defined if the resample holds a 6; "rare" is not even named otherwise.
  const statistic = (sample: readonly number[]) => ({
    never: null,
    some: sample.includes(6) ? mean(sample).m : null,
    ...(sample.includes(6) && sample.includes(0) ? { rare: 1 } : {}),
  });
  const draws = scripted([0, 0, 1, 1, 0, 1]);
  assert.deepEqual(bootstrap([0, 6], statistic, draws, 3), {
    "bootstrap_mean.never": null,
    "bootstrap_sd.never": null,
    "bootstrap_mean.some": 4.5,
    "bootstrap_sd.some": Math.sqrt(4.5),
    "bootstrap_mean.rare": 1,
    "bootstrap_sd.rare": null,
  });
});

Deno.test("bootstrap() repeats 30 times, equal for equal keys", () => {
  const examples = Array.from({ length: 50 }, (_, i) => i % 2);
  const run = (key: Key) => {
    let resamples = -1; // The first call only asks for names.
    const stream = key.stream();
    const statistic = (sample: readonly number[]) => {
      resamples++;
      return mean(sample);
    };
    const metrics = bootstrap(examples, statistic, (bound) => stream.int(bound));
    assert.equal(resamples, 30);
    return metrics;
  };
  const metrics = run(Key.of(1).fold("bootstrap"));
  assert.deepEqual(run(Key.of(1).fold("bootstrap")), metrics);
  assert.notDeepEqual(run(Key.of(2).fold("bootstrap")), metrics);
  // A share of 0.5 among 50 has a standard error of 0.0707; five of them bound mean and sd.
  assert.ok(Math.abs(metrics["bootstrap_mean.m"]! - 0.5) < 5 * 0.0707 / Math.sqrt(30));
  assert.ok(Math.abs(metrics["bootstrap_sd.m"]! - 0.0707) < 5 * 0.0707 / Math.sqrt(2 * 29));
});
