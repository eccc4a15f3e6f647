import { configOf, type Files, writeFiles } from "../datasets/files/folder.ts";
import { jsonlFiles } from "../datasets/jsonl/folder.ts";
import { mimicFiles, STUDIES } from "../datasets/mimic_cxr/folder.ts";
import { openiConfigSchema, phantomConfigSchema, vqaRadConfigSchema } from "../../datasets/mod.ts";
import { exported } from "../datasets/exported.ts";
import { tableConfig, writeFolder } from "../datasets/table/folder.ts";
import { type Prepared, testDataset } from "./dataset_conformance.ts";

for (const site of ["a", "b"] as const) {
  testDataset(`phantom ${site}`, () => ({
    config: phantomConfigSchema.parse({ kind: "phantom", site, patients: 120 }),
  }));
}

const ROWS = Array.from({ length: 30 }, (_, i) => i);

testDataset("table of CSV", async () => {
  const lines = ROWS.map((i) => `${i}.png,p${i % 15},"seen, no ${i}",${["flu", "none"][i % 2]}`);
  const table = ["path,who,report,finding", ...lines].join("\n");
  const { root, dispose } = await writeFolder("table.csv", table, ROWS.length);
  const columns = { image: "path", patient: "who", text: "report", label: "finding" };
  return { config: tableConfig(root, "table.csv", { images: "images", columns }), dispose };
});

testDataset("table of JSONL", async () => {
  const lines = ROWS.map((i) =>
    JSON.stringify({
      name: `s${i}`,
      file: `images/${i}.png`,
      part: ["train", "validate", "TEST"][i % 3],
      Edema: [1, 0, -1, null][i % 4],
      Fracture: `${i % 2}`,
    })
  );
  const { root, dispose } = await writeFolder("table.jsonl", lines.join("\n"), ROWS.length);
  const columns = { image: "file", id: "name", split: "part", labels: ["Edema", "Fracture"] };
  return { config: tableConfig(root, "table.jsonl", { columns }), dispose };
});

async function prepareFiles(files: Files, config: object): Promise<Prepared> {
  const root = await Deno.makeTempDir();
  await writeFiles(root, files);
  return {
    config: configOf({ root, ...config }),
    dispose: () => Deno.remove(root, { recursive: true }),
  };
}

testDataset(
  "mimic-cxr",
  async () => prepareFiles(await mimicFiles(STUDIES), { kind: "mimic-cxr" }),
);

testDataset("jsonl", async () => prepareFiles(await jsonlFiles(15), { kind: "jsonl" }));

testDataset("openi", async () => {
  const folder = await exported("openi", 90, 48);
  const config = openiConfigSchema.parse({ kind: "openi", root: folder.root });
  return { config, dispose: async () => await folder[Symbol.asyncDispose]() };
});

testDataset("vqa-rad", async () => {
  const folder = await exported("vqa-rad", 40, 48);
  const config = vqaRadConfigSchema.parse({ kind: "vqa-rad", root: folder.root });
  return { config, dispose: async () => await folder[Symbol.asyncDispose]() };
});
