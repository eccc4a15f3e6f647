/** What a checkpoint of a spec may be, against the model. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { PlannedStage } from "../../../benchmarks/plan.ts";
import { prepareCheckpoint } from "../../../benchmarks/stages/checkpoint.ts";
import type { StageContext } from "../../../benchmarks/stages/context.ts";
import { startFrom } from "../../../benchmarks/stages/inputs.ts";
import { exportCheckpoint } from "../../../model/checkpoint/export.ts";
import { readTensors, writeTensors } from "../../../model/checkpoint/safetensors.ts";
import { fileDigest } from "../../../benchmarks/store_manifest.ts";
import { HEADS, network, SMALL } from "../../model/checkpoint/networks.ts";

const own = network(HEADS.classification);

/** What is wrong with a checkpoint, the checkpoint, what is said. */
const WRONG = [
  [
    "of another width",
    network(HEADS.pretraining, { ...SMALL, hidden: 8 }),
    'Cannot start "enc.txt_embeddings.word_embeddings.weight" from a tensor of shape [7,8]: this model\'s is [7,4]',
  ],
  [
    "with another number of words",
    network(HEADS.pretraining, { ...SMALL, vocabulary: 9 }),
    'Cannot start "enc.txt_embeddings.word_embeddings.weight" from a tensor of shape [9,4]: this model\'s is [7,4]',
  ],
  [
    "with more layers",
    network(HEADS.pretraining, { ...SMALL, layers: 3 }),
    "Cannot start from this checkpoint: it has enc.encoder.layer.2.attention.self.query.weight, which this model lacks",
  ],
  [
    "with fewer layers",
    network(HEADS.pretraining, { ...SMALL, layers: 1 }),
    "Cannot start from this checkpoint: it has no enc.encoder.layer.1.attention.self.query.weight, which this model has",
  ],
] as const;

for (const [what, checkpoint, message] of WRONG) {
  Deno.test(`startFrom() throws on a checkpoint ${what}`, () => {
    assert.throws(() => startFrom(own, checkpoint, ["enc."]), { message });
  });
}

Deno.test("startFrom() takes the encoder of another task's model and keeps the own head", () => {
  const checkpoint = network(HEADS.pretraining, SMALL, (index) => -index);
  const start = startFrom(own, checkpoint, ["enc."]);
  assert.deepEqual(Object.keys(start), Object.keys(own));
  for (const [name, tensor] of Object.entries(start)) {
    assert.equal(tensor, name.startsWith("enc.") ? checkpoint[name] : own[name], name);
  }
});

Deno.test("prepare/checkpoint imports a file, and refuses one that was changed since", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [model, file] = [join(folder, "own.safetensors"), join(folder, "a.bin")];
    const trained = network(HEADS.pretraining);
    writeTensors(model, trained);
    exportCheckpoint(model, file, { as: "pretraining" });
    const stage = (sha256: string) => ({ file, config: { sha256 } }) as unknown as PlannedStage;
    const context = { output: folder } as StageContext;
    await prepareCheckpoint(stage(fileDigest(file).sha256), context);
    assert.deepEqual(readTensors(join(folder, "model.safetensors")), trained);
    await assert.rejects(async () => await prepareCheckpoint(stage("0"), context), {
      message: `Cannot use ${file}: it was changed after the run was planned, run again`,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
