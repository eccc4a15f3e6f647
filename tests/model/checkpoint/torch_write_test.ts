import assert from "node:assert/strict";
import fc from "fast-check";
import type { TypedArray } from "../../../model/checkpoint/safetensors.ts";
import { openTorch } from "../../../model/checkpoint/torch.ts";
import { type StateTensor, writeTorch } from "../../../model/checkpoint/torch_write.ts";
import { withFolder } from "./forge.ts";

const side = fc.nat(3);
const shape = fc.array(side, { maxLength: 3 });
const ARRAYS = {
  F64: fc.float64Array,
  F32: fc.float32Array,
  I64: fc.bigInt64Array,
  I32: fc.int32Array,
  I16: fc.int16Array,
  I8: fc.int8Array,
  U8: fc.uint8Array,
};

/** Any tensor but for its name. */
const tensor = fc.tuple(fc.constantFrom(...Object.keys(ARRAYS) as (keyof typeof ARRAYS)[]), shape)
  .chain(([dtype, shape]) => {
    const size = shape.reduce((product, d) => product * d, 1);
    const arrays: fc.Arbitrary<TypedArray> = ARRAYS[dtype]({ minLength: size, maxLength: size });
    return arrays.map((values) => ({ dtype, shape, values: () => values }));
  });
const names = fc.uniqueArray(fc.string({ unit: "grapheme" }), { maxLength: 6 });

Deno.test("writeTorch() and openTorch() of any state dict are inverse", () => {
  const tensors = names.chain((all) =>
    fc.tuple(...all.map((name) => tensor.map((rest) => ({ ...rest, name }))))
  );
  fc.assert(
    fc.property(
      tensors,
      fc.constantFrom(undefined, "state_dict"),
      (tensors, inside) =>
        withFolder((folder) => {
          const path = `${folder}/state.pt`;
          const state = tensors.map((one): StateTensor => ({ ...one, storage: one.name }));
          writeTorch(path, state, inside);
          using file = openTorch(path);
          const read = [...file.tensors].map((
            [name, { dtype, shape }],
          ) => [name, dtype, shape, file.read(name)]);
          assert.deepEqual(
            read,
            tensors.map(({ name, dtype, shape, values }) => [name, dtype, shape, values()]),
          );
        }),
    ),
  );
});

Deno.test("writeTorch() asks for the values of a shared storage once", () => {
  withFolder((folder) => {
    let asked = 0;
    const values = () => {
      asked++;
      return Float32Array.of(1, 2);
    };
    const one = { dtype: "F32", shape: [2], storage: "s", values } as const;
    writeTorch(`${folder}/state.pt`, [{ ...one, name: "a" }, { ...one, name: "b" }]);
    assert.equal(asked, 1);
    using file = openTorch(`${folder}/state.pt`);
    assert.equal(file.tensors.get("a")!.place, file.tensors.get("b")!.place);
    assert.deepEqual(file.read("b"), Float32Array.of(1, 2));
  });
});
