import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { rounding } from "../../../model/engine/onnx/rounding.ts";

Deno.test("rounding() names the processor's kernels by eight digits, the same in every process", async () => {
  const own = await rounding();
  assert.match(own, /^[0-9a-f]{8}$/);
  const script = fileURLToPath(new URL("print_rounding.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "--allow-env", "--allow-sys", "--allow-ffi", script],
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), own);
});
