/**
 * The share of a training step, its inputs included, in which the native session does not run.
 *
 * @module
 */
import { hasNativeLibrary } from "../../../model/engine/onnx/c_api.ts";
import { NativeGraph } from "../../../model/engine/onnx/native.ts";
import { openPretrainStep, type PretrainWork } from "../pretrain_step.ts";
import type { Row, Setup, Work } from "../row.ts";
import { BERT4 } from "./bert4.ts";
import { BERT_BASE } from "./bert_base.ts";

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

function withoutSession({ engine, device }: Setup): string | undefined {
  if (engine === "onnx" && device === "cpu" && hasNativeLibrary()) return undefined;
  return `${engine} on ${device} has no native session here, only onnx on a CPU under Linux has`;
}

async function shareOutside(work: PretrainWork, setup: Setup): Promise<Work> {
  const { feed, run, close } = await openPretrainStep(work, setup);
  const { prototype: graphs } = NativeGraph;
  const native = graphs.run;
  let inside = 0;
  let step = 0;
  graphs.run = async function (...args) {
    const start = performance.now();
    await native.apply(this, args);
    inside += performance.now() - start;
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
      graphs.run = native;
      close();
    },
  };
}
