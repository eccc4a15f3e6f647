/** A store of toy artifacts, and a run of toy cells. */
import { join } from "node:path";
import { Ledger, type Row } from "../../../benchmarks/ledger/ledger.ts";
import type { RunFacts } from "../../../benchmarks/ledger/run_rows.ts";
import type { PlannedCell } from "../../../benchmarks/plan.ts";
import type { Stage } from "../../../benchmarks/stage.ts";
import type { Store } from "../../../benchmarks/store.ts";
import { toy } from "../toy_stages.ts";

export const TRAINED = toy("trained", {}, { kind: "finetune" });
/** Evaluations; `lost` never ends up in the store. */
export const [BAR, SCRATCH, LOST] = ["bar", "scratch", "lost"].map((name) => {
  return toy(name, { finetune: TRAINED }, { kind: "evaluate" });
}) as [Stage, Stage, Stage];

const transfer = { pretrain: "a", finetune: "a", test: "b" };

/** What is asked for: cells of three stages, and one that cannot be planned. */
export const CELLS: readonly PlannedCell[] = [
  planned("bar", BAR),
  planned("scratch", SCRATCH),
  planned("bi", LOST),
  { cell: { variant: "s2s", task: "vqa", transfer, seed: 1 }, failed: "no questions" },
];

function planned(variant: "bar" | "bi" | "scratch", { key }: Stage): PlannedCell {
  const cell = { variant, task: "vqa", transfer, seed: 1 };
  return { cell, stages: { finetune: TRAINED.key, evaluate: key } };
}

export const FACTS: RunFacts = {
  started: "2026-01-02T03:04:05.678Z",
  spec: { name: "toys", digest: "ab".repeat(32) },
  engine: "onnx",
  device: "cpu",
  git: { revision: "cd".repeat(20), dirty: true },
  host: { name: "here", cores: 2 },
  out: join("out", "toys"),
};

/** Puts the artifact of a stage into a store, as its function would leave it. */
export async function commit(store: Store, stage: Stage, accuracy = 0.5): Promise<void> {
  await store.commit(stage, async (dir) => {
    const leave = (name: string, text: string) => Deno.writeTextFile(join(dir, name), text);
    if (stage.kind === "evaluate") {
      const metrics = { accuracy, accuracy_open: null };
      await leave("metrics.json", JSON.stringify({ metrics, scoring: {}, baselines: {} }));
    } else {
      const steps = [[8, 8], [0.5, 0.125], [1.5, 0.375]].map(([seconds, wait], step) => {
        return JSON.stringify({ step, time: 0, seconds, wait, examples: 10 }) + "\n";
      });
      await leave("throughput.jsonl", steps.join(""));
    }
    return { engine: "toy" };
  });
}

/** Rows of a store's ledger, as plain objects. */
export function ask(store: Store, sql: string): Row[] {
  using ledger = Ledger.open(store.dir);
  return ledger.rows(sql).map((row) => ({ ...row }));
}
