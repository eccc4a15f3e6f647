import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cell, cellId, expand } from "../../benchmarks/cells.ts";
import { parseSpec } from "../../benchmarks/spec.ts";
import { VARIANTS } from "../../benchmarks/spec_schema.ts";
import { extended, SPEC } from "./_specs.ts";

function ids(text: string): string[] {
  return expand(parseSpec(text, "s.yaml")).map(cellId);
}

Deno.test("expand() goes through variants, tasks, transfers and seeds in order", () => {
  assert.deepEqual(
    ids(SPEC.replace("  classification:", "  second: { task: classification }\n$&")),
    [
      "bar.second.a.a.a.1",
      "bar.second.a.a.a.2",
      "bar.second.a.b.b.1",
      "bar.second.a.b.b.2",
      "bar.classification.a.a.a.1",
      "bar.classification.a.a.a.2",
      "bar.classification.a.b.b.1",
      "bar.classification.a.b.b.2",
      "scratch.second.a.a.a.1",
      "scratch.second.a.a.a.2",
      "scratch.second.a.b.b.1",
      "scratch.second.a.b.b.2",
      "scratch.classification.a.a.a.1",
      "scratch.classification.a.a.a.2",
      "scratch.classification.a.b.b.1",
      "scratch.classification.a.b.b.2",
    ],
  );
});

const ALL = [
  "bar.classification.a.a.a.1",
  "bar.classification.a.a.a.2",
  "bar.classification.a.b.b.1",
  "bar.classification.a.b.b.2",
  "scratch.classification.a.a.a.1",
  "scratch.classification.a.a.a.2",
  "scratch.classification.a.b.b.1",
  "scratch.classification.a.b.b.2",
];

/** `exclude`, and the places in {@link ALL} that stay. */
const EXCLUDES: readonly [string, number[]][] = [
  ["[{ variant: bar }]", [4, 5, 6, 7]],
  ["[{ seed: 2 }]", [0, 2, 4, 6]],
  ["[{ variant: bar, seed: 2 }]", [0, 2, 4, 5, 6, 7]],
  ["[{ variant: bar }, { seed: 2 }]", [4, 6]],
  ["[{ variant: [bar, scratch], seed: [2] }]", [0, 2, 4, 6]],
  ["[{ transfer: { test: b } }]", [0, 1, 4, 5]],
  ["[{ transfer: { pretrain: a, finetune: b, test: b } }]", [0, 1, 4, 5]],
  ["[{ transfer: [{ test: a }, { finetune: b }], variant: bar }]", [4, 5, 6, 7]],
  ["[{ task: classification, transfer: { pretrain: a }, seed: 1 }]", [1, 3, 5, 7]],
  ["[]", [0, 1, 2, 3, 4, 5, 6, 7]],
];

for (const [exclude, kept] of EXCLUDES) {
  Deno.test(`expand() leaves out ${exclude}`, () => {
    assert.deepEqual(ids(extended(`exclude: ${exclude}`)), kept.map((i) => ALL[i]));
  });
}

Deno.test("expand() adds included cells after exclude, once", () => {
  const cell = (variant: string, test: string, seed: number) =>
    `{ variant: ${variant}, task: classification, ` +
    `transfer: { pretrain: a, finetune: a, test: ${test} }, seed: ${seed} }`;
  const include = [
    cell("bi", "b", 9),
    cell("bar", "a", 1),
    cell("scratch", "a", 1),
    cell("bi", "b", 9),
  ];
  const text = `exclude: [{ variant: bar }, { seed: 2 }]\ninclude: [${include.join()}]`;
  assert.deepEqual(ids(extended(text)), [
    "scratch.classification.a.a.a.1",
    "scratch.classification.a.b.b.1",
    "bi.classification.a.a.b.9",
    "bar.classification.a.a.a.1",
  ]);
});

Deno.test("expand() throws if no cell is left", () => {
  const spec = parseSpec(extended("exclude: [{ seed: 2 }]"), "s.yaml");
  assert.throws(() => expand({ ...spec, seeds: [2] }), {
    name: "SpecError",
    message: "t: Cannot expand the spec: exclude leaves no cell, remove a filter",
  });
});

/** Some of the values, at least one, in their order. */
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const NAMES = ["a", "b", "c"] as const;
const TRANSFERS = NAMES.flatMap((pretrain) =>
  NAMES.flatMap((finetune) => NAMES.map((test) => ({ pretrain, finetune, test })))
);

/** A spec of the axes' values and filters made of them. */
const specs = fc.record({
  variants: some(VARIANTS),
  tasks: some(["classification", "second", "third"]),
  transfers: some(TRANSFERS),
  seeds: some([0, 1, 2, 3]),
}).chain((axes) => {
  const { variants, tasks, transfers, seeds } = axes;
  const filter = fc.record({
    variant: fc.oneof(fc.constantFrom(...variants), some(variants)),
    task: fc.oneof(fc.constantFrom(...tasks), some(tasks)),
    transfer: fc.oneof(fc.constantFrom(...transfers), some(transfers)),
    seed: fc.oneof(fc.constantFrom(...seeds), some(seeds)),
  }, { requiredKeys: [] }).filter((filter) => Object.keys(filter).length > 0);
  return fc.record({ axes: fc.constant(axes), exclude: fc.array(filter, { maxLength: 3 }) });
});

Deno.test("expand() gives the product of the axes minus the excluded cells, none twice", () => {
  fc.assert(fc.property(specs, ({ axes, exclude }) => {
    const { variants, tasks, transfers, seeds } = axes;
    const has = (field: unknown, value: unknown) => {
      const values = field === undefined ? [value] : [field].flat();
      return values.some((one) => JSON.stringify(one) === JSON.stringify(value));
    };
    let expected = 0;
    for (const variant of variants) {
      for (const task of tasks) {
        for (const transfer of transfers) {
          for (const seed of seeds) {
            const out = exclude.some((filter) =>
              has(filter.variant, variant) && has(filter.task, task) &&
              has(filter.transfer, transfer) && has(filter.seed, seed)
            );
            if (!out) expected++;
          }
        }
      }
    }
    fc.pre(expected > 0);
    const cells: Cell[] = expand(parseSpec(
      JSON.stringify({
        name: "t",
        ...axes,
        datasets: Object.fromEntries(NAMES.map((name) => [name, { kind: "phantom" }])),
        tasks: Object.fromEntries(tasks.map((name) => [name, { task: "classification" }])),
        exclude,
      }),
      "s.yaml",
    ));
    assert.equal(cells.length, expected);
    assert.equal(new Set(cells.map(cellId)).size, expected);
  }));
});
