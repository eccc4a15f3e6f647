/**
 * Questions to the ledger.
 *
 * @module
 */
import type { Store } from "../store.ts";
import { updateArtifacts } from "./artifacts.ts";
import { Ledger, type Row, type Values } from "./ledger.ts";

/** What can be listed, latest first. */
export const LISTS = ["runs", "cells", "stages"] as const;

export interface LedgerQuery {
  readonly list: typeof LISTS[number];
  /** Names of variants, tasks and metrics: `|` means or, `*` any characters. */
  readonly variant?: string;
  readonly task?: string;
  readonly metric?: string;
  /** Begun at this time or later, ISO 8601 in UTC, or its beginning: `2026-11`. */
  readonly since?: string;
  /** The number of a run. */
  readonly run?: number;
}

/**
 * Rows for people and programs, of everything that is in the store by now.
 *
 * @param query A query, or an SQL statement that reads.
 * @param tell Told in a line what is wrong with the ledger.
 * @throws {SyntaxError} if the statement is wrong.
 * @throws {Error} if there is no ledger and none can be made.
 */
export async function queryLedger(
  store: Store,
  query: LedgerQuery | string,
  tell: (line: string) => void,
): Promise<Row[]> {
  try {
    using ledger = Ledger.open(store.dir, tell);
    await updateArtifacts(ledger, store);
  } catch (error) {
    tell(`the ledger may lack what is new: ${(error as Error).message}`);
  }
  using ledger = Ledger.read(store.dir);
  if (typeof query === "string") return ownRows(ledger, query);
  const { sql, values } = LISTED[query.list](query);
  return ledger.rows(sql, values);
}

/** What a statement gives that somebody has written. */
function ownRows(ledger: Ledger, sql: string): Row[] {
  try {
    return ledger.rows(sql);
  } catch (error) {
    throw new SyntaxError(`Cannot run the SQL statement: ${(error as Error).message}`);
  }
}

interface Statement {
  readonly sql: string;
  readonly values: Values;
}

const LISTED: Readonly<Record<LedgerQuery["list"], (query: LedgerQuery) => Statement>> = {
  runs: (query) => {
    const where = conditions(query, { since: "started", run: "run" });
    return {
      sql: `SELECT run, started, spec, status,
        (SELECT count(*) FROM cells WHERE cells.run = runs.run AND status = 'done') AS cells_done,
        (SELECT count(*) FROM cells WHERE cells.run = runs.run) AS cells,
        (SELECT count(*) FROM stages WHERE stages.run = runs.run AND status = 'done') AS stages_run,
        (SELECT count(*) FROM stages WHERE stages.run = runs.run AND status = 'cached') AS stages_cached,
        seconds, engine, device, revision, dirty, host, out
        FROM runs WHERE ${where.sql} ORDER BY run DESC`,
      values: where.values,
    };
  },
  // Of the runs that share an evaluation, the latest: max() decides which row the columns are of.
  cells: (query) => {
    const where = conditions(query, {
      ...{ variant: "variant", task: "task", metric: "metric" },
      ...{ since: "runs.started", run: "cells.run" },
    });
    return {
      sql:
        `SELECT max(cells.run) AS run, variant, task, pretrain, finetune, test, seed, cells.status,
        metric, value, cells.key, error
        FROM cells JOIN runs USING (run) LEFT JOIN metrics USING (key) WHERE ${where.sql}
        GROUP BY variant, task, pretrain, finetune, test, seed, coalesce(cells.key, cells.run), metric
        ORDER BY 1 DESC, task, metric, variant, pretrain, finetune, test, seed`,
      values: where.values,
    };
  },
  stages: (query) => {
    const where = conditions(query, { since: "started" });
    return {
      sql: `SELECT started, title, seconds, engine, steps, examples_per_second, step_seconds,
        wait_share, revision, dirty, host, kind, key
        FROM artifacts WHERE ${where.sql} ORDER BY started DESC, title`,
      values: where.values,
    };
  },
};

/** What a query asks for, of the columns that it can ask about. */
function conditions(
  query: LedgerQuery,
  columns: Partial<Record<Exclude<keyof LedgerQuery, "list">, string>>,
): Statement {
  const terms = ["true"];
  const values: Record<string, string | number> = {};
  for (const name of ["variant", "task", "metric"] as const) {
    if (query[name] === undefined || columns[name] === undefined) continue;
    const patterns = query[name].split("|").map((pattern) => pattern.trim());
    const each = patterns.map((pattern, i) => {
      values[`${name}${i}`] = pattern.replaceAll(/[[?]/g, "[$&]");
      return `${columns[name]} GLOB :${name}${i}`;
    });
    terms.push(`(${each.join(" OR ")})`);
  }
  if (query.since !== undefined && columns.since !== undefined) {
    terms.push(`${columns.since} >= :since`);
    values.since = query.since;
  }
  if (query.run !== undefined && columns.run !== undefined) {
    terms.push(`${columns.run} = :run`);
    values.run = query.run;
  }
  return { sql: terms.join(" AND "), values };
}
