/**
 * The reference's two optimizers, one parameter at a time, in tensor ops.
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

/** Running means of a parameter's gradient (m) and squared gradient (v). */
export interface Moments {
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
  /** One parameter after the step; `feed` holds what {@link hyper} gave. */
  update(
    name: string,
    param: Tensor,
    gradient: Tensor,
    moments: Moments,
    feed: Tensors,
  ): { param: Tensor; moments: Moments };
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
    update(name, param, gradient, old, { lr, stepSize }) {
      const moments = advance(old, gradient);
      const moved = tf.sub(param, tf.mul(direction(moments), stepSize!));
      if (options.weightDecay === 0 || !decays(name)) return { param: moved, moments };
      const decay = tf.mul(moved, tf.mul(lr!, options.weightDecay));
      return { param: tf.sub(moved, decay), moments };
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
    update(name, param, gradient, old, { lr }) {
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      const clip = tf.minimum(tf.div(MAX_NORM, tf.add(norm, EPSILON)), 1);
      const moments = advance(old, tf.mul(gradient, clip));
      const change = options.weightDecay === 0 || !decays(name)
        ? direction(moments)
        : tf.add(direction(moments), tf.mul(param, options.weightDecay));
      return { param: tf.sub(param, tf.mul(change, lr!)), moments };
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

function advance({ m, v }: Moments, gradient: Tensor): Moments {
  return {
    m: tf.add(tf.mul(m, BETA1), tf.mul(gradient, 1 - BETA1)),
    v: tf.add(tf.mul(v, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)),
  };
}

function direction({ m, v }: Moments): Tensor {
  return tf.div(m, tf.add(tf.sqrt(v), EPSILON));
}

function scalar(value: number) {
  return float32([value], []);
}
