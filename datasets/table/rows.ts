/**
 * Reads CSV and JSONL tables into rows of text cells.
 *
 * @module
 */

import { parse } from "csv-parse/sync";

/** One row: where it stands, and a cell per column; a missing or null cell is `""`. */
export interface Row {
  /** `labels.csv:7`, for messages. */
  readonly place: string;
  readonly cells: Readonly<Record<string, string>>;
}

/** The rows of a table and every column seen. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * Parses a table.
 *
 * @param name The file's name; its ending tells the format.
 * @param text The file's content.
 * @throws {SyntaxError} naming file and line, for malformed content.
 * @throws {Error} for an unknown ending or a table without rows.
 */
export function parseTable(name: string, text: string): Table {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (ending !== "csv" && ending !== "jsonl") {
    throw new Error(
      `Cannot read table ${name}: unknown ending .${ending}, use .csv, .jsonl or .parquet`,
    );
  }
  const table = ending === "csv" ? parseCsv(name, text) : parseJsonl(name, text);
  if (table.rows.length === 0) throw noRows(name);
  return table;
}

export function noRows(name: string): Error {
  return new Error(`Cannot read table ${name}: it has no rows, expected one per study`);
}

function parseCsv(name: string, text: string): Table {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new SyntaxError(`Cannot read table ${name}: ${(error as Error).message}, correct it`, {
      cause: error,
    });
  }
  const columns = records.shift()?.record ?? [];
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new SyntaxError(
      `Cannot read table ${name}: two columns are called "${twice}", rename one`,
    );
  }
  const rows = records.map(({ record, info }) => ({
    place: `${name}:${info.lines}`,
    cells: Object.fromEntries(columns.map((column, i) => [column, record[i]!])),
  }));
  return { columns, rows };
}

function parseJsonl(name: string, text: string): Table {
  const columns = new Set<string>();
  const rows: Row[] = [];
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const place = `${name}:${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new SyntaxError(`Cannot read row ${place}: ${(error as Error).message}, correct it`, {
        cause: error,
      });
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new SyntaxError(`Cannot read row ${place}: ${line.slice(0, 40)}, expected an object`);
    }
    const cells: Record<string, string> = {};
    for (const [column, cell] of Object.entries(value)) {
      columns.add(column);
      cells[column] = cell === null ? "" : typeof cell === "string" ? cell : JSON.stringify(cell);
    }
    rows.push({ place, cells });
  });
  return { columns: [...columns], rows };
}
