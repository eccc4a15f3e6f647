/**
 * Measures rows, each side by side with the peer.
 *
 * @module
 */
import type { Machine } from "./machine.ts";
import type { NoPeer, Peer } from "./peer.ts";
import type { Row } from "./row.ts";
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
  /** Every run, in order; ours and the peer's took turns. */
  readonly runs: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** What `bench --json` prints. */
export interface BenchReport {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly repeats: number;
  /** Why there is no peer. */
  readonly noPeer?: string;
  readonly rows: readonly BenchRow[];
}

export interface MeasureOptions {
  readonly repeats: number;
  readonly threads: number;
  readonly peer: Peer | NoPeer;
  /** Milliseconds that have passed. @default performance.now */
  readonly clock?: () => number;
}

/** Warms both sides up once, then lets them take turns; who begins alternates. */
export async function measure(row: Row, options: MeasureOptions): Promise<BenchRow> {
  const { threads, clock = () => performance.now() } = options;
  const { name, unit, what, count = 1, once = false } = row;
  const repeats = once ? 1 : options.repeats;
  const work = await row.open(threads);
  const theirWork = work.peer ?? row.peer;
  const able = theirWork && "run" in options.peer && await options.peer.open(theirWork, threads);
  const peer = able ? options.peer as Peer : undefined;
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
  if (!once) { for (const side of order) await sides[side](); }
  for (let repeat = 0; repeat < repeats; repeat++) {
    const turn = repeat % 2 === 0 ? order : order.toReversed();
    for (const side of turn) runs[side].push(await sides[side]());
  }
  await work.close?.();
  await peer?.close();
  const ours = median(runs.ours);
  const theirs = peer ? median(runs.peer) : null;
  return {
    ...{ name, unit, what, ours, peer: theirs },
    ratio: theirs === null ? null : ours / theirs,
    spread: spread(runs.ours),
    peerSpread: peer ? spread(runs.peer) : null,
    runs,
  };
}
