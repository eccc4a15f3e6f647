/**
 * A run of which every stage is in the store.
 *
 * @module
 */
import { expand } from "../../cells.ts";
import { identifyDatasets } from "../../plan_datasets.ts";
import { reproduce } from "../../reproduce.ts";
import { parseSpec } from "../../spec.ts";
import { Store } from "../../store.ts";
import type { Row } from "../row.ts";

const SPEC = `name: bench
variants: [scratch]
datasets:
  site-a: { kind: phantom, site: a, patients: 40, seed: 7 }
transfers:
  - { pretrain: site-a, finetune: site-a, test: site-a }
model: { size: tiny, imageSize: 64, imageTokens: 4 }
trunk: { steps: 5, batchSize: 8 }
tasks:
  classification: { epochs: 1 }
  vqa: { epochs: 1 }
`;

export const cachedRun: Row = {
  name: "cached-rerun",
  unit: "ms",
  what: "two cells reproduced from the store, results and tables written",
  async open() {
    const folder = await Deno.makeTempDir({ prefix: "medvill-bench-" });
    const spec = parseSpec(SPEC, "bench.yaml");
    const run = async () => {
      const cells = expand(spec);
      const { outcome } = await reproduce(spec, cells, {
        engine: "onnx",
        datasets: await identifyDatasets(spec, cells),
        store: await Store.open(`${folder}/store`),
        out: `${folder}/out`,
      });
      if (outcome.status !== "done") {
        throw new Error(`Cannot measure a cached run: the run before it is ${outcome.status}`);
      }
    };
    await run();
    return { run, close: () => Deno.remove(folder, { recursive: true }) };
  },
};
