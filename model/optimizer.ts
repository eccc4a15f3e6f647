/**
 * The reference's two optimizers, in tensor ops.
 *
 * What depends on the step (learning rate, bias correction) is computed on the host and fed.
 *
 * Source: reference specification, sections 3.3 and 6.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { float32, type HostTensors, type Tensors } from "./engine/engine.ts";
import { type ScheduleName, SCHEDULES } from "./schedule.ts";

/** A parameter, and the running means of its gradient (m) and squared gradient (v). */
export interface Moving {
  readonly param: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/** A rule that moves parameters. */
export interface Optimizer {
  /**
   * What to feed at a step; `lr` is its learning rate.
   *
   * @param step Steps done before, 0 at the first.
   * @param factor Multiplies the learning rate, for rules that follow a metric.
   */
  hyper(step: number, factor?: number): HostTensors;
  /** What {@link update} takes for the gradient of one parameter. */
  clip(gradient: Tensor): Tensor;
  /**
   * A parameter after the step, or several joined into one: it goes element by element.
   *
   * @param decay Whether weight decay applies, see {@link decays}.
   * @param feed Holds what {@link hyper} gave.
   */
  update(old: Moving, gradient: Tensor, decay: boolean, feed: Tensors): Moving;
}

/** Options of both optimizers. */
export interface OptimizerOptions {
  readonly learningRate: number;
  /** Decay of the parameters that {@link decays} names. */
  readonly weightDecay: number;
  /** @default "constant" */
  readonly schedule?: ScheduleName;
  /** Share of the training that warms up. @default 0 */
  readonly warmup?: number;
  /** Steps of the whole training; needed by a schedule other than `constant`. @default 1 */
  readonly totalSteps?: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Added to the root of v, in AdamW before the bias correction. */
const EPSILON = 1e-6;
/** Largest norm of one parameter's gradient in BertAdam. */
const MAX_NORM = 1;

/**
 * AdamW of transformers 3.5.1:
 * `p ← p - lr · sqrt(1 - β2^t) / (1 - β1^t) · m / (sqrt(v) + ε)`, then `p ← p - lr · decay · p`.
 */
export function adamW(options: OptimizerOptions): Optimizer {
  const rate = rateOf(options);
  return {
    hyper(step, factor = 1) {
      const lr = rate(step) * factor;
      const correction = Math.sqrt(1 - BETA2 ** (step + 1)) / (1 - BETA1 ** (step + 1));
      return { lr: scalar(lr), stepSize: scalar(lr * correction) };
    },
    clip: (gradient) => gradient,
    update(old, gradient, decay, { lr, stepSize }) {
      const { m, v } = advance(old, gradient);
      const moved = tf.sub(old.param, tf.mul(direction(m, v), stepSize!));
      if (options.weightDecay === 0 || !decay) return { param: moved, m, v };
      return { param: tf.sub(moved, tf.mul(moved, tf.mul(lr!, options.weightDecay))), m, v };
    },
  };
}

/**
 * BertAdam of pytorch-pretrained-bert 0.6.2: every gradient is clipped to norm 1 by itself, there
 * is no bias correction, and `p ← p - lr · (m / (sqrt(v) + ε) + decay · p)`.
 */
export function bertAdam(options: OptimizerOptions): Optimizer {
  const rate = rateOf(options);
  return {
    hyper: (step, factor = 1) => ({ lr: scalar(rate(step) * factor) }),
    clip(gradient) {
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      return tf.mul(gradient, tf.minimum(tf.div(MAX_NORM, tf.add(norm, EPSILON)), 1));
    },
    update(old, gradient, decay, { lr }) {
      const { m, v } = advance(old, gradient);
      const change = options.weightDecay === 0 || !decay
        ? direction(m, v)
        : tf.add(direction(m, v), tf.mul(old.param, options.weightDecay));
      return { param: tf.sub(old.param, tf.mul(change, lr!)), m, v };
    },
  };
}

/** Whether weight decay applies to a parameter: to all but biases and LayerNorms. */
export function decays(name: string): boolean {
  return !name.includes("bias") && !name.includes("LayerNorm.weight");
}

function rateOf(
  { learningRate, schedule = "constant", warmup = 0, totalSteps = 1 }: OptimizerOptions,
) {
  return (step: number) => learningRate * SCHEDULES[schedule](step / totalSteps, warmup);
}

function advance({ m, v }: Moving, gradient: Tensor): Pick<Moving, "m" | "v"> {
  return {
    m: tf.add(tf.mul(m, BETA1), tf.mul(gradient, 1 - BETA1)),
    v: tf.add(tf.mul(v, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)),
  };
}

function direction(m: Tensor, v: Tensor): Tensor {
  return tf.div(m, tf.add(tf.sqrt(v), EPSILON));
}

function scalar(value: number) {
  return float32([value], []);
}
