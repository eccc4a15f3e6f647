/**
 * The ledger: an SQLite database beside the artifacts that says what was run. No result is ever made
 * of it, and what it holds can be had again from artifacts and results.
 *
 * @module
 */
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { QUARANTINE } from "../store.ts";
import { LEDGER_SCHEMA, TABLES } from "./schema.ts";

/** The database's name in the folder of a store. */
export const LEDGER = "ledger.sqlite";

/** Milliseconds to wait while another process writes. */
const PATIENCE = 5000;

export type Row = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, SQLInputValue>>;

/** An open ledger. */
export class Ledger implements Disposable {
  private constructor(private readonly database: DatabaseSync) {}

  /**
   * Opens the ledger of a store to write it; makes it if it is not there. One that is damaged is set
   * aside and made anew.
   *
   * @param tell Told in a line that a ledger was set aside.
   * @throws {Error} if it cannot be written, or has the tables of another version.
   */
  static open(store: string, tell: (line: string) => void = () => {}): Ledger {
    Deno.mkdirSync(store, { recursive: true });
    const path = join(store, LEDGER);
    const ino = inodeOf(path);
    try {
      return Ledger.#open(path);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      const aside = setAside(store, ino);
      tell(`the ledger ${path} is damaged${aside === null ? "" : `, moved to ${aside}`}`);
      return Ledger.#open(path);
    }
  }

  /**
   * Opens the ledger of a store to read it.
   *
   * @throws {Error} if there is none, or it is damaged.
   */
  static read(store: string): Ledger {
    return new Ledger(
      new DatabaseSync(join(store, LEDGER), { readOnly: true, timeout: PATIENCE }),
    );
  }

  static #open(path: string): Ledger {
    const database = new DatabaseSync(path, { timeout: PATIENCE });
    const ledger = new Ledger(database);
    try {
      // A ledger that is lost with the power can be made anew.
      ledger.rows("PRAGMA synchronous = NORMAL");
      ledger.transaction(() => {
        const version = ledger.rows("PRAGMA user_version")[0]!.user_version;
        if (version === LEDGER_SCHEMA) return;
        if (version !== 0) {
          throw new Error(
            `Cannot use the ledger ${path}: it has the tables of version ${version}, expected ` +
              `${LEDGER_SCHEMA}, remove it`,
          );
        }
        database.exec(`${TABLES} PRAGMA user_version = ${LEDGER_SCHEMA}`);
      });
      const [check] = ledger.rows("PRAGMA quick_check(1)");
      if (check!.quick_check !== "ok") throw new DamagedLedgerError(String(check!.quick_check));
      return ledger;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Does all that `body` does to the tables, or nothing if it throws. */
  transaction<T>(body: () => T): T {
    this.rows("BEGIN IMMEDIATE");
    try {
      const result = body();
      this.rows("COMMIT");
      return result;
    } catch (error) {
      // A full disk has rolled it back already.
      if (this.database.isTransaction) this.rows("ROLLBACK");
      throw error;
    }
  }

  /** The rows that a statement gives. */
  rows(sql: string, values: Values = {}): Row[] {
    return this.database.prepare(sql).all(values) as Row[];
  }

  /** Runs a statement for each of some rows of values. @returns The id of the last row it inserted. */
  write(sql: string, ...rows: readonly Values[]): number {
    const statement = this.database.prepare(sql);
    let last = 0;
    for (const row of rows) last = Number(statement.run(row).lastInsertRowid);
    return last;
  }

  /** Adds a row to a table, or puts it in the place of that with its key. @returns Its id. */
  put(table: string, ...rows: readonly Values[]): number {
    if (rows.length === 0) return 0;
    const columns = Object.keys(rows[0]!);
    const places = columns.map((column) => `:${column}`);
    return this.write(`INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${places})`, ...rows);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}

/** Its own check found the database damaged. */
class DamagedLedgerError extends Error {
  override name = "DamagedLedgerError";
}

/** Whether it is the file that is wrong: SQLITE_CORRUPT or SQLITE_NOTADB, which exec() does not tell. */
function isDamaged(error: unknown): boolean {
  if (error instanceof DamagedLedgerError) return true;
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && [11, 26].includes(errcode & 0xff);
}

/**
 * Moves a store's ledger away.
 *
 * @param ino Moves this file only, not one that came in its place.
 * @returns Where to, null if it is not there any more.
 */
export function setAside(store: string, ino = inodeOf(join(store, LEDGER))): string | null {
  const from = join(store, LEDGER);
  if (ino === undefined || inodeOf(from) !== ino) return null;
  const folder = join(store, QUARANTINE);
  Deno.mkdirSync(folder, { recursive: true });
  const to = join(folder, `ledger-${crypto.randomUUID()}.sqlite`);
  Deno.renameSync(from, to);
  return to;
}

function inodeOf(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
