/**
 * Errors of files that are not the checkpoint they should be.
 *
 * @module
 */

/** @throws {SyntaxError} `Cannot read checkpoint: <reason>`. */
export function refuse(reason: string): never {
  throw new SyntaxError(`Cannot read checkpoint: ${reason}`);
}

/** Runs `body`; a `SyntaxError` out of it names the file at its end. */
export function naming<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof SyntaxError && !error.message.endsWith(` in ${path}`)) {
      error.message += ` in ${path}`;
    }
    throw error;
  }
}

/** A list for a message: at most ten names and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => clipped(name)).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/** A name from a file, printable and at most 80 characters. */
export function clipped(name: string): string {
  const printable = name.replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, "?");
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}
