/**
 * The command line's `datasets`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import {
  DATASET_KINDS,
  exportPhantom,
  type Layout,
  LAYOUTS,
  namedLabels,
  phantomConfigSchema,
  readReports,
} from "./mod.ts";

interface ExportFlags {
  readonly layout: Layout;
  readonly out: string;
  readonly site: "a" | "b";
  readonly patients: number;
  readonly seed: number;
  readonly size: number;
}

/** `datasets label|list|export`; wrong files are usage errors, other errors are thrown. */
export function datasetsCommand(): Command {
  const root = new Command("datasets")
    .description("list kinds of datasets, label reports, export the phantom")
    .exitOverride();
  root.command("label")
    .description("read the 14 findings from reports by rules; prints a JSON line per report")
    .argument("<file>", "JSONL; each line has an id and a text")
    .action((file: string, _options: unknown, command: Command) => {
      for (const { id, text } of reportsOf(file, command)) {
        console.log(JSON.stringify({ id, labels: namedLabels(text) }));
      }
    });
  root.command("list")
    .description("print the kinds of datasets a spec can name")
    .action(() => {
      const width = Math.max(...Object.keys(DATASET_KINDS).map((kind) => kind.length));
      for (const { kind, summary } of Object.values(DATASET_KINDS)) {
        console.log(`${kind.padEnd(width)}  ${summary}`);
      }
    });
  root.command("export")
    .description("write the phantom as the owners of a real dataset ship theirs")
    .addArgument(new Argument("<kind>", "what to write").choices(["phantom"]))
    .addOption(new Option("--layout <name>", "how").choices(LAYOUTS).makeOptionMandatory())
    .requiredOption("--out <dir>", "an empty or a new folder")
    .addOption(new Option("--site <name>", "made-up hospital").choices(["a", "b"]).default("a"))
    .option("--patients <n>", "how many", wholeNumber(1), 800)
    .option("--seed <n>", "another seed gives other patients", wholeNumber(0), 7)
    .option("--size <pixels>", "side of the images", wholeNumber(32), 512)
    .action((_kind: string, flags: ExportFlags) => runExport(flags));
  return root;
}

async function runExport({ layout, out, size, ...phantom }: ExportFlags): Promise<void> {
  const studies = await exportPhantom(
    phantomConfigSchema.parse({ kind: "phantom", ...phantom }),
    layout,
    {
      ...{ folder: out, size },
      onProgress(done, total) {
        if (done % 500 === 0) console.error(`${done} of ${total} studies`);
      },
    },
  );
  console.log(`${studies} studies are in ${out}, in the layout of ${layout}`);
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= 1_000_000) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to 1000000`);
  };
}

function reportsOf(file: string, command: Command): ReturnType<typeof readReports> {
  try {
    return readReports(file);
  } catch (error) {
    return command.error((error as Error).message);
  }
}
