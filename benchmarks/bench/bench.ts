/**
 * Measures rows, each side by side with the peer.
 *
 * @module
 */
import type { Machine } from "./machine.ts";
import type { NoPeer, Peer } from "./peer.ts";
import type { PeerWork, Placement, Row, Setup, Work } from "./row.ts";
import { median, spread } from "./statistics.ts";

/** What a row gave; lower is better. */
export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  readonly what: string;
  /** Median of the runs. */
  readonly ours: number;
  /** Median of the peer's runs, null without a peer. */
  readonly peer: number | null;
  /** `ours / peer`, null without a peer. */
  readonly ratio: number | null;
  /** Distance between the quartiles of our runs as a share of their median. */
  readonly spread: number;
  readonly peerSpread: number | null;
  /** Every run that counts, in order; ours and the peer's took turns. */
  readonly runs: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** A row without a figure. */
export interface NoRow {
  readonly name: string;
  readonly why: string;
  /** Whether it was tried. */
  readonly failed: boolean;
}

/** What `bench --json` prints. */
export interface BenchReport {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly repeats: number;
  /** What computed; absent where that is `onnx` on the CPU. */
  readonly on?: Placement & {
    /** The peer's device, null without a peer. */
    readonly peer: string | null;
  };
  /** Why there is no peer. */
  readonly noPeer?: string;
  readonly rows: readonly BenchRow[];
  /** Absent where all that were asked for are in `rows`. */
  readonly noRows?: readonly NoRow[];
}

/** Milliseconds for which a side runs before a run of it counts. */
const WARM_UP = 100;

export interface MeasureOptions {
  readonly setup: Setup;
  readonly repeats: number;
  readonly peer: Peer | NoPeer;
  /** Milliseconds that have passed. @default performance.now */
  readonly clock?: () => number;
  readonly onRow?: (row: BenchRow | NoRow) => void;
}

/** Measures rows one after the other; one that is unfit or fails stops no other. */
export async function measureAll(
  rows: readonly Row[],
  { onRow, ...options }: MeasureOptions,
): Promise<Pick<BenchReport, "rows" | "noRows">> {
  const measured: BenchRow[] = [];
  const noRows: NoRow[] = [];
  for (const row of rows) {
    const result = await attempt(row, options);
    if ("why" in result) noRows.push(result);
    else measured.push(result);
    onRow?.(result);
  }
  return { rows: measured, ...noRows.length > 0 && { noRows } };
}

async function attempt(row: Row, options: MeasureOptions): Promise<BenchRow | NoRow> {
  const unfit = row.unfit?.(options.setup);
  if (unfit !== undefined) return { name: row.name, why: unfit, failed: false };
  try {
    return await measure(row, options);
  } catch (error) {
    return { name: row.name, why: (error as Error).message, failed: true };
  }
}

/**
 * Lets both sides take turns; who begins alternates.
 *
 * In its turn a side warms up, and the run after that counts: threads of the other side may still
 * hold a core while they wait for more work (OpenBLAS's do for tens of milliseconds), and its own
 * have to wake up.
 */
export async function measure(row: Row, options: MeasureOptions): Promise<BenchRow> {
  const work = await row.open(options.setup);
  let peer: Peer | undefined;
  try {
    peer = await openPeerWork(work.peer ?? row.peer, options);
    return summary(row, await takeTurns(row, work, peer, options));
  } finally {
    await work.close?.();
    await peer?.close();
  }
}

/** The peer with its work open, or undefined where it cannot do it. */
async function openPeerWork(
  work: PeerWork | undefined,
  { peer, setup }: MeasureOptions,
): Promise<Peer | undefined> {
  const able = work && "run" in peer && await peer.open(work, setup.threads);
  return able ? peer : undefined;
}

async function takeTurns(
  { count = 1, once = false }: Row,
  work: Work,
  peer: Peer | undefined,
  { repeats, clock = () => performance.now() }: MeasureOptions,
): Promise<BenchRow["runs"]> {
  const sides = {
    async ours() {
      const start = clock();
      const value = await work.run();
      return typeof value === "number" ? value : (clock() - start) / count;
    },
    peer: async () => await peer!.run() / count,
  };
  const order = peer ? ["ours", "peer"] as const : ["ours"] as const;
  const runs = { ours: [] as number[], peer: [] as number[] };
  for (let repeat = 0; repeat < (once ? 1 : repeats); repeat++) {
    const turn = repeat % 2 === 0 ? order : order.toReversed();
    for (const side of turn) {
      const start = clock();
      while (!once && clock() - start < WARM_UP) await sides[side]();
      runs[side].push(await sides[side]());
    }
  }
  return runs;
}

function summary({ name, unit, what }: Row, runs: BenchRow["runs"]): BenchRow {
  const ours = median(runs.ours);
  const peer = runs.peer.length > 0 ? median(runs.peer) : null;
  return {
    ...{ name, unit, what, ours, peer },
    ratio: peer === null ? null : ours / peer,
    spread: spread(runs.ours),
    peerSpread: peer === null ? null : spread(runs.peer),
    runs,
  };
}
