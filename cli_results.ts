/**
 * The command line's `results`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { type Verification, verifyResults } from "./mod.ts";

interface VerifyFlags {
  readonly store: string;
  readonly json?: boolean;
}

/**
 * `results verify`; a folder that cannot be used is a usage error.
 *
 * @param exit Told the exit code of what was found.
 */
export function resultsCommand(exit: (code: number) => void): Command {
  const root = new Command("results")
    .description("check and look into the results of runs")
    .exitOverride();
  root.command("verify")
    .description("make every metric, table, page and figure of a run again, and report differences")
    .argument("<dir>", "folder of a run, such as out/demo")
    .option("--store <dir>", "where the run's stages are", ".medvill/store")
    .option("--json", "print JSON on stdout")
    .action(async (dir: string, { store, json }: VerifyFlags, command: Command) => {
      const verification = await verifyResults(dir, store).catch((error: unknown) => {
        const missing = error instanceof Deno.errors.NotFound ||
          error instanceof Deno.errors.NotADirectory;
        if (!missing && !(error instanceof SyntaxError)) throw error;
        const problem = `Cannot read ${dir}/results.json: no such file, name the folder of a run`;
        return command.error(missing ? problem : (error as Error).message);
      });
      console.log(json ? JSON.stringify(verification, null, 2) : text(dir, store, verification));
      exit(verification.differences.length > 0 ? 1 : 0);
    });
  return root;
}

function text(
  dir: string,
  store: string,
  { differences, missing, cells, metrics, comparisons, files }: Verification,
): string {
  const done = `${dir}: ${count(cells, "cell")}, ${count(metrics, "metric")}, ` +
    `${count(comparisons, "comparison")} and ${count(files, "file")} made again`;
  if (differences.length === 0) return `${done}, no difference`;
  return [
    ...differences.map(({ file, problem }) => `${file}: ${problem}`),
    `${done}, ${count(differences.length, "difference")}`,
    ...missing.length > 0
      ? [`${count(missing.length, "stage")} not in ${store}: name the run's store with --store`]
      : [],
  ].join("\n");
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
