/** The stages with a bug that a careless change could bring: `bar` pre-trains under another mask. */
import { runStage as run } from "../../benchmarks/stages/mod.ts";
import type { RunStage } from "../../benchmarks/stages/context.ts";

export const runStage: RunStage = (stage, context) => {
  const wrong = stage.kind === "pretrain" && stage.config.variant === "bar";
  const config = wrong ? { ...stage.config, variant: "noncross" } : stage.config;
  return run({ ...stage, config }, context);
};
