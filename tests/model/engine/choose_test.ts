/** Which engine runs where, on machines of which some devices work. */
import assert from "node:assert/strict";
import { chooseEngine, type Device, type EngineName } from "../../../model/engine/mod.ts";

/** A machine on which these work, such as `onnx cpu`, and nothing else. */
function machine(...works: string[]) {
  return (engine: EngineName, device: Device) =>
    Promise.resolve(works.includes(`${engine} ${device}`) ? undefined : `no ${device} here`);
}

const PLAIN = machine("onnx cpu", "js cpu");

Deno.test("chooseEngine() without a wish takes onnx on the CPU, and js where onnx is not", async () => {
  const { engine, device, fallback, reason } = await chooseEngine({ engine: "auto" }, PLAIN);
  assert.deepEqual([engine, device, fallback], ["onnx", "cpu", undefined]);
  assert.match(reason, /fastest that was measured/);
  const slow = await chooseEngine({ engine: "auto" }, machine("js cpu"));
  assert.deepEqual(slow, {
    engine: "js",
    device: "cpu",
    reason: "onnx does not load; this one is slow",
  });
});

Deno.test("chooseEngine() takes a GPU through onnx only if it is asked for", async () => {
  const gpu = machine("onnx cpu", "onnx webgpu", "onnx cuda", "webgpu webgpu");
  assert.equal((await chooseEngine({ engine: "auto" }, gpu)).device, "cpu");
  for (const engine of ["auto", "onnx"] as const) {
    for (const device of ["webgpu", "cuda", "cpu"] as const) {
      const choice = await chooseEngine({ engine, device }, gpu);
      assert.deepEqual([choice.engine, choice.device, choice.fallback], [
        "onnx",
        device,
        undefined,
      ]);
    }
  }
});

Deno.test("chooseEngine() takes the webgpu engine where onnx cannot use that device", async () => {
  const wish = { engine: "auto", device: "webgpu" } as const;
  const choice = await chooseEngine(wish, machine("onnx cpu", "webgpu webgpu"));
  assert.deepEqual(choice, {
    engine: "webgpu",
    device: "webgpu",
    reason: "the first that works on webgpu",
  });
});

Deno.test("chooseEngine() falls back from a device with one line", async () => {
  for (const engine of ["auto", "onnx"] as const) {
    const choice = await chooseEngine({ engine, device: "cuda" }, PLAIN);
    assert.deepEqual(choice, {
      engine: "onnx",
      device: "cpu",
      reason: "cuda does not work here",
      fallback: "Cannot run onnx on cuda: no cuda here; running onnx on cpu instead",
    });
  }
});

Deno.test("chooseEngine() never replaces an engine that was named", async () => {
  await assert.rejects(chooseEngine({ engine: "tensorflow" }, PLAIN), {
    message: "Cannot run tensorflow on cuda: no cuda here",
  });
  const js = await chooseEngine({ engine: "js", device: "cpu" }, PLAIN);
  assert.deepEqual(js, { engine: "js", device: "cpu", reason: "asked for" });
});
