/**
 * What results say of the datasets that their cells used.
 *
 * @module
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { type Example, openDataset } from "../datasets/mod.ts";
import type { ResultDataset, Results } from "../results/results.ts";
import type { Plan } from "./plan.ts";
import { datasetsOf, type KnownDatasets } from "./plan_datasets.ts";
import type { Spec } from "./spec.ts";
import type { Store } from "./store.ts";

/** Every dataset that the cells read, by name; not those that cannot be read. */
export async function describeDatasets(
  spec: Spec,
  { cells, stages }: Plan,
  datasets: KnownDatasets,
  store: Store,
): Promise<Results["datasets"]> {
  const described: Results["datasets"] = {};
  for (const name of [...new Set(cells.flatMap(({ cell }) => datasetsOf(spec, cell)))].sort()) {
    const known = datasets.get(name);
    if (known === undefined || known instanceof Error) continue;
    const config = spec.datasets[name]!;
    const stage = stages.find(({ source }) => source === config);
    const prepared = stage && await store.lookup(stage);
    // What was prepared and is no longer in the store is read where it came from.
    const examples: readonly Example[] = prepared
      ? jsonLines(new TextDecoder().decode(prepared.read("examples.jsonl")))
      : (await openDataset(config)).examples;
    const identity = canonicalize(known.identity)!;
    described[name] = {
      digest: sha256(identity),
      identity: JSON.parse(identity),
      splits: splitsOf(examples),
    };
  }
  return described;
}

function splitsOf(examples: readonly Example[]): ResultDataset["splits"] {
  return Object.fromEntries(
    (["train", "valid", "test"] as const).map((split) => {
      const own = examples.filter((example) => example.split === split);
      return [split, {
        studies: own.length,
        patients: new Set(own.map(({ patient }) => patient)).size,
        ids: sha256(own.map(({ id }) => `${id}\n`).join("")),
      }];
    }),
  );
}

function jsonLines(text: string): Example[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
