/**
 * `bench`: measures the chosen rows and writes what came out.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAX_THREADS } from "../../model/engine/onnx/threads.ts";
import { type BenchReport, type BenchRow, measure } from "./bench.ts";
import { ownVersions, thisMachine } from "./machine.ts";
import { openPeer } from "./peer.ts";
import type { Row } from "./row.ts";

/** Where reports are kept, a file per machine. */
const RESULTS = fileURLToPath(new URL("../../results/bench", import.meta.url));

export interface BenchOptions {
  /** Names of rows; absent means all. */
  readonly only?: readonly string[];
  readonly repeats: number;
  readonly onRow?: (row: BenchRow) => void;
}

/** Names of the rows, in the order of the report; the rows themselves load native code. */
export const ROW_NAMES: readonly string[] = [
  "matmul",
  "bert4-step",
  "bert-base-step",
  "bert-base-memory",
  "outside-session",
  "outside-session-base",
  "resnet50-forward",
  "resnet-layer4",
  "greedy-decoding",
  "retrieval",
  "prepare-images",
  "tokenization",
  "plan",
  "cached-rerun",
];

/** Measures rows one after the other, in one run with the peer. */
export async function bench({ only, repeats, onRow }: BenchOptions): Promise<BenchReport> {
  const { ROWS } = await import("./rows/mod.ts");
  const chosen: readonly Row[] = ROWS.filter(({ name }) => only?.includes(name) ?? true);
  const machine = thisMachine();
  const threads = Math.min(machine.cores, MAX_THREADS);
  const peer = await openPeer();
  const rows: BenchRow[] = [];
  try {
    for (const row of chosen) {
      rows.push(await measure(row, { repeats, threads, peer }));
      onRow?.(rows.at(-1)!);
    }
  } finally {
    if ("run" in peer) await peer[Symbol.asyncDispose]();
  }
  const versions = { ...ownVersions(), ..."run" in peer ? peer.versions : {} };
  const noPeer = "missing" in peer ? { noPeer: peer.missing } : {};
  return { machine, versions, threads, repeats, ...noPeer, rows };
}

/** Writes a report to `results/bench/<machine>.json`, and returns where that is. */
export async function saveBench(report: BenchReport, folder: string = RESULTS): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `${report.machine.name}.json`);
  await Deno.writeTextFile(path, JSON.stringify(report, null, 2) + "\n");
  return path;
}
