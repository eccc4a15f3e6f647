/**
 * `bench`: measures the chosen rows and writes what came out.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAX_THREADS } from "../../model/engine/onnx/threads.ts";
import { type BenchReport, type BenchRow, measureAll, type NoRow } from "./bench.ts";
import { isStandard, ownVersions, thisMachine } from "./machine.ts";
import { openPeer } from "./peer.ts";
import type { Placement, Row } from "./row.ts";

/** Where reports are kept, a file per machine and what computes there. */
const RESULTS = fileURLToPath(new URL("../../results/bench", import.meta.url));

export interface BenchOptions extends Placement {
  /** Names of rows; absent means all. */
  readonly only?: readonly string[];
  readonly repeats: number;
  readonly onRow?: (row: BenchRow | NoRow) => void;
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

/** Measures rows one after the other, in one run with the peer; one that fails stops no other. */
export async function bench(options: BenchOptions): Promise<BenchReport> {
  const { engine, device, only, repeats, onRow } = options;
  const { ROWS } = await import("./rows/mod.ts");
  const chosen: readonly Row[] = ROWS.filter(({ name }) => only?.includes(name) ?? true);
  const machine = await thisMachine({ engine, device });
  const threads = Math.min(machine.cores, MAX_THREADS);
  const peer = await openPeer(device === "cpu" ? "cpu" : "gpu");
  const measured = await measureAll(chosen, {
    setup: { engine, device, threads },
    ...{ repeats, peer, onRow },
  }).finally(() => "run" in peer && peer[Symbol.asyncDispose]());
  return {
    machine,
    versions: { ...ownVersions(), ..."run" in peer ? peer.versions : {} },
    threads,
    repeats,
    ...!isStandard({ engine, device }) &&
      { on: { engine, device, peer: "run" in peer ? peer.device : null } },
    ..."missing" in peer && { noPeer: peer.missing },
    ...measured,
  };
}

/** Writes a report to `results/bench/<machine>.json`, and returns where that is. */
export async function saveBench(report: BenchReport, folder: string = RESULTS): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `${report.machine.name}.json`);
  await Deno.writeTextFile(path, JSON.stringify(report, null, 2) + "\n");
  return path;
}
