/**
 * Writes a run into the ledger while it runs.
 *
 * @module
 */
import type { Results } from "../../results/results.ts";
import type { PlannedCell } from "../plan.ts";
import type { RunEvent } from "../run.ts";
import type { Stage } from "../stage.ts";
import type { Store } from "../store.ts";
import { updateArtifacts } from "./artifacts.ts";
import { Ledger } from "./ledger.ts";
import { addRun, cellRow, putResults, type RunFacts, type RunStatus } from "./run_rows.ts";

/** What the ledger does not hold can be had again so. */
const ADVICE = 'results do not depend on it, "deno task results rebuild" makes it anew';

/**
 * Notes a run: all its cells and stages at once when the first of them has ended, then each that ends.
 *
 * A ledger that cannot be written is told of in one line, and the run goes on without it.
 */
export class RunRecorder implements Disposable {
  #open: { readonly ledger: Ledger; readonly run: number } | undefined;
  #lost = false;
  #stages: { readonly cached: readonly Stage[]; readonly missing: readonly Stage[] } | undefined;

  /** @param tell Told what is wrong with the ledger. */
  constructor(
    private readonly store: Store,
    private readonly facts: RunFacts,
    private readonly cells: readonly PlannedCell[],
    private readonly tell: (line: string) => void,
  ) {}

  /** Notes what concerns the ledger. */
  onEvent(event: RunEvent): void {
    if (event.type === "plan") this.#stages = event;
    if (event.type !== "end") return;
    const { stage: { key, kind, title }, outcome: { status, message = null } } = event;
    // So end the stages beside one that could not be started: then there may be no store either.
    if (status === "interrupted" && this.#open === undefined) return;
    this.#write((ledger, run) => {
      ledger.put("stages", { run, key, kind, title, status, message });
      if (status === "done") ledger.write("DELETE FROM artifacts WHERE key = :key", { key });
      if (kind !== "evaluate" || status === "interrupted") return;
      const cell = status === "failed" || status === "skipped" ? "failed" : "done";
      ledger.write(
        "UPDATE cells SET status = :cell, error = :message WHERE run = :run AND key = :key",
        { run, key, cell, message },
      );
    });
  }

  /** Notes the end of the run, and what came into the store. */
  async end(status: RunStatus, seconds: number, results?: Results): Promise<void> {
    this.#write((ledger, run) => {
      if (results !== undefined) putResults(ledger, run, results);
      ledger.write(
        "UPDATE runs SET status = :status, seconds = :seconds WHERE run = :run",
        { run, status, seconds },
      );
    });
    if (this.#open === undefined) return;
    try {
      await updateArtifacts(this.#open.ledger, this.store);
    } catch (error) {
      this.#lose(error);
    }
  }

  [Symbol.dispose](): void {
    this.#open?.ledger[Symbol.dispose]();
    this.#open = undefined;
    this.#lost = true;
  }

  #write(body: (ledger: Ledger, run: number) => void): void {
    if (this.#lost) return;
    try {
      this.#open ??= this.#begin();
      const { ledger, run } = this.#open;
      ledger.transaction(() => body(ledger, run));
    } catch (error) {
      this.#lose(error);
    }
  }

  #begin(): { ledger: Ledger; run: number } {
    const ledger = Ledger.open(this.store.dir, (line) => this.tell(`${line}: ${ADVICE}`));
    try {
      const run = ledger.transaction(() => this.#addRun(ledger));
      return { ledger, run };
    } catch (error) {
      ledger[Symbol.dispose]();
      throw error;
    }
  }

  #addRun(ledger: Ledger): number {
    const run = addRun(ledger, this.facts, { status: "unfinished", seconds: null });
    const { cached = [], missing = [] } = this.#stages ?? {};
    const there = new Set(cached.map(({ key }) => key));
    ledger.put(
      "stages",
      ...[...cached, ...missing].map(({ key, kind, title }) => {
        const status = there.has(key) ? "cached" : "waiting";
        return { run, key, kind, title, status, message: null };
      }),
    );
    ledger.put(
      "cells",
      ...this.cells.map(({ cell, stages, failed }) => {
        if (failed !== undefined) {
          return cellRow(run, cell, { status: "failed", key: null, error: failed });
        }
        const status = there.has(stages.evaluate) ? "done" : "unfinished";
        return cellRow(run, cell, { status, key: stages.evaluate });
      }),
    );
    return run;
  }

  #lose(error: unknown): void {
    this[Symbol.dispose]();
    const message = error instanceof Error ? error.message : String(error);
    this.tell(`the run is not in the ledger of ${this.store.dir}: ${message}: ${ADVICE}`);
  }
}
