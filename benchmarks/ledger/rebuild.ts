/**
 * The ledger made anew: of the artifacts in the store, and of results for the runs they come from.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { parseResults, type Results } from "../../results/results.ts";
import type { Store } from "../store.ts";
import { updateArtifacts } from "./artifacts.ts";
import { Ledger, setAside } from "./ledger.ts";
import { addRun, putResults, statusOf } from "./run_rows.ts";

export interface Rebuilt {
  /** Where the ledger before was moved to, null if there was none. */
  readonly movedTo: string | null;
  readonly artifacts: number;
  readonly runs: number;
}

/**
 * Makes the ledger of a store anew. Of runs, it knows those whose results are named, with their cells;
 * which of their stages had been cached nothing tells.
 *
 * @param files Each a `results.json`.
 * @throws {SyntaxError} if one of them is not as expected; the ledger is as it was.
 */
export async function rebuildLedger(store: Store, files: readonly string[]): Promise<Rebuilt> {
  const read = files.map((file) => {
    return {
      out: resolve(dirname(file)),
      results: parseResults(Deno.readTextFileSync(file), file),
    };
  });
  read.sort((a, b) => startOf(a.results) < startOf(b.results) ? -1 : 1);
  const movedTo = setAside(store.dir);
  using ledger = Ledger.open(store.dir);
  ledger.transaction(() => {
    for (const { out, results } of read) addResults(ledger, out, results);
  });
  await updateArtifacts(ledger, store);
  const count = (table: string) => Number(ledger.rows(`SELECT count(*) AS n FROM ${table}`)[0]!.n);
  return { movedTo, artifacts: count("artifacts"), runs: count("runs") };
}

function startOf({ environment }: Results): string {
  return environment.started;
}

function addResults(ledger: Ledger, out: string, results: Results): void {
  const { spec, environment } = results;
  const { started, seconds, engine, device, revision, dirty, host } = environment;
  const facts = { started, spec, engine, device, git: { revision, dirty }, host, out };
  const run = addRun(ledger, facts, { status: statusOf(results), seconds });
  putResults(ledger, run, results);
}
