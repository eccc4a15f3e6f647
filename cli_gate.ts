/**
 * The command line's `gate`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { readFile, writeFile } from "./cli_files.ts";
import {
  gateAnnotations,
  gateJunit,
  gateText,
  goldenGate,
  parseReferences,
  parseResults,
  passes,
  referenceGate,
  type Results,
  statisticalGate,
  type Verdict,
} from "./mod.ts";

interface GateFlags {
  readonly against: string;
  readonly mode: Verdict["mode"];
  readonly test: "non-inferiority" | "equivalence";
  readonly margin?: Record<string, number>;
  readonly tolerance: number;
  readonly junit?: string;
  readonly github?: boolean;
  readonly update?: boolean;
  readonly json?: boolean;
}

/** `gate RESULTS --against FILE`; files that cannot be used are usage errors. */
export function gateCommand(exit: (code: number) => void): Command {
  return new Command("gate")
    .exitOverride()
    .description("fail where results are not as they were, or not as published")
    .argument("<results>", "results.json of a run")
    .requiredOption("--against <file>", "results.json of another run, or published values as YAML")
    .addOption(
      new Option("--mode <mode>", "what must hold").choices(["golden", "statistical", "reference"])
        .default("golden"),
    )
    .addOption(
      new Option("--test <test>", "statistical mode: what is to be shown")
        .choices(["non-inferiority", "equivalence"]).default("non-inferiority"),
    )
    .option("--margin <[metric=]value>", "statistical mode: what may be lost; repeatable", margin)
    .option("--tolerance <value>", "reference mode: largest difference", positive, 0.02)
    .option("--junit <file>", "write JUnit XML")
    .option("--github", "print annotations (default: in GitHub Actions)")
    .option("--update", "make the results the new golden file")
    .option("--json", "print JSON on stdout")
    .action((file: string, flags: GateFlags, command: Command) => {
      for (const [name, mode] of Object.entries(MODES)) {
        if (flags.mode === mode || command.getOptionValueSource(name) !== "cli") continue;
        command.error(`error: option '--${name}' is of --mode ${mode}, not of ${flags.mode}`);
      }
      const now = readFile(command, file, parseResults);
      if (flags.update) {
        const lost = now.cells.filter(({ status }) => status !== "done").length;
        if (lost > 0) command.error(`Cannot keep ${file} as golden: ${lost} cells are not done`);
        writeFile(command, flags.against, golden(now));
        console.log(`${flags.against} is now as ${file}`);
        return exit(0);
      }
      let verdict: Verdict;
      try {
        verdict = flags.mode === "reference"
          ? referenceGate(now, published(command, flags.against), flags.tolerance)
          : compare(now, readFile(command, flags.against, parseResults), flags);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return command.error(error.message);
      }
      if (flags.junit !== undefined) writeFile(command, flags.junit, gateJunit(verdict));
      console.log(flags.json ? JSON.stringify(verdict, null, 2) : gateText(verdict));
      const annotate = flags.github ?? Deno.env.get("GITHUB_ACTIONS") === "true";
      if (annotate && !flags.json) console.log(gateAnnotations(verdict));
      exit(passes(verdict) ? 0 : 1);
    });
}

/** Options that only one mode reads. */
const MODES = { margin: "statistical", test: "statistical", tolerance: "reference" };

function published(command: Command, file: string) {
  const { references } = readFile(command, file, parseReferences);
  if (references.length > 0) return references;
  return command.error(`Cannot use ${file}: it has no references, only rows of a leaderboard`);
}

function compare(now: Results, before: Results, { mode, margin, test }: GateFlags): Verdict {
  if (mode === "golden") return goldenGate(now, before);
  return statisticalGate(now, before, { margins: { ...now.spec.margins, ...margin }, test });
}

/** What is kept of results in a repository: all but the name of the machine. */
function golden(results: Results): string {
  const { name: _, ...host } = results.environment.host;
  const environment = { ...results.environment, host };
  return JSON.stringify({ ...results, environment }, null, 2) + "\n";
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError("expected a positive number");
}

function margin(text: string, margins: Record<string, number> = {}): Record<string, number> {
  const at = text.lastIndexOf("=");
  return { ...margins, [at === -1 ? "default" : text.slice(0, at)]: positive(text.slice(at + 1)) };
}
