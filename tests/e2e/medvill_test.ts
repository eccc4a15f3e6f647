/** The paper's spec as it is written, scaled down by flags, on folders of the official forms. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exportPhantom, phantomConfigSchema } from "../../datasets/mod.ts";
import { allCells } from "../../results/results.ts";
import { runTask, withFolder } from "./command.ts";
import { resultsOf } from "./results_folder.ts";

const SMALLER = [
  "model={size: tiny, imageSize: 64, imageTokens: 4, trunk: {width: 8, blocks: [1, 1, 1, 1]}}",
  ...["trunk.steps=1", "trunk.batchSize=2", "pretrain.epochs=1", "pretrain.batchSize=8"],
  ...["classification", "retrieval", "vqa", "report-generation"].map((task) => {
    return `tasks.${task}.epochs=1`;
  }),
  ...["tasks.vqa.batchSize=16", "tasks.report-generation.decoding.maxTokens=4"],
];

Deno.test("medvill.yaml runs on MIMIC-CXR, Open-I and VQA-RAD as their owners ship them", () =>
  withFolder(async (folder) => {
    const data: string[] = [];
    const layouts = ["mimic-cxr", "openi", "vqa-rad"] as const;
    for (const [i, layout] of layouts.entries()) {
      const root = join(folder, layout);
      const phantom = phantomConfigSchema.parse({ kind: "phantom", patients: 20, seed: 7 + i });
      await exportPhantom(phantom, layout, { folder: root, size: 64 });
      data.push("--data", `${layout}=${root}`);
    }
    const out = join(folder, "out");
    const { code, stderr } = await runTask(
      "reproduce",
      ...["benchmarks/medvill.yaml", "--store", join(folder, "store"), "--out", out, ...data],
      ...["--only", "variant=bar", "--seeds", "1", ...SMALLER.flatMap((set) => ["--set", set])],
    );
    assert.deepEqual([code, stderr], [0, ""]);
    const cells = allCells(await resultsOf(out))
      .filter(({ variant }) => variant === "bar")
      .map(({ task, transfer: { pretrain, finetune, test }, status }) => {
        return `${task} ${pretrain} ${finetune} ${test} ${status}`;
      });
    const reports = ["mimic-cxr mimic-cxr", "openi openi", "mimic-cxr openi"];
    assert.deepEqual(
      cells.sort(),
      [
        ...["classification", "report-generation", "retrieval"].flatMap((task) =>
          reports.map((transfer) => `${task} mimic-cxr ${transfer} done`)
        ),
        "vqa mimic-cxr vqa-rad vqa-rad done",
      ].sort(),
    );
  }));
