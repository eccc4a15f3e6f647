/**
 * The command line's `results query` and `results rebuild`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Argument, Command, InvalidArgumentError } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  ledgerCsv,
  type LedgerQuery,
  ledgerText,
  LISTS,
  parseResults,
  queryLedger,
  rebuildLedger,
  Store,
} from "./mod.ts";

/** Rows of a table for people, unless `--limit` says otherwise. */
const LIMIT = 20;
/** Which flags a list understands. */
const FILTERS: Readonly<Record<LedgerQuery["list"], readonly (keyof LedgerQuery)[]>> = {
  runs: ["since", "run"],
  cells: ["variant", "task", "metric", "since", "run"],
  stages: ["since"],
};

interface QueryFlags extends Omit<LedgerQuery, "list"> {
  readonly store: string;
  readonly sql?: string;
  readonly limit?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `results query`: rows of the ledger. */
export function queryCommand(): Command {
  return stored(new Command("query").description("list runs, cells and stages of a store"))
    .addArgument(
      new Argument("[list]", "what to list, latest first (default: runs, or cells if filtered)")
        .choices(LISTS),
    )
    .option("--task <names>", "of cells, such as vqa or 'classification*'")
    .option("--variant <names>", "of cells, such as 'bar|s2s'")
    .option("--metric <names>", "of cells, such as 'auroc_*'")
    .option("--run <n>", "of runs and cells: of one run", positiveInteger)
    .option("--since <time>", "begun then or later, such as 2026-11-28T12:00 (UTC)", time)
    .option("--sql <statement>", "what an SQL statement gives that reads")
    .option("--limit <n>", `rows at most (default: ${LIMIT} in a table, else all)`, positiveInteger)
    .option("--json", "print JSON on stdout")
    .option("--csv", "print CSV on stdout")
    .action(async (named: LedgerQuery["list"] | undefined, flags: QueryFlags, command: Command) => {
      const { store, sql, limit, json, csv, ...filters } = flags;
      const { variant, task, metric } = filters;
      const isFiltered = [variant, task, metric].some((filter) => filter !== undefined);
      const list = named ?? (isFiltered ? "cells" : "runs");
      const wrong = Object.keys(filters).find((name) => {
        return sql !== undefined || !FILTERS[list].includes(name as keyof LedgerQuery);
      });
      if (wrong !== undefined) {
        const of = sql === undefined ? `the list of ${list}` : "--sql";
        command.error(`Cannot use --${wrong} with ${of}, leave it away`);
      }
      if (json && csv) command.error("Cannot print both --json and --csv, choose one");
      const rows = await queryLedger(
        await Store.open(store),
        sql ?? { list, ...filters },
        (line) => console.error(line),
      );
      const shown = rows.slice(0, limit ?? (json || csv ? rows.length : LIMIT));
      if (json) return console.log(JSON.stringify(shown, null, 2));
      if (csv) return console.log(ledgerCsv(shown));
      console.log(ledgerText(shown, sql === undefined ? list : undefined));
      const left = rows.length - shown.length;
      if (left > 0) console.log(`and ${left} more, see --limit`);
    });
}

/** `results rebuild`: the ledger anew. */
export function rebuildCommand(): Command {
  return stored(new Command("rebuild").description("make the ledger of a store anew"))
    .argument(
      "[results...]",
      "results.json of the runs it shall know (default: out/*/results.json)",
    )
    .action(async (files: string[], { store }: { store: string }, command: Command) => {
      const named = files.length > 0 ? files : outResults();
      try {
        const { movedTo, artifacts, runs } = await rebuildLedger(await Store.open(store), named);
        const before = movedTo === null ? "" : `; the one before is ${movedTo}`;
        console.log(
          `${artifacts} artifacts and ${runs} runs are in the ledger of ${store}${before}`,
        );
      } catch (error) {
        if (error instanceof SyntaxError) return command.error(error.message);
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        return command.error(`Cannot read the results: ${error.message}`);
      }
    });
}

function stored(command: Command): Command {
  return command.exitOverride().option("--store <dir>", "folder of the store", ".medvill/store");
}

/** The results of runs that named no other folder for them; not those of other versions. */
function outResults(): string[] {
  if (!existsSync("out")) return [];
  const files = [...Deno.readDirSync("out")].map(({ name }) => join("out", name, "results.json"));
  return files.filter((file) => existsSync(file)).filter((file) => {
    try {
      parseResults(Deno.readTextFileSync(file), file);
      return true;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      console.error(`${error.message}: left out`);
      return false;
    }
  });
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("expected a positive integer");
}

function time(text: string): string {
  if (/^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?)?)?)?$/.test(text)) return text;
  throw new InvalidArgumentError("expected a time in UTC such as 2026-11-28T12:00");
}
