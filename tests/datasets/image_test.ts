import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { readGreyImage } from "../../datasets/image.ts";
import { messageOf, writePng } from "./table/folder.ts";

async function withDir(body: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body((name) => join(dir, name));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readGreyImage() gives an 8-bit grey PNG of the size asked for as it is", async () => {
  await withDir(async (path) => {
    await writePng(path("grey.png"), 3, 3, (x, y) => 10 + 80 * x + 30 * y);
    const pixels = [...await readGreyImage(path("grey.png"), 3)];
    assert.deepEqual(pixels, [10, 90, 170, 40, 120, 200, 70, 150, 230]);
  });
});

Deno.test("readGreyImage() scales a 16-bit PNG down to 8 bits", async () => {
  await withDir(async (path) => {
    const data = Uint16Array.of(0, 50 * 257, 128 * 257, 65535);
    await sharp(data, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace("grey16").png().toFile(path("deep.png"));
    assert.equal((await sharp(path("deep.png")).metadata()).depth, "ushort");
    assert.deepEqual([...await readGreyImage(path("deep.png"), 2)], [0, 50, 128, 255]);
  });
});

Deno.test("readGreyImage() weighs colours by ITU-R 601 and ignores transparency", async () => {
  await withDir(async (path) => {
    // 0.299, 0.587 and 0.114 times 255, rounded.
    const data = Uint8Array.of(255, 0, 0, 9, 0, 255, 0, 255, 0, 0, 255, 0, 128, 128, 128, 77);
    await sharp(data, { raw: { width: 2, height: 2, channels: 4 } }).png().toFile(path("c.png"));
    assert.deepEqual([...await readGreyImage(path("c.png"), 2)], [76, 150, 29, 128]);
  });
});

Deno.test("readGreyImage() reads JPEG and stretches a wide image to a square", async () => {
  await withDir(async (path) => {
    const data = Uint8Array.from({ length: 64 * 32 }, (_, i) => i % 64 < 32 ? 40 : 200);
    await sharp(data, { raw: { width: 64, height: 32, channels: 1 } })
      .jpeg({ quality: 100 }).toFile(path("wide.jpg"));
    const pixels = await readGreyImage(path("wide.jpg"), 8);
    for (let row = 0; row < 8; row++) {
      for (const [column, grey] of [[0, 40], [2, 40], [5, 200], [7, 200]] as const) {
        assert.ok(Math.abs(pixels[row * 8 + column]! - grey) <= 1);
      }
    }
  });
});

Deno.test("readGreyImage() names the file it cannot decode", async () => {
  await withDir(async (path) => {
    await Deno.writeTextFile(path("text.png"), "no picture");
    assert.equal(
      await messageOf(() => readGreyImage(path("text.png"), 4)),
      `Cannot decode image ${path("text.png")}: Input file contains unsupported image format, ` +
        "check the file or leave out its row",
    );
    const missing = await messageOf(() => readGreyImage(path("none.png"), 4));
    assert.ok(missing.startsWith(`Cannot decode image ${path("none.png")}: no such file`));
  });
});
