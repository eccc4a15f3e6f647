/**
 * CSV (RFC 4180, but lines end in `\n`).
 *
 * @module
 */

/** A line of fields without its end. */
export function csvLine(values: readonly (string | number)[]): string {
  return values.map(field).join();
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
