/**
 * Writes small DICOM files (explicit VR, little-endian).
 *
 * @module
 */

/** A value of an element: text, or bytes as they are. */
type Value = string | Uint8Array;

/** Elements by tag (`00280010`), each with its VR; tags in any order. */
export type Elements = Readonly<Record<string, readonly [vr: string, value: Value]>>;

/** A 16-bit value. */
export function us(value: number): ["US", Uint8Array] {
  return ["US", Uint8Array.of(value & 255, value >> 8 & 255)];
}

/** Decimal numbers. */
export function ds(...values: number[]): ["DS", string] {
  return ["DS", values.join("\\")];
}

/** A file with the elements of a 2 × 2 image of 16 bits, and others in their place or besides. */
export function dicomFile(syntax: string, elements: Elements): Uint8Array {
  const meta = encode({ "00020010": ["UI", syntax] });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  const image: Elements = {
    "00280002": us(1),
    "00280004": ["CS", "MONOCHROME2"],
    "00280010": us(2),
    "00280011": us(2),
    "00280100": us(16),
    "00280101": us(16),
    "00280102": us(15),
    "00280103": us(0),
    ...elements,
  };
  return joined([
    new Uint8Array(128),
    new TextEncoder().encode("DICM"),
    encode({ "00020000": ["UL", length] }),
    meta,
    encode(image),
  ]);
}

/** Pixels of 16 bits, as they stand in a file. */
export function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}

/** An element of pixels in one fragment, after an empty table of offsets. */
export function encapsulated(frame: Uint8Array): Uint8Array {
  const even = joined([frame, new Uint8Array(frame.length % 2)]);
  return joined([
    item(0xe000, new Uint8Array()),
    item(0xe000, even),
    item(0xe0dd, new Uint8Array()),
  ]);
}

function item(element: number, value: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, 0xfffe, true);
  head.setUint16(2, element, true);
  head.setUint32(4, value.length, true);
  return joined([new Uint8Array(head.buffer), value]);
}

function encode(elements: Elements): Uint8Array {
  return joined(
    Object.entries(elements).sort().map(([tag, [vr, value]]) => {
      const text = typeof value === "string" ? value : "";
      const padded = text + (text.length % 2 === 0 ? "" : vr === "UI" ? "\0" : " ");
      const bytes = typeof value === "string" ? new TextEncoder().encode(padded) : value;
      const isLong = ["OB", "OW", "SQ"].includes(vr);
      const head = new DataView(new ArrayBuffer(isLong ? 12 : 8));
      head.setUint16(0, parseInt(tag.slice(0, 4), 16), true);
      head.setUint16(2, parseInt(tag.slice(4), 16), true);
      head.setUint8(4, vr.charCodeAt(0));
      head.setUint8(5, vr.charCodeAt(1));
      const isOpen = vr === "OB"; // encapsulated: of undefined length
      if (isLong) head.setUint32(8, isOpen ? 0xffffffff : bytes.length, true);
      else head.setUint16(6, bytes.length, true);
      return joined([new Uint8Array(head.buffer), bytes]);
    }),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
