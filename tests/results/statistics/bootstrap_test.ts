import assert from "node:assert/strict";
import { Key } from "../../../model/random.ts";
import { bootstrapIntervals, type BootstrapOptions } from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";

const KEY = Key.of(7).fold("bootstrap");
const VALUES = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
const mean = (indices: Uint32Array) =>
  indices.reduce((sum, i) => sum + VALUES[i]!, 0) / indices.length;

function bootstrapInterval(
  examples: number,
  statistic: (indices: Uint32Array) => number | null,
  key: Key,
  options?: BootstrapOptions,
) {
  return bootstrapIntervals(examples, (indices) => [statistic(indices)], key, options)[0]!;
}

Deno.test("bootstrapIntervals() takes the percentiles of what the samples give", () => {
  // 101 samples that give 100, 99, … 0: the 5 % and 95 % points are 5 and 95.
  let next = 101;
  const interval = bootstrapInterval(3, () => --next, KEY, { samples: 101, level: 0.9 })!;
  close(interval.low, 5);
  close(interval.high, 95);
  const { low: _, high: __, ...rest } = interval;
  assert.deepEqual(rest, {
    level: 0.9,
    over: "test examples",
    n: 3,
    samples: 101,
    undefinedSamples: 0,
  });
});

Deno.test("bootstrapIntervals() is linear between two samples", () => {
  let next = 0;
  const interval = bootstrapInterval(1, () => next++ * 8, KEY, { samples: 2, level: 0.5 })!;
  assert.deepEqual([interval.low, interval.high], [2, 6]);
});

Deno.test("bootstrapIntervals() draws with replacement from the key alone", () => {
  const drawn: number[][] = [];
  const keep = (indices: Uint32Array) => drawn.push([...indices]);
  bootstrapInterval(5, keep, KEY, { samples: 3 });
  const expected = [0, 1, 2].map((b) => {
    const stream = KEY.fold(b).stream();
    return Array.from({ length: 5 }, () => stream.int(5));
  });
  assert.deepEqual(drawn, expected);
  assert.ok(drawn.some((indices) => new Set(indices).size < 5));
});

Deno.test("bootstrapIntervals() of a mean is near mean ± 1.96 s/√n", () => {
  // Mean 3.9, s/√n with n = 0.7314 (the bootstrap's s² divides by n): 2.47 to 5.33.
  const interval = bootstrapInterval(10, mean, KEY)!;
  assert.ok(Math.abs(interval.low - 2.47) < 0.2 && Math.abs(interval.high - 5.33) < 0.2);
  assert.deepEqual(bootstrapInterval(10, mean, KEY), interval);
  assert.notDeepEqual(bootstrapInterval(10, mean, Key.of(8)), interval);
});

Deno.test("bootstrapIntervals() of several statistics are of the same draws", () => {
  const both = bootstrapIntervals(10, (indices) => [mean(indices), -mean(indices)], KEY);
  assert.equal(both[0]!.low, -both[1]!.high);
  assert.deepEqual(both[0], bootstrapInterval(10, mean, KEY));
});

Deno.test("bootstrapIntervals() of two examples by hand: every quarter of the samples", () => {
  // Means of 0 and 8 drawn twice: 0, 4, 4, 8. The 20 % and 80 % points of them are 0 and 8, the 30 % and
  // 70 % points 4.
  const values = [0, 8];
  const half = (indices: Uint32Array) => (values[indices[0]!]! + values[indices[1]!]!) / 2;
  const at = (level: number) => {
    const { low, high } = bootstrapInterval(2, half, KEY, { samples: 4000, level })!;
    return [low, high];
  };
  assert.deepEqual([at(0.6), at(0.4)], [[0, 8], [4, 4]]);
});

Deno.test("bootstrapIntervals() leaves out samples without a value and counts them", () => {
  let next = 0;
  const statistic = () => next++ % 2 === 0 ? null : 1;
  const interval = bootstrapInterval(1, statistic, KEY, { samples: 9 })!;
  assert.deepEqual([interval.samples, interval.undefinedSamples], [4, 5]);
  assert.deepEqual([interval.low, interval.high], [1, 1]);
  assert.equal(bootstrapInterval(1, () => null, KEY), null);
});
