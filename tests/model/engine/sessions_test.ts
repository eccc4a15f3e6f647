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
  assert.equal(second.session, first.session);
  assert.notEqual(other.session, first.session);
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
  assert.equal(third.session, held.session);
  third.release();
  held.release();
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
