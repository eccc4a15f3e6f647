/**
 * What is wrong with a spec, or with a flag that changes or selects from one.
 *
 * @module
 */

/** One thing that is wrong: where, and a sentence of its own. */
export interface Problem {
  /** `demo.yaml:12:9`, or the flag: `--set model.heads=3`. */
  readonly position: string;
  /** Sorts problems as a reader meets them; problems in flags come last. */
  readonly offset: number;
  /** `Cannot <do> <thing>: <value seen>, <way out>`. */
  readonly sentence: string;
}

/** Lines shown at most; one slip in a generated spec must not fill the screen. */
const LINES = 20;

/** A spec, or a flag, that cannot be used. The message holds one line per problem. */
export class SpecError extends Error {
  override readonly name = "SpecError";

  /** @param problems At least one. */
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.toSorted((a, b) => a.offset - b.offset)
      .map(({ position, sentence }) => `${position}: ${sentence}`);
    if (lines.length > LINES) {
      lines.splice(LINES, Infinity, `and ${lines.length - LINES} more`);
    }
    super(lines.join("\n"));
  }

  /** An error of one sentence at one position. */
  static at(position: string, sentence: string): SpecError {
    return new SpecError([{ position, offset: 0, sentence }]);
  }
}
