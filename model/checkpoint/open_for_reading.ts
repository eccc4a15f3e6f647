/**
 * Opening files that a user names.
 *
 * @module
 */

/**
 * Opens a file to read it.
 *
 * @throws {Deno.errors.NotFound | Deno.errors.PermissionDenied | TypeError} `Cannot open <path>: …`;
 *   the last of a folder, a pipe or a device, of which the second could block for ever.
 */
export function openForReading(path: string): Deno.FsFile {
  try {
    if (Deno.statSync(path).isFile) return Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new Deno.errors.NotFound(`Cannot open ${path}: no such file, check the path`);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Deno.errors.PermissionDenied(
        `Cannot open ${path}: permission denied, allow reading it`,
      );
    }
    throw error;
  }
  throw new TypeError(`Cannot open ${path}: it is no file, name one`);
}
