/** Checkpoints and vocabularies that a spec names. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { expand } from "../../benchmarks/cells.ts";
import { parseSet } from "../../benchmarks/override.ts";
import { type Plan, plan } from "../../benchmarks/plan.ts";
import { identifyDatasets } from "../../benchmarks/plan_datasets.ts";
import { parseSpec, type Spec, SpecError } from "../../benchmarks/spec.ts";
import { extended } from "./_specs.ts";

const WORDS = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nlung\n";
const MODEL = "model: { vocabulary: 6 }\n";

/** Runs `test` in a folder with `a.bin`, `same.bin`, `other.bin` and `vocab.txt`. */
async function inFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const files = { "a.bin": "1", "same.bin": "1", "other.bin": "2", "vocab.txt": WORDS };
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(join(folder, name), text);
    }
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function specOf(folder: string, lines: string, flags: readonly string[] = []): Spec {
  return parseSpec(extended(lines), join(folder, "s.yaml"), { overrides: flags.map(parseSet) });
}

async function planOf(spec: Spec): Promise<Plan> {
  const cells = expand(spec);
  return plan(spec, cells, { engine: "onnx", datasets: await identifyDatasets(spec, cells) });
}

const BAR = "checkpoints: { bar: a.bin }\nvocabulary: { file: vocab.txt }\n" + MODEL;

Deno.test("parseSpec() finds files beside the spec and takes their digests", async () => {
  await inFolder((folder) => {
    const spec = specOf(
      folder,
      `${BAR}init: other.bin\ntrunk: { init: checkpoint, checkpoint: a.bin }`,
    );
    const [a, other] = [join(folder, "a.bin"), join(folder, "other.bin")];
    assert.deepEqual(spec.checkpoints, { bar: a });
    assert.equal(spec.init, other);
    assert.equal(spec.trunk.checkpoint, a);
    assert.equal(spec.vocabulary!.file, join(folder, "vocab.txt"));
    assert.deepEqual([...spec.files.keys()].sort(), [a, other, join(folder, "vocab.txt")]);
    // sha256 of "1" and "2".
    assert.match(spec.files.get(a)!, /^6b86b273/);
    assert.match(spec.files.get(other)!, /^d4735e3a/);
  });
});

Deno.test("a spec's digest is of what is in its files, not of their names", async () => {
  await inFolder((folder) => {
    const { digest } = specOf(folder, BAR);
    assert.equal(specOf(folder, BAR, ["checkpoints.bar=same.bin"]).digest, digest);
    assert.notEqual(specOf(folder, BAR, ["checkpoints.bar=other.bin"]).digest, digest);
  });
});

/** What is wrong, lines from the 12th, flags, the message after the folder. */
const WRONG: readonly [string, string, string[], string][] = [
  [
    "a missing checkpoint",
    BAR.replace("a.bin", "b.bin"),
    [],
    's.yaml:12:21: Cannot use checkpoints.bar: got "FOLDER/b.bin", no such file, check the path, which is relative to the spec',
  ],
  [
    "a missing checkpoint in a flag",
    BAR,
    ["checkpoints.bar=b.bin"],
    '--set checkpoints.bar=b.bin: Cannot use checkpoints.bar: got "FOLDER/b.bin", no such file, check the path, which is relative to the spec',
  ],
  [
    "a folder for a file",
    `${BAR}init: .`,
    [],
    's.yaml:15:7: Cannot use init: got "FOLDER", it is no file, name one',
  ],
  [
    "a checkpoint of scratch",
    "checkpoints: { scratch: a.bin }",
    [],
    "s.yaml:12:16: Cannot use checkpoints.scratch: no such field, use one of bar, mixed, bi, s2s, noncross",
  ],
  [
    "a checkpoint of no cell",
    BAR.replace("bar", "bi"),
    [],
    "s.yaml:12:20: Cannot use checkpoints.bi: no cell is of this variant, add it to variants",
  ],
  [
    "a checkpoint without its words",
    "checkpoints: { bar: a.bin }",
    [],
    "s.yaml:12:21: Cannot use checkpoints.bar: its words are not known, set vocabulary: { file: … }",
  ],
  [
    "initial weights without their words",
    "init: a.bin\nvocabulary: { from: [a] }",
    [],
    "s.yaml:12:7: Cannot use init: its words are not known, set vocabulary: { file: … }",
  ],
  [
    "a vocabulary of two sources",
    "vocabulary: { from: [a], file: vocab.txt }",
    [],
    "s.yaml:12:13: Cannot use vocabulary: name either from or file",
  ],
  [
    "a vocabulary of no source",
    "vocabulary: {}",
    [],
    "s.yaml:12:13: Cannot use vocabulary: name either from or file",
  ],
  [
    "a vocabulary of another size",
    "vocabulary: { file: vocab.txt }",
    ["model.vocabulary=7"],
    "--set model.vocabulary=7: Cannot use vocabulary.file: it has 6 words and model.vocabulary is 7, make them equal",
  ],
  [
    "a file that is no vocabulary",
    "vocabulary: { file: a.bin }",
    [],
    "s.yaml:12:21: Cannot use the vocabulary: [PAD] is missing among 1 tokens",
  ],
  [
    "a trunk without its checkpoint",
    "trunk: { init: checkpoint }",
    [],
    "s.yaml:12:16: Cannot use trunk.init: there is no trunk.checkpoint, name a file",
  ],
  [
    "a checkpoint that the trunk does not read",
    "trunk: { checkpoint: a.bin }",
    [],
    "s.yaml:12:22: Cannot use trunk.checkpoint: trunk.init is shapes, make it checkpoint",
  ],
];

for (const [what, lines, flags, expected] of WRONG) {
  Deno.test(`parseSpec() throws on ${what}`, async () => {
    await inFolder((folder) => {
      assert.throws(() => specOf(folder, lines, flags), (error) => {
        assert(error instanceof SpecError);
        const message = error.message.replace(`${folder}/s.yaml`, "s.yaml");
        assert.equal(message.replaceAll(folder, "FOLDER"), expected);
        return true;
      });
    });
  });
}

Deno.test("plan() imports a checkpoint once and pre-trains what has none", async () => {
  await inFolder(async (folder) => {
    const both = "checkpoints: { bar: a.bin }\ninit: a.bin\nvocabulary: { file: vocab.txt }\n" +
      MODEL +
      "trunk: { init: checkpoint, checkpoint: same.bin }\n";
    const spec = specOf(folder, both, ["variants=[bar, bi, scratch]"]);
    const { stages, cells } = await planOf(spec);
    const key = (title: string) => stages.find((stage) => stage.title === title)?.key;
    const inputs = (title: string) => stages.find((stage) => stage.title === title)!.inputs;
    const imported = stages.filter(({ step }) => step === "checkpoint");
    assert.deepEqual(imported.map(({ title, config }) => [title, config]), [
      ["prepare checkpoint a.bin", { sha256: spec.files.get(join(folder, "a.bin")) }],
    ]);
    const [{ key: checkpoint } = { key: "" }] = imported;
    assert.equal(key("pretrain bar on a, seed 1"), undefined);
    assert.equal(inputs("pretrain bi on a, seed 1").init, checkpoint);
    assert.equal(inputs("prepare image trunk from the checkpoint of bar").checkpoint, checkpoint);
    const bar = inputs("finetune classification on a from bar of a checkpoint, seed 1");
    assert.deepEqual([bar.pretrain, bar.init], [checkpoint, undefined]);
    const scratch = inputs("finetune classification on a from scratch, seed 1");
    assert.deepEqual([scratch.pretrain, scratch.init], [undefined, checkpoint]);
    assert.equal(cells.find(({ cell }) => cell.variant === "bar")!.stages!.pretrain, checkpoint);
    assert.equal(bar.vocabulary, key("prepare vocabulary vocab.txt"));
  });
});

Deno.test("plan() gives a variant with a checkpoint its trunk, and all others the spec's", async () => {
  await inFolder(async (folder) => {
    for (const protocol of ["fixed", "reference"]) {
      const spec = specOf(folder, BAR, ["variants=[bar, bi, scratch]", `protocol=${protocol}`]);
      const { stages } = await planOf(spec);
      const find = (part: string) => stages.find(({ title }) => title.startsWith(part))!;
      const trunkOf = (part: string) => {
        const { trunk, features } = find(part).inputs;
        const key = trunk ?? stages.find((stage) => stage.key === features)!.inputs.trunk;
        return stages.find((stage) => stage.key === key)!.title;
      };
      const [own, planned] = ["from the checkpoint of bar", "from shapes"];
      for (const step of ["finetune classification on", "evaluate classification on"]) {
        const titles = stages.filter(({ title }) => title.startsWith(step)).map(({ title }) =>
          title
        );
        assert.equal(titles.length, 12);
        for (const title of titles) {
          const expected = title.includes("from bar") ? own : planned;
          assert.equal(trunkOf(title), `prepare image trunk ${expected}`, title);
        }
      }
      assert.equal(
        find(`prepare image trunk ${own}`).inputs.checkpoint,
        find("prepare checkpoint").key,
      );
    }
  });
});

Deno.test("another path moves no key, another content those downstream", async () => {
  await inFolder(async (folder) => {
    const keys = async (...flags: string[]) =>
      new Map(
        (await planOf(specOf(folder, BAR, flags))).stages.map(({ key, title }) => [key, title]),
      );
    const before = await keys();
    assert.deepEqual([...(await keys("checkpoints.bar=same.bin")).keys()], [...before.keys()]);
    const after = await keys("checkpoints.bar=other.bin");
    const moved = [...before].filter(([key]) => !after.has(key)).map(([, title]) => title);
    assert(moved.includes("prepare checkpoint a.bin"));
    for (const title of before.values()) {
      assert.equal(moved.includes(title), /checkpoint/.test(title), title);
    }
  });
});
