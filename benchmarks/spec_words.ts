/**
 * The words of spec errors: values as they were seen, paths, and the nearest allowed name.
 *
 * @module
 */
import { distance } from "fastest-levenshtein";

/** A place in a spec: field names and list indexes, outermost first. */
export type Path = readonly (string | number)[];

const PLAIN = /^[A-Za-z0-9_-]+$/;

/** `tasks.classification.epochs`, `transfers[0].test`, `datasets["a b"]`. */
export function pathText(path: Path): string {
  const text = path.map((part) =>
    typeof part === "number" ? `[${part}]` : PLAIN.test(part) ? `.${part}` : `[${quote(part)}]`
  ).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

/** A value in a few characters, on one line: `"baar"`, `-3`, `[1,2]`, `a map`. */
export function show(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  if (value instanceof Uint8Array) return "binary data";
  return typeof value === "object" ? "a map" : String(value);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
    .replaceAll(/\p{C}/gu, "?");
}

/** Names listed at most. */
const LISTED = 16;

/**
 * The way out when a name is not among the allowed ones.
 *
 * @returns `the nearest is bar`, or `use one of bar, bi` when nothing is near.
 */
export function suggest(seen: unknown, allowed: readonly string[]): string {
  if (allowed.length === 0) return "there is none to choose from";
  const text = typeof seen === "string" ? seen.slice(0, 100) : "";
  const lower = text.toLowerCase();
  let [nearest, best] = ["", Infinity];
  for (const name of allowed) {
    const other = name.toLowerCase();
    const steps = lower.length > 2 && other.startsWith(lower) ? 1 : distance(lower, other);
    if (steps < best) [nearest, best] = [name, steps];
  }
  const near = Math.round(0.4 * Math.max(text.length, nearest.length));
  if (text !== "" && best <= near) return `the nearest is ${nearest}`;
  const shown = allowed.slice(0, LISTED).join(", ");
  return `use ${allowed.length === 1 ? "" : "one of "}${shown}${
    allowed.length > LISTED ? ", …" : ""
  }`;
}

/** A flag as an error shows it: on one line, cut where it gets long. */
export function flagText(name: string, text: string): string {
  const plain = text.replaceAll(/\p{C}/gu, "?");
  return `${name} ${plain.length > 80 ? `${plain.slice(0, 79)}…` : plain}`;
}
