/**
 * Tensors and storages that cannot be.
 *
 * @module
 */
import {
  count,
  named,
  persistent,
  type Pickled,
  text,
  tuple,
} from "../../../model/checkpoint/pickle_write.ts";
import { raw, statePickle, tensor, torchEntries, zipBytes } from "./forge.ts";
import { call, type Hostile, rebuilt, stateOf, VALUES, zipOf } from "./hostile.ts";

const HUGE = 2 ** 40;
const NAN = raw("G", [0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
const MINUS_ONE = raw("J", [255, 255, 255, 255]);
const ONE = tuple(count(1)), FOUR = tuple(count(4));
const storage = (...id: readonly Pickled[]) =>
  stateOf(call("torch._utils", "_rebuild_tensor_v2", persistent(tuple(...id))));
const FLOATS = named("torch", "FloatStorage");

export const HOSTILE_TENSORS: readonly Hostile[] = [
  [
    "a shape of a trillion values",
    () => stateOf(tensor({ shape: [HUGE], count: 4 })),
    `it has a tensor of shape [${HUGE}] with strides [1] at 0 in a storage of 4 values`,
  ],
  [
    "a storage of a trillion values",
    () => stateOf(tensor({ shape: [HUGE] })),
    `storage 0 of ${HUGE} F32 values has 16 bytes`,
  ],
  [
    "one value stretched to four terabytes",
    () => stateOf(tensor({ shape: [HUGE], strides: [0], count: 4 })),
    /^its tensors up to "w" have 4398046511104 bytes, too many for a file of \d+$/,
  ],
  [
    "a thousand views of one storage",
    () => {
      const view = () => tensor({ shape: [100_000], strides: [0], count: 4 });
      const views = Array.from({ length: 1000 }, (_, i) => [`w${i}`, view()] as const);
      return zipOf(statePickle(Object.fromEntries(views)));
    },
    /^its tensors up to "w\d+" have \d+ bytes, too many for a file of \d+$/,
  ],
  [
    "strides that overflow",
    () => stateOf(tensor({ shape: [2, 2], strides: [2 ** 52, 2 ** 52], count: 4 })),
    /^it has a tensor of shape \[2,2\] .* in a storage of 4 values$/,
  ],
  [
    "a view past the end",
    () => stateOf(tensor({ shape: [3], offset: 2, count: 4 })),
    "it has a tensor of shape [3] with strides [1] at 2 in a storage of 4 values",
  ],
  [
    "a negative size",
    () => stateOf(rebuilt(count(0), tuple(MINUS_ONE), ONE)),
    "it has a tensor of shape [undefined] with strides [1] at 0",
  ],
  [
    "a size that is not a number",
    () => stateOf(rebuilt(count(0), tuple(NAN), ONE)),
    "it has a tensor of shape [undefined] with strides [1] at 0",
  ],
  [
    "a negative offset",
    () => stateOf(rebuilt(MINUS_ONE, FOUR, ONE)),
    "it has a tensor of shape [4] with strides [1] at -1",
  ],
  [
    "a negative stride",
    () => stateOf(rebuilt(count(3), FOUR, tuple(MINUS_ONE))),
    "it has a tensor of shape [4] with strides [undefined] at 3",
  ],
  [
    "more strides than axes",
    () => stateOf(rebuilt(count(0), FOUR, tuple(count(4), count(1)))),
    "it has a tensor of shape [4] with strides [4,1] at 0",
  ],
  [
    "a thousand axes",
    () => stateOf(tensor({ shape: Array(1000).fill(1) })),
    "it has a tensor of shape [undefined] with strides [undefined] at 0",
  ],
  [
    "a tensor without a shape",
    () => stateOf(rebuilt()),
    "it has a tensor of shape [undefined] with strides [undefined] at undefined",
  ],
  [
    "a tensor in a list",
    () => stateOf(call("torch._utils", "_rebuild_tensor_v2", raw("]"))),
    "it has a tensor in a list of 0, not in a storage",
  ],
  [
    "a parameter of nothing",
    () => stateOf(call("torch._utils", "_rebuild_parameter")),
    "it has a parameter made of None",
  ],
  [
    "a storage of complex numbers",
    () => stateOf(tensor({ type: "ComplexFloatStorage", shape: [1] })),
    /^its pickle asks for torch\.ComplexFloatStorage, which no state dict needs \(/,
  ],
  [
    "a module stored outside the pickle",
    () => storage(text("module"), FLOATS, text("0"), text("cpu"), count(4)),
    "its pickle refers to module, not to a tensor's storage",
  ],
  [
    "a storage without a key",
    () => storage(text("storage"), FLOATS, count(0), text("cpu"), count(4)),
    "its pickle refers to storage, not to a tensor's storage",
  ],
  [
    "a storage of a fraction of a value",
    () =>
      storage(
        text("storage"),
        FLOATS,
        text("0"),
        text("cpu"),
        raw("G", [0x3f, 0xe0, 0, 0, 0, 0, 0, 0]),
      ),
    "storage 0 has the number 0.5 values",
  ],
  [
    "a storage that is a view",
    () => stateOf(tensor({ shape: [4] }, [tuple(text("1"), count(0), count(4))])),
    "storage 0 is a view of another",
  ],
  [
    "a storage of two types",
    () =>
      zipOf(
        statePickle({ v: tensor({ shape: [4] }), w: tensor({ shape: [4], type: "IntStorage" }) }),
      ),
    "storage 0 is described in two ways",
  ],
  [
    "a storage of two lengths",
    () => zipOf(statePickle({ v: tensor({ shape: [4] }), w: tensor({ shape: [2] }) })),
    "storage 0 is described in two ways",
  ],
  [
    "a storage that is not there",
    () => zipOf(statePickle({ w: tensor({ shape: [4], key: "../0" }) })),
    "storage ../0 is not in it",
  ],
  [
    "a storage that is too short",
    () =>
      zipBytes(torchEntries(statePickle({ w: tensor({ shape: [4] }) }), { 0: VALUES.subarray(1) })),
    "storage 0 of 4 F32 values has 15 bytes",
  ],
  [
    "a NumPy scalar of objects",
    () =>
      stateOf(
        call("numpy.core.multiarray", "scalar", call("numpy", "dtype", text("O8")), raw("C", [0])),
      ),
    "it has a NumPy scalar of dtype a string",
  ],
  [
    "a NumPy scalar that is too short",
    () =>
      stateOf(
        call(
          "numpy.core.multiarray",
          "scalar",
          call("numpy", "dtype", text("f8")),
          raw("C", [1, 0]),
        ),
      ),
    "it has a NumPy scalar f8 of 1 bytes",
  ],
  [
    "a NumPy scalar without a dtype",
    () => stateOf(call("numpy.core.multiarray", "scalar", text("f8"), raw("C", [0]))),
    "it has a NumPy scalar made of a string",
  ],
  [
    "twenty thousand names",
    () => {
      const one = tensor({ shape: [4] });
      const items = Array.from(
        { length: 20_000 },
        (_, i) => raw(text(`enc.encoder.layer.${i}.x`), "h", [0]),
      );
      const sign = raw(text("enc.txt_embeddings.x"), "h", [0]);
      return zipOf(raw([0x80, 2], one, "q", [0], "0}(", ...items, sign, "u."));
    },
    "it has 20001 tensors, at most 10000 are named",
  ],
];
