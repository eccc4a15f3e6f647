/**
 * The file operations of the store: durable writes, and looks at what may not be there.
 *
 * @module
 */

/** Waits until a file's content is on the disk. */
export async function syncFile(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.sync();
}

/** Waits until the names in a directory are on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory; its file system keeps the order of such changes by itself.
  if (Deno.build.os === "windows") return;
  using dir = await Deno.open(path, { read: true });
  await dir.sync();
}

/** What lies at a path, undefined if nothing does. */
export function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  return Deno.stat(path).catch(undefinedIfNotFound);
}

/** The names in a directory, sorted; none if there is no directory. */
export async function namesIfThere(path: string): Promise<string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
    return names.sort();
  } catch (error) {
    return undefinedIfNotFound(error) ?? [];
  }
}

/** The content of a file, undefined if it is not there. */
export function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return Deno.readFile(path).catch(undefinedIfNotFound);
}

/** Opens a file for writing, undefined if it is not there. */
export function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  return Deno.open(path, { write: true }).catch(undefinedIfNotFound);
}

/** Removes a file or a directory with all it holds, if it is there. */
export function removeIfThere(path: string): Promise<void> {
  return Deno.remove(path, { recursive: true }).catch(undefinedIfNotFound);
}

/** Whether a rename failed because its target is a directory with files in it. */
export function isOccupied(error: unknown): boolean {
  return ["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(codeOf(error));
}

/** Whether an operation failed for want of space. */
export function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(codeOf(error));
}

/** Whether an operation failed for want of the right to write. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === "EROFS" || error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "";
}

function undefinedIfNotFound(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}
