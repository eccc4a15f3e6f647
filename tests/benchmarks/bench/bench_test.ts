import assert from "node:assert/strict";
import { measure, measureAll } from "../../../benchmarks/bench/bench.ts";
import { machineName } from "../../../benchmarks/bench/machine.ts";
import { openPeer, type Peer } from "../../../benchmarks/bench/peer.ts";
import { benchText } from "../../../benchmarks/bench/report.ts";
import type { PeerWork, Row, Setup } from "../../../benchmarks/bench/row.ts";
import { ROW_NAMES, saveBench } from "../../../benchmarks/bench/run.ts";
import { ROWS } from "../../../benchmarks/bench/rows/mod.ts";
import type { Adapter } from "../../../model/engine/adapter.ts";
import { ENGINE_DEVICES, ENGINES } from "../../../model/engine/mod.ts";

/** A clock that only moves where a run says so, a row of which each run takes longer, and a peer. */
function fakes() {
  const log: string[] = [];
  let now = 0;
  const times = [60, 60, 40, 900, 20, 100, 80];
  const row: Row = {
    name: "fake",
    unit: "ms/token",
    what: "nothing",
    count: 2,
    peer: { open: "nothing", size: 3 },
    open({ threads }) {
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
  const peerTimes = [500, 100, 600, 80, 700, 90];
  const peer: Peer = {
    device: "cpu",
    versions: { torch: "1" },
    open(work, threads) {
      log.push(`peer ${JSON.stringify(work)} ${threads}`);
      return Promise.resolve(work.open !== "unknown");
    },
    run() {
      log.push("peer");
      now += peerTimes[0]!;
      return Promise.resolve(peerTimes.shift()!);
    },
    close: () => Promise.resolve(void log.push("peer closes")),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { log, row, peer, clock: () => now };
}

/** Work that says what the peer's is. */
function withPeer(open: Row["open"], peer: PeerWork): Row["open"] {
  return async (setup) => ({ ...await open(setup), peer });
}

const SETUP = { engine: "onnx", device: "cpu", threads: 2 } as const;

const MACHINE = { name: "m-2-cores", cpu: "M", cores: 2, memoryGigabytes: 24, load: 3 };

Deno.test("measure() lets both sides take turns, of which runs for 100 ms do not count", async () => {
  const { log, row, peer, clock } = fakes();
  assert.deepEqual(await measure(row, { setup: SETUP, repeats: 3, peer, clock }), {
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
  const turns = ["ours", "peer", "peer", "ours", "ours", "peer"].flatMap((side) => [side, side]);
  const opened = ["open 2", 'peer {"open":"nothing","size":3} 2'];
  assert.deepEqual(log, [...opened, "ours", ...turns, "close", "peer closes"]);
});

Deno.test("measure() gives null where there is no peer, and takes a number that a run returns", async () => {
  const { row } = fakes();
  const open = () => Promise.resolve({ run: () => 7 });
  let now = 0;
  const options = { setup: SETUP, repeats: 2, clock: () => now += 100 };
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

Deno.test("measureAll() goes on behind rows that are unfit or fail, and says why", async () => {
  const { log, row, peer, clock } = fakes();
  const onGpu = { ...row, name: "cpu alone", unfit: () => "it is not of GPUs" };
  const fails = {
    ...row,
    name: "fails",
    open: () =>
      Promise.resolve({
        run: () => Promise.reject(new Error("no such kernel")),
        close: () => log.push("failure closes"),
      }),
  };
  const seen: string[] = [];
  const { rows, noRows } = await measureAll([onGpu, fails, row], {
    ...{ setup: SETUP, repeats: 1, peer, clock },
    onRow: ({ name }) => seen.push(name),
  });
  assert.deepEqual(rows.map(({ name, ours }) => [name, ours]), [["fake", 20]]);
  assert.deepEqual(noRows, [
    { name: "cpu alone", why: "it is not of GPUs", failed: false },
    { name: "fails", why: "no such kernel", failed: true },
  ]);
  assert.deepEqual(seen, ["cpu alone", "fails", "fake"]);
  const failure = ['peer {"open":"nothing","size":3} 2', "failure closes", "peer closes"];
  assert.deepEqual(log.slice(0, 4), [...failure, "open 2"]);
  assert.equal((await measureAll([], { setup: SETUP, repeats: 1, peer })).noRows, undefined);
});

Deno.test("rows say of what they cannot be measured", () => {
  const unfit = (setup: Setup) =>
    ROWS.filter((row) => row.unfit?.(setup) !== undefined).map(({ name }) => name);
  const outside = ["outside-session", "outside-session-base"];
  assert.deepEqual(unfit(SETUP), []);
  assert.deepEqual(unfit({ ...SETUP, device: "cuda" }), ["bert-base-memory", ...outside]);
  assert.deepEqual(unfit({ ...SETUP, engine: "js" }), outside);
  const webgpu = { ...SETUP, engine: "webgpu", device: "webgpu" } as const;
  assert.deepEqual(unfit(webgpu), ["bert-base-memory", ...outside]);
});

Deno.test("a report names what computed where it is not onnx on the CPU", () => {
  const report = {
    ...{ machine: MACHINE, versions: { deno: "2" }, threads: 2, repeats: 3, rows: [] },
  };
  assert.doesNotMatch(benchText(report), /Ours/);
  const on = { engine: "onnx", device: "cuda" } as const;
  const text = (peer: string | null, gpu?: Adapter) =>
    benchText({ ...report, machine: { ...MACHINE, ...gpu && { gpu } }, on: { ...on, peer } });
  assert.match(text("cuda, H200"), /^Ours: onnx on cuda; PyTorch: cuda, H200\.$/m);
  assert.match(text("cpu"), /PyTorch: cpu, as it sees no GPU\.$/m);
  assert.match(
    text(null, { name: "llvmpipe", software: true }),
    /^Ours: onnx on cuda, Deno's GPU: llvmpipe, computing on the CPU; PyTorch: none\.$/m,
  );
  const noRows = [{ name: "a", why: "no", failed: false }, { name: "b", why: "bad", failed: true }];
  assert.match(benchText({ ...report, noRows }), /^a not measured: no\.\nb failed: bad\.$/m);
});

Deno.test("a report says what it was measured on, and is saved under the machine's name", async () => {
  const { row, peer, clock } = fakes();
  const measured = await measure(row, { setup: SETUP, repeats: 3, peer, clock });
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
  assert.equal(machineName("AMD EPYC 7B13 (64)", 2, SETUP), "amd-epyc-7b13-64-2-cores");
  assert.equal(machineName("", 4, SETUP), "unknown-4-cores");
});

Deno.test("a machine's name tells what computes, so that no record is written over another", () => {
  const names = ENGINES.flatMap((engine) =>
    ENGINE_DEVICES[engine].map((device) => machineName("M", 2, { engine, device }))
  );
  assert.equal(new Set(names).size, names.length);
  assert.equal(names[0], "m-2-cores");
  assert.ok(names.includes("m-2-cores-onnx-cuda") && names.includes("m-2-cores-webgpu-webgpu"));
});

Deno.test("the names of rows are those of the rows", () => {
  assert.deepEqual(ROW_NAMES, ROWS.map(({ name }) => name));
});

/** A peer on a GPU that says what it was started for, and which every work is too large for. */
const FAKE_PYTHON = `#!/bin/sh
echo '{"device": "cuda, of '$2'", "versions": {"torch": "2", "cuda": "12"}}'
while read -r line; do echo '{"error": "OutOfMemoryError: too large"}'; done
`;

Deno.test("the peer runs in the Python that MEDVILL_PYTHON names, and says what fails there", async () => {
  const python = await Deno.makeTempFile();
  await Deno.writeTextFile(python, FAKE_PYTHON);
  await Deno.chmod(python, 0o755);
  try {
    Deno.env.set("MEDVILL_PYTHON", python);
    await using peer = await openPeer("gpu") as Peer;
    assert.equal(peer.device, "cuda, of gpu");
    await assert.rejects(peer.open({ open: "matmul" }, 1), /OutOfMemoryError: too large/);
    await assert.rejects(peer.run(), /Cannot run the peer: OutOfMemoryError/);
    Deno.env.set("MEDVILL_PYTHON", "/nowhere/python");
    assert.deepEqual(await openPeer("gpu"), { missing: "there is no /nowhere/python" });
  } finally {
    Deno.env.delete("MEDVILL_PYTHON");
    await Deno.remove(python);
  }
});
