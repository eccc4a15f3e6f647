import assert from "node:assert/strict";
import { CommanderError } from "commander";
import { checkpointCommand } from "../cli_checkpoint.ts";
import { readTensors, writeTensors } from "../model/checkpoint/safetensors.ts";
import { withFolder } from "./e2e/command.ts";
import { HEADS, network } from "./model/checkpoint/networks.ts";

/** What the command prints, with the temporary folder as `.`. */
async function printed(folder: string, ...args: string[]): Promise<string> {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  try {
    const placed = args.map((arg) => arg.replace(/^\./, folder));
    await checkpointCommand().parseAsync(placed, { from: "user" });
  } finally {
    console.log = log;
  }
  return lines.join("\n").replaceAll(folder, ".");
}

function withModel(body: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeTensors(`${folder}/m.safetensors`, network(HEADS.classification));
    await body(folder);
  });
}

Deno.test("checkpoint export, inspect and import say what they did", async () => {
  await withModel(async (folder) => {
    const options = ["--as", "classification", "--parallel"];
    assert.equal(
      await printed(folder, "export", "./m.safetensors", "./o.bin", ...options),
      "./o.bin: MedViLL classification, 171 tensors\n" +
        "2 written as zeros, as this model does not have it:\n  enc.clf.weight\n  enc.clf.bias",
    );
    // Its own, and 3 · 4 + 3 of the unused classifier.
    const own = Object.entries(network(HEADS.classification))
      .filter(([name]) => !/running/.test(name)).map(([, { data }]) => data.length);
    assert.equal(own.reduce((sum, size) => sum + size) + 15, 3045);
    const lines = (await printed(folder, "inspect", "./o.bin")).split("\n");
    assert.equal(
      lines[0],
      "./o.bin: torch-zip, MedViLL classification, 171 tensors, 3,045 parameters",
    );
    assert.match(lines[1]!, /^module\.enc\.txt_embeddings\.position_ids +I64 {3}\[1, 5\]$/);
    assert.equal(lines.length, 172);
    assert.equal(
      await printed(folder, "import", "./o.bin", "./back.safetensors"),
      "./back.safetensors: MedViLL classification, 143 tensors, 3,356 values\n" +
        "2 left out, as this model does not use it:\n  module.enc.clf.weight\n  module.enc.clf.bias",
    );
    const [back, model] = ["back", "m"].map((name) => readTensors(`${folder}/${name}.safetensors`));
    assert.deepEqual(back, model);
  });
});

Deno.test("checkpoint --json prints what the functions return", async () => {
  await withModel(async (folder) => {
    const args = [
      "export",
      "./m.safetensors",
      "./o.safetensors",
      "--as",
      "classification",
      "--json",
    ];
    assert.deepEqual(JSON.parse(await printed(folder, ...args)), {
      out: "./o.safetensors",
      kind: "classification",
      format: "safetensors",
      tensors: 171,
      left: [],
      zeros: ["enc.clf.weight", "enc.clf.bias"],
    });
    const inspection = JSON.parse(await printed(folder, "inspect", "./o.safetensors", "--json"));
    assert.equal(inspection.kind, "classification");
    assert.equal(inspection.tensors.length, 171);
    const imported = JSON.parse(
      await printed(folder, "import", "./o.safetensors", "./b", "--json"),
    );
    assert.equal(imported.tensors, 143);
  });
});

Deno.test("checkpoint inspect says why a checkpoint cannot be imported", async () => {
  await withFolder(async (folder) => {
    const model = network(HEADS.retrieval);
    delete model["itm.linear.bias"];
    writeTensors(`${folder}/m`, model);
    assert.equal(
      (await printed(folder, "inspect", "./m")).split("\n")[1],
      "It cannot be imported: as MedViLL retrieval, 1 names are missing: itm.linear.bias",
    );
  });
});

Deno.test("checkpoint export refuses an unknown kind and names the known ones", () => {
  const command = checkpointCommand();
  command.commands.forEach((sub) => sub.configureOutput({ writeErr: () => {} }));
  assert.throws(
    () => command.parse(["export", "m", "o.bin", "--as", "berd"], { from: "user" }),
    (error) =>
      error instanceof CommanderError && /Allowed choices are pretraining, /.test(error.message),
  );
});
