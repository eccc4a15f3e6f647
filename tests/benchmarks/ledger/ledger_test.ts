/** The database itself: made, shared, damaged. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LEDGER, Ledger, setAside } from "../../../benchmarks/ledger/ledger.ts";
import { withFolder } from "../../e2e/command.ts";
import { namesIn } from "../../e2e/results_folder.ts";
import { linesOf } from "../../../benchmarks/executors/protocol.ts";
import { kill } from "../processes.ts";

const WRITER = new URL("writer.ts", import.meta.url).href;

/** A process that writes runs until it is told to stop. */
function writer(store: string, ...args: string[]): Deno.ChildProcess {
  return new Deno.Command("deno", {
    args: ["run", "--allow-read", `--allow-write=${store}`, WRITER, store, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** How many cells each run has, by its number. */
function cellsOfRuns(store: string): unknown[] {
  using ledger = Ledger.open(store, assert.fail);
  return ledger.rows(
    "SELECT count(cells.run) AS n FROM runs LEFT JOIN cells USING (run) GROUP BY runs.run",
  ).map(({ n }) => n);
}

Deno.test("Ledger.open() makes a ledger in a store that is not there yet", () =>
  withFolder(async (folder) => {
    const store = join(folder, "new", "store");
    Ledger.open(store, assert.fail)[Symbol.dispose]();
    assert.deepEqual(await namesIn(store), [LEDGER]);
    using ledger = Ledger.open(store, assert.fail);
    const tables = ledger.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    assert.deepEqual(
      tables.map(({ name }) => name),
      ["artifacts", "cells", "metrics", "runs", "stages"],
    );
  }));

Deno.test("transaction() does all or nothing", () =>
  withFolder((store) => {
    using ledger = Ledger.open(store, assert.fail);
    const metric = { key: "a", metric: "f1", value: 0.5 };
    const failing = () =>
      ledger.transaction(() => {
        ledger.put("metrics", metric);
        throw new RangeError("no");
      });
    assert.throws(failing, { message: "no" });
    assert.deepEqual(ledger.rows("SELECT * FROM metrics"), []);
    ledger.transaction(() => ledger.put("metrics", metric));
    assert.deepEqual(ledger.rows("SELECT * FROM metrics").map((row) => ({ ...row })), [metric]);
    return Promise.resolve();
  }));

Deno.test("two processes write at once, and every run is there as a whole", () =>
  withFolder(async (store) => {
    const children = [writer(store, "40"), writer(store, "40")];
    const done = await Promise.all(children.map((child) => child.output()));
    for (const { code } of done) assert.equal(code, 0);
    assert.deepEqual(cellsOfRuns(store), Array(80).fill(25));
  }));

Deno.test("a writer that is killed leaves whole runs, and the next one goes on", () =>
  withFolder(async (store) => {
    for (const before of [1, 4, 9]) {
      const child = writer(store);
      const lines = linesOf(child.stdout);
      for (let line = 0; line < before; line++) await lines.next();
      await kill(child.pid);
      // What it wrote until then.
      await Array.fromAsync(lines);
      assert.equal((await child.status).signal, "SIGKILL");
      const counts = cellsOfRuns(store);
      assert.ok(counts.length >= before);
      assert.deepEqual(new Set(counts), new Set([25]));
    }
    const runs = cellsOfRuns(store).length;
    const { code } = await writer(store, "1").output();
    assert.equal(code, 0);
    assert.equal(cellsOfRuns(store).length, runs + 1);
    assert.deepEqual(await namesIn(store), [LEDGER]);
  }));

for (
  const [what, damage] of Object.entries({
    "is no database": (bytes: Uint8Array) => bytes.fill(65),
    "was cut": (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 5000),
    "has a page of nothing": (bytes: Uint8Array) => bytes.fill(0, 4096, 8192),
  })
) {
  Deno.test(`Ledger.open() sets a ledger aside that ${what}`, () =>
    withFolder(async (store) => {
      assert.equal((await writer(store, "3").output()).code, 0);
      const path = join(store, LEDGER);
      await Deno.writeFile(path, damage(await Deno.readFile(path)));
      const told: string[] = [];
      using ledger = Ledger.open(store, (line) => told.push(line));
      assert.deepEqual(ledger.rows("SELECT * FROM runs"), []);
      const [aside] = await namesIn(join(store, ".quarantine"));
      assert.deepEqual(told, [
        `the ledger ${path} is damaged, moved to ${join(store, ".quarantine", aside!)}`,
      ]);
    }));
}

Deno.test("Ledger.open() leaves a ledger of another version alone", () =>
  withFolder(async (store) => {
    {
      using ledger = Ledger.open(store);
      ledger.write("PRAGMA user_version = 7", {});
    }
    const path = join(store, LEDGER);
    const before = await Deno.readFile(path);
    assert.throws(() => Ledger.open(store, assert.fail), {
      message:
        `Cannot use the ledger ${path}: it has the tables of version 7, expected 1, remove it`,
    });
    assert.deepEqual(await Deno.readFile(path), before);
  }));

Deno.test("setAside() moves the file that was meant, and no other", () =>
  withFolder(async (store) => {
    assert.equal(setAside(store), null);
    Ledger.open(store)[Symbol.dispose]();
    assert.equal(setAside(store, -1), null);
    const aside = setAside(store);
    assert.match(aside!, /\.quarantine.ledger-[0-9a-f-]{36}\.sqlite$/);
    assert.deepEqual(await namesIn(store), [".quarantine"]);
  }));
