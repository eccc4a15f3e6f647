/**
 * TensorBoard's event files: protobuf messages `Event` in the records of TFRecord.
 *
 * Sources: tensorflow/core/util/event.proto and summary.proto; tensorflow/core/lib/io/record_writer.h.
 *
 * @module
 */
import { Message } from "../../model/engine/onnx/proto.ts";
import { crc32c } from "./crc32c.ts";

/** Values at one step of a training. */
export interface ScalarEvent {
  /** Seconds since 1970, shown as the time of the step. */
  readonly time: number;
  readonly step: number;
  /** By tag, such as `train/loss`; TensorBoard keeps them as float32. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** The bytes of an event file that holds some scalars, after the record that names its version. */
export function eventFile(events: readonly ScalarEvent[]): Uint8Array<ArrayBuffer> {
  const version = new Message();
  version.double(1, events[0]?.time ?? 0);
  version.text(3, "brain.Event:2");
  const records = [version, ...events.map(encodeEvent)].map((event) => frame(event.bytes()));
  const file = new Uint8Array(records.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const record of records) {
    file.set(record, offset);
    offset += record.length;
  }
  return file;
}

function encodeEvent({ time, step, scalars }: ScalarEvent): Message {
  const summary = new Message();
  for (const [tag, value] of Object.entries(scalars)) {
    const scalar = new Message();
    scalar.text(1, tag);
    scalar.float(2, value);
    summary.message(1, scalar);
  }
  const event = new Message();
  event.double(1, time);
  event.integer(2, step);
  event.message(5, summary);
  return event;
}

/** A record: length (uint64), its checksum, the data, its checksum; all little-endian. */
function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return record;
}

/** A checksum rotated and moved: one of data that holds checksums would say little. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return ((crc >>> 15 | crc << 17) + 0xa282ead8) >>> 0;
}
