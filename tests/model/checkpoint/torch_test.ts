import assert from "node:assert/strict";
import fc from "fast-check";
import {
  called,
  count,
  dict,
  named,
  pickle,
  type Pickled,
  text,
  tuple,
} from "../../../model/checkpoint/pickle_write.ts";
import { openTorch, type TorchFile } from "../../../model/checkpoint/torch.ts";
import {
  bytesOf,
  emptyOrderedDict,
  type ForgedEntry,
  legacyBytes,
  raw,
  statePickle,
  tensor,
  torchEntries,
  withBytes,
  zipBytes,
} from "./forge.ts";

const DATA = Float32Array.from({ length: 24 }, (_, i) => i);

function read<T>(bytes: Uint8Array, body: (file: TorchFile) => T): T {
  return withBytes(bytes, (path) => {
    using file = openTorch(path);
    return body(file);
  });
}

/** A state dict of tensors in storages `0`, `1`, … of the given values. */
function zipped(tensors: Record<string, Pickled>, ...storages: ArrayBufferView<ArrayBuffer>[]) {
  const bytes = Object.fromEntries(storages.map((values, key) => [`${key}`, bytesOf(values)]));
  return zipBytes(torchEntries(statePickle(tensors), bytes));
}

const DTYPES: [type: string, dtype: string, stored: ArrayBufferView<ArrayBuffer>, read: unknown][] =
  [
    ["DoubleStorage", "F64", Float64Array.of(1e-300), Float64Array.of(1e-300)],
    ["FloatStorage", "F32", Float32Array.of(-0.1), Float32Array.of(-0.1)],
    ["HalfStorage", "F16", Uint16Array.of(0x3e00), Float32Array.of(1.5)],
    ["BFloat16Storage", "BF16", Uint16Array.of(0x3fc0), Float32Array.of(1.5)],
    ["LongStorage", "I64", BigInt64Array.of(-(2n ** 62n)), BigInt64Array.of(-(2n ** 62n))],
    ["IntStorage", "I32", Int32Array.of(-(2 ** 30)), Int32Array.of(-(2 ** 30))],
    ["ShortStorage", "I16", Int16Array.of(-300), Int16Array.of(-300)],
    ["CharStorage", "I8", Int8Array.of(-3), Int8Array.of(-3)],
    ["ByteStorage", "U8", Uint8Array.of(250), Uint8Array.of(250)],
    ["BoolStorage", "BOOL", Uint8Array.of(1), Uint8Array.of(1)],
  ];

for (const [type, dtype, stored, expected] of DTYPES) {
  Deno.test(`openTorch() reads a ${type} in both formats`, () => {
    const state = statePickle({ w: tensor({ type, shape: [1] }) });
    const bytes = bytesOf(stored);
    for (
      const file of [
        zipBytes(torchEntries(state, { 0: bytes })),
        legacyBytes(state, { 0: [1, bytes] }),
      ]
    ) {
      read(file, (opened) => {
        assert.equal(opened.tensors.get("w")!.dtype, dtype);
        assert.deepEqual(opened.read("w"), expected);
      });
    }
  });
}

Deno.test("openTorch() reads views that share a storage", () => {
  const at = { count: 24 };
  const file = zipped({
    all: tensor({ ...at, shape: [4, 6] }),
    again: tensor({ ...at, shape: [4, 6] }),
    rows: tensor({ ...at, shape: [2, 6], offset: 6 }),
    columns: tensor({ ...at, shape: [4, 2], strides: [6, 3] }),
    transposed: tensor({ ...at, shape: [3, 2], strides: [1, 6], offset: 12 }),
    expanded: tensor({ ...at, shape: [2, 3], strides: [0, 1], offset: 21 }),
    scalar: tensor({ ...at, shape: [], offset: 5 }),
    empty: tensor({ ...at, shape: [0, 4] }),
    emptyAtTheEnd: tensor({ ...at, shape: [4, 0], offset: 24 }),
    one: tensor({ ...at, shape: [1, 1, 2], strides: [99, 77, 1], offset: 22 }),
  }, DATA);
  read(file, ({ tensors, read }) => {
    const values = Object.fromEntries([...tensors.keys()].map((name) => [name, [...read(name)]]));
    assert.deepEqual(values, {
      all: [...DATA],
      again: [...DATA],
      rows: [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
      columns: [0, 3, 6, 9, 12, 15, 18, 21],
      transposed: [12, 18, 13, 19, 14, 20],
      expanded: [21, 22, 23, 21, 22, 23],
      scalar: [5],
      empty: [],
      emptyAtTheEnd: [],
      one: [22, 23],
    });
    assert.equal(tensors.get("all")!.place, tensors.get("again")!.place);
    const places = new Set([...tensors.values()].map(({ place }) => place));
    assert.equal(places.size, tensors.size - 1);
  });
});

Deno.test("read() gives values that later reads do not see", () => {
  const file = zipped(
    { w: tensor({ shape: [24] }), part: tensor({ count: 24, shape: [2] }) },
    DATA,
  );
  read(file, ({ read }) => {
    for (const name of ["part", "w", "part"]) {
      assert.equal(read(name)[1], 1);
      read(name)[1] = 9;
    }
  });
});

Deno.test("read() gives any strided view of a storage, as its definition does", () => {
  const axes = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 4 });
  fc.assert(fc.property(axes, fc.nat(23), (axes, offset) => {
    const shape = axes.map(([size]) => size), strides = axes.map(([, stride]) => stride);
    const last = axes.reduce((sum, [size, stride]) => sum + Math.max(0, size - 1) * stride, offset);
    fc.pre(last < 24);
    let expected = [offset];
    for (const [size, stride] of axes) {
      expected = expected.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * stride));
    }
    const file = zipped({ w: tensor({ count: 24, shape, strides, offset }) }, DATA);
    read(file, ({ read }) => assert.deepEqual([...read("w")], expected));
  }));
});

Deno.test("read() of an unknown name lists the names there are", () => {
  read(zipped({ w: tensor({ shape: [24] }) }, DATA), ({ read }) => {
    assert.throws(() => read("v"), {
      name: "RangeError",
      message: /^Cannot find tensor "v": .* has 1 \(w\)$/,
    });
  });
});

Deno.test("openTorch() reads deflated storages and a zip64 file", () => {
  const entries = torchEntries(statePickle({ w: tensor({ shape: [24] }) }), { 0: bytesOf(DATA) })
    .map((entry): ForgedEntry => ({ ...entry, deflated: true }));
  for (const zip64 of [false, true]) {
    read(zipBytes(entries, { zip64 }), ({ format, read }) => {
      assert.equal(format, "torch-zip");
      assert.deepEqual(read("w"), DATA);
    });
  }
});

Deno.test("openTorch() reads legacy storages in the order of their keys", () => {
  const state = statePickle({
    w: tensor({ key: "70", shape: [24] }),
    v: tensor({ key: "8", type: "ByteStorage", shape: [3] }),
  });
  const storages = { 8: [3, Uint8Array.of(1, 2, 3)], 70: [24, bytesOf(DATA)] } as const;
  read(legacyBytes(state, storages), ({ format, tensors, read }) => {
    assert.equal(format, "torch-legacy");
    assert.deepEqual([...tensors.keys()], ["w", "v"]);
    assert.deepEqual(read("w"), DATA);
    assert.deepEqual(read("v"), Uint8Array.of(1, 2, 3));
  });
});

Deno.test("openTorch() takes a parameter for its tensor", () => {
  const rebuild = named("torch._utils", "_rebuild_parameter");
  const parameter = called(rebuild, tuple(tensor({ shape: [24] }), count(1), emptyOrderedDict()));
  read(zipped({ w: parameter }, DATA), ({ read }) => assert.deepEqual(read("w"), DATA));
});

const F8 = called(named("numpy", "dtype"), tuple(text("f8")));
const SCALAR = named("numpy.core.multiarray", "scalar");
const encoded = (bytes: string) =>
  called(named("_codecs", "encode"), tuple(text(bytes), text("latin1")));

Deno.test("openTorch() opens a training checkpoint and shows what is plain in it", () => {
  const state = dict([[text("module.w"), tensor({ shape: [24] })]], emptyOrderedDict());
  const whole = pickle(dict([
    [text("epoch"), count(3)],
    [text("state_dict"), state],
    [text("optimizer"), dict([[text("lr"), count(1)]])],
    [text("best_metric"), called(SCALAR, tuple(F8, encoded("\0\0\0\0\0\0\u00e4?")))],
    [text("size"), called(named("torch", "Size"), tuple(tuple(count(2))))],
  ]));
  read(zipBytes(torchEntries(whole, { 0: bytesOf(DATA) })), ({ tensors, training }) => {
    assert.deepEqual([...tensors.keys()], ["module.w"]);
    assert.deepEqual(training, { epoch: 3, best_metric: 0.625 });
  });
});

const SCALARS: [code: string, bytes: number[], value: number | boolean][] = [
  ["f2", [0, 0x3e], 1.5],
  ["f4", [0, 0, 0xc0, 0x3f], 1.5],
  ["f8", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
  ["i1", [0xff], -1],
  ["i2", [0xfe, 0xff], -2],
  ["i4", [0xfe, 0xff, 0xff, 0xff], -2],
  ["i8", [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -2],
  ["u8", [1, 2, 0, 0, 0, 0, 0, 0], 513],
  ["u1", [0xff], 255],
  ["u2", [1, 2], 513],
  ["u4", [0xff, 0xff, 0xff, 0xff], 2 ** 32 - 1],
  ["b1", [1], true],
];

for (const [code, bytes, value] of SCALARS) {
  for (const big of [false, true]) {
    Deno.test(`openTorch() reads a ${big ? "big" : "little"}-endian NumPy ${code}`, () => {
      const dtype = raw(
        called(named("numpy", "dtype"), tuple(text(code))),
        tuple(count(3), text(big ? ">" : "<")),
        "b",
      );
      const there = raw("C", [bytes.length], big ? bytes.toReversed() : bytes);
      const scalar = called(named("numpy._core.multiarray", "scalar"), tuple(dtype, there));
      const whole = dict([[text("state_dict"), dict([])], [text("best"), scalar]]);
      read(zipBytes(torchEntries(pickle(whole))), ({ training }) => {
        assert.deepEqual(training, { best: value });
      });
    });
  }
}
