/**
 * The part of onnxruntime's C API that compiles and runs graphs, in the library that
 * onnxruntime-node brings along.
 *
 * Source: `onnxruntime_c_api.h`; its table of functions keeps its order from version to version.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { binaryPath } from "./binaries.ts";

const LIBRARY = "libonnxruntime.so.1";

/** The address of what the library made. */
export type Pointer = NonNullable<Deno.PointerValue>;

/** Version of the table that is asked for; all functions used are older. */
const API_VERSION = 17;

/** Functions that give a status by their places in the table, with what they take. */
const FUNCTIONS = {
  createEnv: [3, ["i32", "buffer", "buffer"]],
  createSessionFromArray: [8, ["pointer", "buffer", "usize", "pointer", "buffer"]],
  run: [9, ["pointer", "pointer", "buffer", "buffer", "usize", "buffer", "usize", "buffer"]],
  createSessionOptions: [10, ["buffer"]],
  disableMemPattern: [17, ["pointer"]],
  setSessionLogSeverityLevel: [22, ["pointer", "i32"]],
  setSessionGraphOptimizationLevel: [23, ["pointer", "i32"]],
  setIntraOpNumThreads: [24, ["pointer", "i32"]],
  setInterOpNumThreads: [25, ["pointer", "i32"]],
  createTensorWithData: [49, ["pointer", "buffer", "usize", "buffer", "usize", "i32", "buffer"]],
  createCpuMemoryInfo: [69, ["i32", "i32", "buffer"]],
  addSessionConfigEntry: [130, ["pointer", "buffer", "buffer"]],
} as const satisfies Record<string, readonly [place: number, parameters: Deno.NativeType[]]>;

/** Functions that give back what the library made. */
const RELEASES = { status: 93, session: 95, value: 96, sessionOptions: 100 } as const;

type Argument = Deno.PointerValue | BufferSource | bigint | number;

/** The functions. */
export interface CApi {
  /** Open as long as it is held. */
  readonly library: { close(): void };
  /**
   * Calls a function.
   *
   * @throws {Error} with onnxruntime's message if it fails.
   */
  call(name: keyof typeof FUNCTIONS, ...args: Argument[]): void;
  /** Calls a function whose last argument is where it writes the address of what it makes. */
  make(name: keyof typeof FUNCTIONS, ...args: Argument[]): Pointer;
  release(kind: keyof typeof RELEASES, pointer: Pointer): void;
}

/** Whether the library is there; only looked for under Linux, as it was tried nowhere else. */
export function hasNativeLibrary(): boolean {
  return Deno.build.os === "linux" && existsSync(binaryPath(LIBRARY));
}

/** Opens the library. */
export function openLibrary(): CApi {
  const file = binaryPath(LIBRARY);
  const library = Deno.dlopen(file, { OrtGetApiBase: { parameters: [], result: "pointer" } });
  const base = new Deno.UnsafePointerView(library.symbols.OrtGetApiBase()!);
  const definition = { parameters: ["u32"], result: "pointer" } as const;
  const getApi = new Deno.UnsafeFnPointer(base.getPointer(0)!, definition);
  const functionTable = getApi.call(API_VERSION);
  if (functionTable === null) {
    throw new Error(`Cannot use ${file}: it has no version ${API_VERSION} of its functions`);
  }
  const table = new Deno.UnsafePointerView(functionTable);
  const functionAt = (
    place: number,
    parameters: readonly Deno.NativeType[],
    result: "pointer" | "void",
  ) => {
    const f = new Deno.UnsafeFnPointer(table.getPointer(8 * place)!, { parameters, result });
    return (...args: Argument[]) => f.call(...args as never[]) as Deno.PointerValue;
  };
  const functions = mapValues(
    FUNCTIONS,
    ([place, parameters]) => functionAt(place, parameters, "pointer"),
  );
  const releases = mapValues(RELEASES, (place) => functionAt(place, ["pointer"], "void"));
  const getErrorMessage = functionAt(2, ["pointer"], "pointer");
  const call: CApi["call"] = (name, ...args) => {
    const status = functions[name](...args);
    if (status === null) return;
    const message = Deno.UnsafePointerView.getCString(getErrorMessage(status)!);
    releases.status(status);
    throw new Error(message);
  };
  return {
    library,
    call,
    make(name, ...args) {
      const out = new BigUint64Array(1);
      call(name, ...args, out);
      return Deno.UnsafePointer.create(out[0]!)!;
    },
    release: (kind, pointer) => void releases[kind](pointer),
  };
}

/** A text as C takes it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, f: (value: A) => B) {
  const entries = Object.entries<A>(record).map(([name, value]) => [name, f(value)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
