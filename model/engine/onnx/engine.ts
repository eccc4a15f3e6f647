/**
 * The `onnx` engine: programs traced into one ONNX graph per feed shape, run by onnxruntime.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Key } from "../../random.ts";
import { noteCompilation } from "../compilation.ts";
import { dropoutPool, missingKey, siteOffsets } from "../dropout.ts";
import {
  type Engine,
  type EngineOptions,
  float32,
  type HostTensor,
  type HostTensors,
  int32,
  type Session,
  type StepFunction,
} from "../engine.ts";
import type { ExecutableOptions } from "./executable.ts";
import { type Lease, lease } from "./sessions.ts";
import { MAX_THREADS } from "./threads.ts";
import { OFFSET, POOL } from "./randomness.ts";
import { FEED, NEXT, OUT, type Output, STATE, type Trace, trace } from "./trace.ts";

/** Opens the `onnx` engine; whether a device is there shows when a program first runs. */
export function openOnnx({ threads = 1, device = "cpu" }: EngineOptions = {}): Engine {
  return {
    name: "onnx",
    device,
    load: (program, state) => {
      const tensors = mapValues(state, copy);
      return new GraphSession(program, { tensors, spare: {} }, {
        device,
        threads: Math.min(threads, MAX_THREADS),
      });
    },
  };
}

interface Compiled extends Lease {
  readonly trace: Omit<Trace, "model">;
}

type Tensors = Record<string, HostTensor>;

interface State {
  readonly tensors: Tensors;
  /**
   * Buffers that the next run writes those entries into that it still reads when it replaces them;
   * swapped with the state after it.
   */
  readonly spare: Tensors;
}

class GraphSession implements Session {
  readonly #compiled = new Map<string, Promise<Compiled>>();

  constructor(
    private readonly program: StepFunction,
    private readonly state: State,
    private readonly options: ExecutableOptions,
  ) {}

  async run(feed: HostTensors, key?: Key): Promise<HostTensors> {
    const { trace, graph } = await this.#compile(feed);
    const given = {
      ...prefixed(STATE, this.state.tensors),
      ...prefixed(FEED, feed),
      ...trace.sites.length > 0 ? randomInputs(trace.sites, key) : {},
    };
    const inputs = Object.fromEntries(
      Object.entries(given).filter(([name]) => trace.inputs.has(name)),
    );
    const outputs = Object.fromEntries(trace.outputs.map((output) => [output.name, empty(output)]));
    const next: Tensors = {};
    for (const update of trace.updates) {
      const { name } = update;
      next[name] = trace.inPlace.has(NEXT + name)
        ? this.state.tensors[name]!
        : this.state.spare[name] ?? empty(update);
    }
    await graph.run(inputs, { ...prefixed(OUT, outputs), ...prefixed(NEXT, next) });
    for (const name of Object.keys(next)) {
      if (trace.inPlace.has(NEXT + name)) continue;
      this.state.spare[name] = this.state.tensors[name]!;
      this.state.tensors[name] = next[name]!;
    }
    // A graph may run without a pause; timers, messages and the end of stdin get their turn here.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return outputs;
  }

  read(): Promise<HostTensors> {
    return Promise.resolve(mapValues(this.state.tensors, copy));
  }

  share(program: StepFunction): Session {
    return new GraphSession(program, this.state, this.options);
  }

  dispose(): void {
    // A graph that could not be compiled was reported to whoever ran it.
    for (const compiled of this.#compiled.values()) compiled.then(({ release }) => release(), noop);
    this.#compiled.clear();
  }

  #compile(feed: HostTensors): Promise<Compiled> {
    const id = Object.entries(feed).map(([name, t]) => `${name}:${t.dtype}[${t.shape}]`).join(" ");
    let compiled = this.#compiled.get(id);
    if (compiled === undefined) {
      compiled = this.#make(feed);
      this.#compiled.set(id, compiled);
    }
    return compiled;
  }

  async #make(feed: HostTensors): Promise<Compiled> {
    const start = performance.now();
    const { model, ...traced } = trace(this.program, this.state.tensors, feed);
    const leased = await lease({ model, bytes: traced.bytes }, this.options);
    noteCompilation(leased.reused ? "reused" : "compiled", (performance.now() - start) / 1000);
    return { ...leased, trace: traced };
  }
}

function randomInputs(sites: Trace["sites"], key: Key | undefined): Tensors {
  if (key === undefined) throw missingKey();
  const inputs: Tensors = {};
  sites.forEach(({ size, rate }, site) => {
    const pool = dropoutPool(rate);
    inputs[POOL + rate] ??= float32(pool, [pool.length]);
    siteOffsets(key, site, size).forEach((offset, run) => {
      inputs[`${OFFSET}${site}:${run}`] = int32(Int32Array.of(offset), [1]);
    });
  });
  return inputs;
}

function noop(): void {}

function copy(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}

function empty({ dtype, shape }: Output): HostTensor {
  const size = shape.reduce((product, d) => product * d, 1);
  return dtype === "float32"
    ? float32(new Float32Array(size), shape)
    : int32(new Int32Array(size), shape);
}

function prefixed(prefix: string, tensors: HostTensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [prefix + name, t]));
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
