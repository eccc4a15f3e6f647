import assert from "node:assert/strict";
import { doctor, type DoctorReport, doctorText } from "../benchmarks/doctor.ts";
import { captured } from "./e2e/captured.ts";

Deno.test("doctor --json prints every engine and what auto takes", async () => {
  const { code, stdout } = await captured("doctor", "--json");
  const { engines, auto, machine, versions } = JSON.parse(stdout) as DoctorReport;
  assert.equal(code, 0);
  assert.deepEqual(engines.map(({ name }) => name), ["onnx", "tensorflow", "webgpu", "js"]);
  for (const { available, devices, reason } of engines) {
    assert.equal(available, devices.length > 0);
    assert.ok(available || reason !== undefined);
  }
  const taken = engines.find(({ name }) => name === auto.engine)!;
  assert.ok(taken.devices.includes(auto.device));
  assert.ok(machine.memory.total > machine.memory.available && machine.memory.available > 0);
  assert.equal(versions.deno, Deno.version.deno);
  assert.equal(versions["onnxruntime-node"], "1.30.0");
});

Deno.test("doctorText() shows devices, and each reason against others once", async () => {
  const report = await doctor((engine, device) =>
    Promise.resolve(engine === "onnx" && device !== "webgpu" ? undefined : `no ${engine}`)
  );
  assert.deepEqual(report.engines.slice(0, 2), [
    { name: "onnx", available: true, devices: ["cpu", "cuda"], reason: "webgpu: no onnx" },
    { name: "tensorflow", available: false, devices: [], reason: "cuda, cpu: no tensorflow" },
  ]);
  const lines = doctorText(report).split("\n");
  assert.deepEqual(lines.slice(lines.indexOf("Engines") + 1), [
    "  onnx        cpu, cuda",
    "              not webgpu: no onnx",
    "  tensorflow  not available",
    "              not cuda, cpu: no tensorflow",
    "  webgpu      not available",
    "              not webgpu: no webgpu",
    "  js          not available",
    "              not cpu: no js",
    `auto      onnx on cpu: ${report.auto.reason}`,
  ]);
});
