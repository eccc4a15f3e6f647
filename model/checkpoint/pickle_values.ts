/**
 * What a pickle can hold here: plain data, and what the caller's classes make of it.
 *
 * @module
 */

/** A Python tuple; a list is an array. */
export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A class or function that a pickle may name. */
export class Callable {
  /**
   * @param name Its full name in Python.
   * @param call What calling it gives here; without one it cannot be called.
   */
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** What a callable has made: opaque to the unpickler. */
export abstract class Made {
  /** What it is, in words. */
  abstract readonly title: string;
  /** Takes the state that the pickle holds for it; refuses by default. */
  setState?(state: PickleValue): void;
}

/** Any value of a pickle. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tuple
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Callable
  | Made;

/** What a value is, in words. */
export function described(value: PickleValue): string {
  if (value === null) return "None";
  if (value instanceof Tuple) return `a tuple of ${value.items.length}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return `a dict of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Callable) return value.name;
  if (value instanceof Made) return value.title;
  return typeof value === "string" ? "a string" : `the ${typeof value} ${value}`;
}
