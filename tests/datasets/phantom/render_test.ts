import assert from "node:assert/strict";
import {
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type Form,
} from "../../../datasets/phantom/findings.ts";
import { render } from "../../../datasets/phantom/mod.ts";
import { finding, scene } from "./scenes.ts";

const SIZE = 128;
const SEEDS = [0, 1, 2, 3];

/** Pixels that a finding changes by at least `step` grey levels, and their mean column (0 to 1). */
function evidence(site: "a" | "b", findings: Finding[], seed: number, step = 10) {
  const without = render(scene(site, [], seed), SIZE);
  const withThem = render(scene(site, findings, seed), SIZE);
  let [count, columns, sum] = [0, 0, 0];
  withThem.forEach((grey, i) => {
    const change = grey - without[i]!;
    if (Math.abs(change) < step) return;
    count++;
    columns += (i % SIZE) / SIZE;
    sum += change;
  });
  return { count, column: columns / count, mean: sum / count };
}

/** Forms of a kind, `""` for most. */
const FORMS: Partial<Record<FindingKind, Form[]>> = {
  fracture: ["rib", "clavicle"],
  device: ["pacemaker", "line", "chest-tube", "tracheal-tube"],
};
const MIDLINE = new Set<string>(["cardiomegaly", "mediastinum", "edema", "tracheal-tube"]);

for (const kind of FINDING_KINDS) {
  for (const form of FORMS[kind] ?? [""]) {
    Deno.test(`render() shows even the slightest ${form} ${kind} at 128 pixels`, () => {
      const count = form === "rib" ? 2 : 1;
      const side = MIDLINE.has(kind) || MIDLINE.has(form) ? "both" : "right";
      for (const seed of SEEDS) {
        for (const site of ["a", "b"] as const) {
          const seen = evidence(site, [finding(kind, { form, count, side })], seed);
          assert.ok(seen.count >= 20, `site ${site}, seed ${seed}: ${seen.count} pixels`);
        }
      }
    });
  }
}

const SIDED: [FindingKind, Partial<Finding>][] = [
  ["nodule", {}],
  ["consolidation", {}],
  ["pneumonia", {}],
  ["pneumothorax", { grade: 1 }],
  ["effusion", { grade: 1 }],
  ["thickening", {}],
  ["fracture", { form: "rib", count: 2 }],
  ["fracture", { form: "clavicle" }],
  ["device", { form: "chest-tube" }],
  ["device", { form: "pacemaker" }],
];

for (const [kind, rest] of SIDED) {
  Deno.test(`render() draws the patient's right ${rest.form ?? ""} ${kind} on the left`, () => {
    for (const seed of SEEDS) {
      assert.ok(evidence("a", [finding(kind, { ...rest, side: "right" })], seed).column < 0.48);
      assert.ok(evidence("a", [finding(kind, { ...rest, side: "left" })], seed).column > 0.52);
    }
  });
}

Deno.test("render() darkens for a pneumothorax and brightens for fluid and airspace disease", () => {
  for (const seed of SEEDS) {
    assert.ok(evidence("a", [finding("pneumothorax", { grade: 1 })], seed).mean < -10);
    for (const kind of ["effusion", "consolidation", "pneumonia", "edema", "nodule"] as const) {
      assert.ok(evidence("a", [finding(kind, { grade: 1 })], seed).mean > 10, kind);
    }
  }
});

Deno.test("render() shows more of a finding of a higher grade", () => {
  for (const kind of ["cardiomegaly", "effusion", "consolidation", "mediastinum"] as const) {
    const counts = ([0, 1, 2] as const).map((grade) =>
      evidence("a", [finding(kind, { grade, side: "both" })], 1).count
    );
    assert.ok(counts[0]! < counts[1]! && counts[1]! < counts[2]!, `${kind}: ${counts}`);
  }
});

Deno.test("render() draws the same picture at every size", () => {
  const shown = scene("a", [finding("consolidation", { grade: 1 })]);
  const [small, large] = [render(shown, 64), render(shown, 256)];
  let difference = 0;
  small.forEach((grey, i) => {
    const [row, column] = [Math.floor(i / 64) * 4, (i % 64) * 4];
    let sum = 0;
    for (let k = 0; k < 16; k++) sum += large[(row + (k >> 2)) * 256 + column + (k & 3)]!;
    difference += Math.abs(grey - sum / 16);
  });
  assert.ok(difference / small.length < 6, `mean difference ${difference / small.length}`);
});

Deno.test("render() makes lungs of site b greyer, and its border black", () => {
  const measure = (site: "a" | "b") => {
    const pixels = render(scene(site, []), SIZE);
    // A patch of the right lung between two ribs' heights, and the lowest row.
    const patch = Array.from(
      { length: 64 },
      (_, i) => pixels[(44 + (i >> 3)) * SIZE + 28 + i % 8]!,
    );
    const mean = patch.reduce((sum, grey) => sum + grey, 0) / patch.length;
    return { mean, border: Math.max(...pixels.subarray(SIZE * (SIZE - 1))) };
  };
  const [a, b] = [measure("a"), measure("b")];
  assert.ok(b.mean > a.mean + 25, `${b.mean} against ${a.mean}`);
  assert.ok(a.border > 150 && b.border < 20, `${a.border} and ${b.border}`);
});
