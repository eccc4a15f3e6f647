/**
 * Engines that run a program op by op on one of tfjs's backends.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "./tfjs.ts";
import type { Key } from "../random.ts";
import { dropoutPool, missingKey, RUN, siteOffsets } from "./dropout.ts";
import type {
  Device,
  Engine,
  EngineName,
  HostTensor,
  HostTensors,
  Randomness,
  Session,
  StepFunction,
  Tensors,
} from "./engine.ts";

/** The engine of a backend of tfjs that is registered and ready. */
export function eagerEngine(name: EngineName, backend: string, device: Device): Engine {
  return {
    name,
    device,
    load(program, state) {
      tf.setBackend(backend);
      const tensors = mapValues(upload(state), (tensor) => tf.keep(tensor));
      return new EagerSession(backend, program, { tensors, users: 1 });
    },
  };
}

interface State {
  /** On the backend's device, outside every scope. */
  tensors: Tensors;
  /** Sessions that are not disposed. */
  users: number;
}

class EagerSession implements Session {
  #disposed = false;

  constructor(
    private readonly backend: string,
    private readonly program: StepFunction,
    private readonly state: State,
  ) {}

  run(feed: HostTensors, key?: Key): Promise<HostTensors> {
    tf.setBackend(this.backend);
    tf.engine().startScope();
    try {
      const result = this.program(this.state.tensors, upload(feed), eagerRandomness(key));
      const outputs = mapValues(result.outputs, keep);
      const next = mapValues(result.state ?? {}, keep);
      for (const name of Object.keys(next)) this.state.tensors[name]?.dispose();
      this.state.tensors = { ...this.state.tensors, ...next };
      return download(outputs).finally(() => tf.dispose(outputs));
    } finally {
      tf.engine().endScope();
    }
  }

  read(): Promise<HostTensors> {
    return download(this.state.tensors);
  }

  share(program: StepFunction): Session {
    this.state.users++;
    return new EagerSession(this.backend, program, this.state);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (--this.state.users === 0) tf.dispose(this.state.tensors);
  }
}

function eagerRandomness(key: Key | undefined): Randomness {
  let sites = 0;
  const made = new WeakMap<tf.Tensor, () => tf.Tensor>();
  return {
    dropout(shape, rate) {
      if (key === undefined) throw missingKey();
      const size = shape.reduce((product, d) => product * d, 1);
      const offsets = siteOffsets(key, sites++, size);
      const make = () => {
        const pool = dropoutPool(rate);
        const values = Float32Array.from(
          { length: size },
          (_, i) => pool[offsets[Math.floor(i / RUN)]! + i % RUN]!,
        );
        return tf.tensor(values, [...shape]);
      };
      const multiplier = make();
      made.set(multiplier, make);
      return multiplier;
    },
    again: (multiplier) => made.get(multiplier)!(),
  };
}

/** A tensor of its own, which outlives the scope; a program may return what it was given. */
function keep(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(tensor.dtype === "bool" ? tf.cast(tensor, "int32") : tf.clone(tensor));
}

/** Backends may go on using an array they were given, so they get copies. */
function upload(tensors: HostTensors): Tensors {
  return mapValues(
    tensors,
    ({ data, shape, dtype }) => tf.tensor(data.slice(), [...shape], dtype),
  );
}

async function download(tensors: Tensors): Promise<HostTensors> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const values = await tensor.data();
    const { shape } = tensor;
    const host: HostTensor = tensor.dtype === "float32"
      ? { dtype: "float32", shape, data: Float32Array.from(values) }
      : { dtype: "int32", shape, data: Int32Array.from(values) };
    return [name, host] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
