import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { openDataset } from "../../../datasets/mod.ts";
import { readParquet } from "../../../datasets/table/parquet.ts";
import { messageOf, tableConfig, writeFolder } from "./folder.ts";

const COLUMNS = { image: "img", id: "id", text: "say", labels: ["Edema", "Mass"] };

/** A folder with three images and `t.parquet`. */
async function withParquet(run: (root: string, path: string) => Promise<void>): Promise<void> {
  const { root, dispose } = await writeFolder("unused.csv", "", 3);
  const path = join(root, "t.parquet");
  parquetWriteFile({
    filename: path,
    columnData: [
      { name: "img", data: ["0.png", "1.png", "2.png"], type: "STRING" },
      { name: "id", data: [7n, 8n, 9n], type: "INT64" },
      { name: "say", data: ["wet", null, "dry, “so”"], type: "STRING" },
      { name: "Edema", data: [1, 0, NaN], type: "DOUBLE" },
      { name: "Mass", data: [-1, 1, null], type: "INT32" },
      { name: "extra", data: [{ a: 1 }, { a: 2 }, null], type: "JSON" },
    ],
  });
  try {
    await run(root, path);
  } finally {
    await dispose();
  }
}

Deno.test("readParquet() makes cells of the columns wanted", async () => {
  await withParquet(async (_root, path) => {
    assert.deepEqual(await readParquet(path, "t.parquet", ["id", "say", "Edema", "none"]), {
      columns: ["img", "id", "say", "Edema", "Mass", "extra"],
      rows: [
        { place: "t.parquet:1", cells: { id: "7", say: "wet", Edema: "1" } },
        { place: "t.parquet:2", cells: { id: "8", say: "", Edema: "0" } },
        { place: "t.parquet:3", cells: { id: "9", say: "dry, “so”", Edema: "" } },
      ],
    });
  });
});

Deno.test("a table may be Parquet", async () => {
  await withParquet(async (root) => {
    const config = tableConfig(root, "t.parquet", { columns: COLUMNS, images: "images" });
    const { examples, image } = await openDataset(config);
    assert.deepEqual(examples.map(({ id, text, labels }) => [id, text, labels]), [
      ["7", "wet", [1, -1]],
      ["8", "", [0, 1]],
      ["9", "dry, “so”", [null, null]],
    ]);
    assert.equal((await image(2, 3)).length, 9);
  });
});

Deno.test("a Parquet table names a column that it lacks, and a file that is none", async () => {
  await withParquet(async (root, path) => {
    const config = (columns: object) =>
      tableConfig(root, "t.parquet", { columns, images: "images" });
    assert.match(
      await messageOf(() => openDataset(config({ image: "imag" }))),
      /^Cannot find column "imag" in t\.parquet: it has "img", .*, did you mean "img"$/,
    );
    const damaged = async (bytes: Uint8Array) => {
      await Deno.writeFile(path, bytes);
      return await messageOf(() => openDataset(config(COLUMNS)));
    };
    const whole = await Deno.readFile(path);
    const refused = /^Cannot read table .*t\.parquet: .*, check root and file$/;
    assert.match(await damaged(whole.subarray(0, -9)), refused);
    assert.match(await damaged(new TextEncoder().encode("img,id\n0.png,7\n")), refused);
    assert.match(await damaged(new Uint8Array()), refused);
    await Deno.remove(path);
    assert.match(await messageOf(() => openDataset(config(COLUMNS))), /: no such file, check root/);
  });
});
