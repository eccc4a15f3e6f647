import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { readDicom } from "../../../datasets/dicom/mod.ts";
import { readGreyImage } from "../../../datasets/mod.ts";
import { messageOf } from "../table/folder.ts";
import { dicomFile, ds, type Elements, encapsulated, us, words } from "./file.ts";

const EXPLICIT = "1.2.840.10008.1.2.1";
const RLE = "1.2.840.10008.1.2.5";
const JPEG = "1.2.840.10008.1.2.4.50";

async function withDicom<T>(bytes: Uint8Array, run: (path: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "image.dcm");
    await Deno.writeFile(path, bytes);
    return await run(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Grey levels of a file. */
async function read(elements: Elements, syntax = EXPLICIT): Promise<number[]> {
  return await withDicom(dicomFile(syntax, elements), async (path) => {
    const { width, height, channels, data } = await readDicom(path);
    assert.equal(data.length, width * height * channels);
    return [...data];
  });
}

function refusal(elements: Elements, syntax = EXPLICIT): Promise<string> {
  return messageOf(() => read(elements, syntax));
}

const pixels = (...values: number[]): Elements => ({ "7fe00010": ["OW", words(...values)] });

Deno.test("readDicom() spreads the values that occur, without a window", async () => {
  assert.deepEqual(await read(pixels(1000, 1255, 1051, 1204)), [0, 255, 51, 204]);
});

Deno.test("readDicom() inverts MONOCHROME1", async () => {
  const elements = {
    ...pixels(1000, 1255, 1051, 1204),
    "00280004": ["CS", "MONOCHROME1"],
  } as const;
  assert.deepEqual(await read(elements), [255, 0, 204, 51]);
});

Deno.test("readDicom() rescales, then applies the first window", async () => {
  // x = 2 v - 100. The window [100.5 - 0.5 - 127.5, + 127.5] is -27.5 to 227.5.
  const window = { "00281050": ds(100.5, 7), "00281051": ds(256, 9) };
  const rescale = { "00281053": ds(2), "00281052": ds(-100) };
  // x: -100, 100, 228, 24.
  assert.deepEqual(await read({ ...pixels(0, 100, 164, 62), ...window, ...rescale }), [
    0,
    128, // (100 - 100) / 255 + 0.5, of 255 is 127.5
    255,
    52, // (24 - 100) / 255 + 0.5, of 255 is 51.5
  ]);
});

Deno.test("readDicom() takes signed values of the stored bits, and passes padding over", async () => {
  const signed = { "00280103": us(1), "00280101": us(12), "00280102": us(11) };
  const padding = { "00280120": ["SS", words(0xf830)] } as const; // -2000
  // 0xf000 stands above twelve bits; -5, 250, 97.
  const values = pixels(0x0ffb, 0xf0fa, 0x0830, 97);
  assert.deepEqual(await read({ ...values, ...signed, ...padding }), [0, 255, 0, 102]);
});

Deno.test("readDicom() reads 8 bits", async () => {
  const eight = { "00280100": us(8), "00280101": us(8), "00280102": us(7) };
  const data = { "7fe00010": ["OW", Uint8Array.of(0, 255, 10, 20)] } as const;
  assert.deepEqual(await read({ ...eight, ...data }), [0, 255, 10, 20]);
});

/** A frame of segments, none of them packed. */
function rleFrame(segments: readonly (readonly number[])[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, segments.length, true);
  let offset = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 * (i + 1), offset, true);
    offset += segment.length;
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}

const rle = (segments: readonly (readonly number[])[]): Elements => ({
  "7fe00010": ["OB", encapsulated(rleFrame(segments))],
});

Deno.test("readDicom() reads run lengths: high bytes, then low bytes", async () => {
  // Values 256, 256 + 255, 256 + 51, 256 + 204: a run of four ones; four bytes as they are.
  assert.deepEqual(await read(rle([[253, 1, 128], [3, 0, 255, 51, 204, 0]]), RLE), [
    0,
    255,
    51,
    204,
  ]);
});

/** Any bytes, packed as runs of 1 to 128 and as copies. */
function packed(bytes: readonly number[]): number[] {
  const code: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = at + 1;
    while (end < bytes.length && end - at < 128 && bytes[end] === bytes[at]) end++;
    if (end - at > 1) code.push(257 - (end - at), bytes[at]!);
    else code.push(0, bytes[at]!);
    at = end;
  }
  return code;
}

Deno.test("readDicom() reads any run lengths as the pixels they were made of", async () => {
  const value = fc.oneof(fc.constant(7), fc.nat(0xffff));
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 300, maxLength: 300 }), async (values) => {
      const size = { "00280010": us(10), "00280011": us(30) };
      const segments = [values.map((one) => one >> 8), values.map((one) => one & 255)].map(packed);
      const window = { "00281050": ds(128), "00281051": ds(256) };
      assert.deepEqual(
        await read({ ...size, ...window, ...rle(segments) }, RLE),
        await read({ ...size, ...window, ...pixels(...values) }),
      );
    }),
    { numRuns: 20 },
  );
});

Deno.test("readDicom() reads JPEG Baseline", async () => {
  const grey = Uint8Array.from({ length: 256 }, (_, i) => i % 16 < 8 ? 40 : 200);
  const frame = await sharp(grey, { raw: { width: 16, height: 16, channels: 1 } })
    .toColourspace("b-w").jpeg({ quality: 100 }).toBuffer();
  const eight = { "00280100": us(8), "00280101": us(8), "00280102": us(7) };
  const size = { "00280010": us(16), "00280011": us(16) };
  const window = { "00281050": ds(128), "00281051": ds(256) };
  const data = { "7fe00010": ["OB", encapsulated(new Uint8Array(frame))] } as const;
  const read8 = await read({ ...eight, ...size, ...window, ...data }, JPEG);
  read8.forEach((level, i) => assert.ok(Math.abs(level - grey[i]!) <= 1));
  assert.match(
    await refusal({ ...eight, ...window, ...data }, JPEG),
    /^its JPEG has 16x16 pixels, expected 2x2$/,
  );
});

Deno.test("readDicom() refuses other transfer syntaxes by name, with the way out", async () => {
  assert.equal(
    await refusal(pixels(0, 1, 2, 3), "1.2.840.10008.1.2.4.70"),
    "its pixels are coded as JPEG Lossless (Process 14, Selection Value 1) " +
      "(1.2.840.10008.1.2.4.70), write them uncompressed, as gdcmconv --raw does",
  );
  for (
    const [uid, name] of [
      ["1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian"],
      ["1.2.840.10008.1.2.2", "Explicit VR Big Endian"],
      ["1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"],
      ["1.2.3", "an unknown transfer syntax"],
    ]
  ) {
    const message = await refusal(pixels(0, 1, 2, 3), uid);
    assert.ok(message.startsWith(`its pixels are coded as ${name} (${uid}), write them`), message);
  }
});

const REFUSED: [string, Elements, RegExp][] = [
  ["colours", { "00280004": ["CS", "RGB"], "00280002": us(3) }, /interpretation is RGB, expected/],
  ["several frames", { "00280008": ["IS", "2"] }, /^it has 2 frames, expected one$/],
  ["32 bits", { "00280100": us(32) }, /^16 of 32 bits up to bit 15 hold a pixel/],
  ["upper bits", { "00280101": us(12) }, /^12 of 16 bits up to bit 15 hold a pixel/],
  ["no pixels", { "00280010": us(0) }, /^it has 2x0 pixels, expected 1 to 67108864$/],
  [
    "too many pixels",
    { "00280010": us(65535), "00280011": us(65535) },
    /^it has 65535x65535 pixels/,
  ],
  ["a bent window", { "00281056": ["CS", "SIGMOID"] }, /form SIGMOID, expected LINEAR$/],
  ["too few pixels", pixels(1, 2, 3), /^its pixels take 6 bytes, expected 8$/],
];

for (const [name, elements, message] of REFUSED) {
  Deno.test(`readDicom() refuses ${name}`, async () => {
    assert.match(await refusal({ ...pixels(1, 2, 3, 4), ...elements }), message);
  });
}

Deno.test("readDicom() refuses run lengths that end early or have another depth", async () => {
  assert.match(await refusal(rle([[3, 0, 1, 2, 3, 0]]), RLE), /has 1 segments, expected 2$/);
  assert.match(await refusal(rle([[253, 1], [2, 0]]), RLE), /ends after 0 of 4 pixels$/);
});

Deno.test("readGreyImage() reads DICOM where it is told to, and says so where not", async () => {
  const bytes = dicomFile(EXPLICIT, pixels(1000, 1255, 1051, 1204));
  await withDicom(bytes, async (path) => {
    assert.deepEqual([...await readGreyImage(path, 2, { dicom: true })], [0, 255, 51, 204]);
    assert.equal(
      await messageOf(() => readGreyImage(path, 2)),
      `Cannot decode image ${path}: it is a DICOM file, set dicom: true`,
    );
  });
  await withDicom(bytes.subarray(0, 200), async (path) => {
    const message = await messageOf(() => readGreyImage(path, 2, { dicom: true }));
    assert.match(
      message,
      /^Cannot decode image .*image\.dcm: it is no DICOM file that can be read/,
    );
  });
});

Deno.test("readGreyImage() of a damaged DICOM file is an image or an ImageError", async () => {
  const whole = dicomFile(RLE, rle([[253, 1, 128], [3, 0, 255, 51, 204, 0]]));
  const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
  const changes = fc.array(change, { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(changes, fc.nat(whole.length), async (changes, length) => {
      const bytes = whole.slice();
      for (const { at, byte } of changes) bytes[at] = byte;
      await withDicom(bytes.subarray(0, length || whole.length), async (path) => {
        try {
          assert.equal((await readGreyImage(path, 2, { dicom: true })).length, 4);
        } catch (error) {
          assert.ok(error instanceof Error);
          assert.equal(error.name, "ImageError");
        }
      });
    }),
    { numRuns: 300 },
  );
});
