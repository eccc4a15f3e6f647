/**
 * The share of a training step, its inputs included, in which the native session does not run.
 *
 * @module
 */
import ort from "onnxruntime-node";
import { openPretrainStep, type PretrainWork } from "../pretrain_step.ts";
import type { Row, Setup, Work } from "../row.ts";
import { BERT4 } from "./bert4.ts";
import { BERT_BASE } from "./bert_base.ts";

/** What is looked at of onnxruntime's sessions. */
interface Runs {
  run(...args: unknown[]): Promise<unknown>;
}

export const outsideSession: Row = {
  name: "outside-session",
  unit: "%",
  what: "share of a bert4-step, the making of its inputs included, outside the native session",
  unfit: withoutSession,
  open: (setup) => shareOutside(BERT4, setup),
};

export const outsideSessionBase: Row = {
  name: "outside-session-base",
  unit: "%",
  what: "the same share of a bert-base-step",
  unfit: withoutSession,
  open: (setup) => shareOutside(BERT_BASE, setup),
};

function withoutSession({ engine }: Setup): string | undefined {
  return engine === "onnx" ? undefined : `${engine} has no native session, only onnx does`;
}

async function shareOutside(work: PretrainWork, setup: Setup): Promise<Work> {
  const { feed, run, close } = await openPretrainStep(work, setup);
  const { prototype: sessions } = ort.InferenceSession as unknown as { prototype: Runs };
  const native = sessions.run;
  let inside = 0;
  let step = 0;
  sessions.run = async function (...args) {
    const start = performance.now();
    const results = await native.apply(this, args);
    inside += performance.now() - start;
    return results;
  };
  return {
    async run() {
      inside = 0;
      const start = performance.now();
      await run(step, feed(step++));
      const whole = performance.now() - start;
      return 100 * (whole - inside) / whole;
    },
    close() {
      sessions.run = native;
      close();
    },
  };
}
