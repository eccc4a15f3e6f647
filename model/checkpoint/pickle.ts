/**
 * Reading pickles as data.
 *
 * Nothing is imported and nothing runs but the caller's own callables. Opcodes that no state dict
 * needs are refused, and so are pickles that are too large: work and memory are bounded.
 *
 * Source: CPython's `Lib/pickletools.py`, protocols 2 to 5.
 *
 * @module
 */
import { OPCODES } from "./pickle_opcodes.ts";
import { Machine } from "./pickle_machine.ts";
import type { Callable, PickleValue } from "./pickle_values.ts";
import { refuse } from "./torch_error.ts";

/** Longest pickle that is read, and most opcodes: a training checkpoint has 0.5 MB, 100,000. */
export const MAX_PICKLE = 16_000_000, MAX_OPCODES = 500_000;

/** What a pickle may refer to. */
export interface PickleContext {
  /** The callable of a name such as `collections.OrderedDict`; throws for any other. */
  find(name: string): Callable;
  /** The object that is stored outside the pickle. */
  persistent(id: PickleValue): PickleValue;
}

/**
 * Reads the pickle that starts at byte `start`.
 *
 * @returns Its value, and the byte after it.
 * @throws {SyntaxError} naming what is not plain data.
 */
export function unpickle(
  bytes: Uint8Array,
  context: PickleContext,
  start = 0,
): { value: PickleValue; end: number } {
  const machine = new Machine(bytes.subarray(0, start + MAX_PICKLE), start, context);
  for (let count = 0; count < MAX_OPCODES; count++) {
    const at = machine.at;
    const opcode = machine.byte();
    const run = OPCODES.get(opcode);
    if (run === undefined) {
      const shown = `0x${opcode.toString(16).padStart(2, "0")}`;
      refuse(`its pickle has opcode ${shown} at byte ${at}, which no state dict needs`);
    }
    if (run(machine) === "stop") return { value: machine.pop(), end: machine.at };
  }
  refuse(`its pickle has more than ${MAX_OPCODES} opcodes`);
}
