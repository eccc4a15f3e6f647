import assert from "node:assert/strict";
import { MAX_OPCODES, unpickle } from "../../../model/checkpoint/pickle.ts";
import {
  boolean,
  count,
  dict,
  pickle,
  text,
  tuple,
} from "../../../model/checkpoint/pickle_write.ts";
import { Callable, type PickleValue, Tuple } from "../../../model/checkpoint/pickle_values.ts";
import { le, raw } from "./forge.ts";

const CONTEXT = {
  find: (name: string) => new Callable(name, (args) => [name, ...args]),
  persistent: (id: PickleValue) => ["persistent", id],
};

function load(bytes: Uint8Array): PickleValue {
  return unpickle(bytes, CONTEXT).value;
}

// The bytes are what Python's `pickle.dumps(value, protocol)` gives, or the opcode by hand.
const VALUES: [title: string, bytes: Uint8Array, value: PickleValue][] = [
  ["None", raw([0x80, 2], "N."), null],
  ["True", raw([0x80, 2, 0x88], "."), true],
  ["False", raw([0x80, 2, 0x89], "."), false],
  ["BININT1", raw("K", [255], "."), 255],
  ["BININT2", raw("M", [1, 2], "."), 513],
  ["BININT", raw("J", [254, 255, 255, 255], "."), -2],
  ["LONG1 of no bytes", raw([0x8a, 0], "."), 0],
  ["LONG1", raw([0x8a, 5, 0, 0, 0, 0, 255], "."), -(2 ** 32)],
  ["LONG1 beyond a double", raw([0x8a, 8, 1, 0, 0, 0, 0, 0, 0, 0x40], "."), 2n ** 62n + 1n],
  ["LONG4", raw([0x8b], le(1, 4), [7], "."), 7],
  ["BINFLOAT", raw("G", [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "."), 1.5],
  ["BINUNICODE", raw("X", le(2, 4), [0xc3, 0xa9], "."), "é"],
  ["SHORT_BINUNICODE", raw([0x8c, 1], "a."), "a"],
  ["BINUNICODE8", raw([0x8d], le(1, 8), "a."), "a"],
  ["SHORT_BINSTRING", raw("U", [1], "a."), "a"],
  ["BINSTRING", raw("T", le(1, 4), "a."), "a"],
  ["SHORT_BINBYTES", raw("C", [1, 200], "."), Uint8Array.of(200)],
  ["BINBYTES", raw("B", le(1, 4), [200], "."), Uint8Array.of(200)],
  ["BINBYTES8", raw([0x8e], le(1, 8), [200], "."), Uint8Array.of(200)],
  [
    "tuples",
    raw("(K", [1], [0x85], "K", [2], ")t."),
    new Tuple([new Tuple([1]), 2, new Tuple([])]),
  ],
  [
    "TUPLE2 and TUPLE3",
    raw("NN", [0x86], "NN", [0x87], "."),
    new Tuple([new Tuple([null, null]), null, null]),
  ],
  ["a list", raw("](K", [1], "K", [2], "eK", [3], "a."), [1, 2, 3]],
  [
    "a dict",
    raw("}(K", [1], "Nu", [0x8c, 1], "aNs."),
    new Map<PickleValue, PickleValue>([[1, null], ["a", null]]),
  ],
  [
    "the memo",
    raw("K", [7], "q", [3], "r", le(300, 4), "0", "h", [3], "j", le(300, 4), [0x86], "."),
    new Tuple([7, 7]),
  ],
  ["MEMOIZE", raw([0x95], le(9, 8), "K", [7], [0x94], "0h", [0], "."), 7],
  ["DUP, POP and POP_MARK", raw("K", [1], "2", [0x86], "N0(NN1."), new Tuple([1, 1])],
  ["GLOBAL and REDUCE", raw("cos.path\njoin\n)R."), ["os.path.join"]],
  ["STACK_GLOBAL", raw([0x8c, 1], "m", [0x8c, 1], "f", [0x93], "(K", [1], "tR."), ["m.f", 1]],
  ["BINPERSID", raw("K", [9], "Q."), ["persistent", 9]],
  ["the state of a dict", raw("}N", "b."), new Map()],
];

for (const [title, bytes, value] of VALUES) {
  Deno.test(`unpickle() reads ${title}`, () => {
    assert.deepEqual(unpickle(bytes, CONTEXT), { value, end: bytes.length });
  });
}

Deno.test("unpickle() starts where it is told and ends at the stop", () => {
  const bytes = raw("K", [1], ".K", [2], ".K", [3], ".");
  assert.deepEqual(unpickle(bytes, CONTEXT, 3), { value: 2, end: 6 });
});

Deno.test("unpickle() reads a list that contains itself", () => {
  const list = load(raw("]q", [0], "h", [0], "a.")) as PickleValue[];
  assert.equal(list.length, 1);
  assert.equal(list[0], list);
});

Deno.test("pickle() writes these exact bytes", () => {
  const value = dict([[text("é"), tuple(count(1), boolean(true))], [
    text("n"),
    count(2 ** 40 + 5),
  ]]);
  assert.deepEqual(
    pickle(value),
    raw(
      [0x80, 2],
      "}(X",
      [2, 0, 0, 0, 0xc3, 0xa9],
      "(J",
      [1, 0, 0, 0, 0x88],
      "tX",
      [1, 0, 0, 0],
      "n",
      [0x8a, 8, 5, 0, 0, 0, 0, 1, 0, 0],
      "u.",
    ),
  );
  const expected = new Map<PickleValue, PickleValue>([["é", new Tuple([1, true])], [
    "n",
    2 ** 40 + 5,
  ]]);
  assert.deepEqual(load(pickle(value)), expected);
});

const REFUSED: [title: string, bytes: Uint8Array, message: string][] = [
  ["nothing", raw(), "its pickle breaks off: 1 bytes are missing at byte 0"],
  ["no stop", raw("N"), "its pickle breaks off: 1 bytes are missing at byte 1"],
  [
    "a cut string",
    raw("X", le(9, 4), "ab"),
    "its pickle breaks off: 9 bytes are missing at byte 5",
  ],
  [
    "an absurd string",
    raw([0x8d], le(2n ** 63n, 8)),
    "its pickle breaks off: 9223372036854776000 bytes are missing at byte 9",
  ],
  ["a cut name", raw("cos\nsystem"), "its pickle breaks off inside a name"],
  [
    "a stop on an empty stack",
    raw("."),
    "its pickle takes more from the stack than there is at byte 1",
  ],
  [
    "a tuple below a mark",
    raw("N(", [0x85], "."),
    "its pickle takes more from the stack than there is at byte 3",
  ],
  [
    "a memo of nothing",
    raw("q", [0], "."),
    "its pickle takes more from the stack than there is at byte 2",
  ],
  ["a tuple without a mark", raw("Nt."), "its pickle needs a mark at byte 2, there is none"],
  ["an empty memo", raw("h", [9], "."), "its pickle refers to memo 9, which is empty"],
  ["protocol 255", raw([0x80, 255], "N."), "its pickle has protocol 255, at most 5 is read"],
  ["protocol 0", raw("I1\n."), "its pickle has opcode 0x49 at byte 0, which no state dict needs"],
  [
    "NEWOBJ",
    raw("))", [0x81], "."),
    "its pickle has opcode 0x81 at byte 2, which no state dict needs",
  ],
  [
    "INST",
    raw("(ios\nsystem\n."),
    "its pickle has opcode 0x69 at byte 1, which no state dict needs",
  ],
  ["EXT1", raw([0x82, 1], "."), "its pickle has opcode 0x82 at byte 0, which no state dict needs"],
  [
    "an integer of a megabyte",
    raw([0x8b], le(1_000_000, 4)),
    "its pickle has an integer of 1000000 bytes",
  ],
  [
    "text that is not UTF-8",
    raw("X", le(1, 4), [255], "."),
    "its pickle has a string that is not UTF-8 before byte 6",
  ],
  ["an append to a tuple", raw(")Na."), "its pickle appends to a tuple of 0"],
  ["an item of a list", raw("]NNs."), "its pickle sets items of a list of 0"],
  ["an item without a value", raw("}(NNNu."), "its pickle sets an item without a value"],
  ["an item twice", raw("}(", text("w"), "N", text("w"), "Nu."), 'its pickle has "w" twice'],
  ["a call of a string", raw(text("os"), ")R."), "its pickle calls a string"],
  ["a call with a list", raw("ca\nb\n]R."), "its pickle calls a.b with a list of 0"],
  ["a class named by numbers", raw("NN", [0x93], "."), "its pickle names a class by None and None"],
  ["the state of a class", raw("ca\nb\nNb."), "its pickle sets the state of a.b"],
];

for (const [title, bytes, message] of REFUSED) {
  Deno.test(`unpickle() refuses ${title}`, () => {
    assert.throws(() => unpickle(bytes, CONTEXT), {
      name: "SyntaxError",
      message: `Cannot read checkpoint: ${message}`,
    });
  });
}

Deno.test("unpickle() stops after half a million opcodes", () => {
  const bytes = new Uint8Array(MAX_OPCODES + 1).fill(0x5d);
  assert.throws(() => unpickle(bytes, CONTEXT), { message: /has more than 500000 opcodes$/ });
});

Deno.test("unpickle() reads a pickle of exactly half a million opcodes", () => {
  const bytes = new Uint8Array(MAX_OPCODES).fill(0x4e);
  bytes[MAX_OPCODES - 1] = 0x2e;
  assert.equal(unpickle(bytes, CONTEXT).end, MAX_OPCODES);
});
