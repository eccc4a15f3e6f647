/**
 * Files that appear complete or not at all.
 *
 * @module
 */
import { dirname } from "node:path";

/**
 * Calls `write` with a path beside `path`, then moves the result there.
 *
 * @throws {TypeError} if `path` is a folder, or its folder is none.
 */
export function replaceFile(path: string, write: (partial: string) => void): void {
  const refuse = (problem: string) => new TypeError(`Cannot write ${path}: ${problem}`);
  if (isFolder(path)) throw refuse("it is a folder, name a file");
  if (!isFolder(dirname(path))) throw refuse(`there is no folder ${dirname(path)}, make it first`);
  const partial = `${path}.partial`;
  try {
    write(partial);
    Deno.renameSync(partial, path);
  } catch (error) {
    try {
      Deno.removeSync(partial);
    } catch {
      // It was never created.
    }
    throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return false;
    throw error;
  }
}
