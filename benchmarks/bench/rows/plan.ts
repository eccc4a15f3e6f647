/**
 * Planning of 10,000 cells.
 *
 * @module
 */
import { expand } from "../../cells.ts";
import { plan } from "../../plan.ts";
import { identifyDatasets } from "../../plan_datasets.ts";
import { parseSpec } from "../../spec.ts";
import type { Row } from "../row.ts";

const SEEDS = 1250;

/** Two variants × four tasks × 1,250 seeds. */
const SPEC = `name: bench
seeds: [${Array.from({ length: SEEDS }, (_, i) => i + 1)}]
variants: [bar, s2s]
datasets:
  site-a: { kind: phantom, site: a, patients: 60, seed: 7 }
transfers:
  - { pretrain: site-a, finetune: site-a, test: site-a }
tasks:
  classification: {}
  retrieval: {}
  vqa: {}
  report-generation: {}
`;

export const plan10k: Row = {
  name: "plan",
  unit: "ms",
  what: "10,000 cells expanded and planned",
  async open() {
    const spec = parseSpec(SPEC, "bench.yaml");
    const datasets = await identifyDatasets(spec, expand(spec));
    return { run: () => void plan(spec, expand(spec), { engine: "onnx", datasets }) };
  },
};
