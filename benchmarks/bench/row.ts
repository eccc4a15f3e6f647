/**
 * What a row of the bench is made of.
 *
 * @module
 */
import { type Device, type Engine, type EngineName, openEngine } from "../../model/engine/mod.ts";

/** What computes on our side, and where. */
export interface Placement {
  readonly engine: EngineName;
  readonly device: Device;
}

/** What a row runs on. */
export interface Setup extends Placement {
  readonly threads: number;
}

/** The engine that a row computes with. */
export function engineOf({ engine, device, threads }: Setup): Promise<Engine> {
  return openEngine(engine, { device, threads });
}

/** A computation of `peer.py`: its name and its sizes. */
export interface PeerWork {
  readonly open: string;
  readonly [size: string]: unknown;
}

/** A computation that is ready to run again and again. */
export interface Work {
  /** Runs once; a number it returns counts instead of the milliseconds it took. */
  run(): unknown;
  close?(): unknown;
  /** The peer's, where it depends on what was made. */
  readonly peer?: PeerWork;
}

/** A row: one computation, here and as the peer does it. */
export interface Row {
  readonly name: string;
  /** What one value is of, such as `ms/token`. */
  readonly unit: string;
  /** The computation in words. */
  readonly what: string;
  /** By how many a run's milliseconds are divided. @default 1 */
  readonly count?: number;
  /** Whether one run says all, and none is needed to warm up. @default false */
  readonly once?: boolean;
  /** Absent where the peer has nothing like it, or the open work says it. */
  readonly peer?: PeerWork;
  /** Why it would say nothing of an engine or a device; absent where it runs on all. */
  unfit?(setup: Setup): string | undefined;
  /** Makes everything that is not to be measured. */
  open(setup: Setup): Promise<Work>;
}
