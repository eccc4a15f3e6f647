/**
 * Files that a command line names: those that cannot be used are usage errors.
 *
 * @module
 */
import type { Command } from "commander";

/** Reads and parses a file; ends the command where it cannot. */
export function readFile<T>(
  command: Command,
  path: string,
  parse: (text: string, source: string) => T,
): T {
  try {
    return parse(Deno.readTextFileSync(path), path);
  } catch (error) {
    return command.error(reason(error, `Cannot read ${path}`) ?? (error as Error).message);
  }
}

/** Writes a file; ends the command where it cannot. */
export function writeFile(command: Command, path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    command.error(reason(error, `Cannot write ${path}`) ?? (error as Error).message);
  }
}

/** What the file system says, in words. */
function reason(error: unknown, problem: string): string | undefined {
  const { NotFound, NotADirectory, IsADirectory, PermissionDenied } = Deno.errors;
  if (error instanceof IsADirectory) return `${problem}: it is a folder, name a file`;
  if (error instanceof PermissionDenied) return `${problem}: permission denied, name another file`;
  const missing = error instanceof NotFound || error instanceof NotADirectory;
  return missing ? `${problem}: no such file or folder, check the path` : undefined;
}
