import { CommanderError } from "commander";
import assert from "node:assert/strict";
import { benchCommand } from "../cli_bench.ts";
import type { BenchOptions } from "../mod.ts";

/** What the command asks for, or how it refuses. */
async function asked(...args: string[]): Promise<Omit<BenchOptions, "onRow"> | string> {
  let seen: BenchOptions | undefined;
  const command = benchCommand((options) => {
    seen = options;
    return Promise.reject(new Error("enough"));
  }).configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
  }
  const { onRow: _, ...rest } = seen!;
  return rest;
}

Deno.test("bench takes rows and a number of repeats", async () => {
  assert.deepEqual(await asked(), { repeats: 5 });
  assert.deepEqual(await asked("--only", "plan", "--only", "matmul", "--repeats", "2"), {
    repeats: 2,
    only: ["plan", "matmul"],
  });
});

Deno.test("bench refuses rows that are not there and numbers that are none", async () => {
  assert.match(await asked("--only", "juggling") as string, /expected one of matmul, bert4-step/);
  for (const value of ["0", "-1", "1.5", "many"]) {
    assert.match(await asked("--repeats", value) as string, /positive integer/);
  }
});
