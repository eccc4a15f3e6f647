/** Plans for tests, without reading any data. */
import { expand } from "../../benchmarks/cells.ts";
import { parseSet } from "../../benchmarks/override.ts";
import { type Plan, plan, type PlanOptions } from "../../benchmarks/plan.ts";
import { identifyDatasets } from "../../benchmarks/plan_datasets.ts";
import { parseSpec } from "../../benchmarks/spec.ts";

/** Two datasets, two tasks and a variant of each sort; one pre-training dataset. */
export const SPEC = `name: t
seeds: [1, 2]
variants: [bar, mixed, scratch]
datasets:
  a: { kind: phantom, site: a, patients: 10, seed: 7 }
  b: { kind: phantom, site: b, patients: 10, seed: 7 }
transfers:
  - { pretrain: a, finetune: a, test: b }
  - { pretrain: a, finetune: b, test: b }
tasks:
  classification: {}
  second: { task: classification, inputs: image }
`;

/** The plan of a spec of phantoms, with `--set` flags. */
export async function planOf(
  text: string = SPEC,
  flags: readonly string[] = [],
  options: Partial<PlanOptions> = {},
): Promise<Plan> {
  const spec = parseSpec(text, "s.yaml", { overrides: flags.map(parseSet) });
  const cells = expand(spec);
  const datasets = await identifyDatasets(spec, cells);
  return plan(spec, cells, { engine: "onnx", datasets, ...options });
}
