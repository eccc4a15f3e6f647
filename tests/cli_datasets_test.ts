import assert from "node:assert/strict";
import { join } from "node:path";
import { captured } from "./e2e/captured.ts";
import { withFolder } from "./e2e/command.ts";

Deno.test("datasets label prints one JSON line per report", () =>
  withFolder(async (folder) => {
    const file = join(folder, "reports.jsonl");
    const lines = [
      '{"id":"s1","label":"\'Edema\'","text":"Mild edema. No effusion. Possible pneumonia."}',
      '{"id":2,"text":"The lungs are clear."}',
    ];
    await Deno.writeTextFile(file, lines.join("\n"));
    const { code, stdout, stderr } = await captured("datasets", "label", file);
    assert.deepEqual([code, stderr], [0, ""]);
    const none = "null,";
    assert.equal(
      stdout,
      '{"id":"s1","labels":{"No Finding":null,"Enlarged Cardiomediastinum":null,' +
        '"Cardiomegaly":null,"Lung Lesion":null,"Lung Opacity":null,"Edema":1,' +
        '"Consolidation":null,"Pneumonia":-1,"Atelectasis":null,"Pneumothorax":null,' +
        '"Pleural Effusion":0,"Pleural Other":null,"Fracture":null,"Support Devices":null}}\n' +
        `{"id":2,"labels":{"No Finding":1,"Enlarged Cardiomediastinum":${none}` +
        `"Cardiomegaly":${none}"Lung Lesion":${none}"Lung Opacity":${none}"Edema":${none}` +
        `"Consolidation":${none}"Pneumonia":${none}"Atelectasis":${none}"Pneumothorax":${none}` +
        `"Pleural Effusion":${none}"Pleural Other":${none}"Fracture":${none}` +
        '"Support Devices":null}}\n',
    );
  }));

Deno.test("datasets label refuses a wrong line by file and line, and prints no labels", () =>
  withFolder(async (folder) => {
    const file = join(folder, "reports.jsonl");
    await Deno.writeTextFile(file, '{"id":"a","text":"x"}\n{"id":"b"}\n');
    assert.deepEqual(await captured("datasets", "label", file), {
      code: 2,
      signal: null,
      stdout: "",
      stderr: `Cannot read report ${file}:2: text is missing, expected a string\n`,
    });
  }));

Deno.test("datasets label refuses a file that is not there", async () => {
  assert.deepEqual(await captured("datasets", "label", "nowhere.jsonl"), {
    code: 2,
    signal: null,
    stdout: "",
    stderr: "Cannot read reports nowhere.jsonl: no such file, check the path\n",
  });
});
