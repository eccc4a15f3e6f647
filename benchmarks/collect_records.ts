/**
 * What the page shows of stages beside their results, from the manifests and logs of a run.
 *
 * @module
 */
import type { StageRecord, StageRecords } from "../results/stage_record.ts";
import type { PlannedStage } from "./plan.ts";
import type { Store } from "./store.ts";

const LOG = "log.jsonl";

/** The records of the stages whose artifacts are in the store. */
export async function collectRecords(
  stages: readonly PlannedStage[],
  store: Store,
): Promise<StageRecords> {
  const records = new Map<string, StageRecord>();
  for (const stage of stages) {
    const artifact = await store.lookup(stage);
    if (artifact === null) continue;
    const { kind, step, key, title, config, inputs, files, engine, git } = artifact.manifest;
    const hasCurves = (kind === "pretrain" || kind === "finetune") && LOG in files;
    const log = hasCurves ? new TextDecoder().decode(artifact.read(LOG)) : undefined;
    records.set(key, { kind, step, key, title, config, inputs, files, engine, git, log });
  }
  return records;
}
