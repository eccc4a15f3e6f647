/**
 * Files that appear complete or not at all.
 *
 * @module
 */

/** Calls `write` with a path beside `path`, then moves the result there. */
export function replaceFile(path: string, write: (partial: string) => void): void {
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
