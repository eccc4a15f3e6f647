import { CommanderError } from "commander";
import assert from "node:assert/strict";
import { benchCommand } from "../cli_bench.ts";
import type { BenchOptions } from "../mod.ts";

/** What the command asks for where onnx runs on CPU and cuda alone, or how it refuses. */
async function asked(...args: string[]): Promise<Omit<BenchOptions, "onRow"> | string> {
  let seen: BenchOptions | undefined;
  const command = benchCommand(
    () => {},
    (options) => {
      seen = options;
      return Promise.reject(new Error("enough"));
    },
    (engine, device) =>
      Promise.resolve(engine === "onnx" && device !== "webgpu" ? undefined : "not here"),
  ).configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError || seen === undefined) return (error as Error).message;
  }
  const { onRow: _, ...rest } = seen!;
  return rest;
}

Deno.test("bench takes rows, a number of repeats, an engine and a device", async () => {
  const standard = { engine: "onnx", device: "cpu", repeats: 5 };
  assert.deepEqual(await asked(), standard);
  assert.deepEqual(await asked("--only", "plan", "--only", "matmul", "--repeats", "2"), {
    ...standard,
    repeats: 2,
    only: ["plan", "matmul"],
  });
  assert.deepEqual(await asked("--engine", "onnx", "--device", "cuda"), {
    ...standard,
    device: "cuda",
  });
  assert.deepEqual(await asked("--engine", "auto"), standard);
});

Deno.test("bench falls back from a device, and never from an engine that was named", async () => {
  assert.equal((await asked("--device", "webgpu") as BenchOptions).device, "cpu");
  assert.equal(await asked("--engine", "webgpu"), "Cannot run webgpu on webgpu: not here");
});

Deno.test("bench refuses rows that are not there, numbers that are none and other words", async () => {
  assert.match(await asked("--only", "juggling") as string, /expected one of matmul, bert4-step/);
  for (const value of ["0", "-1", "1.5", "many"]) {
    assert.match(await asked("--repeats", value) as string, /positive integer/);
  }
  assert.match(await asked("--engine", "cuda") as string, /Allowed choices are auto, onnx/);
  assert.match(await asked("--device", "gpu") as string, /Allowed choices are cpu, webgpu, cuda/);
});

Deno.test("bench ends with 1 where a row failed, and with 0 where one was unfit", async () => {
  for (const failed of [true, false]) {
    let code: number | undefined;
    const report = {
      machine: { name: "m", cpu: "M", cores: 2, memoryGigabytes: 24, load: 0 },
      ...{ versions: {}, threads: 2, repeats: 1, rows: [] },
      noRows: [{ name: "plan", why: "bad", failed }],
    };
    const command = benchCommand((value) => code = value, () => Promise.resolve(report));
    const { log } = console;
    console.log = () => {};
    try {
      await command.parseAsync(["--only", "plan"], { from: "user" });
    } finally {
      console.log = log;
    }
    assert.equal(code, failed ? 1 : 0);
  }
});
