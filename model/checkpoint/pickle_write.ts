/**
 * Writing pickles of plain data (protocol 2), piece by piece: each function gives the bytes that
 * make one value.
 *
 * @module
 */

/** The opcodes of one value. */
export type Pickled = Uint8Array;

const MARK = 0x28;

/** A whole pickle. */
export function pickle(value: Pickled): Uint8Array {
  return joined([0x80, 2], value, [0x2e]);
}

export function text(value: string): Pickled {
  const bytes = new TextEncoder().encode(value);
  return joined([0x58, ...uint32(bytes.length)], bytes);
}

/** An integer from 0 to 2^53. */
export function count(value: number): Pickled {
  if (value < 2 ** 31) return joined([0x4a, ...uint32(value)]);
  return joined([0x8a, 8, ...uint32(value % 2 ** 32), ...uint32(Math.floor(value / 2 ** 32))]);
}

export function boolean(value: boolean): Pickled {
  return Uint8Array.of(value ? 0x88 : 0x89);
}

export function tuple(...items: readonly Pickled[]): Pickled {
  return joined([MARK], ...items, [0x74]);
}

/** A class or function by its name. */
export function named(module: string, name: string): Pickled {
  return joined([0x63], new TextEncoder().encode(`${module}\n${name}\n`));
}

/** What a callable makes of a tuple. */
export function called(callable: Pickled, args: Pickled): Pickled {
  return joined(callable, args, [0x52]);
}

/** An object that is stored outside. */
export function persistent(id: Pickled): Pickled {
  return joined(id, [0x51]);
}

/** An empty dict, plain or ordered, with items. */
export function dict(
  items: Iterable<readonly [Pickled, Pickled]>,
  empty: Pickled = Uint8Array.of(0x7d),
): Pickled {
  return joined(empty, [MARK], ...[...items].flat(), [0x75]);
}

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function uint32(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}
