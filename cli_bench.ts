/**
 * The command line's `bench`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { type EngineFlags, engineOf, engineOptions } from "./cli_engine.ts";
import { bench, type BenchOptions, benchText, ROW_NAMES, saveBench, tryEngine } from "./mod.ts";

interface BenchFlags extends EngineFlags, Pick<BenchOptions, "only" | "repeats"> {
  readonly json?: boolean;
}

/**
 * `bench`; a run of all rows is saved, unless one failed.
 *
 * @param exit Takes the exit code.
 * @param run Measures. @default bench
 * @param tryOn Says which engines work. @default tryEngine
 */
export function benchCommand(
  exit: (code: number) => void,
  run: typeof bench = bench,
  tryOn: typeof tryEngine = tryEngine,
): Command {
  const command = new Command("bench")
    .description("measure this build side by side with PyTorch")
    .option("--only <row>", `a row to measure; repeatable: ${ROW_NAMES.join(", ")}`, row)
    .option("--repeats <n>", "runs of every row on each side", repeats, 5);
  return engineOptions(command, "onnx")
    .option("--json", "print JSON on stdout")
    .exitOverride()
    .action(async ({ json, engine: name, device: place, ...options }: BenchFlags) => {
      const { engine, device } = await engineOf({ engine: name, device: place }, tryOn);
      const report = await run({ ...options, engine, device, onRow });
      console.log(json ? JSON.stringify(report, null, 2) : benchText(report));
      const failed = report.noRows?.some(({ failed }) => failed) ?? false;
      exit(failed ? 1 : 0);
      if (options.only === undefined && !failed) {
        console.error(`Saved as ${await saveBench(report)}`);
      }
    });
}

const onRow: BenchOptions["onRow"] = (row) => {
  if ("why" in row) return console.error(`${row.name}: ${row.why}`);
  const { name, ours, unit, ratio } = row;
  const beside = ratio === null ? "" : `, ${ratio.toFixed(2)} of PyTorch's`;
  console.error(`${name}: ${ours.toPrecision(3)} ${unit}${beside}`);
};

function row(name: string, chosen: readonly string[] = []): string[] {
  if (ROW_NAMES.includes(name)) return [...chosen, name];
  throw new InvalidArgumentError(`expected one of ${ROW_NAMES.join(", ")}`);
}

function repeats(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("expected a positive integer");
}
