/**
 * The only classes and functions that a checkpoint's pickle may name, and what each means here.
 *
 * Nothing of Python runs: each is a few lines below that make plain data.
 *
 * @module
 */
import { dtypeScalar, NumpyDtype } from "./torch_numpy.ts";
import { DTYPE_OF_STORAGE, TensorRef, tensorRef } from "./torch_refs.ts";
import { Callable, described, type PickleValue, Tuple } from "./pickle_values.ts";
import { clipped, refuse } from "./torch_error.ts";

/** Bytes of the longest NumPy scalar, and some. */
const MAX_SCALAR = 16;

type Call = (args: readonly PickleValue[]) => PickleValue;

const CALLS: Readonly<Record<string, Call>> = {
  "collections.OrderedDict": orderedDict,
  "torch._utils._rebuild_tensor": tensorRef,
  "torch._utils._rebuild_tensor_v2": tensorRef,
  "torch._utils._rebuild_parameter": parameter,
  "torch.Size": ([items]) => items ?? new Tuple([]),
  "numpy.dtype": ([code]) => new NumpyDtype(code ?? null),
  "numpy.core.multiarray.scalar": dtypeScalar,
  "numpy._core.multiarray.scalar": dtypeScalar,
  "_codecs.encode": latin1,
};

const ALLOWED: ReadonlyMap<string, Callable> = new Map([
  ...Object.entries(CALLS).map(([name, call]) => [name, new Callable(name, call)] as const),
  ...[...DTYPE_OF_STORAGE.keys()].map((name) => [name, new Callable(name)] as const),
]);

/**
 * The callable of a name.
 *
 * @throws {SyntaxError} naming a class that no state dict needs.
 */
export function torchClass(name: string): Callable {
  const callable = ALLOWED.get(name);
  if (callable === undefined) {
    refuse(
      `its pickle asks for ${clipped(name)}, which no state dict needs (nothing of it was run; ` +
        "save the state dict alone)",
    );
  }
  return callable;
}

/** Items are set afterwards; a call never costs more than its opcodes. */
function orderedDict(args: readonly PickleValue[]): PickleValue {
  if (args.length > 0) refuse(`it makes an OrderedDict of ${described(args[0]!)}`);
  return new Map();
}

/** A parameter is its tensor. */
function parameter([tensor]: readonly PickleValue[]): PickleValue {
  if (!(tensor instanceof TensorRef)) {
    refuse(`it has a parameter made of ${described(tensor ?? null)}`);
  }
  return tensor;
}

/** How protocol 2 writes the bytes of a NumPy scalar. */
function latin1([text, encoding]: readonly PickleValue[]): PickleValue {
  if (typeof text !== "string" || text.length > MAX_SCALAR || encoding !== "latin1") {
    refuse(`it encodes ${described(text ?? null)} as ${described(encoding ?? null)}`);
  }
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    return code < 256 ? code : refuse("it encodes a character that is not latin1");
  });
}
