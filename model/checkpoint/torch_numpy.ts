/**
 * NumPy scalars in a pickle, such as a training checkpoint's `best_metric`.
 *
 * @module
 */
import { viewOf } from "./bytes.ts";
import { described, Made, type PickleValue, Tuple } from "./pickle_values.ts";
import { refuse } from "./torch_error.ts";

type Read = (view: DataView, little: boolean) => PickleValue;

const READERS: ReadonlyMap<string, readonly [bytes: number, read: Read]> = new Map([
  ["f2", [2, (v, little) => v.getFloat16(0, little)]],
  ["f4", [4, (v, little) => v.getFloat32(0, little)]],
  ["f8", [8, (v, little) => v.getFloat64(0, little)]],
  ["i1", [1, (v) => v.getInt8(0)]],
  ["i2", [2, (v, little) => v.getInt16(0, little)]],
  ["i4", [4, (v, little) => v.getInt32(0, little)]],
  ["i8", [8, (v, little) => Number(v.getBigInt64(0, little))]],
  ["u1", [1, (v) => v.getUint8(0)]],
  ["u2", [2, (v, little) => v.getUint16(0, little)]],
  ["u4", [4, (v, little) => v.getUint32(0, little)]],
  ["u8", [8, (v, little) => Number(v.getBigUint64(0, little))]],
  ["b1", [1, (v) => v.getUint8(0) !== 0]],
]);

/** `numpy.dtype(code)`; its state tells the byte order. */
export class NumpyDtype extends Made {
  readonly title = "a NumPy dtype";
  readonly #code: PickleValue;
  #little = true;

  constructor(code: PickleValue) {
    super();
    this.#code = code;
  }

  override setState(state: PickleValue): void {
    this.#little = !(state instanceof Tuple && state.items[1] === ">");
  }

  /** The scalar that has these bytes. */
  scalar(bytes: Uint8Array): PickleValue {
    const [size, read] = READERS.get(String(this.#code)) ??
      refuse(`it has a NumPy scalar of dtype ${described(this.#code)}`);
    if (bytes.length !== size) {
      refuse(`it has a NumPy scalar ${this.#code} of ${bytes.length} bytes`);
    }
    return read(viewOf(bytes), this.#little);
  }
}

/** `numpy.core.multiarray.scalar(dtype, bytes)`. */
export function dtypeScalar([dtype, bytes]: readonly PickleValue[]): PickleValue {
  if (!(dtype instanceof NumpyDtype) || !(bytes instanceof Uint8Array)) {
    refuse(`it has a NumPy scalar made of ${described(dtype ?? null)}`);
  }
  return dtype.scalar(bytes);
}
