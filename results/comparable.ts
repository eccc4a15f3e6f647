/**
 * Whether values of two cells may be compared: only where data and metric mean the same.
 *
 * @module
 */
import canonicalize from "canonicalize";
import type { ResultCell, Results } from "./results.ts";

/** Why two cells of the same task and transfer must not be ranked together; nothing where they may. */
export function whyIncomparable(
  ours: Results,
  a: ResultCell,
  theirs: Results,
  b: ResultCell,
): string[] {
  const names = [...new Set(Object.values(a.transfer))];
  const data = names.flatMap((name) => {
    const [own, other] = [ours.datasets[name], theirs.datasets[name]];
    if (own?.digest === other?.digest) return [];
    const fields = changedFields(own?.identity, other?.identity);
    return [`data of ${name} differ${fields === "" ? "" : ` (${fields})`}`];
  });
  const fields = changedFields(a.evaluation, b.evaluation);
  return fields === "" ? data : [...data, `metrics differ (${fields})`];
}

/** `config.patients: 60 → 80, kindVersion: 3 → 4`: every leaf that is not the same. */
function changedFields(a: unknown, b: unknown): string {
  const [before, after] = [leaves(a), leaves(b)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name) ?? "none", after.get(name) ?? "none"];
    return was === is ? [] : [`${name}: ${was} → ${is}`];
  }).join(", ");
}

function leaves(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value === undefined ? new Map() : new Map([[path, canonicalize(value)!]]);
  }
  return new Map(
    Object.entries(value).flatMap(([name, part]) => [
      ...leaves(part, path === "" ? name : `${path}.${name}`),
    ]),
  );
}
