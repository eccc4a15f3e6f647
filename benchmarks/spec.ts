/**
 * A spec: a YAML file that names what is compared with what.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import canonicalize from "canonicalize";
import { placeDataset } from "../datasets/mod.ts";
import { applyOverride, type Override } from "./override.ts";
import { checkFields } from "./spec_check.ts";
import { SpecDocument } from "./spec_document.ts";
import { type Problem, SpecError } from "./spec_error.ts";
import { mapFiles, readFiles } from "./spec_files.ts";
import { check, type Finding } from "./spec_issues.ts";
import { type SpecFields, specSchema } from "./spec_schema.ts";

export { SpecError } from "./spec_error.ts";

/** A checked spec: defaults filled in, the model's preset expanded, folders and files absolute. */
export interface Spec extends SpecFields {
  /** sha256 of what the spec says (not of how it is written), lower-case hex. */
  readonly digest: string;
  /** sha256 of every file that it names, by the file's path. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ParseOptions {
  /**
   * Values from flags, in the order given; the last one wins.
   * @default []
   */
  readonly overrides?: readonly Override[];
}

/** A file larger than this is no spec. */
const MAX_BYTES = 1 << 20;

/** An offset beyond any file's: problems in flags are listed last. */
const AFTER_FILE = 2 ** 40;

/**
 * Reads and checks a spec file.
 *
 * @throws {SpecError} if it cannot be read, or as {@link parseSpec}.
 */
export async function loadSpec(file: string, options: ParseOptions = {}): Promise<Spec> {
  const refuse = (problem: string) => SpecError.at(file, `Cannot read the spec: ${problem}`);
  let bytes: Uint8Array;
  try {
    const { isDirectory, size } = await Deno.stat(file);
    if (isDirectory) throw refuse("it is a folder, name a YAML file");
    if (size > MAX_BYTES) throw refuse(`it has ${size} bytes, name a YAML file of at most 1 MiB`);
    bytes = await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw refuse("no such file, check the path");
    if (error instanceof Deno.errors.PermissionDenied) {
      throw refuse("permission denied, allow reading it");
    }
    throw error;
  }
  if (bytes.includes(0)) throw refuse("it holds binary data, name a YAML file");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("it is not UTF-8 text, save it as UTF-8");
  }
  return parseSpec(text, file, options);
}

/**
 * Checks a spec.
 *
 * @param text YAML.
 * @param file Its name: in error positions, and the place that folders and files are relative to.
 * @throws {SpecError} with a line for everything that is wrong.
 */
export function parseSpec(text: string, file: string, { overrides = [] }: ParseOptions = {}): Spec {
  const document = new SpecDocument(text, file);
  const value = document.value();
  for (const override of overrides) applyOverride(value, override);

  const place = ({ path, others = [], of, sentence }: Finding): Problem => {
    const paths = [path, ...others];
    const flags = paths.map((path) => flagOf(path, document, overrides));
    const written = paths.find((path) => document.has(path)) ?? path;
    return { ...flags.find(Boolean) ?? document.position(written, of), sentence };
  };
  const { data, findings } = check(specSchema, nameTasks(value));
  if (findings) throw new SpecError(findings.map(place));
  const misfits = checkFields(data);
  if (misfits.length > 0) throw new SpecError(misfits.map(place));

  const folder = dirname(file);
  const placed = mapFiles(data, (named) => resolve(folder, named));
  const { findings: wrong, digests: files } = readFiles(placed);
  if (wrong.length > 0) throw new SpecError(wrong.map(place));

  const digest = digestOf(mapFiles(placed, (named) => files.get(named)!));
  return { ...placed, datasets: absolute(data.datasets, folder), digest, files };
}

/** `classification: {…}` means `classification: {task: classification, …}`; `{…}` may be left out. */
function nameTasks(value: Record<string, unknown>): Record<string, unknown> {
  const { tasks } = value;
  if (typeof tasks !== "object" || tasks === null || Array.isArray(tasks)) return value;
  const named = Object.entries(tasks).map(([name, config]) => {
    const isMap = typeof (config ?? {}) === "object" && !Array.isArray(config);
    return [name, isMap ? { task: name, ...config } : config];
  });
  return { ...value, tasks: Object.fromEntries(named) };
}

/** The flag that a field's value came from, if one did. */
function flagOf(
  path: Finding["path"],
  document: SpecDocument,
  overrides: readonly Override[],
): Omit<Problem, "sentence"> | undefined {
  const made = !document.has(path);
  const index = overrides.findLastIndex(({ path: set }) =>
    set.every((part, i) => part === path[i]) ||
    (made && path.every((part, i) => part === set[i]))
  );
  const override = overrides[index];
  return override && { position: override.flag, offset: AFTER_FILE + index };
}

/** Folders are left out: where data lie says nothing about what is compared. */
function digestOf(fields: SpecFields): string {
  const text = JSON.stringify(fields, (name, value) => name === "root" ? undefined : value);
  return createHash("sha256").update(canonicalize(JSON.parse(text))!).digest("hex");
}

function absolute(datasets: SpecFields["datasets"], folder: string): SpecFields["datasets"] {
  return Object.fromEntries(
    Object.entries(datasets).map(([name, config]) => [
      name,
      placeDataset(config, (path) => resolve(folder, path)),
    ]),
  );
}
