import assert from "node:assert/strict";
import { parseTable } from "../../../datasets/table/rows.ts";

Deno.test("parseTable() reads CSV with quotes, a byte order mark and line numbers", () => {
  const table = parseTable("t.csv", '\uFEFFa,b\n1,"x, ""y""\nz"\n\n2,\n');
  assert.deepEqual(table, {
    columns: ["a", "b"],
    rows: [
      { place: "t.csv:3", cells: { a: "1", b: 'x, "y"\nz' } },
      { place: "t.csv:5", cells: { a: "2", b: "" } },
    ],
  });
});

Deno.test("parseTable() reads JSONL with missing, null and numeric cells", () => {
  const table = parseTable("t.jsonl", '{"a": 1, "b": null}\n\n{"c": "x"}\n');
  assert.deepEqual(table, {
    columns: ["a", "b", "c"],
    rows: [
      { place: "t.jsonl:1", cells: { a: "1", b: "" } },
      { place: "t.jsonl:3", cells: { c: "x" } },
    ],
  });
});

const REFUSED = [
  ["t.txt", "a\n1", "Cannot read table t.txt: unknown ending .txt, use .csv, .jsonl or .parquet"],
  ["t.csv", "a,b\n", "Cannot read table t.csv: it has no rows, expected one per study"],
  ["t.csv", "", "Cannot read table t.csv: it has no rows, expected one per study"],
  ["t.jsonl", "\n", "Cannot read table t.jsonl: it has no rows, expected one per study"],
  ["t.csv", "a,a\n1,2", 'Cannot read table t.csv: two columns are called "a", rename one'],
  ["t.jsonl", "{}\n[1]", "Cannot read row t.jsonl:2: [1], expected an object"],
] as const;

for (const [name, text, message] of REFUSED) {
  Deno.test(`parseTable() refuses ${JSON.stringify(text)} in ${name}`, () => {
    assert.throws(() => parseTable(name, text), { message });
  });
}

Deno.test("parseTable() names file and line of a malformed row", () => {
  assert.throws(() => parseTable("t.csv", "a,b\n1,2\n3\n"), {
    name: "SyntaxError",
    message:
      "Cannot read table t.csv: Invalid Record Length: expect 2, got 1 on line 3, correct it",
  });
  assert.throws(() => parseTable("t.jsonl", "{}\n{a}\n"), {
    name: "SyntaxError",
    message: /^Cannot read row t\.jsonl:2: .*JSON/,
  });
});
