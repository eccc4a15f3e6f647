/**
 * Small parameters that are moved as one tensor.
 *
 * Every op has a cost beside what it computes, and a small network has hundreds of small ones.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Most values of a parameter that is joined: for larger ones a copy costs more than the ops. */
const SMALL = 2 ** 12;

/**
 * Names in groups whose tensors can be joined, in the order of their first members.
 *
 * @param kind What the members of a group have in common, besides the shape of a row.
 */
export function joinable(
  names: readonly string[],
  tensorOf: (name: string) => Tensor,
  kind: (name: string) => unknown,
): string[][] {
  const groups = Map.groupBy(names, (name) => {
    const { shape, size } = tensorOf(name);
    return size <= SMALL ? `${shape.slice(1)} ${kind(name)}` : name;
  });
  return [...groups.values()];
}

/** One tensor with the rows of all. */
export function join(tensors: readonly Tensor[]): Tensor {
  return tensors.length === 1 ? tensors[0]! : tf.concat([...tensors], 0);
}

/** Tensors of the shapes of `like` that {@link join} makes `joined` of. */
export function separate(joined: Tensor, like: readonly Tensor[]): Tensor[] {
  return like.length === 1 ? [joined] : tf.split(joined, like.map(({ shape }) => shape[0]!), 0);
}
