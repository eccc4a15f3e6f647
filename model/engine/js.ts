/**
 * The `js` engine: tfjs's plain JavaScript backend, eager. Slow and simple, the oracle of the tests.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "./tfjs.ts";
import type { Key } from "../random.ts";
import { dropoutPool, missingKey, RUN, siteOffsets } from "./dropout.ts";
import type { Engine, HostTensor, HostTensors, Session, StepFunction, Tensors } from "./engine.ts";

/** Opens the `js` engine. */
export function openJs(): Engine {
  return {
    name: "js",
    device: "cpu",
    load: (program, state) => new EagerSession(program, { tensors: copy(state) }),
  };
}

class EagerSession implements Session {
  constructor(
    private readonly program: StepFunction,
    private readonly state: { tensors: HostTensors },
  ) {}

  run(feed: HostTensors, key?: Key): Promise<HostTensors> {
    tf.setBackend("cpu");
    tf.engine().startScope();
    try {
      const { tensors } = this.state;
      const result = this.program(upload(tensors), upload(feed), eagerRandomness(key));
      this.state.tensors = { ...tensors, ...download(result.state ?? {}) };
      return Promise.resolve(download(result.outputs));
    } finally {
      tf.engine().endScope();
    }
  }

  read(): Promise<HostTensors> {
    return Promise.resolve(copy(this.state.tensors));
  }

  share(program: StepFunction): Session {
    return new EagerSession(program, this.state);
  }

  dispose(): void {}
}

function eagerRandomness(key: Key | undefined) {
  let site = 0;
  return {
    dropout(shape: readonly number[], rate: number): tf.Tensor {
      if (key === undefined) throw missingKey();
      const size = shape.reduce((product, d) => product * d, 1);
      const offsets = siteOffsets(key, site++, size);
      const pool = dropoutPool();
      const scale = Math.fround(1 / (1 - rate));
      const values = new Float32Array(size);
      for (let i = 0; i < size; i++) {
        const u = pool[offsets[Math.floor(i / RUN)]! + i % RUN]!;
        values[i] = u < Math.fround(rate) ? 0 : scale;
      }
      return tf.tensor(values, [...shape]);
    },
  };
}

function upload(tensors: HostTensors): Tensors {
  return mapValues(tensors, ({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype));
}

function download(tensors: Tensors): HostTensors {
  return mapValues(tensors, (tensor): HostTensor => {
    const dtype = tensor.dtype === "float32" ? "float32" : "int32";
    const values = tensor.dataSync();
    const data = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
    return { dtype, shape: tensor.shape, data };
  });
}

function copy(tensors: HostTensors): HostTensors {
  return mapValues(tensors, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
