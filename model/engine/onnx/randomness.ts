/**
 * Dropout in a traced program: runs of a pool that is fed, from offsets that are fed.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { RUN, runsOf } from "../dropout.ts";
import type { Randomness } from "../engine.ts";
import type { TraceBackend } from "./backend.ts";
import type { Graph } from "./graph.ts";

/** Inputs of the dropout pool of a rate, and of the offset of each run taken from a pool. */
export const POOL = "dropout-pool:";
export const OFFSET = "dropout-offset:";

/** A call of dropout. */
export interface DropoutSite {
  /** How many values it drops some of. */
  readonly size: number;
  readonly rate: number;
}

/** @param sites Gets each call, in their order. */
export function tracedRandomness(tracer: TraceBackend, sites: DropoutSite[]): Randomness {
  const { graph } = tracer;
  const made = new WeakMap<tf.Tensor, number>();
  const multiplier = (site: number, shape: readonly number[], wait?: string): tf.Tensor => {
    const { size, rate } = sites[site]!;
    const runs = Array.from({ length: runsOf(size) }, (_, run) => {
      const start = `${OFFSET}${site}:${run}`;
      const offset = wait === undefined ? start : graph.node("Add", [start, wait]);
      const length = Math.min(RUN, size - run * RUN);
      const end = graph.node("Add", [offset, graph.constant("int32", [1], [length])]);
      return graph.node("Slice", [POOL + rate, offset, end]);
    });
    const values = runs.length === 1 ? runs[0]! : graph.node("Concat", runs, { axis: 0 });
    const edge = graph.node("Reshape", [values, graph.integers(shape)]);
    return tf.engine().makeTensorFromTensorInfo(tracer.wrap({ name: edge }, shape, "float32"));
  };
  return {
    dropout(shape, rate) {
      const size = shape.reduce((product, d) => product * d, 1);
      if (sites.every((site) => site.rate !== rate)) graph.input(POOL + rate, "float32", [2 * RUN]);
      const site = sites.push({ size, rate }) - 1;
      for (let run = 0; run < runsOf(size); run++) {
        graph.input(`${OFFSET}${site}:${run}`, "int32", [1]);
      }
      const tensor = multiplier(site, shape);
      made.set(tensor, site);
      return tensor;
    },
    again: (tensor, after) =>
      multiplier(made.get(tensor)!, tensor.shape, zeroOf(graph, tracer.edge(after))),
  };
}

/** An int32 0, `[1]`, that onnxruntime takes for a function of a float value, NaN or not. */
function zeroOf(graph: Graph, edge: string): string {
  const values = graph.node("Reshape", [edge, graph.integers([-1])]);
  const first = graph.node("Slice", [values, graph.integers([0]), graph.integers([1])]);
  const flag = graph.node("Cast", [graph.node("IsNaN", [first])], { to: 6 });
  return graph.node("Mul", [flag, graph.constant("int32", [1], [0])]);
}
