/**
 * The part of the ledger that says what runs did.
 *
 * @module
 */
import type { Results } from "../../results/results.ts";
import type { Cell } from "../cells.ts";
import { provenanceRow } from "./artifacts.ts";
import type { Ledger, Values } from "./ledger.ts";

/** What a run is, before anything has run. */
export interface RunFacts {
  /** ISO 8601. */
  readonly started: string;
  readonly spec: { readonly name: string; readonly digest: string };
  readonly engine: string;
  readonly device: string;
  readonly git: { readonly revision: string | null; readonly dirty: boolean | null };
  readonly host: Readonly<Record<string, string | number>>;
  /** Folder of its results. */
  readonly out: string;
}

/** How a run ended, or that it has not. */
export type RunStatus = "unfinished" | "done" | "failed" | "interrupted";

/** Adds a run. @returns Its number. */
export function addRun(
  ledger: Ledger,
  { started, spec, engine, device, git, host, out }: RunFacts,
  { status, seconds }: { readonly status: RunStatus; readonly seconds: number | null },
): number {
  return ledger.put("runs", {
    ...{ started, seconds, status, engine, device, out },
    spec: spec.name,
    digest: spec.digest,
    ...provenanceRow({ git, host }),
  });
}

/** The row of a run's cell. */
export function cellRow(
  run: number,
  { variant, task, transfer: { pretrain, finetune, test }, seed }: Cell,
  state: { readonly status: string; readonly key: string | null; readonly error?: string },
): Values {
  const { status, key, error = null } = state;
  return { run, variant, task, pretrain, finetune, test, seed, status, key, error };
}

/** Replaces a run's cells by those of its results. */
export function putResults(ledger: Ledger, run: number, { cells }: Results): void {
  ledger.write("DELETE FROM cells WHERE run = :run", { run });
  ledger.put(
    "cells",
    ...cells.map((cell) => cellRow(run, cell, { ...cell, key: cell.stages.evaluate })),
  );
}

/** How a run ended that left results. */
export function statusOf({ cells }: Results): RunStatus {
  return cells.some(({ status }) => status !== "done") ? "failed" : "done";
}
