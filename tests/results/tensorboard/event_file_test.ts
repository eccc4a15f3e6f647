/** Bytes of event files. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32c } from "../../../results/tensorboard/crc32c.ts";
import { eventFile, type ScalarEvent } from "../../../results/tensorboard/event_file.ts";
import { readEvents } from "./event_reader.ts";

Deno.test("crc32c() gives the checksums of RFC 3720, appendix B.4", () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(ascending), 0x46dd794e);
  assert.equal(crc32c(ascending.toReversed()), 0x113fdb5c);
  assert.equal(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
});

Deno.test("eventFile() begins as every event file of TensorFlow does", () => {
  const file = eventFile([]);
  // 24 bytes long, the masked checksum of that, wall_time = 0, file_version = "brain.Event:2".
  assert.equal(
    file.subarray(0, 36).toHex(),
    "1800000000000000" + "a37f4b22" + "090000000000000000" + "1a0d" + "627261696e2e4576656e743a32",
  );
  assert.equal(file.length, 40);
});

Deno.test("eventFile() is read back by a reader of its own", () => {
  const scalar = fc.float({ noNaN: true, noDefaultInfinity: true });
  const event = fc.record({
    time: fc.double({ min: 0, max: 4e9, noNaN: true }),
    step: fc.nat(),
    scalars: fc.dictionary(fc.string({ unit: "grapheme", minLength: 1 }), scalar, {
      noNullPrototype: true,
    }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(fc.array(event, { maxLength: 20 }), (events: ScalarEvent[]) => {
    const [version, ...read] = readEvents(eventFile(events));
    assert.deepEqual(version, {
      time: events[0]?.time ?? 0,
      step: 0,
      version: "brain.Event:2",
      scalars: {},
    });
    assert.deepEqual(read, events);
  }));
});

Deno.test("readEvents() sees a changed bit", () => {
  const file = eventFile([{ time: 1.5, step: 3, scalars: { "train/loss": 0.5 } }]);
  for (let at = 0; at < file.length; at++) {
    const changed = file.slice();
    changed[at]! ^= 1;
    assert.throws(() => readEvents(changed), `byte ${at}`);
  }
});
