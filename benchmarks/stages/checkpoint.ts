/** `prepare/checkpoint`: a checkpoint of any known kind under our names, whatever the model. */
import { join } from "node:path";
import { importCheckpoint } from "../../model/checkpoint/import.ts";
import type { PlannedStage } from "../plan_stages.ts";
import { fileDigest } from "../store_manifest.ts";
import type { StageContext } from "./context.ts";

export function prepareCheckpoint(stage: PlannedStage, { output }: StageContext): Promise<void> {
  importCheckpoint(stage.file!, join(output, "model.safetensors"));
  checkUnchanged(stage, stage.file!);
  return Promise.resolve();
}

/**
 * Checks that a file has the content the stage was planned for.
 *
 * @throws {Error} if it was changed since.
 */
export function checkUnchanged({ file, config }: PlannedStage, read: string): void {
  if (fileDigest(read).sha256 === config.sha256) return;
  throw new Error(`Cannot use ${file}: it was changed after the run was planned, run again`);
}
