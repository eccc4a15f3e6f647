import assert from "node:assert/strict";
import { measure } from "../../../benchmarks/bench/bench.ts";
import { machineName } from "../../../benchmarks/bench/machine.ts";
import type { Peer } from "../../../benchmarks/bench/peer.ts";
import { benchText } from "../../../benchmarks/bench/report.ts";
import type { PeerWork, Row } from "../../../benchmarks/bench/row.ts";
import { ROW_NAMES, saveBench } from "../../../benchmarks/bench/run.ts";
import { ROWS } from "../../../benchmarks/bench/rows/mod.ts";

/** A clock that only moves where a run says so, a row of which each run takes longer, and a peer. */
function fakes() {
  const log: string[] = [];
  let now = 0;
  const times = [1000, 40, 20, 80];
  const row: Row = {
    name: "fake",
    unit: "ms/token",
    what: "nothing",
    count: 2,
    peer: { open: "nothing", size: 3 },
    open(threads) {
      log.push(`open ${threads}`);
      return Promise.resolve({
        run: () => {
          log.push("ours");
          now += times.shift()!;
        },
        close: () => log.push("close"),
      });
    },
  };
  const peerTimes = [500, 100, 80, 90];
  const peer: Peer = {
    versions: { torch: "1" },
    open(work, threads) {
      log.push(`peer ${JSON.stringify(work)} ${threads}`);
      return Promise.resolve(work.open !== "unknown");
    },
    run() {
      log.push("peer");
      return Promise.resolve(peerTimes.shift()!);
    },
    close: () => Promise.resolve(void log.push("peer closes")),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { log, row, peer, clock: () => now };
}

/** Work that says what the peer's is. */
function withPeer(open: Row["open"], peer: PeerWork): Row["open"] {
  return async (threads) => ({ ...await open(threads), peer });
}

const MACHINE = { name: "m-2-cores", cpu: "M", cores: 2, memoryGigabytes: 24, load: 3 };

Deno.test("measure() lets both sides take turns after a run that does not count", async () => {
  const { log, row, peer, clock } = fakes();
  assert.deepEqual(await measure(row, { repeats: 3, threads: 2, peer, clock }), {
    name: "fake",
    unit: "ms/token",
    what: "nothing",
    ours: 20,
    peer: 45,
    ratio: 20 / 45,
    spread: 0.75,
    peerSpread: 5 / 45,
    runs: { ours: [20, 10, 40], peer: [50, 40, 45] },
  });
  const turns = ["ours", "peer", "ours", "peer", "peer", "ours", "ours", "peer"];
  const opened = ["open 2", 'peer {"open":"nothing","size":3} 2'];
  assert.deepEqual(log, [...opened, ...turns, "close", "peer closes"]);
});

Deno.test("measure() gives null where there is no peer, and takes a number that a run returns", async () => {
  const { row, clock } = fakes();
  const open = () => Promise.resolve({ run: () => 7 });
  const options = { repeats: 2, threads: 1, clock };
  const missing = await measure({ ...row, open }, { ...options, peer: { missing: "no Python" } });
  assert.deepEqual(
    [missing.ours, missing.peer, missing.ratio, missing.spread, missing.peerSpread],
    [7, null, null, 0, null],
  );
  const unknown = { open: "unknown" };
  for (const opened of [{ ...row, peer: unknown }, { ...row, open: withPeer(open, unknown) }]) {
    assert.equal((await measure(opened, { ...options, peer: fakes().peer })).peer, null);
  }
  const { peer: _, ...alone } = row;
  const { log, peer } = fakes();
  assert.equal((await measure({ ...alone, open }, { ...options, peer })).peer, null);
  assert.deepEqual(log, []);
});

Deno.test("a report says what it was measured on, and is saved under the machine's name", async () => {
  const { row, peer, clock } = fakes();
  const measured = await measure(row, { repeats: 3, threads: 2, peer, clock });
  const report = {
    ...{ machine: MACHINE, versions: { deno: "2" }, threads: 2, repeats: 3 },
    rows: [measured, { ...measured, name: "alone", peer: null, ratio: null, peerSpread: null }],
  };
  const text = benchText({ ...report, noPeer: "there is no Python" });
  assert.match(text, /\| fake +\| ms\/token +\| +20 +\| +75 % +\| +45 +\| +11 % +\| +0\.44 \|/);
  assert.match(text, /\| alone +\| ms\/token +\| +20 +\| +75 % +\| +– +\| +– +\| +– \|/);
  assert.match(text, /^Measured under load: 3 processes/m);
  assert.match(text, /^No peer: there is no Python\.$/m);
  const folder = await Deno.makeTempDir();
  try {
    const path = await saveBench(report, `${folder}/bench`);
    assert.equal(path, `${folder}/bench/m-2-cores.json`);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(path)), report);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a machine's name is fit for a file", () => {
  assert.equal(machineName("AMD EPYC 7B13 (64)", 2), "amd-epyc-7b13-64-2-cores");
  assert.equal(machineName("", 4), "unknown-4-cores");
});

Deno.test("the names of rows are those of the rows", () => {
  assert.deepEqual(ROW_NAMES, ROWS.map(({ name }) => name));
});
