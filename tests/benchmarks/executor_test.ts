import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobHooks } from "../../benchmarks/executors/executor.ts";
import { LocalExecutor } from "../../benchmarks/executors/local.ts";
import { formatMessage, linesOf, parseLine } from "../../benchmarks/executors/protocol.ts";
import { Schedule } from "../../benchmarks/executors/schedule.ts";
import type { Stage } from "../../benchmarks/stage.ts";
import { testExecutor } from "../conformance/executor_conformance.ts";
import { toy } from "./toy_stages.ts";

const TOYS = new URL("toy_stages.ts", import.meta.url).href;
const HOOKS: JobHooks = {
  onProgress: () => {},
  onLog: () => {},
  onDamage: () => {},
  signal: new AbortController().signal,
};

testExecutor(
  "LocalExecutor",
  (store, grace) => new LocalExecutor({ store, stages: TOYS, grace }),
);

Deno.test("LocalExecutor uses a worker again, and another one beside a busy one", async () => {
  const dir = await Deno.makeTempDir();
  const executor = new LocalExecutor({ store: dir, stages: TOYS });
  assert.equal(executor.size, 0);
  for (const name of ["a", "b"]) {
    await executor.run({ stage: toy(name), inputs: {}, threads: 1 }, HOOKS);
    assert.equal(executor.size, 1);
  }
  const both = ["c", "d"].map((name) => {
    return executor.run({ stage: toy(name), inputs: {}, threads: 1 }, HOOKS);
  });
  assert.equal(executor.size, 2);
  await Promise.all(both);
  await executor.close();
  assert.equal(executor.size, 0);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("LocalExecutor says that the stage module cannot be loaded", async () => {
  const dir = await Deno.makeTempDir();
  const executor = new LocalExecutor({ store: dir, stages: "file:///nowhere.ts" });
  const running = executor.run({ stage: toy("a"), inputs: {}, threads: 1 }, HOOKS);
  await assert.rejects(running, /Module not found "file:\/\/\/nowhere.ts"/);
  await executor.close();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("LocalExecutor works in a path with blanks and quotes", async () => {
  const dir = await Deno.makeTempDir();
  const store = join(dir, `a 'b" =`);
  const executor = new LocalExecutor({ store, stages: TOYS });
  const stage = toy("a");
  await executor.run({ stage, inputs: {}, threads: 1 }, HOOKS);
  assert.equal(await Deno.readTextFile(join(store, "prepare", stage.key, "value.txt")), "a()");
  await executor.close();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("LocalExecutor refuses a store that a permission cannot name", async () => {
  const executor = new LocalExecutor({ store: "/tmp/a,b", stages: TOYS });
  await assert.rejects(executor.run({ stage: toy("a"), inputs: {}, threads: 1 }, HOOKS), {
    message: "Cannot start a worker for the store /tmp/a,b: a permission cannot name a path with " +
      "a comma, choose another --store",
  });
});

Deno.test("LocalExecutor says that deno is not on PATH", async () => {
  const path = Deno.env.get("PATH")!;
  const executor = new LocalExecutor({ store: "/nowhere", stages: TOYS });
  Deno.env.set("PATH", "/nowhere");
  try {
    await assert.rejects(executor.run({ stage: toy("a"), inputs: {}, threads: 1 }, HOOKS), {
      message: "Cannot start a worker: deno is not on PATH, add the folder it lies in to PATH",
    });
  } finally {
    Deno.env.set("PATH", path);
  }
});

Deno.test("parseLine() tells messages from other text", () => {
  const message = formatMessage({ type: "progress", progress: { done: 1, total: 2 } });
  assert.equal(message, '\x1e{"type":"progress","progress":{"done":1,"total":2}}\n');
  const parsed = { type: "progress", progress: { done: 1, total: 2 } };
  assert.deepEqual(parseLine(message.trimEnd()), { text: "", message: parsed });
  assert.deepEqual(parseLine(`noise${message.trimEnd()}`), { text: "noise", message: parsed });
  assert.deepEqual(parseLine('{"type":"done"}'), { text: '{"type":"done"}' });
  assert.deepEqual(parseLine("a\x1eb"), { text: "a\x1eb" });
});

Deno.test("linesOf() joins lines over chunks, also inside a character", async () => {
  const bytes = new TextEncoder().encode("a\n\nbé\nend");
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const lines = await Array.fromAsync(linesOf(ReadableStream.from(chunks)));
    assert.deepEqual(lines, ["a", "", "bé", "end"]);
  }
});

/** A schedule of these stages, all waiting. */
function schedule(...stages: Stage[]): Schedule {
  const schedule = new Schedule(new Map(stages.map((stage) => [stage.key, stage])));
  for (const { key } of stages) schedule.set(key, "waiting");
  return schedule;
}

Deno.test("Schedule.ready() puts the longest way to the end first, then the plan's order", () => {
  const a = toy("a");
  const b = toy("b");
  const c = toy("c");
  const p = toy("p", { in: b }, { kind: "pretrain" });
  const f = toy("f", { in: c }, { kind: "finetune" });
  const e = toy("e", { in: a }, { kind: "evaluate" });
  const all = schedule(e, a, c, b, p, f);
  assert.deepEqual(all.ready(), [b, c, a]);
  all.set(a.key, "done");
  all.set(c.key, "cached");
  assert.deepEqual(all.ready(), [b, f, e]);
  assert.deepEqual(schedule(c, b, a).ready(), [c, b, a]);
});

Deno.test("Schedule.skip() skips what needs a failed stage, at any distance", () => {
  const a = toy("a");
  const b = toy("b", { in: a });
  const c = toy("c", { in: b });
  const d = toy("d");
  const all = schedule(c, b, a, d);
  assert.deepEqual(all.skip(), []);
  all.set(a.key, "failed");
  assert.deepEqual(all.skip(), [{ stage: b, because: a }, { stage: c, because: a }]);
  assert.deepEqual(all.in("skipped"), [c.key, b.key]);
  assert.deepEqual(all.in("waiting"), [d.key]);
});
