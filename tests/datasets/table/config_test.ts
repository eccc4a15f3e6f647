import assert from "node:assert/strict";
import { tableConfigSchema } from "../../../datasets/mod.ts";

const BASE = { kind: "table", root: "/data", file: "t.csv", columns: { image: "img" } };

Deno.test("tableConfigSchema fills in the defaults", () => {
  assert.deepEqual(tableConfigSchema.parse(BASE), {
    ...BASE,
    images: ".",
    split: { train: 0.7, valid: 0.1, test: 0.2, seed: 0 },
  });
});

const REFUSED: [title: string, change: object, path: string, message: RegExp][] = [
  ["an unknown key", { colums: {} }, "", /colums/],
  ["an unknown column", { columns: { image: "a", labls: ["x"] } }, "columns", /labls/],
  ["shares that do not add up", { split: { train: 0.9 } }, "split", /must add up to 1/],
  [
    "labels beside label",
    { columns: { image: "a", labels: ["x"], label: "y" } },
    "columns",
    /not both/,
  ],
];

for (const [title, change, path, message] of REFUSED) {
  Deno.test(`tableConfigSchema refuses ${title}`, () => {
    const { error } = tableConfigSchema.safeParse({ ...BASE, ...change });
    assert.equal(error?.issues.length, 1);
    assert.equal(error.issues[0]!.path.join("."), path);
    assert.match(error.issues[0]!.message, message);
  });
}
