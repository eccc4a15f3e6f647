/**
 * Runs to merge.
 *
 * @module
 */
import type { Results } from "../../results/results.ts";
import { AA, cell, results } from "./example.ts";

/** A run on site-a of some patients, evaluated by some version of the code. */
export function run(values: Record<"bar" | "bi", number>, patients = 60, version = 1): Results {
  const evaluation = { task: "classification", version, config: {} };
  const cells = (["bar", "bi"] as const).map((variant) => ({
    ...cell(variant, AA, 1, { auroc_micro: values[variant] }),
    evaluation,
  }));
  const chance = { ...cell("prevalence", AA, 1, { auroc_micro: 0.99 }), evaluation };
  const identity = { config: { patients } };
  return {
    ...results([...cells, chance]),
    datasets: { "site-a": { digest: `${patients}`.padStart(64, "0"), identity, splits: {} } },
  };
}

export const ONE = { source: "one.json", results: run({ bar: 0.8, bi: 0.7 }) };
export const TWO = { source: "two.json", results: run({ bar: 0.7, bi: 0.9 }) };
/** As ONE, on more patients. */
export const OTHER_DATA = { source: "data.json", results: run({ bar: 0.99, bi: 0.98 }, 80) };
/** A row of others. */
export const EXTERNAL = {
  name: "Theirs",
  task: "classification",
  test: "mimic-cxr",
  metrics: { auroc_micro: 0.95 },
  how: "paper" as const,
  source: "page 7",
};
