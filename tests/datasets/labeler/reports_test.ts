import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readReports } from "../../../datasets/labeler/mod.ts";

async function withFile(
  content: string | Uint8Array,
  body: (file: string) => Promise<void>,
  suffix = ".jsonl",
) {
  const file = await Deno.makeTempFile({ suffix });
  try {
    await Deno.writeFile(file, typeof content === "string" ? encode(content) : content);
    await body(file);
  } finally {
    await Deno.remove(file);
  }
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("readReports() reads id and text, through BOM, CRLF and blank lines", async () => {
  const content = '\uFEFF{"id":"a","text":"x","label":"\'\'"}\r\n\r\n{"text":"","id":7}';
  const read = async (file: string) =>
    assert.deepEqual(await readReports(file), [{ id: "a", text: "x" }, { id: 7, text: "" }]);
  await withFile(content, read);
  await withFile(new Uint8Array(gzipSync(content)), read, ".jsonl.gz");
});

const GOOD = '{"id":"a","text":"x"}\n';

/** What stands in line 2, and what is said of it. */
const WRONG: readonly (readonly [string | Uint8Array, RegExp])[] = [
  ["{", /^Cannot read report FILE:2: .*JSON.*, correct the line$/],
  ["[1]", /^Cannot read report FILE:2: \[1\], expected an object$/],
  ['{"text":"x"}', /^Cannot read report FILE:2: id is missing, expected a string or a number$/],
  ['{"id":null,"text":"x"}', /^Cannot read report FILE:2: id is null, expected a string or a /],
  ['{"id":"b"}', /^Cannot read report FILE:2: text is missing, expected a string$/],
  ['{"id":"b","text":[1,2]}', /^Cannot read report FILE:2: text is \[1,2\], expected a string$/],
  [
    Uint8Array.of(0x22, 0xe4, 0x22),
    /^Cannot read FILE:2: it is not UTF-8, save the file as UTF-8$/,
  ],
];

for (const [line, message] of WRONG) {
  Deno.test(`readReports() refuses ${typeof line === "string" ? line : "Latin-1"}`, async () => {
    const bytes = typeof line === "string" ? encode(line) : line;
    await withFile(Uint8Array.of(...encode(GOOD), ...bytes), async (file) => {
      await assert.rejects(() => readReports(file), (error: Error) => {
        assert.match(error.message.replace(file, "FILE"), message);
        return error instanceof SyntaxError;
      });
    });
  });
}

Deno.test("readReports() refuses files that are absent or empty", async () => {
  await assert.rejects(() => readReports("nowhere.jsonl"), {
    message: "Cannot read nowhere.jsonl: no such file, check the path and the file",
  });
  await withFile("\n", async (file) => {
    await assert.rejects(() => readReports(file), {
      message: `Cannot read reports ${file}: it has none, expected a JSON object per line`,
    });
  });
});
