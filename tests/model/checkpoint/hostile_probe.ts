/**
 * Takes in every file of a folder, and prints how many were refused and the most memory it held.
 *
 * @module
 */
import { openCheckpoint } from "../../../model/checkpoint/checkpoint_file.ts";
import { importCheckpoint } from "../../../model/checkpoint/import.ts";

/** Reads all of a checkpoint's tensors, whatever their names, and then imports it. */
export function takeIn(path: string, out: string): void {
  using file = openCheckpoint(path);
  for (const name of file.tensors.keys()) file.read(name);
  importCheckpoint(path, out);
}

function main(folder: string): void {
  let refused = 0, memory = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    try {
      takeIn(`${folder}/${name}`, `${folder}/out.safetensors`);
    } catch {
      refused++;
    }
    memory = Math.max(memory, Deno.memoryUsage().rss);
  }
  console.log(JSON.stringify({ refused, memory }));
}

if (import.meta.main) main(Deno.args[0]!);
