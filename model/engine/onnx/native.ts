/**
 * Graphs on the CPU by onnxruntime's C API.
 *
 * onnxruntime-node returns a copy of every output beside the array that it was given for it: in a
 * training step, of all parameters and moments. The C API writes outputs where they are to be, and
 * nowhere else.
 *
 * @module
 */
import type { HostTensor, HostTensors } from "../engine.ts";
import { type CApi, cString, openLibrary, type Pointer } from "./c_api.ts";
import type { Executable } from "./executable.ts";
import { SPIN_MICROSECONDS } from "./threads.ts";

/** Values of the header's enumerations. What goes wrong is thrown; a log of it would go beside. */
const LOG_FATAL = 4;
const ALL_OPTIMIZATIONS = 99;
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;
const SPIN_DURATION = "session.intra_op.spin_duration_us";
const ELEMENT_TYPES = { float32: 1, int32: 6 } as const;

interface Library {
  readonly api: CApi;
  readonly env: Pointer;
  readonly memory: Pointer;
}

let library: Library | undefined;

function openOnce(): Library {
  if (library !== undefined) return library;
  const api = openLibrary();
  const env = api.make("createEnv", LOG_FATAL, cString("medvill"));
  const memory = api.make("createCpuMemoryInfo", DEVICE_ALLOCATOR, DEFAULT_MEMORY);
  return library = { api, env, memory };
}

/** Compiles a model for some threads of the CPU. */
export function compileNative(model: Uint8Array<ArrayBuffer>, threads: number): Executable {
  const { api, env, memory } = openOnce();
  const options = api.make("createSessionOptions");
  try {
    api.call("setIntraOpNumThreads", options, threads);
    api.call("setInterOpNumThreads", options, 1);
    api.call("setSessionGraphOptimizationLevel", options, ALL_OPTIMIZATIONS);
    // A pattern would take all of a run's memory a second time, from the second run on.
    api.call("disableMemPattern", options);
    api.call("setSessionLogSeverityLevel", options, LOG_FATAL);
    const spin = [cString(SPIN_DURATION), cString(SPIN_MICROSECONDS)];
    api.call("addSessionConfigEntry", options, ...spin);
    const size = BigInt(model.length);
    return new NativeGraph(
      api,
      memory,
      api.make("createSessionFromArray", env, model, size, options),
    );
  } finally {
    api.release("sessionOptions", options);
  }
}

/** A tensor as onnxruntime takes it; it has addresses alone, so what lies there is held here. */
interface Value {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly nameAddress: bigint;
  readonly data: HostTensor["data"];
  /** An array that was handed to another thread has none left. */
  readonly bytes: number;
  readonly pointer: Pointer;
  readonly address: bigint;
}

/** A graph that is run by the C API. */
export class NativeGraph implements Executable {
  readonly #values = new Map<string, Value>();
  #session: Pointer | undefined;

  constructor(
    private readonly api: CApi,
    private readonly memory: Pointer,
    session: Pointer,
  ) {
    this.#session = session;
  }

  // deno-lint-ignore require-await -- what is thrown is to be a rejection
  async run(inputs: HostTensors, outputs: HostTensors): Promise<void> {
    if (this.#session === undefined) throw new Error("Cannot run a graph that was released");
    const given = this.#arguments(inputs);
    const wanted = this.#arguments(outputs);
    this.api.call(
      "run",
      ...[this.#session, null],
      ...[given.names, given.values, given.count],
      ...[wanted.names, wanted.count, wanted.values],
    );
  }

  forget(): void {
    for (const { pointer } of this.#values.values()) this.api.release("value", pointer);
    this.#values.clear();
  }

  release(): Promise<void> {
    this.forget();
    if (this.#session !== undefined) this.api.release("session", this.#session);
    this.#session = undefined;
    return Promise.resolve();
  }

  #arguments(tensors: HostTensors) {
    const all = Object.entries(tensors).map(([name, tensor]) => this.#value(name, tensor));
    return {
      names: BigUint64Array.from(all, ({ nameAddress }) => nameAddress),
      values: BigUint64Array.from(all, ({ address }) => address),
      count: BigInt(all.length),
    };
  }

  /** Made anew where the array is another than in the run before. */
  #value(name: string, { dtype, shape, data }: HostTensor): Value {
    const known = this.#values.get(name);
    if (known?.data === data && known.bytes === data.byteLength) return known;
    const pointer = this.api.make(
      "createTensorWithData",
      this.memory,
      // An empty array has no address.
      data.length > 0 ? data as Float32Array<ArrayBuffer> : new Float32Array(1),
      BigInt(data.byteLength),
      ...[BigInt64Array.from(shape, BigInt), BigInt(shape.length)],
      ELEMENT_TYPES[dtype],
    );
    if (known !== undefined) this.api.release("value", known.pointer);
    const text = known?.name ?? cString(name);
    const value = {
      ...{ name: text, nameAddress: addressOf(Deno.UnsafePointer.of(text)) },
      ...{ data, bytes: data.byteLength, pointer, address: addressOf(pointer) },
    };
    this.#values.set(name, value);
    return value;
  }
}

function addressOf(pointer: Deno.PointerValue): bigint {
  return Deno.UnsafePointer.value(pointer);
}
