/**
 * The safetensors header: JSON that names every tensor's dtype, shape and place in the file.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 *
 * @module
 */
import { type Dtype, DTYPE_NAMES, dtypeSize, isDtype } from "./safetensors_dtypes.ts";

/** A tensor's place in a file. */
export interface Entry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A tensor to be written. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** Longest header that is read, as in the reference implementation. */
const MAX_HEADER = 100_000_000;
const METADATA = "__metadata__";

/**
 * The length of the header in a file's first 8 bytes.
 *
 * @throws {SyntaxError} if it is longer than the file or than 100 MB.
 */
export function headerLength(first: Uint8Array, fileSize: number): number {
  if (first.length < 8) fail(`expected at least 8 bytes, the file has ${fileSize}`);
  const view = new DataView(first.buffer, first.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) fail(`header of ${length} bytes, at most ${MAX_HEADER} allowed`);
  if (8 + Number(length) > fileSize) fail(`header of ${length} bytes in a file of ${fileSize}`);
  return Number(length);
}

/**
 * Reads and checks a header: known dtypes, sizes that match shapes, and data that fills the file
 * without gap or overlap.
 *
 * @param bytes The JSON, without the 8 bytes of its length.
 * @throws {SyntaxError} naming the tensor and what is wrong with it.
 */
export function parseHeader(bytes: Uint8Array, fileSize: number): Header {
  const json = parseJson(bytes);
  const start = 8 + bytes.length;
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== METADATA) entries.set(name, parseEntry(name, value, start, fileSize));
  }
  const places = [...entries].sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  let end = start;
  for (const [name, entry] of places) {
    if (entry.offset < end) fail(`tensor "${name}" overlaps the one before it`);
    if (entry.offset > end) fail(`${entry.offset - end} unused bytes before tensor "${name}"`);
    end = entry.offset + entry.bytes;
  }
  if (end !== fileSize) fail(`${fileSize - end} unused bytes after the last tensor`);
  return { metadata: parseMetadata(json[METADATA] ?? {}), entries };
}

/**
 * The first bytes of a file with these tensors, up to the data, and where each tensor goes.
 *
 * Equal tensors give equal bytes: names are sorted, and data lies widest dtype first, then by name,
 * so that every tensor is aligned to its values.
 *
 * @throws {RangeError} on a repeated or reserved name or an impossible shape.
 */
export function formatHeader(
  tensors: Iterable<TensorSpec>,
  metadata: Readonly<Record<string, string>>,
): { bytes: Uint8Array; entries: Map<string, Entry>; fileSize: number } {
  const byName = [...tensors].sort((a, b) => compare(a.name, b.name));
  const byPlace = byName.toSorted((a, b) =>
    DTYPE_NAMES.indexOf(a.dtype) - DTYPE_NAMES.indexOf(b.dtype)
  );
  const places = new Map<string, { offset: number; bytes: number }>();
  let end = 0;
  for (const { name, dtype, shape } of byPlace) {
    if (name === METADATA || !name.isWellFormed() || places.has(name)) {
      throw new RangeError(`Cannot write tensor "${name}": reserved, repeated or malformed name`);
    }
    const bytes = byteSize(dtype, shape);
    if (bytes === undefined) {
      throw new RangeError(`Cannot write tensor "${name}": impossible shape [${shape}]`);
    }
    places.set(name, { offset: end, bytes });
    end += bytes;
  }
  const json: Record<string, unknown> = Object.fromEntries(byName.map(({ name, dtype, shape }) => {
    const { offset, bytes } = places.get(name)!;
    return [name, { dtype, shape, data_offsets: [offset, offset + bytes] }];
  }));
  const pairs = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  const meta = pairs.length > 0 ? { [METADATA]: Object.fromEntries(pairs) } : {};
  const text = new TextEncoder().encode(JSON.stringify({ ...meta, ...json }));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  const start = bytes.length;
  const entries = new Map(byName.map(({ name, dtype, shape }) => {
    const { offset, bytes } = places.get(name)!;
    return [name, { dtype, shape: [...shape], offset: start + offset, bytes }];
  }));
  return { bytes, entries, fileSize: start + end };
}

/** The entry of a name. @throws {RangeError} if there is none, listing the names there are. */
export function entryOf(entries: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) {
    const names = [...entries.keys()].slice(0, 10).join(", ");
    throw new RangeError(`Cannot find tensor "${name}": the file has ${entries.size} (${names})`);
  }
  return entry;
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  let repeats: boolean;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
    // JSON.parse keeps the last of equal names, so the names in the text are counted.
    const strings = text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g);
    const names = strings.reduce((n, [, colon]) => colon === undefined ? n : n + 1, 0);
    repeats = names !== countNames(json);
  } catch (error) {
    fail(`the header is not JSON (${(error as Error).message})`);
  }
  if (!isObject(json)) fail("the header is not a JSON object");
  if (repeats) fail("the header names something twice");
  return json;
}

function countNames(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, v) => sum + countNames(v), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce<number>((sum, v) => sum + 1 + countNames(v), 0);
}

function parseMetadata(value: unknown): Record<string, string> {
  if (!isObject(value)) fail(`${METADATA} is not an object`);
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") fail(`${METADATA}.${name} is not a string`);
  }
  return value as Record<string, string>;
}

function parseEntry(name: string, value: unknown, start: number, fileSize: number): Entry {
  if (!isObject(value)) fail(`tensor "${name}" is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) {
    fail(`tensor "${name}" has dtype ${JSON.stringify(dtype)}, known are ${DTYPE_NAMES}`);
  }
  const bytes = isCounts(shape) ? byteSize(dtype, shape) : undefined;
  if (!isCounts(shape) || bytes === undefined) {
    fail(`tensor "${name}" has the impossible shape ${JSON.stringify(shape)}`);
  }
  if (!isCounts(offsets) || offsets.length !== 2) {
    fail(`tensor "${name}" has data_offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || start + end > fileSize) {
    fail(`tensor "${name}" lies at [${offsets}], the data has ${fileSize - start} bytes`);
  }
  if (end - begin !== bytes) {
    fail(`tensor "${name}" of shape [${shape}] needs ${bytes} bytes, has ${end - begin}`);
  }
  return { dtype, shape, offset: start + begin, bytes };
}

/** Bytes of a tensor, undefined where the product leaves the exact integers. */
function byteSize(dtype: Dtype, shape: readonly number[]): number | undefined {
  if (!isCounts(shape)) return undefined;
  // A zero must not hide the other factors.
  const product = shape.reduce((n, d) => n * (d || 1), dtypeSize(dtype));
  if (!Number.isSafeInteger(product)) return undefined;
  return shape.includes(0) ? 0 : product;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fail(reason: string): never {
  throw new SyntaxError(`Cannot read safetensors: ${reason}`);
}
