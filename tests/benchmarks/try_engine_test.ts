import assert from "node:assert/strict";
import { tryEngine } from "../../benchmarks/try_engine.ts";
import { whyNot } from "../../model/engine/mod.ts";

Deno.test("tryEngine() finds by a process of its own what this one finds", async () => {
  for (const device of ["cpu", "webgpu", "cuda"] as const) {
    assert.equal(await tryEngine("onnx", device), await whyNot("onnx", device), device);
  }
});

Deno.test("tryEngine() starts no process for what needs no native code", {
  permissions: { read: true, env: true, sys: true },
}, async () => {
  assert.equal(await tryEngine("onnx", "cpu"), undefined);
  assert.equal(await tryEngine("js", "cpu"), undefined);
  assert.equal(await tryEngine("js", "cuda"), "it has no cuda");
});
