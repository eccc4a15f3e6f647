/**
 * Reads text files, gzipped or not, piece by piece.
 *
 * @module
 */

import { PassThrough, pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { whyUnreadable } from "./unreadable.ts";

/** A longer line is damage: the longest report known has 20 kB. */
export const MAX_LINE_BYTES = 1 << 20;

/** Whole lines of a file. */
export interface Lines {
  /** Number of the first line, counted from 1. */
  readonly start: number;
  /** They end with a line feed each, but for the file's last line. */
  readonly text: string;
}

const LINE_FEED = 10;

/**
 * The text of a file in pieces of whole lines; memory holds one piece. A file that ends in `.gz` is
 * unzipped, a byte order mark is dropped.
 *
 * @throws {Error} naming the file, if it cannot be read or its gzip is damaged.
 * @throws {SyntaxError} naming file and line, for what is not UTF-8, a zero byte (which text has
 * only in another encoding or after a crash), or a line without an end.
 */
export async function* readLines(path: string): AsyncGenerator<Lines> {
  const stream = path.endsWith(".gz") ? createGunzip() : new PassThrough();
  let start = 1;
  let rest: Uint8Array = new Uint8Array();
  const piece = (bytes: Uint8Array): Lines => {
    const lines = { start, text: decode(bytes, path, start) };
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) start++;
    return lines;
  };
  try {
    const file = await Deno.open(path);
    pipeline(Readable.from(file.readable), stream, () => {}); // `stream` throws what goes wrong
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      const first = end > 0 ? chunk.indexOf(LINE_FEED) : chunk.length;
      if (rest.length + first > MAX_LINE_BYTES) {
        throw new SyntaxError(
          `Cannot read ${path}:${start}: a line of more than 1 MiB, check for missing line ends`,
        );
      }
      if (end > 0) yield piece(join(rest, chunk.subarray(0, end)));
      rest = end > 0 ? chunk.slice(end) : join(rest, chunk);
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw new Error(`Cannot read ${path}: ${whyUnreadable(error)}, check the path and the file`, {
      cause: error,
    });
  }
  if (rest.length > 0) yield piece(rest);
}

/** One line of a file, without its end. */
export interface Line {
  /** `Train.jsonl:7`, for messages. */
  readonly place: string;
  readonly line: string;
}

/**
 * The lines of a file that are not blank, one by one.
 *
 * @param name The file's name in places.
 * @throws as {@link readLines}.
 */
export async function* eachLine(path: string, name = path): AsyncGenerator<Line> {
  for await (const { start, text } of readLines(path)) {
    for (const [i, line] of text.split("\n").entries()) {
      if (line.trim() !== "") yield { place: `${name}:${start + i}`, line };
    }
  }
}

/**
 * A text file at once.
 *
 * @param most Bytes; a larger file is refused unread.
 * @param wayOut What to do where it cannot be read, for the error.
 * @throws as {@link readLines}.
 */
export async function readText(
  path: string,
  most = MAX_LINE_BYTES,
  wayOut = "check the path and the file",
): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size, isFile, isDirectory } = await Deno.stat(path);
    // Anything else, such as a pipe, may never end.
    if (!isFile) throw new Error(isDirectory ? "it is a folder" : "it is no file");
    if (size > most) throw new Error(`it has ${size} bytes, more than ${most}`);
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${whyUnreadable(error)}, ${wayOut}`, { cause: error });
  }
  return decode(bytes, path, 1);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function decode(bytes: Uint8Array, path: string, start: number): string {
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const line = start + bytes.subarray(0, zero).filter((byte) => byte === LINE_FEED).length;
    throw new SyntaxError(
      `Cannot read ${path}:${line}: it has a zero byte, fetch the file again or save it as UTF-8`,
    );
  }
  // Only a file's first bytes may be a byte order mark.
  const utf8 = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: start > 1 });
  try {
    return utf8().decode(bytes);
  } catch {
    let line = start;
    for (let from = 0;; line++) {
      const end = bytes.indexOf(LINE_FEED, from);
      try {
        utf8().decode(bytes.subarray(from, end < 0 ? undefined : end));
      } catch {
        break;
      }
      from = end + 1;
    }
    throw new SyntaxError(`Cannot read ${path}:${line}: it is not UTF-8, save the file as UTF-8`);
  }
}
