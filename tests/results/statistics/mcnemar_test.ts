import assert from "node:assert/strict";
import { mcnemarTest } from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";

/** Examples right in both, only the first, only the second, neither. */
function table(both: number, onlyFirst: number, onlySecond: number, neither: number) {
  const cells: [number, boolean, boolean][] = [
    [both, true, true],
    [onlyFirst, true, false],
    [onlySecond, false, true],
    [neither, false, false],
  ];
  const rows = cells.flatMap(([n, a, b]) => Array.from({ length: n }, () => [a, b] as const));
  return mcnemarTest(rows.map(([a]) => a), rows.map(([, b]) => b));
}

Deno.test("mcnemarTest() of Bentur's children: exact 0.070, mid-p 0.039", () => {
  // Table 1 of Fagerland et al. 2013: 1, 1, 7, 12. P(X ≤ 1 of 8) = 9/256.
  const test = table(1, 1, 7, 12);
  assert.deepEqual([test.onlyFirst, test.onlySecond], [1, 7]);
  close(test.exact, 18 / 256);
  close(test.midP, 18 / 256 - 8 / 256);
});

Deno.test("mcnemarTest() of Rosner's chemotherapy pairs: exact 0.027", () => {
  // Rosner, "Fundamentals of Biostatistics", section 10.4: 510, 16, 5, 90.
  const test = table(510, 16, 5, 90);
  close(test.exact, 0.02660369873046875); // SciPy: 2 * binom.cdf(5, 21, 0.5)
  close(test.midP, 0.01690053939819337);
});

Deno.test("mcnemarTest() of equal numbers: exact 1, mid-p 1 - ½ P(X = k)", () => {
  const test = table(3, 4, 4, 0);
  assert.equal(test.exact, 1);
  close(test.midP, 1 - 35 / 256); // C(8, 4) = 70
});

Deno.test("mcnemarTest() of models that agree everywhere has p = 1", () => {
  assert.deepEqual(table(5, 0, 0, 2), { onlyFirst: 0, onlySecond: 0, exact: 1, midP: 1 });
});

Deno.test("mcnemarTest() of thousands of examples does not underflow", () => {
  const { exact, midP } = table(0, 1000, 1100, 0);
  close(exact, 0.03072070786424249); // SciPy: 2 * binom.cdf(1000, 2100, 0.5)
  close(midP, 0.029110633685909233);
  assert.deepEqual(table(0, 1100, 1000, 0).exact, exact);
});

Deno.test("mcnemarTest() refuses what is not paired", () => {
  assert.throws(() => mcnemarTest([true], []), {
    name: "RangeError",
    message: "Cannot pair predictions: got 1 of the first and 0 of the second",
  });
});
