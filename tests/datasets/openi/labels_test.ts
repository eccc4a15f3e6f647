import assert from "node:assert/strict";
import { FINDINGS } from "../../../datasets/mod.ts";
import { findingsOf, meshLabels, parseFindings } from "../../../datasets/openi/labels.ts";

const named = (labels: readonly unknown[]) =>
  Object.fromEntries(
    FINDINGS.map((name, k) => [name, labels[k]]).filter(([, value]) => value !== null),
  );

Deno.test("parseFindings() reads the labeler's lines and those of the published splits", () => {
  const file = parseFindings(
    "l.jsonl",
    '{"id":"1","labels":{"Edema":1,"Fracture":0,"Pneumonia":-1,"Atelectasis":null}}\r\n\n' +
      `{"id":"2","label":"'Edema', 'Support Devices'","text":"x","img":"y"}\n{"id":"3","label":"''"}`,
  );
  assert.deepEqual(named(file.get("1")!), { Edema: 1, Fracture: 0, Pneumonia: -1 });
  assert.deepEqual(named(file.get("2")!), { Edema: 1, "Support Devices": 1 });
  assert.deepEqual(named(file.get("3")!), {});
});

Deno.test("findingsOf() takes the file's labels before those of the rules", () => {
  const file = parseFindings("l.jsonl", `{"id":"1","label":"'Fracture'"}`);
  assert.deepEqual(named(findingsOf("1", "There is edema.", file)), { Fracture: 1 });
  assert.deepEqual(named(findingsOf("2", "There is edema.", file)), { Edema: 1 });
});

Deno.test("meshLabels() are the headings without qualifiers", () => {
  const report = (...major: string[]) => ({
    ...{ findings: "", impression: "", images: [] },
    mesh: { major, automatic: ["other"] },
  });
  const reports = [report("Opacity/lung/base/left", "Opacity/hilum"), report("normal"), report()];
  assert.deepEqual(meshLabels(reports), {
    names: ["Opacity", "normal"],
    values: [[1, 0], [0, 1], [0, 0]],
  });
});

const REAL = new URL("../../../../shared/data/openi/Valid.jsonl", import.meta.url);
const missing = (() => {
  try {
    Deno.statSync(REAL);
    return "";
  } catch {
    return " (skipped: ../shared/data/openi is missing)";
  }
})();

Deno.test({
  name: `parseFindings() reads the published labels of Open-I's validation split${missing}`,
  ignore: missing !== "",
  fn: () => {
    const file = parseFindings("Valid.jsonl", Deno.readTextFileSync(REAL));
    assert.equal(file.size, 710);
    const count = (name: typeof FINDINGS[number]) =>
      [...file.values()].filter((labels) => labels[FINDINGS.indexOf(name)] === 1).length;
    // Reference specification, section 4.1.
    assert.deepEqual(FINDINGS.map(count), [282, 30, 104, 24, 116, 4, 10, 4, 29, 6, 23, 4, 21, 32]);
  },
});
