import assert from "node:assert/strict";
import { tablesCsv } from "../../results/tables_csv.ts";
import { AA, AB, cell, results } from "./example.ts";

Deno.test("tablesCsv() has a line per cell and metric, with all digits", () => {
  const cells = [
    cell("bar", AB, 1, { f1_micro: 0.1 + 0.2, auroc_micro: null, "auroc.Edema": 1 }),
    cell("bar", AB, 2, "Cannot train: loss is NaN"),
  ];
  assert.equal(
    tablesCsv(results(cells)),
    `task,variant,pretrain,finetune,test,seed,status,metric,value,reference,difference
classification,bar,site-a,site-a,site_b,1,done,f1_micro,0.30000000000000004,,
classification,bar,site-a,site-a,site_b,1,done,auroc_micro,,,
classification,bar,site-a,site-a,site_b,1,done,auroc.Edema,1,,
classification,bar,site-a,site-a,site_b,2,failed,,,,
`,
  );
});

Deno.test("tablesCsv() quotes commas, quotes and line ends", () => {
  const cells = [cell("bi", { ...AA, test: 'a,"b"' }, 1, { "auroc.x\ny": 0.5 }, "t")];
  const [, ...lines] = tablesCsv(results(cells)).split("\n");
  assert.equal(lines.join("\n"), 't,bi,site-a,site-a,"a,""b""",1,done,"auroc.x\ny",0.5,,\n');
});

Deno.test("tablesCsv() has the published value and the difference from it", () => {
  const reference = {
    variant: "bar",
    task: "classification",
    transfer: { pretrain: null, finetune: "site-a", test: "site-a" },
    metric: "f1_micro",
    value: 0.25,
  } as const;
  const cells = [
    cell("bar", AA, 1, { f1_micro: 0.75, auroc_micro: 1 }),
    cell("bar", AA, 2, { f1_micro: null }),
    cell("bar", AB, 1, { f1_micro: 0.75 }),
    cell("bi", AA, 1, { f1_micro: 0.75 }),
  ];
  const lines = tablesCsv(results(cells), [reference]).trimEnd().split("\n").slice(1);
  assert.deepEqual(lines.map((line) => line.split(",").slice(7).join()), [
    "f1_micro,0.75,0.25,0.5",
    "auroc_micro,1,,",
    "f1_micro,,0.25,",
    "f1_micro,0.75,,",
    "f1_micro,0.75,,",
  ]);
  const unknown = tablesCsv(results(cells), [{ ...reference, value: null }]);
  assert.equal(unknown, tablesCsv(results(cells)));
});
