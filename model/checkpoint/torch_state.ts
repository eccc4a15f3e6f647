/**
 * The state dict in what a checkpoint's pickle holds.
 *
 * @module
 */
import { described, type PickleValue } from "./pickle_values.ts";
import { listed, refuse } from "./torch_error.ts";
import { TensorRef } from "./torch_refs.ts";

type Plain = number | string | boolean | null;

/** Where training checkpoints keep their state dict. */
const STATE_DICT = "state_dict";

/**
 * The tensors of a state dict, or of the `state_dict` of a training checkpoint.
 *
 * @throws {SyntaxError} if there is neither, or if it holds anything but tensors.
 */
export function stateDict(value: PickleValue): {
  refs: Map<string, TensorRef>;
  training: Record<string, Plain>;
} {
  if (!(value instanceof Map)) refuse(`it holds ${described(value)}, not a state dict`);
  const inner = value.get(STATE_DICT);
  const dict = inner instanceof Map ? inner : value;
  const refs = new Map<string, TensorRef>();
  const others: string[] = [];
  for (const [name, tensor] of dict) {
    if (typeof name === "string" && tensor instanceof TensorRef) refs.set(name, tensor);
    else others.push(typeof name === "string" ? `${name}: ${described(tensor)}` : described(name));
  }
  if (others.length > 0) {
    const way = dict === value ? `, and it has no ${STATE_DICT}` : "";
    refuse(`its state dict holds what are not tensors (${listed(others)})${way}`);
  }
  return { refs, training: dict === value ? {} : plainValues(value) };
}

function plainValues(values: ReadonlyMap<PickleValue, PickleValue>): Record<string, Plain> {
  const plain: [string, Plain][] = [];
  for (const [name, value] of values) {
    if (typeof name === "string" && isPlain(value)) plain.push([name, value]);
  }
  return Object.fromEntries(plain);
}

function isPlain(value: PickleValue): value is Plain {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}
