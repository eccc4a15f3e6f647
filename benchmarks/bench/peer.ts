/**
 * The peer: `peer.py` in a Python process of its own, for the whole run.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../child_environment.ts";
import type { PeerWork } from "./row.ts";

/** The Python that Debian's python3-torch belongs to, if no other is named. */
const PYTHON = "/usr/bin/python3";

/** What slows PyTorch down where it is set. */
const UNSET = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS"];

/** An allocator that keeps its memory, and threads that do not spin while the other side runs. */
const TUNED = {
  MALLOC_MMAP_THRESHOLD_: "4000000000",
  MALLOC_TRIM_THRESHOLD_: "8000000000",
  MALLOC_TOP_PAD_: "268435456",
  OMP_WAIT_POLICY: "passive",
};

/** Whoever runs the same computations for comparison. */
export interface Peer extends AsyncDisposable {
  /** Where it computes, such as `cpu` or `cuda, NVIDIA H200`. */
  readonly device: string;
  /** Names and versions of what computes. */
  readonly versions: Readonly<Record<string, string>>;
  /** Makes a work ready. @returns false where a package that it needs is missing. */
  open(work: PeerWork, threads: number): Promise<boolean>;
  /** Runs the open work once: milliseconds. */
  run(): Promise<number>;
  close(): Promise<void>;
}

/** Why there is no peer. */
export interface NoPeer {
  readonly missing: string;
}

/**
 * Starts PyTorch, if it is there and has a BLAS that a comparison is fair with.
 *
 * @param kind Where it is to compute; without a GPU that it sees, on the CPU.
 */
export async function openPeer(kind: "cpu" | "gpu"): Promise<Peer | NoPeer> {
  const { clearEnv, env } = childEnvironment();
  const python = env.MEDVILL_PYTHON ?? PYTHON;
  for (const name of UNSET) delete env[name];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(python, {
      args: [fileURLToPath(new URL("peer.py", import.meta.url)), kind],
      clearEnv,
      env: { ...env, ...TUNED },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { missing: `there is no ${python}` };
  }
  const errors = new Response(child.stderr).text();
  const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) })[
    Symbol.asyncIterator
  ]();
  const writer = child.stdin.getWriter();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    const reason = (await errors).trim().split("\n").at(-1);
    throw new Error(`Cannot run the peer: it ended with ${reason}, see peer.py`);
  };
  const ask = async (command: object) => {
    await writer.write(new TextEncoder().encode(JSON.stringify(command) + "\n"));
    const answered = await answer();
    if (answered.error === undefined) return answered;
    throw new Error(`Cannot run the peer: ${answered.error}, see peer.py`);
  };
  const end = async () => {
    await writer.close();
    await child.status;
  };
  const first = await lines.next();
  if (first.done) {
    await child.status;
    return { missing: (await errors).trim().split("\n").at(-1) ?? "it did not start" };
  }
  const { device, versions } = JSON.parse(first.value);
  if (device === "cpu" && versions.blas === null) {
    await end();
    const advice = "install libopenblas0-pthread";
    return { missing: `PyTorch ${versions.torch} is linked to the reference BLAS, ${advice}` };
  }
  return {
    device,
    versions,
    async open(work, threads) {
      return (await ask({ ...work, threads })).missing === undefined;
    },
    run: async () => (await ask({ run: true })).ms,
    async close() {
      await ask({ close: true });
    },
    [Symbol.asyncDispose]: end,
  };
}
