/**
 * The command line's `--engine` and `--device`.
 *
 * @module
 */
import { type Command, Option } from "commander";
import {
  type Choice,
  chooseEngine,
  type Device,
  DEVICES,
  type EngineName,
  ENGINES,
  tryEngine,
} from "./mod.ts";

/** What a command with {@link engineOptions} is given. */
export interface EngineFlags {
  readonly engine: EngineName | "auto";
  readonly device?: Device;
}

/** Adds both options to a command. */
export function engineOptions(command: Command, standard: EngineFlags["engine"]): Command {
  return command
    .addOption(
      new Option("--engine <name>", "what executes tensor programs")
        .choices(["auto", ...ENGINES]).default(standard),
    )
    .addOption(new Option("--device <name>", "where the engine runs").choices(DEVICES));
}

/** The engine and the device of a run; says so if it is not the device that was asked for. */
export async function engineOf(flags: EngineFlags, tryOn = tryEngine): Promise<Choice> {
  const choice = await chooseEngine(flags, tryOn);
  if (choice.fallback !== undefined) console.error(choice.fallback);
  return choice;
}
