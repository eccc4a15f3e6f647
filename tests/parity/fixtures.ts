/**
 * The parity fixtures: what the reference code computed, as files.
 *
 * They are looked for in `MEDVILL_FIXTURES` alone if that is set, else in `tests/fixtures` and in
 * the reference folder beside the repository. A test whose files are nowhere is skipped by name.
 *
 * @module
 */
import type { HostTensor } from "../../model/engine/mod.ts";
import {
  EMBEDDED_ENGINES,
  type Engine,
  float32,
  int32,
  openEngine,
} from "../../model/engine/mod.ts";
import { decodeSafetensors } from "../../model/checkpoint/safetensors.ts";

/** A safetensors fixture. */
export interface Fixture {
  readonly metadata: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  has(name: string): boolean;
  shape(name: string): readonly number[];
  /** The values as numbers, whatever the dtype. */
  numbers(name: string): number[];
  /** Floats as float32, integers as int32. */
  tensor(name: string): HostTensor;
}

/** The path of a fixture file, or undefined where no folder holds it. */
export function fixturePath(file: string): string | undefined {
  return folders().map((folder) => `${folder}/${file}`).find(exists);
}

/** Reads a safetensors fixture. */
export function fixture(file: string): Fixture {
  const opened = decodeSafetensors(Deno.readFileSync(pathOf(file)));
  const shape = (name: string) => {
    const entry = opened.entries.get(name);
    if (entry === undefined) throw new Error(`Cannot read "${name}": ${file} does not hold it`);
    return entry.shape;
  };
  const numbers = (name: string) => Array.from(opened.read(name), Number);
  return {
    metadata: opened.metadata,
    names: [...opened.entries.keys()],
    has: (name) => opened.entries.has(name),
    shape,
    numbers,
    tensor: (name) => {
      const floats = opened.entries.get(name)?.dtype.startsWith("F");
      return (floats ? float32 : int32)(numbers(name), shape(name));
    },
  };
}

/** Reads a JSON fixture. */
export function jsonFixture<T>(file: string): T {
  return JSON.parse(Deno.readTextFileSync(pathOf(file)));
}

/** Registers a test that needs fixture files. */
export function parityTest(
  name: string,
  files: readonly string[],
  fn: () => void | Promise<void>,
): void {
  const absent = files.filter((file) => fixturePath(file) === undefined);
  if (absent.length === 0) Deno.test(name, fn);
  else Deno.test({ name: `${name} (no fixture ${absent.join(", ")})`, ignore: true, fn });
}

/** {@link parityTest} once per engine. */
export function engineParityTest(
  name: string,
  files: readonly string[],
  fn: (engine: Engine) => Promise<void>,
): void {
  for (const engine of EMBEDDED_ENGINES) {
    parityTest(`${engine}: ${name}`, files, async () => await fn(await openEngine(engine)));
  }
}

function folders(): string[] {
  const chosen = Deno.env.get("MEDVILL_FIXTURES");
  if (chosen !== undefined && chosen !== "") return [chosen];
  return ["../fixtures", "../../../shared/reference/fixtures"].map((path) =>
    new URL(path, import.meta.url).pathname
  );
}

function pathOf(file: string): string {
  const path = fixturePath(file);
  if (path === undefined) throw new Error(`Cannot read the fixture ${file}: no folder holds it`);
  return path;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
