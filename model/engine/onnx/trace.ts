/**
 * Traces a tensor program into an ONNX model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "../tfjs.ts";
import type { HostTensors, StepFunction, Tensors } from "../engine.ts";
import { BACKEND_NAME, graphType, TraceBackend } from "./backend.ts";
import { inPlace } from "./in_place.ts";
import { registerKernels } from "./kernels/mod.ts";
import { liveBytes } from "./live_bytes.ts";
import { type DropoutSite, tracedRandomness } from "./randomness.ts";

/** Prefixes of a model's inputs and outputs: `state:x`, `feed:x`, `out:x`, `next:x`. */
export const STATE = "state:";
export const FEED = "feed:";
export const OUT = "out:";
export const NEXT = "next:";

export interface Output {
  readonly name: string;
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
}

export interface Trace {
  readonly model: Uint8Array<ArrayBuffer>;
  /** Names of the model's inputs: of state, feed and randomness, what the program reads. */
  readonly inputs: ReadonlySet<string>;
  readonly outputs: readonly Output[];
  /** State entries the program replaces. */
  readonly updates: readonly Output[];
  /** Outputs {@link NEXT} of updates that may be written over what they replace. */
  readonly inPlace: ReadonlySet<string>;
  /** Each dropout site, in the order of the calls. */
  readonly sites: readonly DropoutSite[];
  /** About how much memory a run takes besides state, feed and outputs. */
  readonly bytes: number;
}

let backend: TraceBackend | undefined;

/** Runs `program` on symbols of the given tensors' shapes and returns the recorded model. */
export function trace(program: StepFunction, state: HostTensors, feed: HostTensors): Trace {
  const tracer = openBackend();
  const graph = tracer.start();
  const previous = tf.getBackend();
  tf.setBackend(BACKEND_NAME);
  tf.engine().startScope();
  try {
    const sites: DropoutSite[] = [];
    const random = tracedRandomness(tracer, sites);
    const result = program(symbols(tracer, STATE, state), symbols(tracer, FEED, feed), random);
    const outputs = finish(tracer, OUT, result.outputs);
    const updates = finish(tracer, NEXT, result.state ?? {});
    checkUpdates(updates, state);
    const nodes = graph.finalNodes();
    return {
      model: graph.encode(nodes),
      inPlace: inPlace(nodes, updates.map(({ name }) => [STATE + name, NEXT + name])),
      inputs: new Set(graph.inputsOf(nodes).map(({ name }) => name)),
      ...{ outputs, updates, sites },
      bytes: liveBytes(nodes, tracer.sizes),
    };
  } finally {
    tf.engine().endScope();
    if (previous !== undefined && previous !== null && previous !== BACKEND_NAME) {
      tf.setBackend(previous);
    }
  }
}

function openBackend(): TraceBackend {
  if (backend === undefined) {
    backend = new TraceBackend();
    registerKernels();
    tf.registerBackend(BACKEND_NAME, () => backend!, 0);
  }
  return backend;
}

function symbols(tracer: TraceBackend, prefix: string, tensors: HostTensors): Tensors {
  const result: Tensors = {};
  for (const [name, { dtype, shape }] of Object.entries(tensors)) {
    const edge = tracer.graph.input(prefix + name, graphType(dtype), shape);
    result[name] = tf.engine().makeTensorFromTensorInfo(tracer.wrap({ name: edge }, shape, dtype));
  }
  return result;
}

function finish(tracer: TraceBackend, prefix: string, tensors: Tensors): Output[] {
  return Object.entries(tensors).map(([name, tensor]) => {
    const dtype = tensor.dtype === "float32" ? "float32" : "int32";
    const value = tensor.dtype === "bool" ? tf.cast(tensor, "int32") : tensor;
    tracer.graph.output(prefix + name, tracer.edge(value), dtype, tensor.shape);
    return { name, dtype, shape: tensor.shape };
  });
}

function checkUpdates(updates: readonly Output[], state: HostTensors): void {
  for (const { name, dtype, shape } of updates) {
    const old = state[name];
    if (old === undefined || old.dtype !== dtype || `${old.shape}` !== `${shape}`) {
      throw new Error(
        `Cannot replace the state entry "${name}" by a ${dtype} of shape [${shape}]: ` +
          (old === undefined ? "there is no such entry" : `it is ${old.dtype} [${old.shape}]`),
      );
    }
  }
}
