/**
 * The command line's `datasets`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { join } from "node:path";
import {
  DATASET_KINDS,
  datasetHtml,
  type DatasetReport,
  exportPhantom,
  type Layout,
  LAYOUTS,
  leaks,
  type Look,
  lookThrough,
  namedDataset,
  type NamedDatasetOptions,
  namedLabels,
  openCount,
  openDataset,
  phantomConfigSchema,
  prepareDataset,
  type Reading,
  readReports,
  reportOn,
  reportText,
  reportTogether,
  SpecError,
  writeSplit,
} from "./mod.ts";

interface ExportFlags {
  readonly layout: Layout;
  readonly out: string;
  readonly site: "a" | "b";
  readonly patients: number;
  readonly seed: number;
  readonly size: number;
}

interface VerifyFlags {
  readonly data?: readonly string[];
  readonly spec?: string;
  readonly out?: string;
}

interface SplitFlags extends NamedDatasetOptions {
  readonly out: string;
}

interface PrepareFlags extends SplitFlags {
  readonly size: number;
}

/**
 * `datasets verify|prepare|split|label|list|export`; wrong files to label are usage errors, other
 * errors are thrown.
 *
 * @param exit Told the exit code of what was found.
 */
export function datasetsCommand(exit: (code: number) => void): Command {
  const root = new Command("datasets")
    .description("check, prepare and split datasets, label reports, export the phantom")
    .exitOverride();
  root.command("verify")
    .description("look for leaks, broken images and copies; exit code 1 for a leak")
    .argument("<names...>", "kinds of datasets, or with --spec names in the spec; several together")
    .option("--data <dir>", "a dataset's folder, as NAME=DIR where there are several", append)
    .option("--spec <file>", "spec that says more than the folder")
    .option("--out <dir>", "write report.txt and report.html with a contact sheet")
    .action(async (names: string[], flags: VerifyFlags) => exit(await runVerify(names, flags)));
  named(root.command("prepare"))
    .description(
      "decode and resize every image once, into a folder that takes the place of the data",
    )
    .requiredOption("--out <dir>", "a new folder, or one to go on in")
    .requiredOption("--size <pixels>", "side of the images", wholeNumber(1))
    .action((name: string, flags: PrepareFlags) => runPrepare(name, flags));
  named(root.command("split"))
    .description("write the exact split, for split: FILE in a spec")
    .requiredOption("--out <file>", "such as splits/openi.jsonl.gz")
    .action((name: string, flags: SplitFlags) => runSplit(name, flags));
  root.command("label")
    .description("read the 14 findings from reports by rules; prints a JSON line per report")
    .argument("<file>", "JSONL, gzipped or not; each line has an id and a text")
    .addOption(
      new Option("--reading <name>", "as published labels are, or by the words alone")
        .choices(["published", "words"]).default("published"),
    )
    .action(async (file: string, { reading }: { reading: Reading }, command: Command) => {
      for (const { id, text } of await reportsOf(file, command)) {
        console.log(JSON.stringify({ id, labels: namedLabels(text, reading) }));
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

function named(command: Command): Command {
  return command
    .argument("<name>", "a kind of dataset, or with --spec a name in the spec")
    .option("--data <dir>", "its folder")
    .option("--spec <file>", "spec that says more than the folder");
}

async function runVerify(named: readonly string[], flags: VerifyFlags): Promise<number> {
  const names = [...new Set(named)];
  const folders = foldersOf(names, flags.data ?? []);
  const looks: Look[] = [];
  for (const name of names) {
    const config = await namedDataset(name, { spec: flags.spec, data: folders.get(name) });
    const view = await openCount(names.length > 1 ? `images of ${name}` : "images");
    const { onProgress } = view;
    looks.push(await lookThrough(config, { name, onProgress }).finally(() => view.close()));
  }
  const { out } = flags;
  const sheet = out !== undefined;
  const reports: DatasetReport[] = [];
  for (const look of looks) reports.push(await reportOn(look, sheet));
  if (looks.length > 1) reports.push(await reportTogether(looks, sheet));
  const text = reports.map(reportText).join("\n\n");
  console.log(text);
  if (out !== undefined) {
    await Deno.mkdir(out, { recursive: true });
    await Deno.writeTextFile(join(out, "report.txt"), `${text}\n`);
    await Deno.writeTextFile(join(out, "report.html"), datasetHtml(reports));
  }
  return reports.some(leaks) ? 1 : 0;
}

/** The folder of each dataset: `NAME=DIR`, or `DIR` where there is one dataset. */
function foldersOf(names: readonly string[], values: readonly string[]): Map<string, string> {
  return new Map(values.map((value): [string, string] => {
    const name = names.find((name) => value.startsWith(`${name}=`));
    if (name !== undefined) return [name, value.slice(name.length + 1)];
    if (names.length === 1) return [names[0]!, value];
    throw SpecError.at(
      `--data ${value}`,
      `Cannot tell whose folder this is: write NAME=DIR, with a name of ${names.join(", ")}`,
    );
  }));
}

async function runPrepare(name: string, { out, size, ...from }: PrepareFlags): Promise<void> {
  const config = await namedDataset(name, from);
  const view = await openCount("images");
  const { studies, kept, skipped } = await prepareDataset(config, {
    ...{ folder: out, size, onProgress: view.onProgress },
    onWait: () => console.error(`Another process prepares into ${out}, waiting for it`),
  }).finally(() => view.close());
  for (const { id, reason } of skipped) console.error(`study ${id} is left out: ${reason}`);
  console.log(`${studies} studies are in ${out}, ${kept} of them from before`);
}

async function runSplit(name: string, { out, ...from }: SplitFlags): Promise<void> {
  const { examples } = await openDataset(await namedDataset(name, from));
  await writeSplit(out, examples);
  console.log(`The split of ${examples.length} studies is in ${out}`);
}

async function runExport({ layout, out, size, ...phantom }: ExportFlags): Promise<void> {
  const view = await openCount("studies");
  const studies = await exportPhantom(
    phantomConfigSchema.parse({ kind: "phantom", ...phantom }),
    layout,
    { folder: out, size, onProgress: view.onProgress },
  ).finally(() => view.close());
  console.log(`${studies} studies are in ${out}, in the layout of ${layout}`);
}

function append(value: string, list: readonly string[] = []): string[] {
  return [...list, value];
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= 1_000_000) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to 1000000`);
  };
}

async function reportsOf(file: string, command: Command): ReturnType<typeof readReports> {
  try {
    return await readReports(file);
  } catch (error) {
    return command.error((error as Error).message);
  }
}
