/**
 * The command line's `leaderboard`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { readFile, writeFile } from "./cli_files.ts";
import {
  leaderboardHtml,
  leaderboardMarkdown,
  loadReferences,
  mergeResults,
  parseResults,
} from "./mod.ts";

interface LeaderboardFlags {
  readonly html?: string;
  readonly json?: boolean;
}

/** `leaderboard RESULTS...`; files that cannot be used are usage errors. */
export function leaderboardCommand(): Command {
  return new Command("leaderboard").exitOverride()
    .description("merge the results of many runs into one table per task")
    .argument("<results...>", "results.json of every run")
    .option("--html <file>", "write a page, too")
    .option("--json", "print JSON on stdout")
    .action(async (files: string[], { html, json }: LeaderboardFlags, command: Command) => {
      const inputs = [...new Set(files)].map((source) => {
        return { source, results: readFile(command, source, parseResults) };
      });
      const board = mergeResults(inputs, (await loadReferences()).rows);
      if (html !== undefined) writeFile(command, html, leaderboardHtml(board));
      console.log(json ? JSON.stringify(board, null, 2) : leaderboardMarkdown(board).trimEnd());
    });
}
