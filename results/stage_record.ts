/**
 * What is kept of a stage beside the results: from what it was made, by what, and how training went.
 *
 * @module
 */

/** A stage of a run, as its manifest in the store says. */
export interface StageRecord {
  readonly kind: string;
  /** `dataset`, `pretrain`, `classification`, … */
  readonly step: string;
  readonly key: string;
  /** `pretrain bar on site-a, seed 1`. */
  readonly title: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Keys of the stages it read, by role. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, { readonly sha256: string }>>;
  readonly engine: string | null;
  readonly git: { readonly revision: string | null; readonly dirty: boolean | null };
  /** Content of `log.jsonl`, of a stage that trains. */
  readonly log?: string;
}

/** Stages by key. */
export type StageRecords = ReadonlyMap<string, StageRecord>;

/** What a training left in its log. */
export interface TrainingLog {
  /** Loss of every step. */
  readonly losses: readonly number[];
  /** Metrics of the valid split after every epoch; empty where none were taken. */
  readonly valid: readonly Readonly<Record<string, number | null>>[];
  /** The epoch that was kept, from 0. */
  readonly bestEpoch?: number;
}

/** Reads a `log.jsonl`: a line per step, per epoch with valid metrics, and what concerns the whole. */
export function parseLog(text: string): TrainingLog {
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const steps = lines.filter(({ step }) => step !== undefined);
  return {
    losses: steps.map(({ loss }) => loss),
    valid: lines.flatMap(({ valid }) => valid === undefined ? [] : [valid]),
    bestEpoch: lines.find(({ bestEpoch }) => bestEpoch !== undefined)?.bestEpoch,
  };
}

/** A stage and all that it was made from, each once. */
export function upstream(records: StageRecords, key: string): StageRecord[] {
  const found = new Map<string, StageRecord>();
  const visit = (key: string) => {
    const record = records.get(key);
    if (record === undefined || found.has(key)) return;
    found.set(key, record);
    Object.values(record.inputs).forEach(visit);
  };
  visit(key);
  return [...found.values()];
}
