/** Which fields of a spec move the keys of which stages. */
import assert from "node:assert/strict";
import type { Plan, PlannedStage } from "../../benchmarks/plan.ts";
import { planOf, SPEC } from "./_plans.ts";

const keys = ({ stages }: Plan) => stages.map(({ key }) => key).sort();

/** The same spec, said in another way. */
const SAME: readonly [string, string][] = [
  ["another name", SPEC.replace("name: t", "name: another")],
  ["comments", SPEC.replaceAll(" }\n", " } # remark\n")],
  ["fields in reverse order", SPEC.split(/^(?=\S)/m).toReversed().join("")],
  [
    "keys of a dataset in another order",
    SPEC.replace("{ kind: phantom, site: b, p", "{ site: b, kind: phantom, p"),
  ],
  [
    "other names of datasets",
    SPEC.replaceAll(/^ {2}([ab]):/gm, "  set-$1:")
      .replaceAll(/(pretrain|finetune|test): ([ab])\b/g, "$1: set-$2"),
  ],
  ["another name of a task", SPEC.replace("  second:", "  renamed:")],
  [
    "another order of the axes",
    SPEC.replace("[1, 2]", "[2, 1]").replace("bar, mixed", "mixed, bar"),
  ],
  ["the default words named", SPEC + "vocabulary: { from: [a] }\n"],
  ["a default written out", SPEC + "pretrain: { epochs: 6 }\n"],
  ["batches in one part", SPEC + "pretrain: { accumulate: 1 }\n"],
  ["a protocol written out", SPEC + "protocol: { default: fixed, positions: fixed }\n"],
  ["a preset written out", SPEC + "model: { size: tiny, hidden: 64 }\n"],
];

for (const [what, text] of SAME) {
  Deno.test(`plan() has the same keys with ${what}`, async () => {
    assert.notEqual(text, SPEC);
    assert.deepEqual(keys(await planOf(text)), keys(await planOf()));
  });
}

type Reads = (stage: PlannedStage) => boolean;

const title = (part: string | RegExp): Reads => ({ title }) => title.search(part) >= 0;
const step = (...steps: string[]): Reads => (stage) => steps.includes(stage.step);
const kind = (...kinds: string[]): Reads => (stage) => kinds.includes(stage.kind);
const any = (...reads: Reads[]): Reads => (stage) => reads.some((reads) => reads(stage));

const network = kind("pretrain", "finetune", "evaluate");

/** A flag that changes a field, and the stages whose results depend on the field itself. */
const READERS: readonly [string, Reads][] = [
  ["name=u", () => false],
  ["datasets.b.seed=8", title(/^prepare dataset b$/)],
  ["datasets.b.patients=11", title(/^prepare dataset b$/)],
  ["datasets.a.seed=8", title(/^prepare dataset a$/)],
  ["model.imageSize=160", any(step("dataset", "trunk", "features"), network)],
  ["vocabulary.from=[a, b]", step("vocabulary")],
  ["model.vocabulary=900", any(step("vocabulary"), network)],
  ["model.trunk.width=8", any(step("trunk", "features"), network)],
  ["model.trunk.blocks=[1, 1, 1, 2]", any(step("trunk", "features"), network)],
  ["model.hidden=32", network],
  ["model.layers=1", network],
  ["model.heads=2", network],
  ["model.ffn=128", network],
  ["model.dropout=0", network],
  ["model.maxPositions=65", network],
  ["model.imageTokens=11", network],
  ["model.textTokens=47", network],
  ["trunk.init=random", step("trunk")],
  ["trunk.seed=2", step("trunk")],
  ["trunk.steps=2", step("trunk")],
  ["trunk.batchSize=2", step("trunk")],
  ["trunk.learningRate=2", step("trunk")],
  ["pretrain.epochs=2", kind("pretrain")],
  ["pretrain.batchSize=2", kind("pretrain")],
  ["pretrain.accumulate=2", kind("pretrain")],
  ["pretrain.learningRate=2", kind("pretrain")],
  ["pretrain.maskRate=0.2", kind("pretrain")],
  ["pretrain.wordWeights={left: 2}", kind("pretrain")],
  ["pretrain.mlm=false", kind("pretrain")],
  ["pretrain.itm=false", kind("pretrain")],
  ["pretrain.mixed={bi: 0.5, s2s: 0.5}", title(/^pretrain mixed/)],
  ["protocol.batchNorm=fixed", () => false],
  ["protocol.randomCrop=reference", kind("pretrain")],
  ["protocol.labelMatch=reference", kind("pretrain")],
  ["protocol.mismatchedWords=reference", kind("pretrain")],
  ["protocol.padAttention=fixed", title(/^pretrain bar/)],
  ["protocol.positions=reference", kind("finetune", "evaluate")],
  ["protocol.noLabelClass=reference", kind("finetune")],
  ["protocol.undefinedAuroc=reference", kind("finetune", "evaluate")],
  ["tasks.second.inputs=image+report", title(/^(finetune|evaluate) second/)],
  ["tasks.second.fraction=0.5", title(/^finetune second/)],
  ["tasks.second.epochs=2", title(/^finetune second/)],
  ["tasks.second.batchSize=2", title(/^finetune second/)],
  ["tasks.second.accumulate=2", title(/^finetune second/)],
  ["tasks.second.learningRate=2", title(/^finetune second/)],
  ["tasks.second.warmup=0", title(/^finetune second/)],
  ["tasks.second.schedule=constant", title(/^finetune second/)],
  ["tasks.second.weightDecay=0", title(/^finetune second/)],
  ["tasks.second.optimizer=adamw", title(/^finetune second/)],
  ["tasks.second.patience=2", title(/^finetune second/)],
  ["tasks.second.selection=f1_macro", title(/^finetune second/)],
];

/** Titles of the stages that read what changed, and of all downstream of them. */
function downstream({ stages }: Plan, reads: Reads): string[] {
  const changed = new Set<string>();
  for (const stage of stages) {
    const upstream = Object.values(stage.inputs).some((key) => changed.has(key));
    if (upstream || reads(stage)) changed.add(stage.key);
  }
  return stages.filter(({ key }) => changed.has(key)).map(({ title }) => title);
}

/** Titles of the stages of one plan whose keys the other has not. */
function moved(before: Plan, after: Plan): string[] {
  const kept = new Set(keys(after));
  return before.stages.filter(({ key }) => !kept.has(key)).map(({ title }) => title);
}

for (const [flag, reads] of READERS) {
  Deno.test(`${flag} moves the keys of its readers and of all downstream, and no other`, async () => {
    // Tasks that differ in one field would merge when the field is set to the other's value.
    const text = SPEC.replace("classification: {}", "classification: { epochs: 7 }");
    const before = await planOf(text);
    const after = await planOf(text, [flag]);
    assert.deepEqual(moved(before, after), downstream(before, reads));
    assert.equal(after.stages.length, before.stages.length);
  });
}

/** A spec of all tasks. */
const TASKS = SPEC.replace(
  /^tasks:[^]*/m,
  "tasks: { classification: {}, retrieval: {}, vqa: {}, report-generation: {} }\n",
);

const trains = (name: string) => title(new RegExp(`^finetune ${name} `));
const tests = (name: string) => title(new RegExp(`^evaluate ${name} `));

const TASK_READERS: readonly [string, Reads][] = [
  ["protocol.positions=reference", kind("finetune", "evaluate")],
  ["protocol.labelMatch=reference", any(kind("pretrain"), trains("retrieval"), tests("retrieval"))],
  ["protocol.noLabelClass=reference", trains("classification")],
  [
    "protocol.undefinedAuroc=reference",
    any(trains("classification"), tests("classification")),
  ],
  [
    "protocol.decodingPositions=reference",
    any(trains("report-generation"), tests("report-generation")),
  ],
  ["protocol.greedyDecoding=reference", tests("report-generation")],
  ["protocol.randomTruncation=reference", trains("report-generation")],
  ["tasks.retrieval.candidates=8", tests("retrieval")],
  ["tasks.retrieval.validCandidates=8", trains("retrieval")],
  ["tasks.retrieval.selection=i2t_mrr", trains("retrieval")],
  ["tasks.vqa.answers.minimum=2", trains("vqa")],
  ["tasks.vqa.selection=accuracy_open", trains("vqa")],
  ["tasks.report-generation.mask=bar", trains("report-generation")],
  ["tasks.report-generation.maskRate=0.5", trains("report-generation")],
  ["tasks.report-generation.maxPredictions=null", trains("report-generation")],
  ["tasks.report-generation.decoding.maxTokens=8", tests("report-generation")],
  ["tasks.report-generation.decoding={beams: 3, blockNgrams: 3}", tests("report-generation")],
];

for (const [flag, reads] of TASK_READERS) {
  Deno.test(`of all tasks, ${flag} moves the keys of its readers alone`, async () => {
    const before = await planOf(TASKS);
    const after = await planOf(TASKS, [flag]);
    assert.deepEqual(moved(before, after), downstream(before, reads));
    assert.notDeepEqual(moved(before, after), []);
  });
}

Deno.test("another engine moves the keys of what computes with it", async () => {
  const before = await planOf();
  const after = await planOf(SPEC, [], { engine: "js" });
  assert.deepEqual(
    moved(before, after),
    downstream(before, any(step("trunk", "features"), network)),
  );
});

Deno.test("another device moves the keys of what computes on it, and the CPU is the default", async () => {
  const before = await planOf();
  assert.deepEqual(moved(before, await planOf(SPEC, [], { device: "cpu" })), []);
  const after = await planOf(SPEC, [], { device: "webgpu" });
  assert.deepEqual(
    moved(before, after),
    downstream(before, any(step("trunk", "features"), network)),
  );
});

for (
  const [flag, reads] of [
    ["protocol.batchNorm=reference", network],
    ["protocol.trainableTrunk=reference", kind("finetune", "evaluate")],
  ] as const
) {
  Deno.test(`${flag} moves the keys of what trains, and leaves what was prepared`, async () => {
    const before = await planOf();
    const unread = before.stages.filter(({ key }) =>
      before.stages.every((stage) => !Object.values(stage.inputs).includes(key) || reads(stage))
    ).filter(({ step }) => step === "features").map(({ title }) => title);
    const after = await planOf(SPEC, [flag]);
    assert.notEqual(unread.length, 0);
    assert.deepEqual(
      moved(before, after).sort(),
      [...downstream(before, reads), ...unread].sort(),
    );
  });
}

Deno.test("another seed adds stages and moves none", async () => {
  const before = await planOf();
  const after = await planOf(SPEC, ["seeds=[1, 2, 3]"]);
  assert.deepEqual(moved(before, after), []);
  assert(moved(after, before).every((title) => title.endsWith("seed 3")));
});

Deno.test("another content of a dataset moves the keys of all that reads it", async () => {
  const splits = new Set(["train", "valid", "test"] as const);
  const outline = { labelNames: ["x"], splits, texts: { reports: splits, questions: splits } };
  const known = (fingerprint: string, kindVersion = 1) => ({
    identity: { kind: "table", kindVersion, config: { columns: { image: "i" } }, fingerprint },
    outline,
  });
  const a = known("a");
  const before = await planOf(SPEC, [], { datasets: new Map([["a", a], ["b", known("b")]]) });
  for (const b of [known("other"), known("b", 2)]) {
    const after = await planOf(SPEC, [], { datasets: new Map([["a", a], ["b", b]]) });
    assert.deepEqual(moved(before, after), downstream(before, title(/^prepare dataset b$/)));
  }
});
