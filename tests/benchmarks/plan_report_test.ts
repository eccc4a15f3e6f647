import assert from "node:assert/strict";
import { expand } from "../../benchmarks/cells.ts";
import { type Plan, plan } from "../../benchmarks/plan.ts";
import {
  AbsentDataset,
  identifyDatasets,
  type KnownDataset,
} from "../../benchmarks/plan_datasets.ts";
import { cachedStages, planReport, planText } from "../../benchmarks/plan_report.ts";
import { explain, type StoreView } from "../../benchmarks/plan_why.ts";
import { parseSpec } from "../../benchmarks/spec.ts";
import { planOf } from "./_plans.ts";

const SPEC = `name: t
variants: [bar]
datasets: { a: { kind: phantom } }
transfers: [{ pretrain: a, finetune: a, test: a }]
tasks: { classification: {} }
`;

/** A store that holds the stages of a plan that pass a test. */
function storeOf({ stages }: Plan, holds: (title: string) => boolean = () => true): StoreView {
  const held = stages.filter(({ title }) => holds(title));
  return {
    has: ({ key }) => Promise.resolve(held.some((stage) => stage.key === key)),
    keys: (kind) =>
      Promise.resolve(held.flatMap((stage) => stage.kind === kind ? [stage.key] : [])),
    async *manifests(kind) {
      yield* held.filter((stage) => stage.kind === kind);
    },
  };
}

/** What {@link explain} says of the stages missing from a store, by title. */
async function whys(plan: Plan, store: StoreView) {
  const explained = await explain(plan, await cachedStages(plan, store), store);
  return plan.stages.flatMap(({ key, title }) => {
    const why = explained.get(key);
    return why ? [[title, why.nearest === null ? "never ran" : why.differences] as const] : [];
  });
}

const PRETRAIN = "pretrain bar on a, seed 1";
const FINETUNE = "finetune classification on a from bar on a, seed 1";
const EVALUATE = "evaluate classification on a, finetuned on a from bar on a, seed 1";

Deno.test("explain() names the field that moved a key, and the stages upstream", async () => {
  const store = storeOf(await planOf(SPEC, ["pretrain.epochs=4"]));
  assert.deepEqual(await whys(await planOf(SPEC), store), [
    [PRETRAIN, ["config.epochs: 4 → 6"]],
    [FINETUNE, [`inputs.pretrain (${PRETRAIN})`]],
    [EVALUATE, [`inputs.finetune (${FINETUNE})`]],
  ]);
});

Deno.test("explain() names fields that came and went, nested ones, and versions", async () => {
  const old = await planOf(SPEC, ["pretrain.mlm=false", "model.trunk.blocks=[1, 1, 1, 2]"]);
  const store = storeOf({
    ...old,
    stages: old.stages.map((stage) => ({ ...stage, version: stage.version + 1 })),
  });
  const plan = await planOf(SPEC);
  const explained = await explain(plan, new Set(), store);
  const stageOf = (title: string) => plan.stages.find((stage) => stage.title === title)!;
  const of = (title: string) => explained.get(stageOf(title).key)!;
  const versions = (title: string) => {
    const { version } = stageOf(title);
    return `version: ${version + 1} → ${version}`;
  };
  assert.deepEqual(of("prepare image trunk from shapes").differences, [
    versions("prepare image trunk from shapes"),
    "config.trunk.blocks: [1,1,1,2] → [1,1,1,1]",
  ]);
  assert.deepEqual(of(PRETRAIN).differences, [
    versions(PRETRAIN),
    "config.model.trunk.blocks: [1,1,1,2] → [1,1,1,1]",
    'config.protocol.mismatchedWords: none → "fixed"',
    "config.mlm: false → true",
    "config.maskRate: none → 0.15",
    "inputs.features (prepare image features of a)",
  ]);
  const back = await planOf(SPEC, ["pretrain.mlm=false"]);
  const [[, differences]] = (await whys(back, storeOf(plan))) as [[string, string[]]];
  assert.deepEqual(differences, [
    "config.mlm: true → false",
    'config.protocol.mismatchedWords: "fixed" → none',
    "config.maskRate: 0.15 → none",
  ]);
});

Deno.test("explain() names an input that is no longer there by its key", async () => {
  const fixed = await planOf(SPEC);
  const reference = await planOf(SPEC, ["protocol=reference"]);
  const [[, differences]] = (await whys(reference, storeOf(fixed))) as [[string, string[]]];
  const features = fixed.stages.find(({ step }) => step === "features")!.key;
  assert.deepEqual(differences, [
    'config.protocol.batchNorm: "fixed" → "reference"',
    'config.protocol.randomCrop: "fixed" → "reference"',
    'config.protocol.labelMatch: "fixed" → "reference"',
    'config.protocol.mismatchedWords: "fixed" → "reference"',
    "inputs.trunk (prepare image trunk from shapes)",
    `inputs.features: "${features}" → none`,
  ]);
});

Deno.test("explain() compares with the nearest artifact of the same kind and step", async () => {
  const far = await planOf(SPEC, ["pretrain.epochs=4", "pretrain.batchSize=2"]);
  const near = await planOf(SPEC, ["pretrain.batchSize=3"]);
  const store = storeOf({ cells: [], stages: [...far.stages, ...near.stages] });
  const [pretrain] = await whys(await planOf(SPEC), store);
  assert.deepEqual(pretrain, [PRETRAIN, ["config.batchSize: 3 → 16"]]);
});

Deno.test("explain() says that a stage never ran", async () => {
  const plan = await planOf(SPEC);
  const store = storeOf(plan, (title) => title.startsWith("prepare"));
  assert.deepEqual(await whys(plan, store), [
    [PRETRAIN, "never ran"],
    [FINETUNE, "never ran"],
    [EVALUATE, "never ran"],
  ]);
});

Deno.test("explain() has nothing to say of a plan that is cached", async () => {
  const plan = await planOf(SPEC);
  assert.deepEqual(await whys(plan, storeOf(plan)), []);
});

Deno.test("planReport() holds cells, and stages with their status", async () => {
  const plan = await planOf(SPEC);
  const cached = await cachedStages(plan, storeOf(plan, (title) => title.startsWith("prepare")));
  const { cells, stages } = planReport(plan, cached);
  assert.deepEqual(cells, plan.cells);
  assert.deepEqual(stages.map(({ title, status }) => [title, status]), [
    ["prepare dataset a", "cached"],
    ["prepare vocabulary of a", "cached"],
    ["prepare image trunk from shapes", "cached"],
    ["prepare image features of a", "cached"],
    [PRETRAIN, "missing"],
    [FINETUNE, "missing"],
    [EVALUATE, "missing"],
  ]);
  const { kind, key, step, title, inputs } = plan.stages.at(-1)!;
  assert.deepEqual(stages.at(-1), { kind, key, step, title, status: "missing", inputs });
});

Deno.test("planText() counts, lists and explains", async () => {
  const plan = await planOf(SPEC);
  const old = await planOf(SPEC, ["pretrain.epochs=4", "tasks.classification.epochs=1"]);
  const store = storeOf(old, (title) => !title.startsWith("evaluate"));
  const cached = await cachedStages(plan, store);
  const failed = { cell: plan.cells[0]!.cell, failed: "Cannot read table t.csv: no such file" };
  const whole = { ...plan, cells: [...plan.cells, failed, failed] };
  const text = planText(planReport(whole, cached, await explain(plan, cached, store)));
  const key = ({ stages }: Plan, title: string) =>
    stages.find((stage) => stage.title === title)!.key.slice(0, 12);
  const [dataset, words] = ["prepare dataset a", "prepare vocabulary of a"];
  const [trunk, features] = ["prepare image trunk from shapes", "prepare image features of a"];
  assert.equal(
    text,
    `3 cells, 7 stages
prepare: 4 cached, 0 missing
  cached   ${key(plan, dataset)}  ${dataset}
  cached   ${key(plan, words)}  ${words}
  cached   ${key(plan, trunk)}  ${trunk}
  cached   ${key(plan, features)}  ${features}
pretrain: 0 cached, 1 missing
  missing  ${key(plan, PRETRAIN)}  ${PRETRAIN}
    differs from ${key(old, PRETRAIN)} in
      config.epochs: 4 → 6
finetune: 0 cached, 1 missing
  missing  ${key(plan, FINETUNE)}  ${FINETUNE}
    differs from ${key(old, FINETUNE)} in
      config.epochs: 1 → 4
      inputs.pretrain (${PRETRAIN})
evaluate: 0 cached, 1 missing
  missing  ${key(plan, EVALUATE)}  ${EVALUATE}
    never ran
2 cells cannot be planned: Cannot read table t.csv: no such file`,
  );
});

Deno.test("a draft knows no key of what reads data that are not there", async () => {
  const two = SPEC.replace("{ kind: phantom }", "{ kind: phantom }, b: { kind: phantom, seed: 2 }")
    .replace("test: a", "test: b");
  const known = await planOf(two);
  const spec = parseSpec(two, "s.yaml");
  const cells = expand(spec);
  const datasets = new Map<string, KnownDataset | Error>([
    ...await identifyDatasets(spec, cells),
    ["b", new AbsentDataset("Cannot read b: no such file")],
  ]);
  const draft = plan(spec, cells, { engine: "onnx", datasets, draft: true });
  const whys = new Map(draft.stages.map(({ key }) => [key, { nearest: null, differences: [] }]));
  const report = planReport(draft, new Set(), whys);
  const evaluate = "evaluate classification on b, finetuned on a from bar on a, seed 1";
  const unknown = ["prepare dataset b", "prepare image features of b", evaluate];
  assert.deepEqual(
    report.stages.filter(({ status }) => status === "unknown").map(({ title }) => title),
    unknown,
  );
  for (const { title, key, why, absent } of report.stages) {
    const same = known.stages.find((stage) => stage.title === title)!;
    assert.equal(key, unknown.includes(title) ? null : same.key);
    assert.equal(why === undefined, unknown.includes(title));
    assert.equal(absent, title === unknown[0] ? "Cannot read b: no such file" : undefined);
  }
  const { stages } = known.cells[0]!;
  assert.deepEqual(report.cells[0]!.stages, { ...stages, evaluate: null });
  const inputs = report.stages.at(-1)!.inputs;
  assert.deepEqual([inputs.dataset, inputs.finetune], [null, stages!.finetune]);
  const lines = planText(planReport(draft, new Set())).split("\n");
  assert.deepEqual(lines.slice(-3), [
    "evaluate: 0 cached, 0 missing, 1 unknown",
    `  unknown  ------------  ${evaluate}`,
    "unknown: what depends on data that are not there, name their folders with --data NAME=DIR",
  ]);
  assert.equal(
    lines[lines.indexOf("  unknown  ------------  prepare dataset b") + 1],
    "    Cannot read b: no such file",
  );
});

Deno.test("cachedStages() asks only for what the store lists, and believes what it finds", async () => {
  const plan = await planOf(SPEC);
  const [first, second, third] = plan.stages.map(({ key }) => key);
  const asked: string[] = [];
  const store: StoreView = {
    ...storeOf(plan),
    keys: (kind) =>
      Promise.resolve(
        [first, second, third].filter((key) =>
          plan.stages.some((stage) => stage.key === key && stage.kind === kind)
        ) as string[],
      ),
    has({ key }) {
      asked.push(key);
      return Promise.resolve(key !== second); // damaged
    },
  };
  assert.deepEqual(await cachedStages(plan, store), new Set([first, third]));
  assert.deepEqual(asked.toSorted(), [first, second, third].toSorted());
});
