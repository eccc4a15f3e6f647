/**
 * Reads CSV tables of any length, gzipped or not, row by row.
 *
 * @module
 */

import { basename } from "node:path";
import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { checkColumns } from "./columns.ts";
import { MAX_LINE_BYTES, readLines } from "./text.ts";

/** One row: where it stands, and the cells of the columns asked for. */
export interface CsvRow<Column extends string> {
  /** `table.csv.gz:7`, for messages. */
  readonly place: string;
  readonly cells: Readonly<Record<Column, string>>;
}

/**
 * The rows of a CSV file with a header line; memory holds a few rows.
 *
 * @param path The file; `.gz` is unzipped.
 * @param columns Columns that it must have; others are passed over.
 * @throws {Error} naming the file, if it cannot be read or lacks a column.
 * @throws {SyntaxError} naming file and line, for malformed content.
 */
export async function* readCsv<Column extends string>(
  path: string,
  columns: readonly Column[],
): AsyncGenerator<CsvRow<Column>> {
  const name = basename(path);
  const parser = parse({ info: true, skip_empty_lines: true, max_record_size: MAX_LINE_BYTES });
  pipeline(Readable.from(texts(path)), parser, () => {}); // `parser` throws what goes wrong
  let indices: number[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (indices === undefined) {
        checkColumns(path, columns, record);
        indices = columns.map((column) => record.indexOf(column));
        continue;
      }
      const cells = columns.map((column, i) => [column, record[indices![i]!]!]);
      yield { place: `${name}:${info.lines}`, cells: Object.fromEntries(cells) };
    }
  } catch (error) {
    if (!(error instanceof Error && `${(error as { code?: string }).code}`.startsWith("CSV_"))) {
      throw error;
    }
    throw new SyntaxError(`Cannot read ${path}: ${error.message}, correct it`, { cause: error });
  }
  if (indices === undefined) {
    throw new Error(`Cannot read ${path}: it is empty, expected a header line`);
  }
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

async function* texts(path: string): AsyncGenerator<string> {
  for await (const { text } of readLines(path)) yield text;
}
