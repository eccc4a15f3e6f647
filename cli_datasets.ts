/**
 * The command line's `datasets`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { namedLabels, readReports } from "./mod.ts";

/** `datasets label`; wrong files are usage errors, other errors are thrown. */
export function datasetsCommand(): Command {
  const root = new Command("datasets")
    .description("label reports")
    .exitOverride();
  root.command("label")
    .description("read the 14 findings from reports by rules; prints a JSON line per report")
    .argument("<file>", "JSONL; each line has an id and a text")
    .action((file: string, _options: unknown, command: Command) => {
      for (const { id, text } of reportsOf(file, command)) {
        console.log(JSON.stringify({ id, labels: namedLabels(text) }));
      }
    });
  return root;
}

function reportsOf(file: string, command: Command): ReturnType<typeof readReports> {
  try {
    return readReports(file);
  } catch (error) {
    return command.error((error as Error).message);
  }
}
