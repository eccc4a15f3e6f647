import assert from "node:assert/strict";
import sharp from "sharp";
import { contactSheet, exemplars } from "../../datasets/contact_sheet.ts";
import type { Dataset, LabelValue } from "../../datasets/dataset.ts";

Deno.test("contactSheet() lays tiles out row by row with captions below", async () => {
  const tile = (grey: number, caption = "") => ({
    pixels: new Uint8Array(400).fill(grey),
    caption,
  });
  const png = await contactSheet([tile(10), tile(90), tile(250, "<a & b>")], 20, 2);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.format, info.width, info.height], ["raw", 40, 72]);
  const grey = (x: number, y: number) => data[(y * info.width + x) * info.channels];
  assert.deepEqual([grey(0, 0), grey(19, 19), grey(20, 0), grey(0, 36)], [10, 10, 90, 250]);
  assert.equal(grey(0, 20), 0x22);
  const caption = Array.from({ length: 16 * 20 }, (_, i) => grey(i % 20, 56 + Math.floor(i / 20)));
  assert.ok(Math.max(...caption as number[]) > 200, "the caption is drawn");
});

Deno.test("exemplars() prefers studies with few other labels and shows none twice", () => {
  const rows: LabelValue[][] = [[1, 1, null], [1, 0, null], [0, 1, 1], [1, -1, null], [0, 0, 1]];
  const dataset = {
    labelNames: ["x", "y", "z"],
    examples: rows.map((labels) => ({ labels })),
  } as unknown as Dataset;
  assert.deepEqual(exemplars(dataset, 2), [
    { index: 1, label: "x" },
    { index: 3, label: "x" },
    { index: 0, label: "y" },
    { index: 2, label: "y" },
    { index: 4, label: "z" },
  ]);
});
