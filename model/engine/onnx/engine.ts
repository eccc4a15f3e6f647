/**
 * The `onnx` engine: programs traced into one ONNX graph per feed shape, run by onnxruntime.
 *
 * @module
 */
import ort from "onnxruntime-node";
import type { Key } from "../../random.ts";
import { noteCompilation } from "../compilation.ts";
import { dropoutPool, missingKey, siteOffsets } from "../dropout.ts";
import type {
  Engine,
  EngineOptions,
  HostTensor,
  HostTensors,
  Session,
  StepFunction,
} from "../engine.ts";
import { type Lease, lease, type SessionOptions } from "./sessions.ts";
import { MAX_THREADS } from "./threads.ts";
import { OFFSET, POOL } from "./randomness.ts";
import { FEED, NEXT, OUT, STATE, type Trace, trace } from "./trace.ts";

/** Opens the `onnx` engine; whether a device is there shows when a program first runs. */
export function openOnnx({ threads = 1, device = "cpu" }: EngineOptions = {}): Engine {
  return {
    name: "onnx",
    device,
    load: (program, state) => {
      const tensors = mapValues(state, (tensor) => toOrt({ ...tensor, data: tensor.data.slice() }));
      return new GraphSession(program, { tensors, spare: {} }, {
        executionProviders: [device],
        intraOpNumThreads: Math.min(threads, MAX_THREADS),
      });
    },
  };
}

interface Compiled extends Lease {
  readonly trace: Omit<Trace, "model">;
}

type Tensors = Record<string, ort.Tensor>;

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
    private readonly options: SessionOptions,
  ) {}

  async run(feed: HostTensors, key?: Key): Promise<HostTensors> {
    const { trace, session } = await this.#compile(feed);
    const given = {
      ...prefixed(STATE, this.state.tensors),
      ...prefixed(FEED, mapValues(feed, toOrt)),
      ...trace.sites.length > 0 ? randomInputs(trace.sites, key) : {},
    };
    const inputs = Object.fromEntries(
      Object.entries(given).filter(([name]) => trace.inputs.has(name)),
    );
    const fetches: Tensors = {};
    for (const { name, dtype, shape } of trace.outputs) fetches[OUT + name] = empty(dtype, shape);
    const moved = trace.updates.filter(({ name }) => !trace.inPlace.has(NEXT + name));
    for (const { name } of trace.updates) fetches[NEXT + name] = this.state.tensors[name]!;
    for (const { name, dtype, shape } of moved) {
      fetches[NEXT + name] = this.state.spare[name] ?? empty(dtype, shape);
    }
    const results = await session.run(inputs, fetches);
    for (const { name } of moved) {
      this.state.spare[name] = this.state.tensors[name]!;
      this.state.tensors[name] = results[NEXT + name] as ort.Tensor;
    }
    return Object.fromEntries(
      trace.outputs.map(({ name }) => [name, toHost(results[OUT + name] as ort.Tensor)]),
    );
  }

  read(): Promise<HostTensors> {
    return Promise.resolve(mapValues(this.state.tensors, (tensor) => {
      const host = toHost(tensor);
      return { ...host, data: host.data.slice() };
    }));
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
    const { model, ...traced } = trace(
      this.program,
      mapValues(this.state.tensors, toHost),
      feed,
    );
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
    inputs[POOL + rate] ??= new ort.Tensor("float32", pool, [pool.length]);
    siteOffsets(key, site, size).forEach((offset, run) => {
      inputs[`${OFFSET}${site}:${run}`] = new ort.Tensor("int32", Int32Array.of(offset), [1]);
    });
  });
  return inputs;
}

function noop(): void {}

function toOrt({ dtype, shape, data }: HostTensor): ort.Tensor {
  return new ort.Tensor(dtype, data as Float32Array, shape);
}

function toHost(tensor: ort.Tensor): HostTensor {
  const dtype = tensor.type === "float32" ? "float32" : "int32";
  return { dtype, shape: tensor.dims, data: tensor.data as Float32Array };
}

function empty(dtype: HostTensor["dtype"], shape: readonly number[]): ort.Tensor {
  const size = shape.reduce((product, d) => product * d, 1);
  const data = dtype === "float32" ? new Float32Array(size) : new Int32Array(size);
  return new ort.Tensor(dtype, data as Float32Array, shape);
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [prefix + name, t]));
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
