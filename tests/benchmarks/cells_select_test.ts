import assert from "node:assert/strict";
import { cellId, expand } from "../../benchmarks/cells.ts";
import { selectCells, withSeeds } from "../../benchmarks/select.ts";
import { parseSpec, SpecError } from "../../benchmarks/spec.ts";
import { extended, SPEC } from "./_specs.ts";

const INCLUDE = "include: [{ variant: bi, task: classification, " +
  "transfer: { pretrain: b, finetune: a, test: b }, seed: 3 }]";
const CELLS = expand(parseSpec(extended(INCLUDE), "s.yaml"));

/** `--only`, and what is selected. */
const SELECTED: readonly [string, string[]][] = [
  ["seed=3", ["bi.classification.b.a.b.3"]],
  ["variant=bar,test=b", ["bar.classification.a.b.b.1", "bar.classification.a.b.b.2"]],
  ["variant=bar|scratch,test=a,seed=2", [
    "bar.classification.a.a.a.2",
    "scratch.classification.a.a.a.2",
  ]],
  ["variant=bar,variant=scratch,test=a,seed=2", [
    "bar.classification.a.a.a.2",
    "scratch.classification.a.a.a.2",
  ]],
  ["variant=b*,seed=2|3", [
    "bar.classification.a.a.a.2",
    "bar.classification.a.b.b.2",
    "bi.classification.b.a.b.3",
  ]],
  ["pretrain=b, finetune=a, task=*", ["bi.classification.b.a.b.3"]],
  ["task=class*ion, variant=*r*h, seed=1, finetune=b", ["scratch.classification.a.b.b.1"]],
];

for (const [only, expected] of SELECTED) {
  Deno.test(`selectCells() takes ${only}`, () => {
    assert.deepEqual(selectCells(CELLS, only).map(cellId), expected);
  });
}

Deno.test("selectCells() takes all cells for *, in their order", () => {
  assert.deepEqual(selectCells(CELLS, "variant=*"), CELLS);
});

/** `--only`, and the whole message. */
const WRONG: readonly [string, string][] = [
  ["", 'Cannot read the term "": no "=", write --only variant=bar,seed=1'],
  ["bar", 'Cannot read the term "bar": no "=", write --only variant=bar,seed=1'],
  ["variant=bar,", 'Cannot read the term "": no "=", write --only variant=bar,seed=1'],
  ["varaint=bar", 'Cannot select by "varaint": no such part of a cell, the nearest is variant'],
  [
    "toString=bar",
    'Cannot select by "toString": no such part of a cell, ' +
    "use one of variant, task, pretrain, finetune, test, seed",
  ],
  ["variant=baar", 'Cannot select variant "baar": no cell has it, the nearest is bar'],
  [
    "variant=mixed",
    'Cannot select variant "mixed": no cell has it, use one of bar, scratch, bi',
  ],
  ["variant=bar|scrach", 'Cannot select variant "scrach": no cell has it, the nearest is scratch'],
  ["variant=x*", 'Cannot select variant "x*": no cell has it, use one of bar, scratch, bi'],
  ["variant=.*", 'Cannot select variant ".*": no cell has it, use one of bar, scratch, bi'],
  ["seed=4", 'Cannot select seed "4": no cell has it, use one of 1, 2, 3'],
  ["task=", 'Cannot select task "": no cell has it, use classification'],
  ["variant=bar,seed=3", "Cannot select cells: none has this variant and seed, remove a term"],
];

for (const [only, problem] of WRONG) {
  Deno.test(`selectCells() throws on "${only}"`, () => {
    assert.throws(() => selectCells(CELLS, only), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, `--only ${only}: ${problem}`);
      return true;
    });
  });
}

Deno.test("withSeeds() puts other seeds in place of the spec's", () => {
  const spec = withSeeds(parseSpec(extended(INCLUDE), "s.yaml"), "7, 0");
  assert.deepEqual(expand(spec).map(cellId), [
    "bar.classification.a.a.a.7",
    "bar.classification.a.a.a.0",
    "bar.classification.a.b.b.7",
    "bar.classification.a.b.b.0",
    "scratch.classification.a.a.a.7",
    "scratch.classification.a.a.a.0",
    "scratch.classification.a.b.b.7",
    "scratch.classification.a.b.b.0",
  ]);
});

Deno.test("withSeeds() keeps included cells of the seeds", () => {
  const spec = withSeeds(parseSpec(extended(INCLUDE), "s.yaml"), "3");
  assert.equal(expand(spec).map(cellId).at(-1), "bi.classification.b.a.b.3");
});

/** `--seeds`, and the whole message. */
const WRONG_SEEDS: readonly [string, string][] = [
  ["", 'Cannot use the seed "": not a whole number of at least 0, write --seeds 1,2'],
  ["1,", 'Cannot use the seed "": not a whole number of at least 0, write --seeds 1,2'],
  ["1,two", 'Cannot use the seed "two": not a whole number of at least 0, write --seeds 1,2'],
  ["-1", 'Cannot use the seed "-1": not a whole number of at least 0, write --seeds 1,2'],
  ["1.5", 'Cannot use the seed "1.5": not a whole number of at least 0, write --seeds 1,2'],
  ["1e3", 'Cannot use the seed "1e3": not a whole number of at least 0, write --seeds 1,2'],
  [
    "99999999999999999999",
    'Cannot use the seed "99999999999999999999": not a whole number of at least 0, ' +
    "write --seeds 1,2",
  ],
  ["1,2,1", "Cannot use the seed 1 twice, remove one"],
];

for (const [seeds, problem] of WRONG_SEEDS) {
  Deno.test(`withSeeds() throws on "${seeds}"`, () => {
    const spec = parseSpec(SPEC, "s.yaml");
    assert.throws(() => withSeeds(spec, seeds), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, `--seeds ${seeds}: ${problem}`);
      return true;
    });
  });
}
