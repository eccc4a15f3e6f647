/**
 * The opcodes of a pickle that hold data, and what each does.
 *
 * @module
 */
import type { Machine } from "./pickle_machine.ts";
import { Callable, described, Made, type PickleValue, Tuple } from "./pickle_values.ts";
import { clipped, refuse } from "./torch_error.ts";

type Run = (machine: Machine) => "stop" | void;

const MAX_PROTOCOL = 5;
/** Longest integer; the longest a checkpoint has is its magic number of 10 bytes. */
const MAX_INTEGER = 16;

/** By opcode, with Python's names of them. */
export const OPCODES: ReadonlyMap<number, Run> = new Map<number, Run>([
  [0x80, protocol], // PROTO
  [0x95, (m) => void m.uint64()], // FRAME
  [0x2e, () => "stop"], // STOP

  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4b, (m) => m.push(m.byte())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x8a, (m) => m.push(integer(m, m.byte()))], // LONG1
  [0x8b, (m) => m.push(integer(m, m.uint32()))], // LONG4
  [0x47, (m) => m.push(m.double())], // BINFLOAT

  [0x8c, (m) => m.push(m.text(m.byte()))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8d, (m) => m.push(m.text(m.uint64()))], // BINUNICODE8
  [0x55, (m) => m.push(m.text(m.byte()))], // SHORT_BINSTRING
  [0x54, (m) => m.push(m.text(m.uint32()))], // BINSTRING
  [0x43, (m) => m.push(m.take(m.byte()))], // SHORT_BINBYTES
  [0x42, (m) => m.push(m.take(m.uint32()))], // BINBYTES
  [0x8e, (m) => m.push(m.take(m.uint64()))], // BINBYTES8

  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x71, (m) => m.remember(m.byte())], // BINPUT
  [0x72, (m) => m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [0x68, (m) => m.recall(m.byte())], // BINGET
  [0x6a, (m) => m.recall(m.uint32())], // LONG_BINGET

  [0x29, (m) => m.push(new Tuple([]))], // EMPTY_TUPLE
  [0x85, (m) => pushTuple(m, 1)], // TUPLE1
  [0x86, (m) => pushTuple(m, 2)], // TUPLE2
  [0x87, (m) => pushTuple(m, 3)], // TUPLE3
  [0x74, (m) => m.push(new Tuple(m.popMark()))], // TUPLE
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x61, (m) => append(m, [m.pop()])], // APPEND
  [0x65, (m) => append(m, m.popMark())], // APPENDS
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x73, (m) => setItems(m, [m.pop(), m.pop()].reverse())], // SETITEM
  [0x75, (m) => setItems(m, m.popMark())], // SETITEMS

  [0x63, (m) => m.push(m.context.find(`${m.line()}.${m.line()}`))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x51, (m) => m.push(m.context.persistent(m.pop()))], // BINPERSID
  [0x52, reduce], // REDUCE
  [0x62, build], // BUILD
]);

function protocol(machine: Machine): void {
  const version = machine.byte();
  if (version > MAX_PROTOCOL) refuse(`its pickle has protocol ${version}, at most 5 is read`);
}

/** Little-endian two's complement. */
function integer(machine: Machine, length: number): number | bigint {
  if (length > MAX_INTEGER) refuse(`its pickle has an integer of ${length} bytes`);
  const bytes = machine.take(length);
  const value = [...bytes].reduceRight((sum, byte) => sum << 8n | BigInt(byte), 0n);
  const signed = BigInt.asIntN(8 * length, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

function pushTuple(machine: Machine, size: number): void {
  const items = Array.from({ length: size }, () => machine.pop());
  machine.push(new Tuple(items.reverse()));
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) refuse(`its pickle appends to ${described(list)}`);
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map)) refuse(`its pickle sets items of ${described(dict)}`);
  if (items.length % 2 !== 0) refuse("its pickle sets an item without a value");
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]!;
    if (dict.has(key)) {
      refuse(`its pickle has "${clipped(typeof key === "string" ? key : described(key))}" twice`);
    }
    dict.set(key, items[i + 1]!);
  }
}

function stackGlobal(machine: Machine): void {
  const [name, module] = [machine.pop(), machine.pop()];
  if (typeof name !== "string" || typeof module !== "string") {
    refuse(`its pickle names a class by ${described(module)} and ${described(name)}`);
  }
  machine.push(machine.context.find(`${module}.${name}`));
}

function reduce(machine: Machine): void {
  const [args, callable] = [machine.pop(), machine.pop()];
  if (!(callable instanceof Callable) || callable.call === undefined) {
    refuse(`its pickle calls ${described(callable)}`);
  }
  if (!(args instanceof Tuple)) {
    refuse(`its pickle calls ${callable.name} with ${described(args)}`);
  }
  machine.push(callable.call(args.items));
}

/** An ordered dict carries attributes (`_metadata`), which hold no values. */
function build(machine: Machine): void {
  const [state, object] = [machine.pop(), machine.top()];
  if (object instanceof Map) return;
  if (!(object instanceof Made) || object.setState === undefined) {
    refuse(`its pickle sets the state of ${described(object)}`);
  }
  object.setState(state);
}
