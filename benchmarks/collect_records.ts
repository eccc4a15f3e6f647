/**
 * What a run shows beside its results, from the store: manifests and logs of its stages, and the
 * exhibits of its evaluations.
 *
 * @module
 */
import { type CellExhibits, type Exhibits, EXHIBITS_SCHEMA } from "../results/exhibits.ts";
import type { Results } from "../results/results.ts";
import type { StageRecord, StageRecords } from "../results/stage_record.ts";
import type { Cell } from "./cells.ts";
import { type Artifact, type Store, unlessDamaged } from "./store.ts";

const LOG = "log.jsonl";
const EXHIBITS = "exhibits.json";

/**
 * The records of the cells' stages and of all that these were made from. A stage that is not in the
 * store as it was written has none.
 */
export async function collectRecords(
  cells: Results["cells"],
  store: Store,
): Promise<StageRecords> {
  const records = new Map<string, StageRecord>();
  const visit = async (key: string) => {
    if (records.has(key)) return;
    const artifact = await store.find(key);
    const record = artifact && unlessDamaged(() => recordOf(artifact));
    if (!record) return;
    records.set(key, record);
    for (const input of Object.values(record.inputs)) await visit(input);
  };
  for (const { stages } of cells) {
    for (const key of Object.values(stages)) if (key !== null) await visit(key);
  }
  return records;
}

/** What an evaluation left to be looked at, if it did and that is as it was written. */
export function exhibitsOf(
  { variant, task, transfer, seed }: Cell,
  artifact: Artifact,
): CellExhibits | undefined {
  if (!(EXHIBITS in artifact.manifest.files)) return undefined;
  const bytes = unlessDamaged(() => artifact.read(EXHIBITS));
  if (bytes === undefined) return undefined;
  const left: Exhibits = JSON.parse(new TextDecoder().decode(bytes));
  return { schema: EXHIBITS_SCHEMA, ...{ variant, task, transfer, seed }, ...left };
}

/** @throws {DamagedArtifactError} if the log is not as it was written. */
function recordOf(artifact: Artifact): StageRecord {
  const { kind, step, key, title, config, inputs, files, engine, git } = artifact.manifest;
  const hasCurves = (kind === "pretrain" || kind === "finetune") && LOG in files;
  const log = hasCurves ? new TextDecoder().decode(artifact.read(LOG)) : undefined;
  return { kind, step, key, title, config, inputs, files, engine, git, log };
}
