/**
 * Graphs by onnxruntime-node, on any of its devices.
 *
 * @module
 */
import ort from "onnxruntime-node";
import type { HostTensor, HostTensors } from "../engine.ts";
import type { Executable, ExecutableOptions } from "./executable.ts";
import { SPIN_MICROSECONDS } from "./threads.ts";

/** Compiles a model. */
export async function compileByBinding(
  model: Uint8Array<ArrayBuffer>,
  { device, threads }: ExecutableOptions,
): Promise<Executable> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // A pattern would take all of a run's memory a second time, from the second run on.
    enableMemPattern: false,
    extra: { session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
    // What goes wrong is thrown; a log of it would go beside.
    logSeverityLevel: 4,
  });
  return {
    async run(inputs, outputs) {
      await session.run(mapValues(inputs), mapValues(outputs));
    },
    forget() {},
    release: () => session.release(),
  };
}

function mapValues(tensors: HostTensors): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, toOrt(t)]));
}

function toOrt({ dtype, shape, data }: HostTensor): ort.Tensor {
  return new ort.Tensor(dtype, data as Float32Array, shape);
}
