/**
 * A checkpoint's names against those of its kind.
 *
 * @module
 */
import { detectKind, type Kind, KINDS, normalNames, ourName } from "./names_kinds.ts";
import { type StateEntry, stateLayout } from "./names_layout.ts";
import { headsOf, sizesOf } from "./names_sizes.ts";
import { listed, refuse } from "./torch_error.ts";

/** A checkpoint's names, and how they fit its kind. */
export interface Match {
  readonly kind: Kind;
  /** The kind's entries that are there, with their names in the file. */
  readonly found: readonly { readonly entry: StateEntry; readonly name: string }[];
  /** Names in the file that the kind does not have. */
  readonly unknown: readonly string[];
  /** Names that the kind needs and the file does not have. */
  readonly missing: readonly string[];
  /** `name [shape], expected [shape]`. */
  readonly misshapen: readonly string[];
}

/** The largest models have thousands. */
const MAX_NAMES = 10_000;

/** Parts that a BERT may lack as a whole. */
const OPTIONAL = ["enc.pooler.", "mlm.predictions."];

/**
 * Finds the kind of a checkpoint and matches its names; undefined if it is of no known kind.
 *
 * @param shapes Shapes by the names in the file.
 * @throws {SyntaxError} if there are more than 10,000.
 */
export function matchNames(shapes: ReadonlyMap<string, readonly number[]>): Match | undefined {
  if (shapes.size > MAX_NAMES) {
    refuse(`it has ${shapes.size} tensors, at most ${MAX_NAMES} are named`);
  }
  const normal = normalNames(shapes.keys());
  const kind = detectKind(normal.keys());
  if (kind === undefined) return undefined;
  const ours = new Map<string, readonly number[]>();
  for (const [name, there] of normal) ours.set(ourName(kind, name) ?? name, shapes.get(there)!);
  const layout = stateLayout(kind, sizesOf(ours), headsOf(kind, ours));
  const has = (prefix: string) => [...ours.keys()].some((name) => name.startsWith(prefix));
  const lacks = kind === "bert" ? OPTIONAL.filter((prefix) => !has(prefix)) : [];
  const found: { entry: StateEntry; name: string }[] = [];
  const [missing, misshapen]: [string[], string[]] = [[], []];
  for (const entry of layout) {
    const name = normal.get(entry.name);
    const needed = entry.role === "parameter" && !lacks.some((part) => entry.ours.startsWith(part));
    if (name === undefined) {
      if (needed) missing.push(entry.name);
      continue;
    }
    const shape = shapes.get(name)!;
    if (`${shape}` !== `${entry.shape}`) {
      misshapen.push(`${name} [${shape}], expected [${entry.shape}]`);
    }
    found.push({ entry, name });
  }
  const names = new Set(layout.map(({ name }) => name));
  const unknown = [...normal].filter(([name]) => !names.has(name)).map(([, there]) => there);
  return { kind, found, unknown, missing, misshapen };
}

/** What does not fit, in words; undefined if all does. */
export function misfit({ kind, unknown, missing, misshapen }: Match): string | undefined {
  const reasons = [
    missing.length > 0 ? `${missing.length} names are missing: ${listed(missing)}` : "",
    unknown.length > 0
      ? `${unknown.length} names are unknown (--ignore-unknown leaves them out): ${listed(unknown)}`
      : "",
    // Sizes come from shapes; with names missing they are guesses.
    missing.length === 0 && misshapen.length > 0
      ? `${misshapen.length} shapes are wrong: ${listed(misshapen)}`
      : "",
  ].filter((reason) => reason !== "");
  return reasons.length > 0 ? `as ${KINDS[kind].title}, ${reasons.join("; ")}` : undefined;
}
