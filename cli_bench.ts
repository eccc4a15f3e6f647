/**
 * The command line's `bench`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { bench, type BenchOptions, benchText, ROW_NAMES, saveBench } from "./mod.ts";

interface BenchFlags extends BenchOptions {
  readonly json?: boolean;
}

/**
 * `bench`; a run of all rows is saved.
 *
 * @param run Measures. @default bench
 */
export function benchCommand(run: typeof bench = bench): Command {
  return new Command("bench")
    .description("measure this build side by side with PyTorch")
    .option("--only <row>", `a row to measure; repeatable: ${ROW_NAMES.join(", ")}`, row)
    .option("--repeats <n>", "runs of every row on each side", repeats, 5)
    .option("--json", "print JSON on stdout")
    .exitOverride()
    .action(async ({ json, ...options }: BenchFlags) => {
      const onRow: BenchOptions["onRow"] = ({ name, ours, unit, ratio }) => {
        const beside = ratio === null ? "" : `, ${ratio.toFixed(2)} of PyTorch's`;
        console.error(`${name}: ${ours.toPrecision(3)} ${unit}${beside}`);
      };
      const report = await run({ ...options, onRow });
      console.log(json ? JSON.stringify(report, null, 2) : benchText(report));
      if (options.only === undefined) console.error(`Saved as ${await saveBench(report)}`);
    });
}

function row(name: string, chosen: readonly string[] = []): string[] {
  if (ROW_NAMES.includes(name)) return [...chosen, name];
  throw new InvalidArgumentError(`expected one of ${ROW_NAMES.join(", ")}`);
}

function repeats(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("expected a positive integer");
}
