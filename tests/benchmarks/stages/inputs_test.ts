/** Where the image trunk of a training comes from. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Stage } from "../../../benchmarks/stage.ts";
import type { StageContext } from "../../../benchmarks/stages/context.ts";
import { type NetworkInputs, startingWeights } from "../../../benchmarks/stages/inputs.ts";
import { writeTensors } from "../../../model/checkpoint/safetensors.ts";
import { float32, type HostTensors } from "../../../model/engine/mod.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING } from "../../../model/image_encoder.ts";
import { isTrunk } from "../../../model/parameters.ts";
import { HEADS, network, SMALL } from "../../model/checkpoint/networks.ts";

/** A network each of whose values is `value`, or its trunk, or all but that. */
function constant(value: number, part?: "trunk" | "rest"): HostTensors {
  const all = Object.entries(network(HEADS.pretraining, SMALL, () => value));
  return Object.fromEntries(all.filter(([name]) => !part || isTrunk(name) === (part === "trunk")));
}

const statistics = (value: number): HostTensors => ({
  [OUTPUT_MEAN]: float32(new Float32Array(32).fill(value), [32]),
  [OUTPUT_WHITENING]: float32(new Float32Array(32 * 32).fill(value), [32, 32]),
});
const PLANNED = { ...constant(2, "trunk"), ...statistics(2) };

/** What the trunk and the rest are filled with; of the statistics, undefined if there are none. */
async function start(
  live: boolean,
  protocol: Record<string, string>,
  before?: { readonly role: "pretrain" | "init"; readonly tensors: HostTensors },
) {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "model.safetensors");
    if (before) writeTensors(path, before.tensors);
    const stage = { config: { protocol }, inputs: before ? { [before.role]: "key" } : {} };
    const context = { input: () => ({ path: () => path }) };
    const weights = startingWeights(
      stage as unknown as Stage,
      context as unknown as StageContext,
      { live, trunk: live ? PLANNED : {} } as unknown as NetworkInputs,
      constant(1),
    );
    const filled = (name: string) => {
      const values = new Set(weights[name]?.data);
      assert(values.size <= 1, name);
      return [...values][0];
    };
    const names = Object.keys(constant(1));
    assert.deepEqual(names.filter((name) => !isTrunk(name) && !(name in weights)), []);
    const some = "enc.img_encoder.model.4.0.conv1.weight";
    for (const name of names.filter(isTrunk)) assert.equal(filled(name), filled(some), name);
    assert.equal(filled(OUTPUT_MEAN), filled(OUTPUT_WHITENING));
    return {
      rest: filled("enc.pooler.dense.bias"),
      trunk: filled(some),
      mean: filled(OUTPUT_MEAN),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const FIXED = { batchNorm: "fixed" }, BATCH = { batchNorm: "reference" };
const TRAINED = { batchNorm: "fixed", trainableTrunk: "reference" };
const WHOLE = { role: "pretrain", tensors: constant(3) } as const;
const BODY = { role: "pretrain", tensors: constant(3, "rest") } as const;
const LEARNED = { role: "pretrain", tensors: { ...constant(3), ...statistics(3) } } as const;

Deno.test("startingWeights() have no trunk where tokens were computed before", async () => {
  const none = { trunk: undefined, mean: undefined };
  assert.deepEqual(await start(false, FIXED), { rest: 1, ...none });
  assert.deepEqual(await start(false, FIXED, WHOLE), { rest: 3, ...none });
});

Deno.test("startingWeights() take the planned trunk, with its statistics, where there is no other", async () => {
  assert.deepEqual(await start(true, BATCH), { rest: 1, trunk: 2, mean: 2 });
  assert.deepEqual(await start(true, TRAINED, BODY), { rest: 3, trunk: 2, mean: 2 });
});

Deno.test("startingWeights() go on with the trunk that was trained before, and its statistics", async () => {
  assert.deepEqual(await start(true, BATCH, WHOLE), { rest: 3, trunk: 3, mean: undefined });
  assert.deepEqual(await start(true, TRAINED, LEARNED), { rest: 3, trunk: 3, mean: 3 });
});

Deno.test("startingWeights() take the planned trunk where it does not move", async () => {
  const init = { role: "init", tensors: constant(3) } as const;
  assert.deepEqual(await start(true, FIXED, init), { rest: 3, trunk: 2, mean: 2 });
});

Deno.test("startingWeights() refuse another trunk than the model's", async () => {
  const trunk = { width: 1, blocks: [1, 1, 1, 1] };
  const other = network(HEADS.pretraining, { ...SMALL, trunk });
  await assert.rejects(start(true, BATCH, { role: "pretrain", tensors: other }), {
    message: /^Cannot start from this checkpoint: it has no enc\.img_encoder\.model\.5\.1\.conv1/,
  });
});
