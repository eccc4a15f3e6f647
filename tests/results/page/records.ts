/**
 * Stages and examples to test with.
 *
 * @module
 */
import type { CellExhibits } from "../../../results/exhibits.ts";
import type { StageRecord, StageRecords } from "../../../results/stage_record.ts";
import { AA } from "../example.ts";

/** The key of every stage of the example results. */
const KEY = "ab".repeat(32);
const DATA = "cd".repeat(32);

const shared = { engine: "onnx cpu", git: { revision: "0123456789abcdef", dirty: true } };

/** A fine-tuning of two epochs of two steps, and its dataset. */
export const RECORDS: StageRecords = new Map<string, StageRecord>([
  [KEY, {
    ...shared,
    kind: "finetune",
    step: "classification",
    key: KEY,
    title: "finetune classification on site-a from bar on site-a, seed 1",
    config: { seed: 1, epochs: 2, model: { hidden: 64 } },
    inputs: { dataset: DATA },
    files: {},
    log: [
      { step: 0, epoch: 0, loss: 4 },
      { step: 1, epoch: 0, loss: 2 },
      { epoch: 0, valid: { auroc_micro: 0.5 } },
      { step: 2, epoch: 1, loss: 1 },
      { step: 3, epoch: 1, loss: 1 },
      { epoch: 1, valid: { auroc_micro: 0.75 } },
      { bestEpoch: 1 },
    ].map((line) => JSON.stringify(line)).join("\n"),
  }],
  [DATA, {
    ...shared,
    kind: "prepare",
    step: "dataset",
    key: DATA,
    title: "prepare dataset site-a",
    config: { fingerprint: "feed".repeat(16) },
    inputs: {},
    files: { "examples.jsonl": { sha256: "ef".repeat(32) } },
  }],
]);

/** One black pixel. */
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

/** An example whose text must not become markup. */
export const EXHIBITS: CellExhibits = {
  schema: 1,
  variant: "bar",
  task: "classification",
  transfer: AA,
  seed: 1,
  labelNames: ["Edema"],
  grid: 2,
  examples: [{
    id: "study-1",
    image: PIXEL,
    generated: "Mild <edema> seen.",
    reference: "No edema & no more.",
    labels: { generated: [1], reference: [0] },
    maps: [{
      phrase: "<edema>",
      start: 5,
      end: 12,
      finding: "Edema",
      attention: [0.1, 0.2, 0.1, 0.1],
      overlay: PIXEL,
    }],
  }],
};
