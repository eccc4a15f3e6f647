import assert from "node:assert/strict";
import sharp from "sharp";
import { exhibitsOf, overlay } from "../../../benchmarks/stages/exhibits.ts";
import { FINDINGS } from "../../../datasets/dataset.ts";
import { openTiny } from "../../tasks/tiny.ts";

Deno.test("overlay() is as opaque as attention is large, enlarged bilinearly", () => {
  // Rows first: the last value is the lower right quarter's.
  const pixels = overlay([0.1, 0.1, 0.1, 0.3], 2);
  const at = (x: number, y: number) => Array.from(pixels.subarray(4 * (16 * y + x)).slice(0, 4));
  assert.equal(pixels.length, 4 * 16 * 16);
  assert.deepEqual(at(15, 15), [255, 80, 0, 190]);
  assert.deepEqual(at(0, 0), [255, 80, 0, 0]);
  assert.deepEqual(at(15, 0), [255, 80, 0, 0]);
  // The centre of pixel 7 is 7/16 of the way from one token's centre to the next.
  assert.deepEqual(at(7, 15), [255, 80, 0, 83]);
  assert.deepEqual(at(15, 7), [255, 80, 0, 83]);
  assert.deepEqual(at(8, 15), [255, 80, 0, 107]);
});

Deno.test("overlay() of attention that is everywhere alike is clear", () => {
  assert.ok(overlay(Array(4).fill(0.2), 2).every((value, i) => value === [255, 80, 0, 0][i % 4]));
});

Deno.test("exhibitsOf() holds the radiograph as it is and the same bytes in every run", async () => {
  using tiny = await openTiny();
  const study = tiny.studies.split("test")[0]!;
  const map = { phrase: "edema", start: 0, end: 5, finding: "Edema", attention: [0, 0, 0, 1] };
  const labels = { generated: [1], reference: [0] };
  const reports = { generated: "edema", reference: "none", labels };
  const prediction = { id: "a", perplexity: 3, ...reports };
  const draw = () => exhibitsOf([{ study, prediction, maps: [map] }], tiny.studies);
  const drawn = await draw();
  const [{ image, maps, ...rest }] = drawn.examples as [typeof drawn.examples[number]];
  assert.deepEqual([drawn.labelNames, drawn.grid], [FINDINGS, 2]);
  assert.deepEqual(rest, { id: "a", ...reports });
  const [{ overlay: layer, ...given }] = maps as [typeof maps[number]];
  assert.deepEqual(given, map);

  const film = await decode(image, "b-w");
  assert.deepEqual([film.info.width, film.info.channels], [64, 1]);
  assert.deepEqual(new Uint8Array(film.data), tiny.studies.pixels(study));
  const above = await decode(layer, "srgb");
  assert.deepEqual([above.info.width, above.info.channels], [16, 4]);
  assert.deepEqual(new Uint8Array(above.data), overlay(map.attention, 2));
  assert.deepEqual(await draw(), drawn);
});

function decode(uri: string, colours: "b-w" | "srgb") {
  const [head, base64] = uri.split(",");
  assert.equal(head, "data:image/png;base64");
  return sharp(Uint8Array.fromBase64(base64!)).toColourspace(colours).raw()
    .toBuffer({ resolveWithObject: true });
}
