import assert from "node:assert/strict";
import { rounding } from "../../../model/engine/onnx/rounding.ts";

Deno.test("rounding() names the processor's kernels by eight digits, the same in every process", async () => {
  const own = await rounding();
  assert.match(own, /^[0-9a-f]{8}$/);
  const url = new URL("../../../model/engine/onnx/rounding.ts", import.meta.url);
  const code = `console.log(await (await import("${url}")).rounding())`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", new URL("../../../deno.json", import.meta.url).pathname, code],
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), own);
});
