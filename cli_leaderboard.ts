/**
 * The command line's `leaderboard`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { leaderboardMarkdown, loadReferences, mergeResults, parseResults } from "./mod.ts";

/** `leaderboard RESULTS...`; files that cannot be used are usage errors. */
export function leaderboardCommand(): Command {
  return new Command("leaderboard").exitOverride()
    .description("merge the results of many runs into one table per task")
    .argument("<results...>", "results.json of every run")
    .option("--json", "print JSON on stdout")
    .action(async (files: string[], { json }: { json?: boolean }, command: Command) => {
      const inputs = files.map((source) => {
        try {
          return { source, results: parseResults(Deno.readTextFileSync(source), source) };
        } catch (error) {
          const missing = error instanceof Deno.errors.NotFound;
          const problem = `Cannot read ${source}: no such file, check the path`;
          return command.error(missing ? problem : (error as Error).message);
        }
      });
      const board = mergeResults(inputs, (await loadReferences()).rows);
      console.log(json ? JSON.stringify(board, null, 2) : leaderboardMarkdown(board).trimEnd());
    });
}
