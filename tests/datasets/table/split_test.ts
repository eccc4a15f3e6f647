import assert from "node:assert/strict";
import fc from "fast-check";
import { type Shares, stratifiedSplit } from "../../../datasets/table/split.ts";

const SHARES: Shares = { train: 0.7, valid: 0.1, test: 0.2, seed: 0 };
const SPLITS = ["train", "valid", "test"] as const;

const units = fc.array(
  fc.record({ patient: fc.nat(40).map(String), stratum: fc.constantFrom("x", "y", "z") }),
  { minLength: 1, maxLength: 120 },
);

Deno.test("stratifiedSplit() never tears a patient apart and misses no share by more than a patient", () => {
  fc.assert(fc.property(units, (list) => {
    const splits = stratifiedSplit(list, SHARES);
    const sizes = new Map<string, number>();
    const places = new Map<string, string>();
    list.forEach(({ patient }, i) => {
      assert.equal(places.get(patient) ?? splits[i], splits[i]);
      places.set(patient, splits[i]!);
      sizes.set(patient, (sizes.get(patient) ?? 0) + 1);
    });
    const largest = Math.max(...sizes.values());
    for (const split of SPLITS) {
      const count = splits.filter((other) => other === split).length;
      assert.ok(Math.abs(count - SHARES[split] * list.length) <= 2 * largest);
    }
  }));
});

Deno.test("stratifiedSplit() keeps the shares within every stratum", () => {
  const list = Array.from({ length: 300 }, (_, i) => ({
    patient: `p${i}`,
    stratum: i < 200 ? "common" : "rare",
  }));
  const splits = stratifiedSplit(list, SHARES);
  const count = (from: number, to: number) =>
    SPLITS.map((split) => splits.slice(from, to).filter((other) => other === split).length);
  assert.deepEqual(count(0, 200), [140, 20, 40]);
  assert.deepEqual(count(200, 300), [70, 10, 20]);
});

Deno.test("stratifiedSplit() depends on names and seed, not on the order of the rows", () => {
  const list = Array.from({ length: 50 }, (_, i) => ({ patient: `p${i}`, stratum: "" }));
  const splits = stratifiedSplit(list, SHARES);
  assert.deepEqual(stratifiedSplit(list.toReversed(), SHARES).toReversed(), splits);
  assert.notDeepEqual(stratifiedSplit(list, { ...SHARES, seed: 1 }), splits);
  const [first] = stratifiedSplit([{ patient: "only", stratum: "" }], SHARES);
  assert.equal(first, "train");
});

Deno.test("stratifiedSplit() gives nothing to a split without a share", () => {
  const list = Array.from({ length: 20 }, (_, i) => ({ patient: `p${i}`, stratum: "" }));
  const splits = stratifiedSplit(list, { train: 0, valid: 0, test: 1, seed: 3 });
  assert.deepEqual(new Set(splits), new Set(["test"]));
});
