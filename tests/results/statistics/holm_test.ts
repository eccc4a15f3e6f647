import assert from "node:assert/strict";
import fc from "fast-check";
import { holm } from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";

const round = (values: number[]) => values.map((p) => Number(p.toFixed(12)));

Deno.test("holm() of worked examples", () => {
  // The example of Wikipedia's "Holm–Bonferroni method".
  assert.deepEqual(round(holm([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02]);
  // R: p.adjust(c(0.01, 0.04, 0.20, 0.03, 0.005, 0.07), "holm").
  assert.deepEqual(
    round(holm([0.01, 0.04, 0.2, 0.03, 0.005, 0.07])),
    [0.05, 0.12, 0.2, 0.12, 0.03, 0.14],
  );
  assert.deepEqual(holm([0.5, 0.9]), [1, 1]);
  assert.deepEqual(holm([0.25]), [0.25]);
  assert.deepEqual(holm([]), []);
});

Deno.test("holm() lies between the p-values and Bonferroni's, in their order", () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(values, (p) => {
    const adjusted = holm(p);
    p.forEach((value, i) => {
      assert.ok(adjusted[i]! >= value && adjusted[i]! <= Math.min(1, p.length * value));
      p.forEach((other, j) => assert.ok(value > other || adjusted[i]! <= adjusted[j]!));
    });
    close(Math.min(...adjusted), Math.min(1, p.length * Math.min(...p)));
  }));
});
