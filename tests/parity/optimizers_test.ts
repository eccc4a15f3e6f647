import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { type Engine, float32, type HostTensors } from "../../model/engine/mod.ts";
import {
  adamW,
  bertAdam,
  type LossFunction,
  type Optimizer,
  SCHEDULES,
  trainingState,
  trainingStep,
} from "../../model/mod.ts";
import { assertNumbersClose } from "./compare.ts";
import { engineParityTest, jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_optimizers.json";

interface Run {
  readonly settings: {
    readonly lr: number;
    readonly warmup?: number;
    readonly t_total?: number;
    readonly weight_decay?: number | readonly [number, number];
  };
  /** Steps × the two tensors. */
  readonly run: { readonly grads: number[][][]; readonly params: number[][][] };
}

interface Optimizers {
  readonly schedule: {
    readonly x: number[];
    readonly warmup_linear: number[];
    readonly warmup_constant: number[];
  };
  readonly bertadam: Run;
  readonly bertadam_constant: Run;
  readonly hf_adamw: Run;
  readonly hf_adamw_decay: Run;
}

parityTest("SCHEDULES give the factors of d_optimizers", [FILE], () => {
  const { schedule } = jsonFixture<Optimizers>(FILE);
  const linear = schedule.x.map((x) => SCHEDULES["warmup-linear"](x, 0.1));
  const constant = schedule.x.map((x) => SCHEDULES["warmup-constant"](x, 0.1));
  assertNumbersClose(linear, schedule.warmup_linear, 1e-12, "warmup-linear");
  assertNumbersClose(constant, schedule.warmup_constant, 1e-12, "warmup-constant");
});

engineParityTest("bertAdam() with a warm-up takes the steps of d_optimizers", [FILE], (engine) => {
  const { bertadam: run } = jsonFixture<Optimizers>(FILE);
  const { lr, warmup, t_total, weight_decay } = run.settings;
  const optimizer = bertAdam({
    learningRate: lr,
    weightDecay: (weight_decay as [number, number])[0],
    schedule: "warmup-linear",
    warmup: warmup!,
    totalSteps: t_total!,
  });
  // The second tensor is not decayed: its name says so.
  return assertSteps(engine, optimizer, run, ["p.weight", "q.bias"]);
});

engineParityTest(
  "bertAdam() at a constant rate takes the steps of d_optimizers",
  [FILE],
  (engine) => {
    const { bertadam_constant: run } = jsonFixture<Optimizers>(FILE);
    // The settings leave the decay at the reference's default.
    const optimizer = bertAdam({ learningRate: run.settings.lr, weightDecay: 0.01 });
    return assertSteps(engine, optimizer, run, ["p.weight", "q.weight"]);
  },
);

for (const kind of ["hf_adamw", "hf_adamw_decay"] as const) {
  engineParityTest(`adamW() takes the steps of ${kind}`, [FILE], (engine) => {
    const run = jsonFixture<Optimizers>(FILE)[kind];
    const { lr, weight_decay } = run.settings;
    const optimizer = adamW({ learningRate: lr, weightDecay: weight_decay as number });
    return assertSteps(engine, optimizer, run, ["p.weight", "q.weight"]);
  });
}

/** A loss whose gradients are what is fed: Σ p · gradient. */
const fedGradients: LossFunction = ({ "p.weight": p, ...others }, feed) => {
  const q = others["q.weight"] ?? others["q.bias"]!;
  const loss = tf.add(tf.sum(tf.mul(p!, feed.p!)), tf.sum(tf.mul(q, feed.q!)));
  return { loss, outputs: { loss } };
};

async function assertSteps(
  engine: Engine,
  optimizer: Optimizer,
  { run: { grads, params } }: Run,
  names: readonly [string, string],
): Promise<void> {
  const start: HostTensors = {};
  names.forEach((name, i) => start[name] = vector(params[0]![i]!));
  const step = trainingStep(fedGradients, optimizer, names);
  const session = engine.load(step, trainingState(start, names));
  assert.equal(params.length, grads.length + 1);
  for (let index = 0; index < grads.length; index++) {
    const [p, q] = grads[index]!.map(vector);
    await session.run({ p: p!, q: q!, ...optimizer.hyper(index) });
    const state = await session.read();
    names.forEach((name, i) => {
      const expected = params[index + 1]![i]!;
      assertNumbersClose(state[name]!.data, expected, 1e-6, `${name} after step ${index + 1}`);
    });
  }
  session.dispose();
}

function vector(values: readonly number[]) {
  return float32(values, [values.length]);
}
