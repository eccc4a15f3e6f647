import assert from "node:assert/strict";
import { z } from "zod";
import { adamW, bertAdam } from "../../model/optimizer.ts";
import { recipeOf, trainingFields } from "../../tasks/training_config.ts";

const schema = z.strictObject(trainingFields);
const SELECTION = { metric: "m", better: "lower" } as const;

Deno.test("recipeOf() has the fields of a config, and defaults", () => {
  assert.deepEqual(recipeOf(schema.parse({}), SELECTION), {
    epochs: 4,
    batchSize: 16,
    accumulate: undefined,
    optimizer: "bertadam",
    options: { learningRate: 1e-3, weightDecay: 0.01, schedule: "warmup-linear", warmup: 0.1 },
    fraction: 1,
    patience: 10,
    selection: SELECTION,
  });
  const config = schema.parse({
    ...{ fraction: 0.1, epochs: 10, batchSize: 20, optimizer: "adamw", patience: 3 },
    ...{ learningRate: 1e-5, weightDecay: 0, schedule: "constant", warmup: 0, accumulate: 4 },
  });
  assert.deepEqual(recipeOf(config, SELECTION), {
    epochs: 10,
    batchSize: 20,
    accumulate: 4,
    optimizer: "adamw",
    options: { learningRate: 1e-5, weightDecay: 0, schedule: "constant", warmup: 0 },
    fraction: 0.1,
    patience: 3,
    selection: SELECTION,
  });
});

Deno.test("a recipe's schedule is the optimizer's learning rate", () => {
  const rates = (input: object, optimizer = bertAdam) => {
    const { options } = recipeOf(schema.parse({ learningRate: 2, ...input }), SELECTION);
    const { hyper } = optimizer({ ...options, totalSteps: 4 });
    return [0, 1, 2, 3, 4].map((step) => hyper(step).lr!.data[0]);
  };
  assert.deepEqual(rates({ warmup: 0.5 }), [0, 1, 2, 1, 0]);
  assert.deepEqual(rates({ warmup: 0 }), [2, 1.5, 1, 0.5, 0]);
  assert.deepEqual(rates({ schedule: "constant" }, adamW), [2, 2, 2, 2, 2]);
});

Deno.test("trainingFields refuses what trains nothing", () => {
  const wrong = [
    ...[{ epochs: 0 }, { batchSize: 0 }, { learningRate: 0 }, { warmup: 1 }, { fraction: 0 }],
    ...[{ fraction: 1.1 }, { weightDecay: -1 }, { optimizer: "sgd" }, { patience: 0 }],
    ...[{ schedule: "cosine" }, { unknown: 1 }],
  ];
  for (const fields of wrong) {
    assert.equal(schema.safeParse(fields).success, false, JSON.stringify(fields));
  }
});
