import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { float32, int32 } from "../../model/engine/engine.ts";
import {
  createSafetensors,
  decodeSafetensors,
  type Dtype,
  encodeSafetensors,
  openSafetensors,
  readTensors,
  type TensorData,
  type TypedArray,
  writeSafetensors,
  writeTensors,
} from "../../model/checkpoint/safetensors.ts";

const SAMPLE: TensorData[] = [
  { name: "b", dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 255) },
  { name: "a", dtype: "F32", shape: [2, 2], data: Float32Array.of(1, -2, 0.5, Infinity) },
  { name: "é", dtype: "I64", shape: [], data: BigInt64Array.of(-(2n ** 60n)) },
  { name: "empty", dtype: "F64", shape: [0, 4], data: new Float64Array(0) },
];

/** A file with this header text and `data` zero bytes. */
function file(header: string, data = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** Equal values in equal arrays, whatever the bits of a NaN. */
function same(a: TypedArray, b: TypedArray): void {
  assert.equal(a.constructor, b.constructor);
  assert.deepEqual(Array.from<unknown>(a), Array.from<unknown>(b));
}

function withFile(body: (path: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    body(join(dir, "t.safetensors"));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("encodeSafetensors() writes these exact bytes", () => {
  const bytes = encodeSafetensors(
    [
      { name: "b", dtype: "U8", shape: [1], data: Uint8Array.of(7) },
      { name: "a", dtype: "I16", shape: [1, 1], data: Int16Array.of(-2) },
    ],
    { z: "2", format: "pt" },
  );
  const header = '{"__metadata__":{"format":"pt","z":"2"},' +
    '"a":{"dtype":"I16","shape":[1,1],"data_offsets":[0,2]},' +
    '"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}';
  const length = Math.ceil(header.length / 8) * 8;
  assert.equal(length, 152);
  assert.deepEqual([...bytes.subarray(0, 8)], [152, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(new TextDecoder().decode(bytes.subarray(8, 8 + length)), header.padEnd(length));
  assert.deepEqual([...bytes.subarray(8 + length)], [0xfe, 0xff, 7]);
});

Deno.test("encodeSafetensors() gives equal bytes for any order of tensors and metadata", () => {
  const a = encodeSafetensors(SAMPLE, { x: "1", y: "2" });
  const b = encodeSafetensors(SAMPLE.toReversed(), { y: "2", x: "1" });
  assert.deepEqual(a, b);
});

Deno.test("encodeSafetensors() aligns every tensor to its values", () => {
  const { entries } = decodeSafetensors(encodeSafetensors(SAMPLE));
  assert.equal(entries.get("é")!.offset % 8, 0);
  assert.equal(entries.get("a")!.offset % 4, 0);
});

Deno.test("decodeSafetensors() reads back names, shapes, metadata and values", () => {
  const read = decodeSafetensors(encodeSafetensors(SAMPLE, { note: "ü\n" }));
  assert.deepEqual(read.metadata, { note: "ü\n" });
  assert.deepEqual([...read.entries.keys()].sort(), ["a", "b", "empty", "é"]);
  for (const { name, dtype, shape, data } of SAMPLE) {
    assert.deepEqual(read.read(name), data);
    assert.equal(read.entries.get(name)!.dtype, dtype);
    assert.deepEqual(read.entries.get(name)!.shape, shape);
  }
});

Deno.test("decodeSafetensors() widens F16 and BF16", () => {
  const bytes = file(
    '{"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},' +
      '"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]}}',
    10,
  );
  // 1.0, -2.0 and the smallest subnormal in binary16; 1.0 and -3.140625 in bfloat16.
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x3f80, 0xc049);
  bytes.set(new Uint8Array(halves.buffer), bytes.length - 10);
  const read = decodeSafetensors(bytes);
  assert.deepEqual(read.read("h"), Float32Array.of(1, -2, 2 ** -24));
  assert.deepEqual(read.read("b"), Float32Array.of(1, -3.140625));
});

Deno.test("encodeSafetensors() rounds to F16 and BF16, ties to even", () => {
  const cases: [Dtype, number, number][] = [
    ["BF16", 1 + 2 ** -8, 1],
    ["BF16", 1 + 3 * 2 ** -8, 1 + 2 ** -6],
    ["BF16", 1 + 2 ** -8 + 2 ** -20, 1 + 2 ** -7],
    ["BF16", 3.4e38, Infinity],
    ["BF16", -Infinity, -Infinity],
    ["BF16", NaN, NaN],
    ["F16", 1 + 2 ** -11, 1],
    ["F16", 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ["F16", 65520, Infinity],
    ["F16", NaN, NaN],
  ];
  for (const [dtype, value, expected] of cases) {
    const bytes = encodeSafetensors([{
      name: "x",
      dtype,
      shape: [],
      data: Float32Array.of(value),
    }]);
    assert.deepEqual(decodeSafetensors(bytes).read("x"), Float32Array.of(expected));
  }
});

const DATA: Record<Dtype, (bytes: Uint8Array) => TypedArray> = {
  F64: (b) => new Float64Array(b.buffer),
  F32: (b) => new Float32Array(b.buffer),
  F16: (b) => Float32Array.from(new Float16Array(b.buffer)),
  BF16: (b) => Float32Array.from(new Float16Array(b.buffer), (v) => v > 1 ? 2 : -0.5),
  I64: (b) => new BigInt64Array(b.buffer),
  I32: (b) => new Int32Array(b.buffer),
  I16: (b) => new Int16Array(b.buffer),
  I8: (b) => new Int8Array(b.buffer),
  U8: (b) => b,
  BOOL: (b) => b.map((v) => v & 1),
};

const tensor = fc.record({
  name: fc.string({ unit: "binary" }).filter((n) => n !== "__metadata__"),
  dtype: fc.constantFrom(...Object.keys(DATA) as Dtype[]),
  groups: fc.array(fc.uint8Array({ minLength: 8, maxLength: 8 }), { maxLength: 6 }),
}).map(({ name, dtype, groups }): TensorData => {
  const data = DATA[dtype](Uint8Array.from(groups.flatMap((group) => [...group])));
  const rows = groups.length;
  return { name, dtype, shape: rows === 0 ? [0, 3] : [rows, data.length / rows], data };
});
const tensors = fc.uniqueArray(tensor, { maxLength: 6, selector: ({ name }) => name });

Deno.test("openSafetensors() reads what writeSafetensors() wrote, whole and by rows", () => {
  withFile((path) =>
    fc.assert(fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (all, metadata) => {
      writeSafetensors(path, all, metadata);
      assert.deepEqual(Deno.readFileSync(path), encodeSafetensors(all, metadata));
      using read = openSafetensors(path);
      assert.deepEqual(Object.entries(read.metadata).sort(), Object.entries(metadata).sort());
      assert.equal(read.entries.size, all.length);
      for (const { name, shape, data } of all) {
        same(read.read(name), data);
        const [rows, columns] = shape as [number, number];
        for (let row = 0; row < rows; row++) {
          const expected = data.slice(row * columns, (row + 1) * columns);
          same(read.readRows(name, row, 1), expected);
        }
        same(read.readRows(name, 0, rows), data);
      }
    }))
  );
});

Deno.test("openSafetensors() gives SyntaxError or whole tensors after any damage", () => {
  const good = encodeSafetensors(SAMPLE, { a: "b" });
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
      const bytes = good.slice(0, Math.max(length, good.length - 40));
      if (at < bytes.length) bytes[at] = byte;
      try {
        const read = decodeSafetensors(bytes);
        for (const [name, entry] of read.entries) {
          const size = entry.shape.reduce((n, d) => n * d, 1);
          assert.equal(read.read(name).length, size);
        }
      } catch (error) {
        assert.ok(error instanceof SyntaxError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

const U8 = '{"dtype":"U8","shape":[2],"data_offsets":[0,2]}';
const BAD: [string, Uint8Array, RegExp][] = [
  ["an empty file", new Uint8Array(0), /at least 8 bytes, the file has 0/],
  ["a cut length", new Uint8Array(7), /at least 8 bytes/],
  [
    "a header longer than the file",
    file('{"a":1}').subarray(0, 12),
    /header of 7 bytes in a file of 12/,
  ],
  [
    "a header over 100 MB",
    Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0x80),
    /header of 9223372036854775809 bytes, at most 100000000/,
  ],
  ["no JSON", file("{"), /not JSON/],
  ["bytes that are not UTF-8", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff), /not JSON/],
  ["deep nesting", file("[".repeat(200000) + "]".repeat(200000)), /the header is not/],
  ["an array", file("[]"), /not a JSON object/],
  ["a repeated tensor", file(`{"a":${U8},"a":${U8}}`, 2), /names something twice/],
  ["a repeated field", file('{"a":{"dtype":"F32",' + U8.slice(1) + "}", 2), /something twice/],
  [
    "a repeat spelled differently",
    file(`{"a":${U8},"\\u0061":${U8}}`, 2),
    /names something twice/,
  ],
  ["metadata that is not text", file('{"__metadata__":{"n":1}}'), /__metadata__.n is not a string/],
  ["metadata that is a list", file('{"__metadata__":[]}'), /__metadata__ is not an object/],
  ["an entry that is null", file('{"a":null}'), /tensor "a" is not described by an object/],
  [
    "an unknown dtype",
    file('{"a":{"dtype":"F8","shape":[],"data_offsets":[0,1]}}', 1),
    /tensor "a" has dtype "F8", known are F64,F32/,
  ],
  [
    "a dtype named like a method",
    file('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,1]}}', 1),
    /dtype "toString"/,
  ],
  [
    "a negative dimension",
    file('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}', 1),
    /impossible shape \[-1\]/,
  ],
  [
    "a fractional dimension",
    file('{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}', 1),
    /impossible shape \[1.5\]/,
  ],
  [
    "a shape whose size overflows",
    file('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
    /impossible shape \[4294967296,4294967296\]/,
  ],
  [
    "a shape whose size overflows beside a zero",
    file('{"a":{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}'),
    /impossible shape/,
  ],
  ["a shape that is missing", file('{"a":{"dtype":"U8","data_offsets":[0,1]}}', 1), /shape/],
  [
    "three offsets",
    file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}', 1),
    /data_offsets \[0,1,1\]/,
  ],
  [
    "offsets beyond the file",
    file('{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}', 2),
    /lies at \[0,9\], the data has 2 bytes/,
  ],
  [
    "offsets backwards",
    file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}', 1),
    /lies at \[1,0\]/,
  ],
  [
    "a size that is not the shape's",
    file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
    /shape \[2\] needs 8 bytes, has 4/,
  ],
  [
    "an overlap",
    file(`{"a":${U8},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3),
    /tensor "b" overlaps/,
  ],
  [
    "a gap",
    file(`{"a":${U8},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}`, 4),
    /1 unused bytes before tensor "b"/,
  ],
  ["bytes after the end", file(`{"a":${U8}}`, 3), /1 unused bytes after the last tensor/],
];
for (const [what, bytes, message] of BAD) {
  Deno.test(`openSafetensors() refuses ${what}`, () =>
    withFile((path) => {
      Deno.writeFileSync(path, bytes);
      assert.throws(() => openSafetensors(path), (error) => {
        assert.ok(error instanceof SyntaxError);
        assert.match(error.message, message);
        assert.ok(error.message.endsWith(` in ${path}`));
        return true;
      });
      assert.throws(() => decodeSafetensors(bytes), message);
    }));
}

Deno.test("openSafetensors() reads a header with a 20 MB text", () => {
  const read = decodeSafetensors(file(JSON.stringify({ __metadata__: { a: "x".repeat(2e7) } })));
  assert.equal(read.metadata.a!.length, 2e7);
});

Deno.test("openSafetensors() accepts a tensor named __proto__", () => {
  const read = decodeSafetensors(file(`{"__proto__":${U8}}`, 2));
  assert.deepEqual(read.read("__proto__"), new Uint8Array(2));
});

Deno.test("read() and readRows() name what is missing", () => {
  const read = decodeSafetensors(encodeSafetensors(SAMPLE));
  assert.throws(
    () => read.read("c"),
    new RangeError(
      'Cannot find tensor "c": the file has 4 (a, b, empty, é)',
    ),
  );
  assert.throws(
    () => read.readRows("a", 1, 2),
    new RangeError(
      'Cannot read rows 1 to 3 of tensor "a": it has 2 rows',
    ),
  );
  assert.throws(() => read.readRows("a", -1, 1), RangeError);
  assert.throws(() => read.readRows("é", 0, 1), RangeError);
  assert.throws(() => read.read("toString"), RangeError);
});

Deno.test("encodeSafetensors() refuses what it could not read back", () => {
  const one = (part: Partial<TensorData>): TensorData => {
    return { name: "a", dtype: "U8", shape: [1], data: new Uint8Array(1), ...part };
  };
  assert.throws(() => encodeSafetensors([one({}), one({})]), /"a": reserved, repeated/);
  assert.throws(() => encodeSafetensors([one({ name: "__metadata__" })]), RangeError);
  assert.throws(() => encodeSafetensors([one({ name: "\ud800" })]), RangeError);
  assert.throws(() => encodeSafetensors([one({ shape: [-1] })]), /impossible shape \[-1\]/);
  assert.throws(
    () => encodeSafetensors([one({ shape: [2] })]),
    new RangeError(
      'Cannot write tensor "a": shape [2] holds 2 values, got 1',
    ),
  );
  assert.throws(
    () => encodeSafetensors([one({ dtype: "I8" })]),
    new TypeError(
      'Cannot write tensor "a" as I8: got values in a Uint8Array',
    ),
  );
});

Deno.test("createSafetensors() fills tensors in pieces, in any order", () =>
  withFile((path) => {
    using writer = createSafetensors(path, SAMPLE);
    writer.write("a", Float32Array.of(1));
    writer.write("b", Uint8Array.of(1, 2));
    writer.write("a", Float32Array.of(-2, 0.5));
    writer.write("é", BigInt64Array.of(-(2n ** 60n)));
    writer.write("b", Uint8Array.of(255));
    writer.write("a", Float32Array.of(Infinity));
    writer.close();
    assert.deepEqual(Deno.readFileSync(path), encodeSafetensors(SAMPLE));
  }));

Deno.test("createSafetensors() counts the values of every tensor", () =>
  withFile((path) => {
    using writer = createSafetensors(path, [{ name: "a", dtype: "U8", shape: [2] }]);
    writer.write("a", Uint8Array.of(1));
    assert.throws(
      () => writer.write("a", Uint8Array.of(1, 2)),
      new RangeError('Cannot write tensor "a": shape [2] holds 2 values, got 3'),
    );
    assert.throws(
      () => writer.close(),
      new RangeError('Cannot write tensor "a": shape [2] holds 2 values, got 1'),
    );
  }));

Deno.test("readTensors() reads what writeTensors() wrote", () =>
  withFile((path) => {
    const tensors = { w: float32([1.5, -2], [2, 1]), ids: int32([-1, 2 ** 31 - 1], [2]) };
    writeTensors(path, tensors);
    assert.deepEqual(readTensors(path), { ids: tensors.ids, w: tensors.w });
  }));

Deno.test("readTensors() widens integers to int32 and rounds float64", () =>
  withFile((path) => {
    const one = (name: string, dtype: Dtype, data: TypedArray): TensorData => {
      return { name, dtype, shape: [1], data };
    };
    writeSafetensors(path, [
      one("f64", "F64", Float64Array.of(0.1)),
      one("i64", "I64", BigInt64Array.of(-5n)),
      one("i16", "I16", Int16Array.of(-6)),
      one("bool", "BOOL", Uint8Array.of(1)),
      one("bf16", "BF16", Float32Array.of(0.5)),
    ]);
    assert.deepEqual(readTensors(path), {
      f64: float32([Math.fround(0.1)], [1]),
      i64: int32([-5], [1]),
      i16: int32([-6], [1]),
      bool: int32([1], [1]),
      bf16: float32([0.5], [1]),
    });
    writeSafetensors(path, [one("i64", "I64", BigInt64Array.of(2n ** 31n))]);
    assert.throws(
      () => readTensors(path),
      new RangeError(
        'Cannot hold tensor "i64" in int32: it has the value 2147483648',
      ),
    );
  }));

const fixtures = Deno.env.get("MEDVILL_FIXTURES") ??
  new URL("../../../shared/reference/fixtures", import.meta.url).pathname;
const names = (() => {
  try {
    const entries = [...Deno.readDirSync(fixtures)].map(({ name }) => name);
    return entries.filter((name) => name.endsWith(".safetensors")).sort();
  } catch {
    return [];
  }
})();
Deno.test({
  name: names.length > 0
    ? `openSafetensors() reads the ${names.length} reference files`
    : `openSafetensors() reads the reference files (skipped: no *.safetensors in ${fixtures})`,
  ignore: names.length === 0,
  fn() {
    for (const name of names) {
      using read = openSafetensors(join(fixtures, name));
      assert.ok(read.entries.size > 0);
      const all = [...read.entries].map(([tensor, { dtype, shape }]): TensorData => {
        return { name: tensor, dtype, shape, data: read.read(tensor) };
      });
      const again = decodeSafetensors(encodeSafetensors(all, read.metadata));
      assert.deepEqual(again.metadata, read.metadata);
      for (const { name, data } of all) same(again.read(name), data);
    }
  },
});
