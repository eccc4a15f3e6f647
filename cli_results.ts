/**
 * The command line's `results`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { type Verification, verifyResults } from "./mod.ts";

interface JsonOption {
  readonly json?: boolean;
}

/** `results verify`; errors are thrown. @param exit Told the exit code of what was found. */
export function resultsCommand(exit: (code: number) => void): Command {
  const root = new Command("results")
    .description("check and look into the results of runs")
    .exitOverride();
  root.command("verify")
    .description(
      "compute every metric, comparison and table of a run again and report any difference",
    )
    .argument("<dir>", "folder of a run, such as out/demo")
    .option("--json", "print JSON on stdout")
    .action(async (dir: string, { json }: JsonOption) => {
      const verification = await verifyResults(dir);
      console.log(json ? JSON.stringify(verification, null, 2) : text(dir, verification));
      exit(verification.differences.length > 0 ? 1 : 0);
    });
  return root;
}

function text(dir: string, verification: Verification): string {
  const { differences, cells, metrics, comparisons, tables } = verification;
  const done =
    `${metrics} metrics of ${cells} cells, ${comparisons} comparisons and ${tables} tables ` +
    `of ${dir} computed again`;
  if (differences.length === 0) return `${done}: no difference`;
  return [
    ...differences.map(({ file, problem }) => `${file}: ${problem}`),
    `${done}: ${differences.length} differ`,
  ].join("\n");
}
