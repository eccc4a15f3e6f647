import assert from "node:assert/strict";
import { parseTable } from "../../../datasets/table/rows.ts";
import { readStudies } from "../../../datasets/table/studies.ts";
import { tableConfig } from "./folder.ts";

function read(csv: string, columns: object, rest: object = {}) {
  return readStudies(
    tableConfig("/data", "t.csv", { columns, ...rest }),
    parseTable("t.csv", csv),
  );
}

Deno.test("readStudies() reads every column", () => {
  const csv = "id,who,img,say,part,Edema,Mass\n" +
    "s1,p1,a.png,wet,train,1,\n" +
    "s2,p2,b/c.png,,dev,-1.0,0\n";
  const columns = {
    image: "img",
    id: "id",
    patient: "who",
    text: "say",
    split: "part",
    labels: ["Edema", "Mass"],
  };
  assert.deepEqual(read(csv, columns, { images: "img/x" }), {
    labelNames: ["Edema", "Mass"],
    images: ["img/x/a.png", "img/x/b/c.png"],
    examples: [
      { id: "s1", patient: "p1", split: "train", text: "wet", labels: [1, null], questions: [] },
      { id: "s2", patient: "p2", split: "valid", text: "", labels: [-1, 0], questions: [] },
    ],
  });
});

Deno.test("readStudies() makes labels of one column's values, and ids and patients of the images", () => {
  const studies = read("img,kind\na.png,flu\nb.png,\nc.png,cold\n", {
    image: "img",
    label: "kind",
  });
  assert.deepEqual(studies.labelNames, ["cold", "flu"]);
  assert.deepEqual(studies.examples.map(({ id, patient, labels }) => [id, patient, labels]), [
    ["a.png", "a.png", [0, 1]],
    ["b.png", "b.png", [null, null]],
    ["c.png", "c.png", [1, 0]],
  ]);
});

Deno.test("readStudies() accepts every word for a split", () => {
  const words = ["train", "valid", "validate", "validation", "val", "Dev", " TEST"];
  const csv = "img,part\n" + words.map((word, i) => `${i}.png,${word}`).join("\n");
  assert.deepEqual(read(csv, { image: "img", split: "part" }).examples.map(({ split }) => split), [
    "train",
    ...Array<string>(5).fill("valid"),
    "test",
  ]);
});

const REFUSED: [title: string, csv: string, columns: object, message: string][] = [
  [
    "a missing column, with the nearest name",
    "file,finding\na.png,x",
    { image: "file", label: "findings" },
    'Cannot find column "findings" in t.csv: it has "file", "finding", did you mean "finding"',
  ],
  [
    "a missing column that is like no other",
    "file,finding\na.png,x",
    { image: "path of the picture" },
    'Cannot find column "path of the picture" in t.csv: it has "file", "finding"',
  ],
  [
    "a study named twice",
    "img\na.png\nb.png\na.png",
    { image: "img" },
    'Cannot read row t.csv:4: study "a.png" is already in row t.csv:2, ' +
    "give every study its own id",
  ],
  [
    "an image above the root",
    "img\na.png\nx/../../b.png",
    { image: "img" },
    'Cannot use image "x/../../b.png" of row t.csv:3: it lies outside the dataset\'s root, ' +
    "name it relative to the root",
  ],
  [
    "an absolute image",
    "img\n/etc/a.png",
    { image: "img" },
    'Cannot use image "/etc/a.png" of row t.csv:2: it lies outside the dataset\'s root, ' +
    "name it relative to the root",
  ],
  [
    "an empty image",
    "img,x\n,1",
    { image: "img" },
    'Cannot read column "img" of row t.csv:2: it is empty, fill it in',
  ],
  [
    "an unknown label value",
    "img,x\na.png,yes",
    { image: "img", labels: ["x"] },
    'Cannot read label "x" of row t.csv:2: "yes", expected 1, 0, -1 or nothing',
  ],
  [
    "an unknown split",
    "img,x\na.png,holdout",
    { image: "img", split: "x" },
    'Cannot read the split of row t.csv:2: "holdout", expected train, valid or test',
  ],
  [
    "a patient in two splits",
    "img,who,part\na.png,p,train\nb.png,q,test\nc.png,p,test",
    { image: "img", patient: "who", split: "part" },
    'Cannot use the split of row t.csv:4: patient "p" is in test, but in train in row t.csv:2',
  ],
];

for (const [title, csv, columns, message] of REFUSED) {
  Deno.test(`readStudies() refuses ${title}`, () => {
    assert.throws(() => read(csv, columns), { message });
  });
}
