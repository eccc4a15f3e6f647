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
import { parameter } from "./ops.ts";
import type { Optimizer } from "./optimizer.ts";

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

/** Prefixes of the moments' names in a training state. */
const M = "m.";
const V = "v.";

/**
 * The program of one training step.
 *
 * Its state is {@link trainingState}; its feed is the loss function's and the optimizer's `hyper`.
 *
 * @param trainable Names of the parameters that move; the loss must depend on each.
 */
export function trainingStep(
  loss: LossFunction,
  optimizer: Optimizer,
  trainable: readonly string[],
): StepFunction {
  return (state, feed, random) => {
    const { gradients, outputs, updates } = gradientsOf(loss, state, feed, random, trainable);
    const next: Tensors = { ...updates };
    trainable.forEach((name, index) => {
      const old = { m: parameter(state, M + name), v: parameter(state, V + name) };
      const before = parameter(state, name);
      const { param, moments } = optimizer.update(name, before, gradients[index]!, old, feed);
      next[name] = param;
      next[M + name] = moments.m;
      next[V + name] = moments.v;
    });
    return { state: next, outputs };
  };
}

/** A state to start training from: the parameters, and zero moments of the trainable ones. */
export function trainingState(params: HostTensors, trainable: readonly string[]): HostTensors {
  const state: HostTensors = { ...params };
  for (const name of trainable) {
    const { shape, data } = params[name] ?? missing(name);
    for (const prefix of [M, V]) {
      state[prefix + name] = float32(new Float32Array(data.length), shape);
    }
  }
  return state;
}

/** The parameters of a training state, without the moments. */
export function trainedParameters(state: HostTensors): HostTensors {
  const kept = Object.entries(state).filter(([name]) => !name.startsWith(M) && !name.startsWith(V));
  return Object.fromEntries(kept);
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
