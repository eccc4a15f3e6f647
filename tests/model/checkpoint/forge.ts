/**
 * Files as PyTorch writes them and as no honest program does, byte by byte.
 *
 * @module
 */
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import {
  boolean,
  called,
  count,
  dict,
  named,
  persistent,
  pickle,
  type Pickled,
  text,
  tuple,
} from "../../../model/checkpoint/pickle_write.ts";

/** Concatenates bytes, numbers and ASCII text. */
export function raw(...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array {
  const encoder = new TextEncoder();
  const all = parts.map((part) => typeof part === "string" ? encoder.encode(part) : part);
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Little-endian bytes of a number. */
export function le(value: number | bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number(BigInt(value) >> BigInt(8 * i) & 0xffn));
}

/** An entry of a zip file; what is given beyond name and data is a lie about them. */
export interface ForgedEntry {
  readonly name: string | Uint8Array;
  readonly data: Uint8Array;
  readonly deflated?: boolean;
  readonly crc?: number;
  readonly size?: number;
  readonly packed?: number;
  readonly place?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly localName?: string;
  /** Checksum and size are left out at the entry's place, as streaming writers do. */
  readonly streamed?: boolean;
}

export interface ForgedZip {
  /** Sizes and places stand in zip64 fields. */
  readonly zip64?: boolean;
  readonly count?: number;
  readonly directory?: number;
  readonly directorySize?: number;
  readonly disk?: number;
  readonly note?: string;
}

/** A zip file. */
export function zipBytes(entries: readonly ForgedEntry[], forged: ForgedZip = {}): Uint8Array {
  const wide = forged.zip64 === true;
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  const length = (all: readonly Uint8Array[]) => all.reduce((sum, part) => sum + part.length, 0);
  for (const entry of entries) {
    const name = raw(entry.name);
    const data = entry.deflated ? new Uint8Array(deflateRawSync(entry.data)) : entry.data;
    const place = length(parts);
    const size = entry.size ?? entry.data.length, packed = entry.packed ?? data.length;
    const crc = entry.crc ?? crc32(entry.data);
    const flags = (entry.flags ?? 0) | (entry.streamed ? 8 : 0);
    const facts = raw(
      le(20, 2),
      le(flags, 2),
      le(entry.method ?? (entry.deflated ? 8 : 0), 2),
      le(0, 4),
    );
    const there = raw(entry.localName ?? name);
    const sums = entry.streamed ? le(0, 12) : [...le(crc, 4), ...le(packed, 4), ...le(size, 4)];
    parts.push(raw("PK\x03\x04", facts, sums, le(there.length, 2), le(0, 2), there), data);
    const at = entry.place ?? place;
    const extra = wide
      ? raw(
        le(0x4246, 2),
        le(2, 2),
        "ZZ",
        le(1, 2),
        le(24, 2),
        le(size, 8),
        le(packed, 8),
        le(at, 8),
      )
      : raw();
    const numbers = wide
      ? [le(crc, 4), le(0xffffffff, 4), le(0xffffffff, 4)]
      : [le(crc, 4), le(packed, 4), le(size, 4)];
    central.push(raw(
      "PK\x01\x02",
      le(20, 2),
      facts,
      ...numbers,
      [...le(name.length, 2), ...le(extra.length, 2), ...le(0, 10)],
      le(wide ? 0xffffffff : at, 4),
      name,
      extra,
    ));
  }
  const place = forged.directory ?? length(parts);
  const size = forged.directorySize ?? length(central);
  const entryCount = forged.count ?? entries.length;
  const counts = (bytes: number) => [...le(entryCount, bytes), ...le(entryCount, bytes)];
  const all = [...parts, ...central];
  if (wide) {
    const at = length(all);
    all.push(
      raw("PK\x06\x06", le(44, 8), le(0, 12), counts(8), le(size, 8), le(place, 8)),
      raw("PK\x06\x07", le(0, 4), le(at, 8), le(1, 4)),
    );
  }
  const note = forged.note ?? "";
  const [n, s, p] = wide ? [0xffff, 0xffffffff, 0xffffffff] : [entryCount, size, place];
  const numbers = [...le(n, 2), ...le(n, 2), ...le(s, 4), ...le(p, 4)];
  all.push(raw("PK\x05\x06", le(forged.disk ?? 0, 2), le(0, 2), numbers, le(note.length, 2), note));
  return raw(...all);
}

/** A tensor in a pickle. */
export interface ForgedTensor {
  readonly type?: string;
  readonly key?: string;
  readonly count?: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
}

/** `_rebuild_tensor_v2(…)`. */
export function tensor({ shape, ...rest }: ForgedTensor, view: readonly Pickled[] = []): Pickled {
  const size = shape.reduce((product, d) => product * d, 1);
  const row = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, d) => n * d, 1));
  const { type = "FloatStorage", key = "0", count: n = size, offset = 0, strides = row } = rest;
  const storage = tuple(
    text("storage"),
    named("torch", type),
    text(key),
    text("cpu"),
    count(n),
    ...view,
  );
  return called(
    named("torch._utils", "_rebuild_tensor_v2"),
    tuple(
      persistent(storage),
      count(offset),
      tuple(...shape.map(count)),
      tuple(...strides.map(count)),
      boolean(false),
      emptyOrderedDict(),
    ),
  );
}

/** `OrderedDict()`. */
export function emptyOrderedDict(): Pickled {
  return called(named("collections", "OrderedDict"), tuple());
}

/** The pickle of a state dict. */
export function statePickle(tensors: Readonly<Record<string, Pickled>>): Uint8Array {
  const items = Object.entries(tensors).map(([name, value]) => [text(name), value] as const);
  return pickle(dict(items, emptyOrderedDict()));
}

/** The entries of PyTorch's zip format. */
export function torchEntries(
  data: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): ForgedEntry[] {
  return [
    { name: "a/data.pkl", data },
    ...Object.entries(storages).map(([key, data]) => ({ name: `a/data/${key}`, data })),
    { name: "a/version", data: raw("3\n") },
  ];
}

/** A file of PyTorch's legacy format. */
export function legacyBytes(
  data: Uint8Array,
  storages: Readonly<Record<string, readonly [count: number | bigint, bytes: Uint8Array]>> = {},
  { keys = Object.keys(storages), little = true, version = 1001 } = {},
): Uint8Array {
  const magic = raw([0x80, 2, 0x8a, 10], le(0x1950a86a20f9469cfc6cn, 10), ".");
  const system = pickle(dict([[text("little_endian"), boolean(little)]]));
  const list = raw([0x80, 2, 0x5d, 0x28], ...keys.map(text), "e.");
  const values = Object.values(storages).flatMap(([n, bytes]) => [le(n, 8), bytes]);
  return raw(magic, pickle(count(version)), system, data, list, ...values);
}

/** The bytes of values. */
export function bytesOf(array: ArrayBufferView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Calls `body` with the path of a temporary file of these bytes. */
export function withBytes<T>(bytes: Uint8Array, body: (path: string) => T): T {
  return withFolder((folder) => {
    const path = join(folder, "checkpoint.bin");
    Deno.writeFileSync(path, bytes);
    return body(path);
  });
}

/** Calls `body` with a temporary folder. */
export function withFolder<T>(body: (folder: string) => T): T {
  const folder = Deno.makeTempDirSync();
  try {
    return body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
