/**
 * The command line's `doctor`: parses arguments and calls `mod.ts`.
 *
 * @module
 */
import { Command } from "commander";
import { doctor, doctorText } from "./mod.ts";

/** `doctor`. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show which engines work on this machine, and which one a run takes")
    .option("--json", "print JSON on stdout")
    .action(async ({ json }: { json?: boolean }) => {
      const report = await doctor();
      console.log(json ? JSON.stringify(report, null, 2) : doctorText(report));
    });
}
