/**
 * A training step of a small BERT.
 *
 * @module
 */
import { MODEL_PRESETS } from "../../../model/config.ts";
import { openPretrainStep, peerPretrainStep, type PretrainWork } from "../pretrain_step.ts";
import type { Row } from "../row.ts";

/** 128 tokens of which one is an image's, so that it is a BERT; 3.5 million parameters. */
export const BERT4: PretrainWork = {
  model: {
    ...MODEL_PRESETS.base,
    ...{ hidden: 256, layers: 4, heads: 4, ffn: 1024, vocabulary: 1000 },
    ...{ imageSize: 32, imageTokens: 1, textTokens: 124, maxPositions: 128 },
    trunk: { width: 1, blocks: [1, 1, 1, 1] },
  },
  batch: 16,
  matching: false,
};

export const bert4: Row = {
  name: "bert4-step",
  unit: "ms",
  what: "4 layers, hidden 256, batch 16 × 128 tokens: forward, backward, AdamW",
  peer: peerPretrainStep(BERT4),
  async open(setup) {
    const { feed, run, close } = await openPretrainStep(BERT4, setup);
    const batch = feed(0);
    let step = 0;
    return { run: () => run(step++, batch), close };
  },
};
