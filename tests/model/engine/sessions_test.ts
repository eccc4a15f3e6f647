import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compilation, compilationSince, float32, openEngine } from "../../../model/engine/mod.ts";
import { lease } from "../../../model/engine/onnx/sessions.ts";
import { trace } from "../../../model/engine/onnx/trace.ts";

/** The model of a sum with a constant that no other test uses. */
function model(constant: number) {
  const feed = { x: float32([0, 0], [2]) };
  return trace((_state, { x }) => ({ outputs: { y: tf.add(x!, constant) } }), {}, feed).model;
}

const OPTIONS = { device: "cpu", threads: 1 } as const;

Deno.test("lease() gives one graph to all who ask for a model with the same options", async () => {
  const first = await lease({ model: model(101), bytes: 8 }, OPTIONS);
  const second = await lease({ model: model(101), bytes: 8 }, OPTIONS);
  const other = await lease({ model: model(101), bytes: 8 }, { device: "cpu", threads: 2 });
  assert.deepEqual([first.reused, second.reused, other.reused], [false, true, false]);
  assert.equal(second.graph, first.graph);
  assert.notEqual(other.graph, first.graph);
  for (const { release } of [first, second, other]) release();
});

Deno.test("lease() keeps small graphs that nobody uses, and the ones used last", async () => {
  const half = 2 ** 28;
  const use = async (constant: number, bytes: number) => {
    const { reused, release } = await lease({ model: model(constant), bytes }, OPTIONS);
    release();
    return reused;
  };
  assert.deepEqual([await use(201, half), await use(202, half)], [false, false]);
  assert.equal(await use(201, half), true);
  // A third one has no room beside them: the one that was used longest ago goes.
  assert.equal(await use(203, half), false);
  assert.deepEqual([await use(201, half), await use(202, half)], [true, false]);
  assert.deepEqual([await use(204, 3 * half), await use(204, 3 * half)], [false, false]);
});

Deno.test("lease() releases no graph that is in use", async () => {
  const held = await lease({ model: model(301), bytes: 2 ** 30 }, OPTIONS);
  const again = await lease({ model: model(301), bytes: 2 ** 30 }, OPTIONS);
  again.release();
  const third = await lease({ model: model(301), bytes: 2 ** 30 }, OPTIONS);
  assert.equal(third.graph, held.graph);
  third.release();
  held.release();
});

Deno.test("sessions that share a graph keep to their own state, whoever is disposed", async () => {
  const engine = await openEngine("onnx");
  const open = (start: number) =>
    engine.load(
      ({ x }, { by }) => ({ state: { x: tf.add(x!, by!) }, outputs: { twice: tf.mul(x!, 2) } }),
      { x: float32([start, start], [2]) },
    );
  const [one, other] = [open(1), open(10)];
  const by = () => ({ by: float32([1, 1], [2]) });
  const twice: number[] = [];
  for (let step = 0; step < 3; step++) {
    for (const session of [one, other]) {
      twice.push((await session.run(by())).twice!.data[0]!);
    }
  }
  assert.deepEqual(twice, [2, 20, 4, 22, 6, 24]);
  one.dispose();
  assert.equal((await other.run(by())).twice!.data[0], 26);
  assert.deepEqual([...(await other.read()).x!.data], [14, 14]);
  other.dispose();
});

Deno.test("a loop of runs lets timers have their turn", async () => {
  const engine = await openEngine("onnx");
  const session = engine.load((_state, { x }) => ({ outputs: { y: tf.add(x!, 1) } }), {});
  let fired = false;
  setTimeout(() => fired = true, 0);
  let runs = 0;
  while (!fired && runs < 10_000) {
    await session.run({ x: float32([1], [1]) });
    runs++;
  }
  session.dispose();
  assert.ok(fired);
});

Deno.test("compilation() counts the graphs of programs, compiled and reused", async () => {
  const engine = await openEngine("onnx");
  const before = compilation();
  for (let i = 0; i < 3; i++) {
    const session = engine.load((_state, { x }) => ({ outputs: { y: tf.mul(x!, 401) } }), {});
    const { y } = await session.run({ x: float32([1, 2], [2]) });
    assert.deepEqual([...y!.data], [401, 802]);
    session.dispose();
  }
  const { compiled, reused, seconds } = compilationSince(before);
  assert.deepEqual([compiled, reused], [1, 2]);
  assert.ok(seconds > 0);
});
