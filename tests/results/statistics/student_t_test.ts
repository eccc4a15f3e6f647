import assert from "node:assert/strict";
import fc from "fast-check";
import {
  normalTwoSided,
  seedInterval,
  studentQuantile,
  studentTwoSided,
} from "../../../results/statistics/mod.ts";
import { DARWIN } from "./_darwin.ts";
import { close } from "./_close.ts";

Deno.test("normalTwoSided() gives the values of SciPy's 2 * norm.sf, on both sides of 2", () => {
  const values: [number, number][] = [
    [0, 1],
    [0.5, 0.6170750774519738],
    [-1, 0.31731050786291415],
    [1.96, 0.04999579029644087],
    [2.9, 0.003731626600768075],
    [3, 0.0026997960632601866],
    [3.1, 0.0019352064264367126],
    [5, 5.733031437583866e-7],
    [-10, 1.523970604832094e-23],
    [37, 1.1451142445047853e-299],
    [Infinity, 0],
  ];
  for (const [z, p] of values) {
    const error = Math.abs(normalTwoSided(z) - p);
    assert.ok(error <= 2e-13 * p, `${z}: ${normalTwoSided(z)}`);
  }
});

Deno.test("studentQuantile() gives the printed tables of t", () => {
  // Fisher and Yates, "Statistical Tables", table III; every textbook's appendix.
  const table: [number, number, string][] = [
    [0.975, 1, "12.706"],
    [0.975, 2, "4.303"],
    [0.975, 4, "2.776"],
    [0.975, 9, "2.262"],
    [0.975, 14, "2.145"],
    [0.975, 29, "2.045"],
    [0.975, 120, "1.980"],
    [0.975, Infinity, "1.960"],
    [0.9, 3, "1.638"],
    [0.995, 5, "4.032"],
    [0.8, Infinity, "0.842"],
    [0.025, 4, "-2.776"],
    [0.5, 7, "0.000"],
  ];
  for (const [p, df, t] of table) assert.equal(studentQuantile(p, df).toFixed(3), t);
});

Deno.test("studentQuantile() has the closed forms for one and two degrees of freedom", () => {
  for (const p of [0.6, 0.8, 0.975, 0.999]) {
    close(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-12);
    close(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-12);
  }
  close(studentQuantile(0.975, 4), 2.7764451051977934);
  close(studentQuantile(0.975, 29), 2.045229642132703);
});

Deno.test("studentTwoSided() inverts studentQuantile()", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 300 }),
      (p, df) => {
        close(studentTwoSided(studentQuantile(p, df), df), 2 * (1 - p), 1e-12);
      },
    ),
  );
});

Deno.test("studentQuantile() and studentTwoSided() refuse what is no share and no df", () => {
  const range = { name: "RangeError" };
  for (const p of [0, 1, NaN]) assert.throws(() => studentQuantile(p, 3), range);
  for (const df of [0, -1, 2.5, NaN]) assert.throws(() => studentTwoSided(1, df), range);
});

Deno.test("seedInterval() of Darwin's plants is Fisher's", () => {
  // Mean 20.933, s 37.744, t 2.145: 20.933 ± 20.90 eighths of an inch.
  const { low, high, ...rest } = seedInterval(DARWIN)!;
  close(low, 0.031193318392979563);
  close(high, 41.83547334827369);
  assert.deepEqual(rest, { level: 0.95, over: "seeds", n: 15 });
});

Deno.test("seedInterval() of two values, by hand; of one there is none", () => {
  // Mean 2, s = √2, SE = 1, t(0.75, 1) = tan(π/4) = 1.
  const { low, high } = seedInterval([1, 3], 0.5)!;
  close(low, 1);
  close(high, 3);
  assert.equal(seedInterval([1]), null);
  assert.equal(seedInterval([]), null);
});
