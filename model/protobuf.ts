/**
 * Writes protobuf messages, field by field.
 *
 * Wire format: https://protobuf.dev/programming-guides/encoding
 *
 * @module
 */

/** A protobuf message under construction: a list of chunks and their total size. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  integer(field: number, value: number): void {
    this.#push(varint(field << 3));
    this.#push(varint(value));
  }

  float(field: number, value: number): void {
    this.#push(varint((field << 3) | 5));
    this.#push(new Uint8Array(Float32Array.of(value).buffer));
  }

  double(field: number, value: number): void {
    this.#push(varint((field << 3) | 1));
    this.#push(new Uint8Array(Float64Array.of(value).buffer));
  }

  text(field: number, value: string): void {
    this.raw(field, new TextEncoder().encode(value));
  }

  raw(field: number, value: Uint8Array): void {
    this.#header(field, value.length);
    this.#push(value);
  }

  message(field: number, message: Message): void {
    this.#header(field, message.#size);
    for (const chunk of message.#chunks) this.#push(chunk);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, offset);
      offset += chunk.length;
    }
    return result;
  }

  #header(field: number, length: number): void {
    this.#push(varint((field << 3) | 2));
    this.#push(varint(length));
  }

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }
}

/** Base-128 varint; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
