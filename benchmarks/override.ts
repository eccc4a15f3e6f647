/**
 * Flags that change a spec: `--set path=value` and `--data NAME=DIR`.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseDocument, visit } from "yaml";
import { SpecError } from "./spec_error.ts";
import { flagText, type Path, pathText, show, suggest } from "./spec_words.ts";

/** A value for one field of a spec, from a flag. */
export interface Override {
  /** The flag as an error shows it: `--set model.heads=3`. */
  readonly flag: string;
  readonly path: Path;
  readonly value: unknown;
}

const PATH = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+|\[\d+\])*$/;

/** Maps from a user's own names to configs: a flag does not make half a one. */
const NAMED = ["datasets", "tasks"];

/**
 * The override of `--set text`: a path with dots and `[i]`, `=`, and a value in YAML.
 *
 * @throws {SpecError} naming the flag.
 */
export function parseSet(text: string): Override {
  const flag = flagText("--set", text);
  const [name, value] = split(flag, text, "path=value");
  if (!PATH.test(name) || name.includes("__proto__")) {
    throw SpecError.at(
      flag,
      `Cannot read the path ${show(name)}: not a path, use names with dots and [i]`,
    );
  }
  const path = name.split(/\.|(?=\[)/)
    .map((part) => part.startsWith("[") ? Number(part.slice(1, -1)) : part);
  return { flag, path, value: parseValue(flag, value) };
}

/** The override of `--data NAME=DIR`: a dataset's folder, relative to the working directory. */
export function parseData(text: string): Override {
  const flag = flagText("--data", text);
  const [name, folder] = split(flag, text, "NAME=DIR");
  if (folder === "") throw SpecError.at(flag, `Cannot use ${show(text)}: no folder, use NAME=DIR`);
  return { flag, path: ["datasets", name, "root"], value: resolve(folder) };
}

/**
 * Sets one field in a spec's plain values, in place; maps on the way are copied, and made if absent.
 *
 * @throws {SpecError} if the path leads through something that has no such fields.
 */
export function applyOverride(spec: Record<string, unknown>, { flag, path, value }: Override) {
  let parent: unknown = spec;
  for (const [depth, part] of path.entries()) {
    const refuse = (problem: string) =>
      SpecError.at(flag, `Cannot set ${pathText(path.slice(0, depth + 1))}: ${problem}`);
    if (Array.isArray(parent)) {
      if (typeof part === "string" || part >= parent.length) {
        throw refuse(
          `${pathText(path.slice(0, depth))} is a list of ${parent.length}, use an index`,
        );
      }
    } else if (typeof parent !== "object" || parent === null) {
      throw refuse(`${pathText(path.slice(0, depth))} is ${show(parent)}, set it as a whole`);
    } else if (typeof part === "number") {
      throw refuse(`${pathText(path.slice(0, depth))} is a map, use a field name`);
    }
    const fields = parent as Record<string | number, unknown>;
    const old = Object.hasOwn(fields, part) ? fields[part] : undefined;
    if (depth === path.length - 1) {
      fields[part] = value;
    } else if (depth === 1 && old === undefined && NAMED.includes(String(path[0]))) {
      throw refuse(`no such name, ${suggest(part, Object.keys(fields))}`);
    } else {
      fields[part] = depth === 0 && part === "protocol" && typeof old === "string"
        ? { default: old } // the long form of the same
        : copy(old);
    }
    parent = fields[part];
  }
}

/** One level deep: what YAML aliases share stays as it is elsewhere. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  return typeof (value ?? {}) === "object" ? { ...value as object } : value;
}

function split(flag: string, text: string, form: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw SpecError.at(flag, `Cannot read ${show(text)}: no name and =, use ${form}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function parseValue(flag: string, text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  let linked = false;
  visit(document, { Alias: () => (linked = true, visit.BREAK) });
  if (problem || linked) {
    const what = problem ? problem.message : "aliases do not work in a flag";
    throw SpecError.at(flag, `Cannot read the value ${show(text)}: ${what}, write plain YAML`);
  }
  return document.toJS();
}
