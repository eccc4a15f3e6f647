/** `prepare/dataset`: every image decoded and resized once. */
import { type DatasetConfig, openDataset } from "../../datasets/mod.ts";
import { writePrepared } from "../../datasets/prepared.ts";
import type { PlannedStage } from "../plan_stages.ts";
import type { StageContext } from "./context.ts";

export async function prepareDataset(stage: PlannedStage, context: StageContext): Promise<void> {
  const dataset = await openDataset(stage.source as DatasetConfig);
  const size = stage.config.imageSize as number;
  const report = async (done: number, total: number) => {
    if (done % 50 === 0) await context.progress({ done, total });
  };
  for (const { id, reason } of await writePrepared(dataset, context.output, size, report)) {
    console.error(`study ${id} is left out: ${reason}`);
  }
}
