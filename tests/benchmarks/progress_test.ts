import assert from "node:assert/strict";
import type process from "node:process";
import { openProgress } from "../../benchmarks/progress.ts";
import { RunState } from "../../benchmarks/progress_state.ts";
import { duration, summary, wrap } from "../../benchmarks/progress_text.ts";
import type { RunEvent } from "../../benchmarks/run.ts";
import { toy } from "./toy_stages.ts";

const a = toy("a");
const b = toy("b", {}, { kind: "pretrain" });
const c = toy("c", {}, { kind: "pretrain" });
const d = toy("d", { in: b }, { kind: "finetune" });
const PLAN: RunEvent = { type: "plan", cached: [a], missing: [b, c, d] };

/** A stream that keeps what is written, and a clock set by hand. */
class Screen {
  written = "";
  time = 100;
  readonly rows = 24;

  constructor(readonly isTTY: boolean, readonly columns = 60) {}

  write(text: string): boolean {
    this.written += text;
    return true;
  }

  open() {
    const stream = this as unknown as typeof process.stdout;
    return openProgress({ stream, now: () => this.time });
  }

  /** What was written since the last call, without control sequences. */
  take(): string {
    // deno-lint-ignore no-control-regex
    const text = this.written.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "");
    this.written = "";
    return text;
  }
}

Deno.test("openProgress() writes a line per start, end, failure and half minute", async () => {
  const screen = new Screen(false);
  const view = await screen.open();
  const say = (seconds: number, event: RunEvent) => {
    screen.time += seconds;
    view.onEvent(event);
  };
  say(0, PLAN);
  say(1, { type: "start", stage: b, threads: 1 });
  say(0, { type: "start", stage: c, threads: 1 });
  say(1, { type: "progress", stage: b, progress: { done: 1, total: 60 } });
  say(29, {
    type: "progress",
    stage: b,
    progress: { done: 30, total: 60, loss: 1.23456, examplesPerSecond: 12.34 },
  });
  say(1, { type: "progress", stage: b, progress: { done: 31, total: 60 } });
  say(1, { type: "log", stage: b, line: "hello" });
  say(28, { type: "end", stage: b, outcome: { status: "done" } });
  say(0, { type: "end", stage: c, outcome: { status: "failed", message: "Cannot c" } });
  say(0, { type: "end", stage: d, outcome: { status: "skipped", message: "Cannot run d" } });
  view.close();
  assert.equal(
    screen.written,
    `[1/4] 4 stages: 1 cached, 3 to run
[1/4] start: toy b, threads 1
[1/4] start: toy c, threads 1
[1/4] toy b: 30/60, loss 1.235, 12.3 examples/s, 30 s left
[1/4] toy b: hello
[2/4] done: toy b, 60 s
[3/4] failed: toy c: Cannot c
[4/4] skipped: Cannot run d
2 of 4 stages done (1 cached), 1 failed, 1 skipped
`,
  );
});

Deno.test("openProgress() tells of damage, of what is made again and of other processes", async () => {
  const screen = new Screen(false);
  const view = await screen.open();
  view.onEvent({ type: "plan", cached: [b], missing: [d] });
  view.onEvent({ type: "start", stage: d, threads: 2 });
  const damage = { kind: b.kind, key: b.key, reason: "x was changed" };
  view.onEvent({ type: "damage", damage: { ...damage, movedTo: "/q" } });
  view.onEvent({ type: "damage", damage: { ...damage, movedTo: null } });
  view.onEvent({ type: "again", stage: d });
  view.onEvent({ type: "start", stage: b, threads: 2 });
  view.onEvent({ type: "end", stage: b, outcome: { status: "done" } });
  view.onEvent({ type: "end", stage: d, outcome: { status: "cached" } });
  view.close();
  assert.equal(
    screen.written,
    `[1/2] 2 stages: 1 cached, 1 to run
[1/2] start: toy d, threads 2
[1/2] damaged: pretrain/${b.key}, x was changed, moved to /q
[1/2] damaged: pretrain/${b.key}, x was changed
[1/2] again: toy d, an artifact it needs was lost and is made first
[0/2] start: toy b, threads 2
[1/2] done: toy b, 0.0 s
[2/2] cached: toy d
2 of 2 stages done (1 cached)
`,
  );
});

Deno.test("openProgress() keeps a picture of the run on a terminal, news above it", async () => {
  const screen = new Screen(true);
  const view = await screen.open();
  view.onEvent(PLAN);
  assert.equal(screen.take(), "1 of 4 stages done (1 cached)\n");
  view.onEvent({ type: "start", stage: b, threads: 1 });
  assert.equal(screen.take(), "");
  screen.time += 10;
  const progress = { done: 10, total: 40, loss: 0.5, examplesPerSecond: 100 };
  view.onEvent({ type: "progress", stage: b, progress });
  assert.equal(
    screen.take(),
    "1 of 4 stages done (1 cached), 1 running\n" +
      "toy b: 10/40, loss 0.5000, 100 examples/s, 30 s left\n",
  );
  view.onEvent({ type: "log", stage: b, line: "hello" });
  assert.match(screen.take(), /^toy b: hello\n/);
  view.onEvent({ type: "end", stage: b, outcome: { status: "failed", message: "Cannot b" } });
  assert.match(screen.take(), /^failed: toy b: Cannot b\n/);
  view.close();
  assert.match(screen.take(), /1 of 4 stages done \(1 cached\), 1 failed\n/);
});

Deno.test("openProgress() cuts nothing off on a narrow terminal", async () => {
  const screen = new Screen(true, 40);
  const view = await screen.open();
  const long = { ...b, title: `finetune classification on site-b ${"x".repeat(50)}` };
  view.onEvent({ type: "plan", cached: [a], missing: [long, c, d] });
  view.onEvent({ type: "start", stage: long, threads: 1 });
  view.onEvent({ type: "end", stage: c, outcome: { status: "failed", message: "no" } });
  screen.time += 10;
  screen.take();
  const progress = { done: 120, total: 600, loss: 1.234, examplesPerSecond: 56 };
  view.onEvent({ type: "progress", stage: long, progress });
  assert.equal(
    screen.take(),
    `1 of 4 stages done (1 cached), 1
  running, 1 failed
finetune classification on site-b
  ${"x".repeat(38)}
${"x".repeat(12)}:
  120/600, loss 1.234, 56.0 examples/s,
  40 s left
`,
  );
  view.close();
});

Deno.test("wrap() breaks between words, to lines that fit", () => {
  assert.deepEqual(wrap("one two three", 80), ["one two three"]);
  assert.deepEqual(wrap("one two three", 7), ["one two", "  three"]);
  assert.deepEqual(wrap("one two three", 6), ["one", "  two", "  three"]);
  assert.deepEqual(wrap("", 6), [""]);
});

Deno.test("RunState estimates the time left from the stages of a step", () => {
  const state = new RunState();
  const [b2, c2] = [toy("b2", {}, { kind: "pretrain" }), toy("c2", {}, { kind: "pretrain" })];
  state.apply({ type: "plan", cached: [], missing: [b, c, b2, c2, d] }, 0);
  state.apply({ type: "start", stage: b, threads: 1 }, 0);
  state.apply({ type: "start", stage: c, threads: 1 }, 0);
  assert.equal(state.timeLeft(5), undefined);
  state.apply({ type: "progress", stage: b, progress: { done: 1, total: 4 } }, 5);
  state.apply({ type: "progress", stage: c, progress: { done: 1, total: 2 } }, 5);
  // Nothing is known of the fine-tuning.
  assert.equal(state.timeLeft(5), undefined);
  state.apply({ type: "end", stage: d, outcome: { status: "cached" } }, 5);
  // b needs 15 s more, c 5 s; b2 and c2 take the 20 s that b takes; two run at once.
  assert.equal(state.timeLeft(5), (15 + 5 + 20 + 20) / 2);
  state.apply({ type: "end", stage: c, outcome: { status: "done" } }, 10);
  // Now c is known to have taken 10 s; b has needed 10 s for a quarter; one runs.
  assert.equal(state.timeLeft(10), 30 + 10 + 10);
  state.apply({ type: "end", stage: b, outcome: { status: "failed" } }, 10);
  assert.equal(state.timeLeft(10), 20);
  assert.equal(summary(state, 10), "2 of 5 stages done (1 cached), 1 failed");
  assert.deepEqual(state.counts, {
    total: 5,
    cached: 1,
    done: 1,
    failed: 1,
    skipped: 0,
    interrupted: 0,
    waiting: 2,
    running: 0,
  });
});

Deno.test("duration() chooses its unit", () => {
  const cases: [number, string][] = [
    [0.04, "0.0 s"],
    [9.9, "9.9 s"],
    [12.4, "12 s"],
    [99, "99 s"],
    [100, "2 min"],
    [3540, "59 min"],
    [3600, "1 h 0 min"],
    [7500, "2 h 5 min"],
  ];
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text);
});
