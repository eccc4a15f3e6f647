/**
 * Reads event files as their formats are described, and shares no code with what writes them:
 * checksums bit by bit, protobuf by its wire types.
 */
import assert from "node:assert/strict";

/** An event file's records, decoded. */
export interface ReadEvent {
  readonly time: number;
  readonly step: number;
  readonly version?: string;
  /** As float32. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** All events of a file. */
export function readEvents(file: Uint8Array): ReadEvent[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    assert.equal(view.getUint32(at + 8, true), maskedCrc(file.subarray(at, at + 8)), "length");
    const data = file.subarray(at + 12, at + 12 + length);
    assert.equal(data.length, length, "the file is cut");
    assert.equal(view.getUint32(at + 12 + length, true), maskedCrc(data), "data");
    events.push(readEvent(data));
    at += length + 16;
  }
  return events;
}

/** A message's fields: numbers of varints and fixed ones, bytes of the others. */
type Fields = Map<number, (number | Uint8Array)[]>;

function readEvent(data: Uint8Array): ReadEvent {
  const fields = readFields(data);
  assert.deepEqual([...fields.keys()].filter((field) => ![1, 2, 3, 5].includes(field)), []);
  const version = fields.get(3)?.[0] as Uint8Array | undefined;
  const summary = fields.get(5)?.[0] as Uint8Array | undefined;
  const values = summary === undefined ? [] : readFields(summary).get(1) ?? [];
  return {
    time: fields.get(1)![0] as number,
    step: (fields.get(2)?.[0] ?? 0) as number,
    ...version && { version: new TextDecoder().decode(version) },
    scalars: Object.fromEntries(values.map((value) => {
      const scalar = readFields(value as Uint8Array);
      assert.deepEqual([...scalar.keys()], [1, 2]);
      return [new TextDecoder().decode(scalar.get(1)![0] as Uint8Array), scalar.get(2)![0]];
    })) as Record<string, number>,
  };
}

function readFields(data: Uint8Array): Fields {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const fields: Fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = BigInt(data[at++]!);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < data.length) {
    const tag = varint();
    const [field, type] = [tag >> 3, tag & 7];
    let value: number | Uint8Array;
    if (type === 0) value = varint();
    else if (type === 1) value = view.getFloat64((at += 8) - 8, true);
    else if (type === 5) value = view.getFloat32((at += 4) - 4, true);
    else {
      assert.equal(type, 2, "wire type");
      const length = varint();
      value = data.subarray(at, at += length);
      assert.equal(value.length, length, "field");
    }
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc % 2n === 1n ? (crc / 2n) ^ 0x82f63b78n : crc / 2n;
  }
  crc ^= 0xffffffffn;
  return Number((crc / 2n ** 15n + crc * 2n ** 17n % 2n ** 32n + 0xa282ead8n) % 2n ** 32n);
}
