/**
 * A process that writes runs of 25 cells into the ledger of a store, and prints a line after each:
 * as many as its second argument says, else without end.
 */
import { Ledger } from "../../../benchmarks/ledger/ledger.ts";
import { addRun, cellRow } from "../../../benchmarks/ledger/run_rows.ts";

const [store, count = "Infinity"] = Deno.args;
const transfer = { pretrain: "a", finetune: "a", test: "a" };
for (let i = 0; i < Number(count); i++) {
  using ledger = Ledger.open(store!, (line) => {
    throw new Error(line);
  });
  ledger.transaction(() => {
    const run = addRun(ledger, {
      started: "2026-01-01T00:00:00Z",
      spec: { name: "written", digest: "" },
      engine: "onnx",
      device: "cpu",
      git: { revision: null, dirty: null },
      host: {},
      out: "out",
    }, { status: "unfinished", seconds: null });
    for (let seed = 0; seed < 25; seed++) {
      const cell = { variant: "bar", task: "vqa", transfer, seed } as const;
      ledger.put("cells", cellRow(run, cell, { status: "unfinished", key: null }));
    }
  });
  console.log(i);
}
