/**
 * A digest of files' contents in bounded memory.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { whyUnreadable } from "../files/unreadable.ts";

/**
 * Digests files one after the other: each as its length and its bytes, so moving bytes from one file
 * to the next changes the digest and moving the folder does not.
 *
 * @param root The folder.
 * @param paths Paths below it, in order.
 * @returns sha256, hexadecimal.
 * @throws {Error} naming the file, if one cannot be read.
 */
export async function digestFiles(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    try {
      const file = await Deno.open(join(root, path));
      let length = 0;
      const content = createHash("sha256");
      for await (const chunk of file.readable) {
        length += chunk.length;
        content.update(chunk);
      }
      hash.update(`${length} ${content.digest("hex")}\n`);
    } catch (error) {
      const reason = whyUnreadable(error);
      throw new Error(
        `Cannot read ${join(root, path)}: ${reason}, check the file or leave out its row`,
        { cause: error },
      );
    }
  }
  return hash.digest("hex");
}
