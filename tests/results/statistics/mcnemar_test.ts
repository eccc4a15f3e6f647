import assert from "node:assert/strict";
import fc from "fast-check";
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
  return mcnemarTest([rows.map(([a]) => a)], [rows.map(([, b]) => b)]);
}

Deno.test("mcnemarTest() of Bentur's children: 0.070", () => {
  // Table 1 of Fagerland et al. 2013: 1, 1, 7, 12. P(X ≤ 1 of 8) = 9/256.
  const test = table(1, 1, 7, 12);
  close(test.p, 18 / 256);
  close(test.difference, -6 / 21);
  close(test.standardError, Math.sqrt(8) / 21);
});

Deno.test("mcnemarTest() of Rosner's chemotherapy pairs: 0.027", () => {
  // Rosner, "Fundamentals of Biostatistics", section 10.4: 510, 16, 5, 90.
  close(table(510, 16, 5, 90).p, 0.02660369873046875); // SciPy: 2 * binom.cdf(5, 21, 0.5)
});

Deno.test("mcnemarTest() of equal numbers, and of models that agree everywhere, has p = 1", () => {
  assert.deepEqual([table(3, 4, 4, 0).p, table(3, 4, 4, 0).difference], [1, 0]);
  assert.deepEqual(table(5, 0, 0, 2), { difference: 0, standardError: 0, p: 1 });
});

Deno.test("mcnemarTest() of thousands of examples does not underflow", () => {
  const { p } = table(0, 1000, 1100, 0);
  close(p, 0.03072070786424249); // SciPy: 2 * binom.cdf(1000, 2100, 0.5)
  close(table(0, 1100, 1000, 0).p, p);
});

Deno.test("mcnemarTest() pools seeds by hand: an example's answers are exchanged together", () => {
  // Seeds 1 and 2: d = 2, 2, 1, -1, 0, Σd = 4. Of the 16 signs of 2, 2, 1, 1: |Σ| is 6 twice, and 4 if the
  // twos agree and the ones do not, in 2 · 2: p = 6/16. Ten examples of their own would give 14/64.
  const seeds = (text: string) => text.split(" ").map((seed) => [...seed].map((c) => c === "1"));
  const test = mcnemarTest(seeds("11100 11000"), seeds("00010 00000"));
  close(test.p, 6 / 16);
  close(test.difference, 4 / 10);
  close(test.standardError, Math.sqrt(4 + 4 + 1 + 1) / 10);
});

Deno.test("mcnemarTest() is all exchanges, enumerated", () => {
  const example = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 3, maxLength: 3 });
  fc.assert(fc.property(fc.array(example, { minLength: 1, maxLength: 8 }), (examples) => {
    const of = (model: 0 | 1) => [0, 1, 2].map((s) => examples.map((seeds) => seeds[s]![model]));
    const differences = examples.map((seeds) =>
      seeds.reduce((sum, [a, b]) => sum + Number(a) - Number(b), 0)
    );
    const sum = (signs: number) =>
      Math.abs(differences.reduce((all, d, i) => all + ((signs >> i) & 1 ? -d : d), 0));
    const exchanges = Array.from({ length: 2 ** examples.length }, (_, signs) => sum(signs));
    const extreme = exchanges.filter((value) => value >= sum(0)).length;
    close(mcnemarTest(of(0), of(1)).p, extreme / exchanges.length);
  }));
});

Deno.test("mcnemarTest() refuses what is not paired", () => {
  const expected = "expected the same number in every seed of both, one at least";
  for (
    const [first, second, got] of [
      [[[true]], [[]], "1 and 0"],
      [[[true], [true]], [[true]], "1, 1 and 1"],
      [[[true], [true, true]], [[true], [true, true]], "1, 2 and 1, 2"],
      [[], [], "none and none"],
    ] as [boolean[][], boolean[][], string][]
  ) {
    assert.throws(() => mcnemarTest(first, second), {
      name: "RangeError",
      message: `Cannot pair answers: got ${got}, ${expected}`,
    });
  }
});
