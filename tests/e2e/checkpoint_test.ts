/** A released checkpoint in a spec gives what pre-training it here gives. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exportCheckpoint } from "../../model/checkpoint/export.ts";
import { readTensors, writeTensors } from "../../model/checkpoint/safetensors.ts";
import type { Results } from "../../results/results.ts";
import { captured } from "./captured.ts";

const MODEL = "imageSize: 64, imageTokens: 4, layers: 1, hidden: 16, ffn: 32";

/** A spec of one pre-training; `words` are those of its vocabulary. */
function spec(protocol: string, words: number, more: string): string {
  return `name: t
protocol: ${protocol}
datasets: { a: { kind: phantom, patients: 24 } }
transfers: [{ pretrain: a, finetune: a, test: a }]
model: { ${MODEL}, vocabulary: ${words}, trunk: { width: 4 } }
pretrain: { epochs: 1, batchSize: 4 }
tasks: { classification: { epochs: 1, batchSize: 4 } }
${more}
`;
}

const PROTOCOLS = [
  "fixed",
  "reference",
  "{ default: fixed, randomCrop: reference }",
  "{ default: fixed, trainableTrunk: reference }",
];

for (const protocol of PROTOCOLS) {
  Deno.test(`an exported pre-training under ${protocol} is fine-tuned as the one in the store`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const at = (...names: string[]) => join(folder, ...names);
      const reproduce = async (text: string): Promise<Results> => {
        await Deno.writeTextFile(at("s.yaml"), text);
        const flags = ["--store", at("store"), "--out", at("out"), "--json", "--jobs", "1"];
        const { code, stdout, stderr } = await captured("reproduce", at("s.yaml"), ...flags);
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
      };
      const artifact = async (step: string, file: string) => {
        const kind = step === "pretrain" ? step : "prepare";
        for await (const { name } of Deno.readDir(at("store", kind))) {
          const folder = at("store", kind, name);
          const manifest = JSON.parse(await Deno.readTextFile(join(folder, "manifest.json")));
          if (manifest.step === step) return join(folder, file);
        }
        throw new Error(`no ${step} in the store`);
      };
      const finetuned = ({ cells }: Results, variant: string) => {
        const { finetune } = cells.find((cell) => cell.variant === variant)!.stages;
        return {
          key: finetune,
          model: Deno.readFileSync(at("store", "finetune", finetune!, "model.safetensors")),
        };
      };

      const here = await reproduce(spec(protocol, 500, "variants: [bar]\ntrunk: { init: random }"));
      const vocabulary = await Deno.readTextFile(await artifact("vocabulary", "vocab.txt"));
      await Deno.writeTextFile(at("vocab.txt"), vocabulary);
      writeTensors(at("whole.safetensors"), {
        ...readTensors(await artifact("trunk", "trunk.safetensors")),
        ...readTensors(await artifact("pretrain", "model.safetensors")),
      });
      exportCheckpoint(at("whole.safetensors"), at("bar.bin"), { as: "pretraining" });

      const words = vocabulary.trimEnd().split("\n").length;
      const released =
        "variants: [bar, bi, scratch]\ncheckpoints: { bar: bar.bin }\ninit: bar.bin\n" +
        "vocabulary: { file: vocab.txt }\ntrunk: { init: checkpoint, checkpoint: bar.bin }";
      const there = await reproduce(spec(protocol, words, released));

      const expected = finetuned(here, "bar");
      const imported = finetuned(there, "bar");
      assert.notEqual(imported.key, expected.key);
      assert.deepEqual(imported.model, expected.model);
      assert.deepEqual(there.cells[0]!.metrics, here.cells[0]!.metrics);
      // Without pre-training, `init` is what fine-tuning starts from.
      assert.deepEqual(finetuned(there, "scratch").model, expected.model);
      // `bi` was pre-trained further.
      assert.notDeepEqual(finetuned(there, "bi").model, expected.model);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("a spec whose checkpoint is missing ends with code 2", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "s.yaml");
    await Deno.writeTextFile(file, spec("fixed", 500, "variants: [bar]\ninit: no.bin"));
    const { code, stderr } = await captured("plan", file, "--store", join(folder, "store"));
    assert.equal(code, 2);
    assert.match(stderr, /s\.yaml:9:7: Cannot use init: /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
