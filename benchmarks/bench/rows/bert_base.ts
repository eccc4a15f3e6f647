/**
 * A pre-training step of the published size, image tokens cached.
 *
 * @module
 */
import { MODEL_PRESETS } from "../../../model/config.ts";
import { openPretrainStep, peerPretrainStep, type PretrainWork } from "../pretrain_step.ts";
import type { Row } from "../row.ts";

export const BERT_BASE: PretrainWork = { model: MODEL_PRESETS.base, batch: 4, matching: true };

export const bertBase: Row = {
  name: "bert-base-step",
  unit: "ms",
  what: "BERT-base, batch 4 × (180 + 253) tokens, cached image tokens: a pre-training step",
  peer: peerPretrainStep(BERT_BASE),
  async open(setup) {
    const { feed, run, close } = await openPretrainStep(BERT_BASE, setup);
    const batch = feed(0);
    let step = 0;
    return { run: () => run(step++, batch), close };
  },
};
