/**
 * Splits studies into train, valid and test: stratified, by patient, the same on every machine.
 *
 * @module
 */

import { Key } from "../../model/random.ts";
import type { Split } from "../dataset.ts";

/** Shares of the splits (adding up to 1) and the seed of the order. */
export interface Shares {
  readonly train: number;
  readonly valid: number;
  readonly test: number;
  readonly seed: number;
}

/** What the split depends on. */
export interface Unit {
  readonly patient: string;
  /** Studies of one stratum are spread over the splits in the shares' proportion. */
  readonly stratum: string;
}

const SPLITS = ["train", "valid", "test"] as const;

/**
 * Splits studies.
 *
 * Patients are ordered by stratum (that of their first study) and, within a stratum, by a keyed hash
 * of their name; each in turn goes to the split that is furthest behind its share of the studies seen
 * so far. So every stratum, and the whole, keeps the shares to within a patient per split.
 *
 * @returns One split per unit.
 */
export function stratifiedSplit(units: readonly Unit[], shares: Shares): Split[] {
  const root = Key.of(shares.seed).fold("table split");
  const patients = new Map<string, { stratum: string; order: number; members: number[] }>();
  units.forEach(({ patient, stratum }, i) => {
    const known = patients.get(patient);
    if (known) known.members.push(i);
    else {
      const order = root.fold(patient).stream().uniform();
      patients.set(patient, { stratum, order, members: [i] });
    }
  });
  const byText = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
  const ordered = [...patients].sort(([nameA, a], [nameB, b]) =>
    byText(a.stratum, b.stratum) || a.order - b.order || byText(nameA, nameB)
  );
  const result = new Array<Split>(units.length);
  const given = { train: 0, valid: 0, test: 0 };
  let seen = 0;
  for (const [, { members }] of ordered) {
    seen += members.length;
    const behind = (split: Split) => shares[split] * seen - given[split];
    const open = SPLITS.filter((split) => shares[split] > 0);
    const split = open.reduce((best, next) => behind(next) > behind(best) + 1e-9 ? next : best);
    given[split] += members.length;
    for (const member of members) result[member] = split;
  }
  return result;
}
