/**
 * The command line: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { dirname, join } from "node:path";
import process from "node:process";
import { benchCommand } from "./cli_bench.ts";
import { checkpointCommand } from "./cli_checkpoint.ts";
import { datasetsCommand } from "./cli_datasets.ts";
import { doctorCommand } from "./cli_doctor.ts";
import { type EngineFlags, engineOf, engineOptions } from "./cli_engine.ts";
import { gateCommand } from "./cli_gate.ts";
import { leaderboardCommand } from "./cli_leaderboard.ts";
import { queryCommand, rebuildCommand } from "./cli_ledger.ts";
import { resultsCommand } from "./cli_results.ts";
import {
  cachedStages,
  type Cell,
  expand,
  explain,
  identifyDatasets,
  loadScores,
  loadSpec,
  openProgress,
  parseData,
  parseSet,
  type Plan,
  plan,
  planReport,
  planText,
  reproduce,
  selectCells,
  type Spec,
  SpecError,
  Store,
  tablesMarkdown,
  withSeeds,
} from "./mod.ts";

/** Exit codes, a contract of the command line. */
const DONE = 0, FAILED = 1, USAGE = 2, INTERRUPTED = 130;

const DEMO = "benchmarks/demo.yaml";

/** What interrupts a run. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

interface CommonOptions extends EngineFlags {
  readonly store: string;
  readonly only?: string;
  readonly seeds?: string;
  readonly set?: string[];
  readonly data?: string[];
  readonly json?: boolean;
  readonly verbose?: boolean;
}

interface ReproduceFlags extends CommonOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly scores: string[];
}

interface PlanFlags extends CommonOptions {
  readonly why?: boolean;
}

function common(command: Command): Command {
  command
    .argument("[spec]", "YAML file", DEMO)
    .option("--store <dir>", "where stages keep their results", ".medvill/store");
  return engineOptions(command, "auto")
    .option("--only <cells>", "cells to take, such as variant=bar|s2s,task=vqa")
    .option("--seeds <list>", "seeds instead of the spec's, such as 1,2")
    .option("--set <path=value>", "override any field of the spec; repeatable", append)
    .option("--data <name=dir>", "folder of a dataset; repeatable", append)
    .option("--json", "print JSON on stdout")
    .option("--verbose", "show stack traces");
}

function append(value: string, list: string[] = []): string[] {
  return [...list, value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("expected a positive integer");
}

async function load(file: string, options: CommonOptions): Promise<{ spec: Spec; cells: Cell[] }> {
  const { set = [], data = [] } = options;
  const overrides = [...set.map(parseSet), ...data.map(parseData)];
  const read = await loadSpec(file, { overrides });
  const spec = options.seeds === undefined ? read : withSeeds(read, options.seeds);
  const cells = expand(spec);
  return { spec, cells: options.only === undefined ? cells : selectCells(cells, options.only) };
}

/** Refuses a file where a folder is to be, before anything is computed. */
async function refuseFile(flag: string, path: string): Promise<void> {
  const isFile = await Deno.stat(path).then(
    ({ isDirectory }) => !isDirectory,
    (error) => error instanceof Deno.errors.NotADirectory,
  );
  if (!isFile) return;
  throw SpecError.at(`${flag} ${path}`, "Cannot write there: it is not a folder, name another");
}

/**
 * Tries whether a folder can be made or written in, and leaves nothing behind.
 *
 * @throws {SpecError} if results could not be written there after all the work.
 */
async function probeFolder(flag: string, path: string): Promise<void> {
  try {
    const dir = await nearestFolder(path);
    await Deno.remove(await Deno.makeTempDir({ dir, prefix: ".medvill-" }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw SpecError.at(`${flag} ${path}`, `Cannot write there: ${error.name}, name another folder`);
  }
}

/** The folder itself, or the first one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  try {
    await Deno.stat(path);
    return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return nearestFolder(dirname(path));
    throw error;
  }
}

/** @throws {SpecError} if no cell can be planned, because of the datasets of each. */
function refuseAllFailed(file: string, { cells }: Plan): void {
  const reasons = cells.map(({ failed }) => failed);
  if (!reasons.every((reason) => reason !== undefined)) return;
  const problems = [...new Set(reasons)].map((sentence) => ({
    position: file,
    offset: 0,
    sentence,
  }));
  throw new SpecError(problems);
}

async function runPlan(file: string, options: PlanFlags): Promise<number> {
  const { spec, cells } = await load(file, options);
  await refuseFile("--store", options.store);
  const datasets = await identifyDatasets(spec, cells);
  const { engine, device } = await engineOf(options);
  const planned = plan(spec, cells, { engine, device, datasets, draft: true });
  refuseAllFailed(file, planned);
  const store = await Store.open(options.store);
  const cached = await cachedStages(planned, store);
  const whys = options.why ? await explain(planned, cached, store) : undefined;
  const report = planReport(planned, cached, whys);
  console.log(options.json ? JSON.stringify(report, null, 2) : planText(report));
  return planned.cells.some(({ failed }) => failed !== undefined) ? FAILED : DONE;
}

async function runReproduce(file: string, options: ReproduceFlags): Promise<number> {
  const { spec, cells } = await load(file, options);
  const out = options.out ?? join("out", spec.name);
  const scores = await loadScores(options.scores, cells);
  await refuseFile("--store", options.store);
  await refuseFile("--out", out);
  const datasets = await identifyDatasets(spec, cells);
  const { engine, device } = await engineOf(options);
  refuseAllFailed(file, plan(spec, cells, { engine, device, datasets }));
  await probeFolder("--out", out);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  const stream = options.json ? process.stderr : process.stdout;
  stream.on("error", onSignal); // who watched has gone, as `head` does
  const view = await openProgress({ stream });
  const store = await Store.open(options.store, {
    onDamage: (damage) => view.onEvent({ type: "damage", damage }),
  });
  const { outcome, results } = await reproduce(spec, cells, {
    ...{ engine, device, datasets },
    store,
    out,
    jobs: options.jobs,
    scores,
    onEvent: (event) => view.onEvent(event),
    signal: interrupt.signal,
  }).finally(() => {
    view.close();
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
    stream.off("error", onSignal);
  });
  if (results === undefined) {
    console.error("Interrupted. The same command goes on from the stages that are done.");
    return INTERRUPTED;
  }
  const failed = results.cells.filter(({ status }) => status !== "done");
  if (options.json) console.log(JSON.stringify(results, null, 2));
  else console.log(`${tablesMarkdown(results)}\nResults, tables and predictions are in ${out}/`);
  for (const { variant, task, transfer: { pretrain, finetune, test }, seed, error } of failed) {
    console.error(`${variant} ${task} ${pretrain}→${finetune}→${test} seed ${seed}: ${error}`);
  }
  return failed.length > 0 || outcome.status === "failed" ? FAILED : DONE;
}

function program(exit: (code: number) => void): Command {
  const root = new Command("medvill")
    .description("A declarative, reproducible benchmark harness for MedViLL.")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  common(root.command("reproduce").description("run a spec and write its tables"))
    .option("--out <dir>", "folder of results (default: out/<spec name>)")
    .option("--jobs <n>", "stages that run at once (default: number of cores)", positiveInteger)
    .option("--scores <file>", "scores of predictions from elsewhere; repeatable", append, [])
    .action(async (file, options) => exit(await runReproduce(file, options)));
  common(root.command("plan").description("show cells and stages, and what is cached"))
    .option("--why", "name the inputs that made a stage miss")
    .action(async (file, options) => exit(await runPlan(file, options)));
  return root.addCommand(checkpointCommand()).addCommand(datasetsCommand(exit))
    .addCommand(doctorCommand())
    .addCommand(resultsCommand(exit).addCommand(queryCommand()).addCommand(rebuildCommand()))
    .addCommand(gateCommand(exit))
    .addCommand(leaderboardCommand()).addCommand(benchCommand(exit));
}

/** Runs a command line and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let code = DONE;
  try {
    await program((value) => code = value).parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : USAGE;
    if (error instanceof SpecError) {
      console.error(error.message);
      return USAGE;
    }
    const verbose = args.includes("--verbose");
    const message = error instanceof Error ? error.message : String(error);
    console.error(verbose && error instanceof Error ? error.stack : message);
    return FAILED;
  }
}

if (import.meta.main) {
  // Where nobody reads any more, nothing is left to say.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  Deno.exit(await main(Deno.args));
}
