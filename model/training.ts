/**
 * A training step: forward, backward and update as one tensor program.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import {
  float32,
  type HostTensors,
  type Randomness,
  type StepFunction,
  type Tensors,
} from "./engine/engine.ts";
import { join, joinable, separate } from "./joining.ts";
import { parameter } from "./ops.ts";
import { decays, type Optimizer } from "./optimizer.ts";

/** What a loss function returns. */
export interface LossResult {
  readonly loss: Tensor;
  /** Values to report, the loss itself too if wanted. */
  readonly outputs: Tensors;
  /** New values of state entries that are not trained: running statistics. */
  readonly updates?: Tensors;
}

/** A scalar loss as a pure function of parameters and batch. */
export type LossFunction = (params: Tensors, feed: Tensors, random: Randomness) => LossResult;

/** Prefixes of the names of moments and of summed gradients in a training state. */
const M = "m.";
const V = "v.";
const SUM = "sum.";

/**
 * The program of one training step.
 *
 * Its state is {@link trainingState}; its feed is the loss function's and the optimizer's `hyper`.
 *
 * @param trainable Names of the parameters that move; the loss must depend on each.
 * @param parts Batches that make up a step, of which this is the last; the others were run by
 * {@link accumulationStep} before. The parameters are moved by the mean of their gradients.
 */
export function trainingStep(
  loss: LossFunction,
  optimizer: Optimizer,
  trainable: readonly string[],
  parts = 1,
): StepFunction {
  return (state, feed, random) => {
    const result = gradientsOf(loss, state, feed, random, trainable);
    const { outputs, updates } = result;
    const next: Tensors = { ...updates };
    const gradients = parts === 1 ? result.gradients : trainable.map((name, i) => {
      const sum = tf.add(parameter(state, SUM + name), result.gradients[i]!);
      next[SUM + name] = tf.mul(sum, 0);
      return tf.mul(sum, 1 / parts);
    });
    const groups = joinable(trainable, (name) => parameter(state, name), decays);
    const joined = groups.map((names) =>
      join(names.map((name) => optimizer.clip(gradients[trainable.indexOf(name)]!)))
    );
    const hyper = after(joined, feed);
    groups.forEach((names, index) => {
      const old = (prefix: string) => names.map((name) => parameter(state, prefix + name));
      const before = { param: join(old("")), m: join(old(M)), v: join(old(V)) };
      const moved = optimizer.update(before, joined[index]!, decays(names[0]!), hyper);
      for (const [prefix, tensor] of [["", moved.param], [M, moved.m], [V, moved.v]] as const) {
        separate(tensor, old(prefix)).forEach((part, i) => next[prefix + names[i]] = part);
      }
    });
    return { state: next, outputs };
  };
}

/**
 * The program of every batch of a step but the last: it adds gradients to sums in the state.
 *
 * Where the loss is a mean over examples, equal parts give the step of the whole batch to rounding.
 * Dropout is drawn for every part by itself, and BatchNorm in train mode sees a part at a time.
 */
export function accumulationStep(loss: LossFunction, trainable: readonly string[]): StepFunction {
  return (state, feed, random) => {
    const { gradients, outputs, updates } = gradientsOf(loss, state, feed, random, trainable);
    const next: Tensors = { ...updates };
    trainable.forEach((name, i) => {
      next[SUM + name] = tf.add(parameter(state, SUM + name), gradients[i]!);
    });
    return { state: next, outputs };
  };
}

/**
 * A state to start training from: the parameters, and zero moments of the trainable ones.
 *
 * @param parts As of {@link trainingStep}; from two on, zero sums of gradients too.
 */
export function trainingState(
  params: HostTensors,
  trainable: readonly string[],
  parts = 1,
): HostTensors {
  const state: HostTensors = { ...params };
  for (const name of trainable) {
    const { shape, data } = params[name] ?? missing(name);
    for (const prefix of parts === 1 ? [M, V] : [M, V, SUM]) {
      state[prefix + name] = float32(new Float32Array(data.length), shape);
    }
  }
  return state;
}

/** The parameters of a training state alone. */
export function trainedParameters(state: HostTensors): HostTensors {
  const isParameter = (name: string) => [M, V, SUM].every((prefix) => !name.startsWith(prefix));
  return Object.fromEntries(Object.entries(state).filter(([name]) => isParameter(name)));
}

/** The gradients of a loss with respect to `names`, in their order, and what else it returned. */
export function gradientsOf(
  loss: LossFunction,
  params: Tensors,
  feed: Tensors,
  random: Randomness,
  names: readonly string[],
): { gradients: Tensor[]; outputs: Tensors; updates: Tensors } {
  let outputs: Tensors = {};
  let updates: Tensors = {};
  const gradients = tf.grads((...values) => {
    const moved = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    const result = loss({ ...params, ...moved }, feed, random);
    outputs = keep(result.outputs);
    updates = keep(result.updates ?? {});
    return result.loss;
  })(names.map((name) => parameter(params, name)));
  return { gradients, outputs: release(outputs), updates: release(updates) };
}

/**
 * The scalars of a feed, unchanged, but not before all gradients are there.
 *
 * Updates that wait for them may be written over the old values, which nothing reads any more. And
 * an engine that makes values as they are asked for makes the gradients of a layer together, those
 * of the last layer first, and lets go what they were made from.
 */
function after(gradients: readonly Tensor[], feed: Tensors): Tensors {
  if (gradients.length === 0) return feed;
  const firsts = gradients.map((gradient) => {
    const ones = gradient.shape.map(() => 1);
    return tf.reshape(tf.slice(gradient, ones.map(() => 0), ones), [1]);
  });
  const nothing = tf.mul(tf.sum(tf.concat(firsts)), 0);
  const waits = ({ rank, dtype }: Tensor) => rank === 0 && dtype === "float32";
  return mapValues(feed, (value) => waits(value) ? tf.add(value, nothing) : value);
}

/** tfjs frees what a differentiated function made; kept tensors outlive it. */
function keep(tensors: Tensors): Tensors {
  return mapValues(tensors, (tensor) => tf.keep(tf.clone(tensor)));
}

/** Hands kept tensors back to the scope of the caller. */
function release(tensors: Tensors): Tensors {
  return mapValues(tensors, (tensor) => {
    const copy = tf.clone(tensor);
    tensor.dispose();
    return copy;
  });
}

function mapValues(tensors: Tensors, f: (tensor: Tensor) => Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, f(tensor)]));
}

function missing(name: string): never {
  throw new Error(`Cannot train "${name}": there is no such parameter`);
}
