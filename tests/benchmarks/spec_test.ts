import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseData } from "../../benchmarks/override.ts";
import { loadSpec, parseSpec, SpecError } from "../../benchmarks/spec.ts";
import { specJsonSchema } from "../../benchmarks/spec_json_schema.ts";
import { MODEL_PRESETS } from "../../model/config.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { edited, extended, SPEC } from "./_specs.ts";

const BENCHMARKS = fileURLToPath(new URL("../../benchmarks", import.meta.url));

Deno.test("parseSpec() fills in every default", () => {
  const { digest, ...spec } = parseSpec(
    "name: t\nvariants: [bar]\ndatasets: { a: { kind: phantom } }\n" +
      "transfers: [{ pretrain: a, finetune: a, test: a }]\ntasks: { classification: }\n",
    "s.yaml",
  );
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.deepEqual(spec, {
    name: "t",
    seeds: [1],
    protocol: {
      batchNorm: "fixed",
      randomCrop: "fixed",
      trainableTrunk: "fixed",
      positions: "fixed",
      mismatchedWords: "fixed",
      labelMatch: "fixed",
      padAttention: "reference",
      noLabelClass: "fixed",
      decodingPositions: "fixed",
      randomTruncation: "fixed",
      greedyDecoding: "fixed",
      undefinedAuroc: "fixed",
    },
    variants: ["bar"],
    datasets: { a: { kind: "phantom", site: "a", patients: 800, seed: 7 } },
    transfers: [{ pretrain: "a", finetune: "a", test: "a" }],
    model: MODEL_PRESETS.tiny,
    trunk: { init: "shapes", seed: 1, steps: 300, batchSize: 32, learningRate: 0.001 },
    pretrain: {
      epochs: 6,
      batchSize: 16,
      learningRate: 0.001,
      mlm: true,
      itm: true,
      maskRate: 0.15,
      mixed: { bi: 0.25, s2s: 0.75 },
    },
    tasks: {
      classification: {
        task: "classification",
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
      },
    },
    exclude: [],
    include: [],
    margins: {},
    files: new Map(),
  });
});

Deno.test("parseSpec() takes single switches over a protocol's choices", () => {
  const protocol = (text: string) => parseSpec(extended(text), "s.yaml").protocol;
  const { fixed, reference } = PROTOCOLS;
  assert.deepEqual(protocol("protocol: reference"), reference);
  assert.deepEqual(protocol("protocol: {}"), fixed);
  assert.deepEqual(protocol("protocol: { default: reference }"), reference);
  assert.deepEqual(
    protocol("protocol: { batchNorm: reference, padAttention: fixed }"),
    { ...fixed, batchNorm: "reference", padAttention: "fixed" },
  );
  assert.deepEqual(
    protocol("protocol: { default: reference, undefinedAuroc: reference, positions: fixed }"),
    { ...reference, undefinedAuroc: "reference", positions: "fixed" },
  );
});

Deno.test("parseSpec() keeps the order of the file", () => {
  const { seeds, variants, datasets, tasks } = parseSpec(
    edited("[1, 2]", "[2, 1]").replace("[bar, scratch]", "[scratch, bar]") +
      "  another: { task: classification }\n",
    "s.yaml",
  );
  assert.deepEqual(seeds, [2, 1]);
  assert.deepEqual(variants, ["scratch", "bar"]);
  assert.deepEqual(Object.keys(datasets), ["a", "b"]);
  assert.deepEqual(Object.keys(tasks), ["classification", "another"]);
});

Deno.test("parseSpec() expands a model's preset and what overrides it", () => {
  const text = "model: { size: base, layers: 2, trunk: { width: 32 } }";
  assert.deepEqual(parseSpec(extended(text), "s.yaml").model, {
    ...MODEL_PRESETS.base,
    layers: 2,
    trunk: { width: 32, blocks: [3, 4, 6, 3] },
  });
});

Deno.test("parseSpec() reads aliases", () => {
  const text = edited("site: a, patients: 10, seed: 7 }", "site: a, patients: &n 12, seed: 7 }")
    .replace("site: b, patients: 10", "site: b, patients: *n");
  const { datasets } = parseSpec(text, "s.yaml");
  assert.deepEqual(datasets.b, { kind: "phantom", site: "b", patients: 12, seed: 7 });
});

const TABLE = edited(
  "{ kind: phantom, site: b, patients: 10, seed: 7 }",
  "{ kind: table, root: ../data, file: t.csv, columns: { image: i, text: t } }",
);

Deno.test("parseSpec() makes folders relative to the spec's file absolute", () => {
  const { datasets } = parseSpec(TABLE, "specs/s.yaml");
  assert.deepEqual(datasets.b, {
    kind: "table",
    root: resolve("data"),
    file: "t.csv",
    images: ".",
    columns: { image: "i", text: "t" },
    split: { train: 0.7, valid: 0.1, test: 0.2, seed: 0 },
  });
});

Deno.test("parseSpec() makes a split file relative to the spec's file absolute, for any kind", () => {
  const split = "splits/b.jsonl.gz";
  for (const rest of ["kind: phantom", "kind: jsonl, root: ../data", "kind: mimic-cxr, root: ."]) {
    const text = edited(
      "{ kind: phantom, site: b, patients: 10, seed: 7 }",
      `{ ${rest}, split: ${split} }`,
    );
    const { b } = parseSpec(text, "specs/s.yaml").datasets;
    assert.equal(b!.split, resolve("specs", split));
    if ("root" in b!) assert.equal(b.root, resolve("specs", rest.split("root: ")[1]!));
  }
});

Deno.test("parseSpec() takes a dataset's folder from --data, whatever its kind", () => {
  const text = edited("{ kind: phantom, site: b, patients: 10, seed: 7 }", "{ kind: jsonl }");
  const { datasets } = parseSpec(text, "specs/s.yaml", { overrides: [parseData("b=here")] });
  assert.equal((datasets.b as { root: string }).root, resolve("here"));
});

Deno.test("parseSpec() digests what a spec says, not how it is written", () => {
  const digest = (text: string, file = "s.yaml") => parseSpec(text, file).digest;
  const lines = SPEC.trim().split("\n");
  const sections = SPEC.split(/^(?=\S)/m);
  assert.equal(digest(lines.join(" # remark\n")), digest(SPEC), "comments");
  assert.equal(digest(sections.toReversed().join("")), digest(SPEC), "order of fields");
  assert.equal(digest(extended("protocol: fixed")), digest(SPEC), "a default written out");
  assert.equal(digest(TABLE, "elsewhere/s.yaml"), digest(TABLE.replace("../data", "/mnt")), "root");
  assert.equal(digest(extended("protocol: { default: fixed }")), digest(SPEC), "the long form");
  assert.notEqual(digest(extended("protocol: reference")), digest(SPEC));
  assert.notEqual(digest(edited("[bar, scratch]", "[scratch, bar]")), digest(SPEC));
});

for (const name of ["demo", "smoke", "real-cxr"]) {
  Deno.test(`loadSpec() reads benchmarks/${name}.yaml`, async () => {
    const spec = await loadSpec(join(BENCHMARKS, `${name}.yaml`));
    assert.equal(spec.name, name);
  });
}

Deno.test("loadSpec() throws on what is not a readable text file", async (t) => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "s.yaml");
  const throws = async (path: string, problem: string) => {
    const expected = `${path}: Cannot read the spec: ${problem}`;
    await assert.rejects(loadSpec(path), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, expected);
      return true;
    });
  };
  const cases: [string, number[], string][] = [
    ["binary data", [110, 97, 0, 109], "it holds binary data, name a YAML file"],
    ["Latin-1", [110, 58, 32, 0xe9], "it is not UTF-8 text, save it as UTF-8"],
    [
      "a large file",
      Array(2 ** 20 + 1).fill(32),
      "it has 1048577 bytes, name a YAML file of at most 1 MiB",
    ],
  ];
  try {
    await t.step("a missing file", () => throws(file, "no such file, check the path"));
    await t.step("a folder", () => throws(folder, "it is a folder, name a YAML file"));
    for (const [what, bytes, problem] of cases) {
      await t.step(what, async () => {
        await Deno.writeFile(file, Uint8Array.from(bytes));
        await throws(file, problem);
      });
    }
    await t.step("but not on a byte order mark", async () => {
      await Deno.writeTextFile(file, "\ufeff" + SPEC);
      assert.equal((await loadSpec(file)).name, "t");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("spec.schema.json is what deno task schema writes", async () => {
  const written = await Deno.readTextFile(join(BENCHMARKS, "spec.schema.json"));
  assert.equal(written, specJsonSchema(), "run deno task schema");
});

Deno.test("specJsonSchema() asks for no task where the name says it", () => {
  const { tasks } = JSON.parse(specJsonSchema()).properties;
  const [classification] = tasks.additionalProperties.oneOf ?? [tasks.additionalProperties];
  assert.equal(classification.properties.task.const, "classification");
  assert.deepEqual(classification.required ?? [], []);
});
