/** Cells that fail in the plan because of what is, or is not, in their datasets. */
import assert from "node:assert/strict";
import { expand } from "../../benchmarks/cells.ts";
import { parseSet } from "../../benchmarks/override.ts";
import { plan } from "../../benchmarks/plan.ts";
import { AbsentDataset, type KnownDataset } from "../../benchmarks/plan_datasets.ts";
import { parseSpec } from "../../benchmarks/spec.ts";
import type { Split } from "../../datasets/mod.ts";

const SPEC = `name: t
variants: [bar]
datasets: { a: { kind: phantom }, b: { kind: phantom }, c: { kind: phantom } }
transfers: [{ pretrain: a, finetune: b, test: c }]
tasks: { classification: {} }
`;

const ALL: readonly Split[] = ["train", "valid", "test"];

function known(
  splits: readonly Split[],
  labelNames: readonly string[],
  without: { readonly reports?: Split; readonly questions?: Split } = {},
): KnownDataset {
  const identity = { kind: "table", kindVersion: 1, config: {}, fingerprint: "" };
  const others = (split?: Split) => new Set(splits.filter((other) => other !== split));
  const texts = { reports: others(without.reports), questions: others(without.questions) };
  return { identity, outline: { labelNames, splits: new Set(splits), texts } };
}

/** Why the cell of the spec fails; datasets are full and have the label x unless said otherwise. */
function reason(datasets: Record<string, KnownDataset | Error>, ...flags: string[]) {
  const spec = parseSpec(SPEC, "s.yaml", { overrides: flags.map(parseSet) });
  const full = known(ALL, ["x"]);
  const all = new Map(Object.entries({ a: full, b: full, c: full, ...datasets }));
  const { cells, stages } = plan(spec, expand(spec), { engine: "onnx", datasets: all });
  assert.equal(cells.length, 1);
  assert.equal(stages.length === 0, cells[0]!.failed !== undefined);
  return cells[0]!.failed;
}

const lacking = (split: Split) => known(ALL.filter((other) => other !== split), ["x"]);
const WAY = "give the dataset more patients or another split";

Deno.test("plan() fails a cell with a split that a step takes and is empty", () => {
  assert.equal(reason({}), undefined);
  assert.equal(
    reason({ a: lacking("train") }, "vocabulary.from=[b]"),
    `Cannot pretrain on a: its train split is empty, ${WAY}`,
  );
  assert.equal(
    reason({ a: lacking("train") }, "variants=[scratch]"),
    `Cannot take words from a: its train split is empty, ${WAY}`,
  );
  assert.equal(
    reason({ b: lacking("train") }),
    `Cannot finetune classification on b: its train split is empty, ${WAY}`,
  );
  assert.equal(
    reason({ b: lacking("valid") }),
    `Cannot finetune classification on b: its valid split is empty, ${WAY}`,
  );
  assert.equal(
    reason({ c: lacking("test") }),
    `Cannot test classification on c: its test split is empty, ${WAY}`,
  );
});

Deno.test("plan() fails a cell with a split without the texts that a step reads", () => {
  const bare = (split: Split) => known(ALL, ["x"], { reports: split });
  const mute = (split: Split) => known(ALL, ["x"], { questions: split });
  const way = "use another dataset or split";
  const image = "tasks.classification.inputs=image";
  assert.equal(
    reason({ a: bare("train") }, "vocabulary.from=[b]"),
    `Cannot pretrain on a: its train split has no reports, ${way}`,
  );
  assert.equal(
    reason({ a: bare("train") }, "variants=[scratch]", image),
    `Cannot take words from a: its train split has no reports, ${way}`,
  );
  assert.equal(
    reason({ b: bare("valid") }),
    `Cannot finetune classification on b: its valid split has no reports, ${way}`,
  );
  assert.equal(reason({ a: bare("test"), b: bare("valid"), c: bare("test") }, image), undefined);
  assert.equal(
    reason({ c: mute("test") }, "tasks={vqa: {}}"),
    `Cannot test vqa on c: its test split has no questions, ${way}`,
  );
  assert.equal(reason({ b: bare("train"), c: bare("test") }, "tasks={vqa: {}}"), undefined);
});

Deno.test("plan() asks for no split that no step takes", () => {
  const [a, b, c] = [
    known(["train"], ["x"]),
    known(["train", "valid"], ["x"]),
    known(["test"], ["x"]),
  ];
  assert.equal(reason({ a, b, c }), undefined);
  const words = ["variants=[scratch]", "vocabulary.from=[b]"];
  assert.equal(reason({ a: known([], []), b, c }, ...words), undefined);
});

Deno.test("plan() fails a classification without labels, or without labels in common", () => {
  assert.equal(
    reason({ b: known(ALL, []) }),
    "Cannot finetune classification on b: it has no labels, name their columns in datasets.b.columns",
  );
  const [b, c] = [known(ALL, ["x", "y"]), known(ALL, ["Y", "z"])];
  assert.equal(
    reason({ b, c }),
    "Cannot test classification on c: it has none of the labels of b (x, y), name them alike or " +
      "test on another dataset",
  );
  assert.equal(reason({ b, c: known(ALL, ["z", "y"]) }), undefined);
  assert.equal(reason({ b, c }, "protocol.noLabelClass=reference"), undefined);
});

Deno.test("plan() fails a retrieval among studies without labels", () => {
  const flags = ["tasks={retrieval: {}}"];
  const way = "it has no labels, name their columns in datasets";
  const none = known(ALL, []);
  const found = reason({ b: none, c: none }, ...flags);
  assert.equal(found, `Cannot finetune retrieval on b: ${way}.b.columns`);
  assert.equal(reason({ c: none }, ...flags), `Cannot test retrieval on c: ${way}.c.columns`);
  // Labels are compared within a dataset.
  assert.equal(reason({ b: known(ALL, ["x"]), c: known(ALL, ["y"]) }, ...flags), undefined);
  for (const task of ["vqa", "report-generation"]) {
    assert.equal(reason({ b: none, c: none }, `tasks={${task}: {}}`), undefined);
  }
});

Deno.test("plan() drafts a cell whose data are not there, and no other that fails", () => {
  const absent = new AbsentDataset("no b");
  assert.equal(reason({ b: absent }), "no b");
  const spec = parseSpec(SPEC, "s.yaml");
  const full = known(ALL, ["x"]);
  const draft = (c: KnownDataset | Error) =>
    plan(spec, expand(spec), {
      engine: "onnx",
      draft: true,
      datasets: new Map([["a", full], ["b", absent], ["c", c]]),
    }).cells[0]!.failed;
  assert.equal(draft(full), undefined);
  assert.equal(draft(absent), undefined);
  assert.equal(draft(new Error("Cannot read c")), "Cannot read c");
  assert.equal(
    draft(lacking("test")),
    `Cannot test classification on c: its test split is empty, ${WAY}`,
  );
});

Deno.test("plan() fails a cell whose vocabulary's dataset cannot be read", () => {
  const flags = ["datasets.d={kind: phantom}", "vocabulary={from: [d]}"];
  assert.equal(reason({ d: new Error("Cannot read d") }, ...flags), "Cannot read d");
});
