/**
 * Reads Parquet tables into rows of text cells.
 *
 * @module
 */

import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { whyUnreadable } from "../files/unreadable.ts";
import { noRows, type Table } from "./rows.ts";

/**
 * Reads some columns of a Parquet file, compressed with Snappy or not at all.
 *
 * @param path The file.
 * @param name Its name, for messages; rows are counted from 1.
 * @param wanted Columns to read; those that it lacks are left out.
 * @throws {Error} naming the file, if it cannot be read or has no rows.
 */
export async function readParquet(
  path: string,
  name: string,
  wanted: readonly string[],
): Promise<Table> {
  let columns: string[];
  let records: Record<string, unknown>[];
  try {
    await Deno.stat(path); // says more plainly what is wrong with the path
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    columns = topLevel(metadata.schema);
    const read = columns.filter((column) => wanted.includes(column));
    records = await parquetReadObjects({ file, metadata, columns: read });
  } catch (error) {
    throw new Error(`Cannot read table ${path}: ${whyUnreadable(error)}, check root and file`, {
      cause: error,
    });
  }
  if (records.length === 0) throw noRows(name);
  const rows = records.map((record, i) => ({
    place: `${name}:${i + 1}`,
    cells: Object.fromEntries(Object.entries(record).map(([key, value]) => [key, cellOf(value)])),
  }));
  return { columns, rows };
}

/** Names of a schema's columns: its elements in depth-first order, the root first. */
function topLevel(schema: readonly { name: string; num_children?: number }[]): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let i = 0; i < (schema[at]!.num_children ?? 0); i++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) names.push(schema[at]!.name);
  return names;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
