/** Prepares a dataset of jsonl files and dies after some images: `ROOT FOLDER SIZE IMAGES`. */
import { jsonlConfigSchema, prepareDataset } from "../../datasets/mod.ts";

const [root, folder, size, images] = Deno.args;
await prepareDataset(jsonlConfigSchema.parse({ kind: "jsonl", root }), {
  folder: folder!,
  size: Number(size),
  onProgress(done) {
    if (done === Number(images)) Deno.kill(Deno.pid, "SIGKILL");
  },
});
