import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cell, expand } from "../../benchmarks/cells.ts";
import { plan } from "../../benchmarks/plan.ts";
import { AbsentDataset, identifyDatasets } from "../../benchmarks/plan_datasets.ts";
import { parseSpec } from "../../benchmarks/spec.ts";
import { VARIANTS } from "../../benchmarks/spec_schema.ts";
import { stageKey } from "../../benchmarks/stage.ts";
import { planOf, SPEC } from "./_plans.ts";

const ONE = `name: t
variants: [bar]
datasets: { a: { kind: phantom, patients: 10 }, b: { kind: phantom, site: b, patients: 10 } }
transfers: [{ pretrain: a, finetune: b, test: b }]
tasks: { classification: {} }
`;

Deno.test("plan() makes the stages of one cell", async () => {
  const { cells, stages } = await planOf(ONE);
  const titles = new Map(stages.map(({ key, title }) => [key, title]));
  const graph = stages.map(({ kind, step, title, inputs }) => [
    `${kind}/${step}`,
    title,
    Object.fromEntries(Object.entries(inputs).map(([role, key]) => [role, titles.get(key)])),
  ]);
  const words = "prepare vocabulary of a";
  const [a, b] = ["prepare image features of a", "prepare image features of b"];
  const trunk = "prepare image trunk from shapes";
  const pretrain = "pretrain bar on a, seed 1";
  const finetune = "finetune classification on b from bar on a, seed 1";
  const evaluate = "evaluate classification on b, finetuned on b from bar on a, seed 1";
  assert.deepEqual(graph, [
    ["prepare/dataset", "prepare dataset a", {}],
    ["prepare/vocabulary", words, { dataset: "prepare dataset a" }],
    ["prepare/trunk", trunk, {}],
    ["prepare/features", a, { dataset: "prepare dataset a", trunk }],
    ["pretrain/pretrain", pretrain, {
      dataset: "prepare dataset a",
      vocabulary: words,
      features: a,
    }],
    ["prepare/dataset", "prepare dataset b", {}],
    ["prepare/features", b, { dataset: "prepare dataset b", trunk }],
    ["finetune/classification", finetune, {
      dataset: "prepare dataset b",
      vocabulary: words,
      features: b,
      pretrain,
    }],
    ["evaluate/classification", evaluate, {
      dataset: "prepare dataset b",
      vocabulary: words,
      features: b,
      finetune,
    }],
  ]);
  const key = (title: string) => stages.find((stage) => stage.title === title)!.key;
  assert.deepEqual(cells.map(({ stages }) => stages), [
    { pretrain: key(pretrain), finetune: key(finetune), evaluate: key(evaluate) },
  ]);
});

Deno.test("plan() holds in a config what can change the stage's result", async () => {
  const { stages } = await planOf(ONE, ["trunk.steps=5"]);
  const config = (step: string) => stages.find((stage) => stage.step === step)!.config;
  const trunk = { width: 16, blocks: [1, 1, 1, 1] };
  assert.deepEqual(config("dataset"), {
    kind: "phantom",
    kindVersion: config("dataset").kindVersion,
    config: { site: "a", patients: 10, seed: 7 },
    fingerprint: "",
    imageSize: 128,
  });
  assert.deepEqual(config("vocabulary"), { size: 1000 });
  assert.deepEqual(config("features"), { imageSize: 128, trunk, engine: "onnx" });
  assert.deepEqual(config("trunk"), {
    init: "shapes",
    seed: 1,
    steps: 5,
    batchSize: 32,
    learningRate: 0.001,
    trunk,
    imageSize: 128,
    pictures: 1,
    engine: "onnx",
  });
  const shared = {
    model: {
      hidden: 64,
      layers: 2,
      heads: 4,
      ffn: 256,
      dropout: 0.1,
      maxPositions: 64,
      imageSize: 128,
      imageTokens: 12,
      textTokens: 48,
      vocabulary: 1000,
      trunk,
    },
    engine: "onnx",
  };
  const read = { positions: "fixed", undefinedAuroc: "fixed" };
  assert.deepEqual(config("pretrain"), {
    ...shared,
    protocol: {
      batchNorm: "fixed",
      randomCrop: "fixed",
      labelMatch: "fixed",
      mismatchedWords: "fixed",
      padAttention: "reference",
    },
    variant: "bar",
    seed: 1,
    epochs: 6,
    batchSize: 16,
    learningRate: 0.001,
    mlm: true,
    itm: true,
    maskRate: 0.15,
  });
  const [finetune, evaluate] = stages.filter(({ step }) => step === "classification");
  assert.deepEqual(finetune!.config, {
    ...shared,
    protocol: { batchNorm: "fixed", trainableTrunk: "fixed", noLabelClass: "fixed", ...read },
    seed: 1,
    inputs: "image+report",
    fraction: 1,
    epochs: 4,
    batchSize: 16,
    learningRate: 0.001,
    schedule: "warmup-linear",
    warmup: 0.1,
    weightDecay: 0.01,
    optimizer: "bertadam",
    patience: 10,
    selection: "f1_micro",
  });
  assert.deepEqual(evaluate!.config, { ...shared, protocol: read, inputs: "image+report" });
});

Deno.test("plan() leaves out of a config what a choice makes irrelevant", async () => {
  const random = await planOf(ONE, ["trunk.init=random"]);
  assert.deepEqual(random.stages.find(({ step }) => step === "trunk")!.config, {
    init: "random",
    seed: 1,
    trunk: { width: 16, blocks: [1, 1, 1, 1] },
  });
  const matching = await planOf(ONE, ["pretrain.mlm=false", "pretrain.wordWeights={left: 2}"]);
  const pretrain = matching.stages.find(({ step }) => step === "pretrain")!;
  assert.equal("maskRate" in pretrain.config, false);
  assert.equal("wordWeights" in pretrain.config, false);
});

Deno.test("plan() gives a pre-training the switches of the protocol that it reads", async () => {
  const ALL = ["batchNorm", "randomCrop", "labelMatch", "mismatchedWords"];
  const switches = async (...flags: string[]) => {
    const { stages } = await planOf(ONE, flags);
    return Object.keys(stages.find(({ kind }) => kind === "pretrain")!.config.protocol!);
  };
  for (const variant of ["mixed", "bi", "s2s"]) {
    assert.deepEqual(await switches(`variants=[${variant}]`), ALL, variant);
  }
  for (const variant of ["bar", "noncross"]) {
    assert.deepEqual(await switches(`variants=[${variant}]`), [...ALL, "padAttention"], variant);
  }
  assert.deepEqual(await switches("pretrain.itm=false"), [
    "batchNorm",
    "randomCrop",
    "padAttention",
  ]);
  assert.deepEqual(
    await switches("pretrain.mlm=false"),
    ["batchNorm", "randomCrop", "labelMatch", "padAttention"],
  );
});

Deno.test("plan() lets the trunk run in every step under protocol reference", async () => {
  const { stages } = await planOf(ONE, ["protocol=reference"]);
  assert.deepEqual(stages.filter(({ step }) => step === "features"), []);
  for (const { kind, inputs } of stages.filter(({ kind }) => kind !== "prepare")) {
    assert.equal(inputs.trunk, stages.find(({ step }) => step === "trunk")!.key, kind);
  }
});

Deno.test("plan() runs the trunk where a switch needs it, and reads features elsewhere", async () => {
  const images = async (flag: string) => {
    const { stages } = await planOf(ONE, [flag]);
    return stages.filter(({ kind }) => kind !== "prepare")
      .map(({ inputs }) => ["trunk", "features"].filter((name) => name in inputs).join());
  };
  assert.deepEqual(await images("protocol.batchNorm=reference"), ["trunk", "trunk", "trunk"]);
  assert.deepEqual(await images("protocol.trainableTrunk=reference"), [
    "features",
    "trunk",
    "trunk",
  ]);
  assert.deepEqual(await images("protocol.randomCrop=reference"), [
    "trunk",
    "features",
    "features",
  ]);
  assert.deepEqual(await images("protocol=fixed"), ["features", "features", "features"]);
});

Deno.test("plan() gives scratch the words of the dataset of pre-training and no weights", async () => {
  const { cells, stages } = await planOf(ONE, ["variants=[scratch]"]);
  assert.deepEqual(stages.filter(({ kind }) => kind === "pretrain"), []);
  assert.equal("pretrain" in cells[0]!.stages!, false);
  const of = (title: string) => stages.find((stage) => stage.title === title)!;
  const finetune = of("finetune classification on b from scratch, seed 1");
  assert.deepEqual(finetune.inputs, {
    dataset: of("prepare dataset b").key,
    vocabulary: of("prepare vocabulary of a").key,
    features: of("prepare image features of b").key,
  });
});

Deno.test("plan() gives the dataset stage its whole config beside the key", async () => {
  const { stages } = await planOf(ONE);
  const { source, ...stage } = stages.find(({ title }) => title === "prepare dataset b")!;
  assert.deepEqual(source, { kind: "phantom", site: "b", patients: 10, seed: 7 });
  assert.equal(stageKey(stage), stage.key);
  assert.deepEqual(stages.filter((stage) => stage.source).map(({ step }) => step), [
    "dataset",
    "dataset",
  ]);
});

Deno.test("plan() merges datasets and tasks that differ in their names only", async () => {
  const once = await planOf(ONE);
  const twice = await planOf(
    ONE,
    ["datasets.b={kind: phantom, patients: 10}", "tasks.again={task: classification}"],
  );
  assert.equal(twice.cells.length, 2);
  assert.deepEqual(twice.cells[0]!.stages, twice.cells[1]!.stages);
  assert.equal(twice.stages.length, once.stages.length - 2, "b is a: its two stages are a's");
});

Deno.test("plan() fails the cells of a dataset that cannot be read, and no others", async () => {
  const spec = parseSpec(SPEC, "s.yaml");
  const cells = expand(spec);
  const datasets = new Map(await identifyDatasets(spec, cells));
  const all = plan(spec, cells, { engine: "onnx", datasets });
  assert.deepEqual(all.cells.map(({ failed }) => failed), cells.map(() => undefined));
  const transfers = [...spec.transfers, { pretrain: "a", finetune: "a", test: "a" }];
  const more = expand({ ...spec, transfers });
  const message = "Cannot read table b.csv: no such file, check root and file";
  const some = plan(spec, more, {
    engine: "onnx",
    datasets: new Map([...datasets, ["b", new Error(message)]]),
  });
  for (const { cell, stages, failed } of some.cells) {
    const usesB = Object.values(cell.transfer).includes("b");
    assert.equal(failed, usesB ? message : undefined);
    assert.equal(stages === undefined, usesB);
  }
  assert.deepEqual(some.stages.filter(({ title }) => /\bb\b/.test(title)), []);
});

Deno.test("identifyDatasets() keeps the error of a dataset that cannot be read", async () => {
  const spec = parseSpec(
    ONE.replace(
      "{ kind: phantom, site: b, patients: 10 }",
      "{ kind: table, root: gone, " +
        "file: t.csv, columns: { image: i, text: t } }",
    ),
    "s.yaml",
  );
  const datasets = await identifyDatasets(spec, expand(spec));
  const problem = datasets.get("b");
  assert(problem instanceof AbsentDataset);
  assert.match(problem.message, /^Cannot read .*gone.t\.csv: /);
  assert.equal(datasets.get("a") instanceof Error, false);
  const folder = await Deno.makeTempDir();
  const there = { ...spec.datasets.b!, root: folder } as typeof spec.datasets[string];
  const some = await identifyDatasets(
    { ...spec, datasets: { ...spec.datasets, b: there } },
    expand(spec),
  );
  await Deno.remove(folder);
  // The folder is there: its file should be.
  assert(some.get("b") instanceof Error && !(some.get("b") instanceof AbsentDataset));
});

Deno.test("identifyDatasets() knows the datasets of the vocabulary that no transfer names", async () => {
  const flags = (seed: number) => [
    `datasets.w={kind: phantom, patients: 10, seed: ${seed}}`,
    "vocabulary={from: [w]}",
  ];
  const words = async (seed: number) => {
    const { stages } = await planOf(ONE, flags(seed));
    const { config, key } = stages.find(({ title }) => title === "prepare dataset w")!;
    assert.equal(config.kind, "phantom");
    return key;
  };
  assert.notEqual(await words(1), await words(2));
});

const NAMES = ["a", "b", "c"] as const;
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const TRANSFERS = NAMES.flatMap((pretrain) =>
  NAMES.flatMap((finetune) => NAMES.map((test) => ({ pretrain, finetune, test })))
);
const specs = fc.record({
  variants: some(VARIANTS),
  transfers: some(TRANSFERS),
  seeds: some([0, 1, 2]),
  protocol: fc.constantFrom("reference", "fixed"),
  tasks: some(["image", "image+report"]),
});

function specText({ tasks, ...axes }: { readonly tasks: readonly string[] }): string {
  return JSON.stringify({
    name: "t",
    ...axes,
    datasets: Object.fromEntries(NAMES.map((name, i) => [name, { kind: "phantom", seed: i }])),
    tasks: Object.fromEntries(
      tasks.map((inputs, i) => [`task${i}`, { task: "classification", inputs }]),
    ),
  });
}

Deno.test("plan() orders stages by their inputs, each once, none without a reader", async () => {
  await fc.assert(
    fc.asyncProperty(specs, async (axes) => {
      const { cells, stages } = await planOf(specText(axes));
      const before = new Set<string>();
      const read = new Set(cells.map(({ stages }) => stages!.evaluate));
      for (const { key, inputs } of stages) {
        for (const input of Object.values(inputs)) {
          assert(before.has(input));
          read.add(input);
        }
        assert(!before.has(key));
        before.add(key);
      }
      assert.deepEqual(before, read);
    }),
    { numRuns: 50 },
  );
});

Deno.test("plan() pre-trains once per variant, dataset and seed, and evaluates each cell", async () => {
  await fc.assert(
    fc.asyncProperty(specs, async (axes) => {
      const { cells, stages } = await planOf(specText(axes));
      const count = (kind: string) => stages.filter((stage) => stage.kind === kind).length;
      const distinct = (name: (cell: Cell) => unknown[]) =>
        new Set(cells.map(({ cell }) => JSON.stringify(name(cell)))).size;
      const pretrained = cells.filter(({ cell }) => cell.variant !== "scratch");
      assert.equal(
        count("pretrain"),
        new Set(
          pretrained.map(({ cell }) => [cell.variant, cell.transfer.pretrain, cell.seed].join()),
        )
          .size,
      );
      const finetunings = ({ variant, task, transfer: { pretrain, finetune }, seed }: Cell) => [
        ...[variant, task, pretrain, finetune, seed],
      ];
      assert.equal(count("finetune"), distinct(finetunings));
      assert.equal(count("evaluate"), cells.length);
    }),
    { numRuns: 50 },
  );
});
