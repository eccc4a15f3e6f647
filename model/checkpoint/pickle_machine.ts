/**
 * The state of the machine that a pickle is a program for: input, stack and memo.
 *
 * @module
 */
import { utf8, viewOf } from "./bytes.ts";
import type { PickleContext } from "./pickle.ts";
import type { PickleValue } from "./pickle_values.ts";
import { refuse } from "./torch_error.ts";

export class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack at which marks lie. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  /** @param at The next byte to read. */
  constructor(bytes: Uint8Array, public at: number, readonly context: PickleContext) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** The next `length` bytes. */
  take(length: number): Uint8Array {
    return this.#bytes.subarray(this.#advance(length), this.at);
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big-endian, unlike all else. */
  double(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  text(length: number): string {
    const text = utf8(this.take(length));
    if (text === undefined) {
      refuse(`its pickle has a string that is not UTF-8 before byte ${this.at}`);
    }
    return text;
  }

  /** Text up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) refuse("its pickle breaks off inside a name");
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    this.#need(1);
    return this.#stack.pop()!;
  }

  top(): PickleValue {
    this.#need(1);
    return this.#stack.at(-1)!;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** What lies above the last mark; both go. */
  popMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) refuse(`its pickle needs a mark at byte ${this.at}, there is none`);
    return this.#stack.splice(height);
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  /** {@link remember} at the next free index. */
  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) refuse(`its pickle refers to memo ${index}, which is empty`);
    this.push(value);
  }

  #advance(length: number): number {
    if (this.at + length > this.#bytes.length) {
      refuse(`its pickle breaks off: ${length} bytes are missing at byte ${this.at}`);
    }
    this.at += length;
    return this.at - length;
  }

  #need(count: number): void {
    if (this.#stack.length - (this.#marks.at(-1) ?? 0) < count) {
      refuse(`its pickle takes more from the stack than there is at byte ${this.at}`);
    }
  }
}
