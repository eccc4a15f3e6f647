/** Makes `datasets/resample.wasm` of `datasets/resample.wat`. */
import wabt from "wabt";

const WAT = new URL("../../datasets/resample.wat", import.meta.url);
export const WASM = new URL("../../datasets/resample.wasm", import.meta.url);

/** The binary module. */
export async function assembleKernel(): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat("resample.wat", await Deno.readTextFile(WAT), { simd: true });
  return module.toBinary({}).buffer;
}

if (import.meta.main) await Deno.writeFile(WASM, await assembleKernel());
