/**
 * What a predictions file holds.
 *
 * @module
 */
import type { Prediction } from "../tasks/task.ts";

/** @throws {SyntaxError} naming the line that is no prediction. */
export function parsePredictions(bytes: Uint8Array): Prediction[] {
  const text = new TextDecoder().decode(bytes).trimEnd();
  return text === "" ? [] : text.split("\n").map((line, i) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new SyntaxError(`line ${i + 1} is not JSON`);
    }
  });
}
