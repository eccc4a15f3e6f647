/**
 * Why a file cannot be read, in words.
 *
 * @module
 */

/** `no such file` and the like, for an error of the file system. */
export function whyUnreadable(error: unknown): string {
  const { NotFound, NotADirectory, PermissionDenied, NotCapable, IsADirectory } = Deno.errors;
  if (error instanceof NotFound || error instanceof NotADirectory) return "no such file";
  if (error instanceof PermissionDenied || error instanceof NotCapable) return "permission denied";
  if (error instanceof IsADirectory) return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
