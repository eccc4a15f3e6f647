/** Searches over scores that are a function of the text alone. */
import type { Scores, Steps } from "../../../model/decoding/mod.ts";
import { Key } from "../../../model/random.ts";

/** Scores of what may follow a text. */
export type Table = (text: readonly number[]) => readonly number[];

/** Normal scores of `vocabulary` tokens, drawn anew for every text; wider ones are more certain. */
export function randomTable(seed: number, vocabulary: number, deviation = 1): Table {
  return (text) => {
    const stream = text.reduce((key, token) => key.fold(token), Key.of(seed)).stream();
    return Array.from({ length: vocabulary }, () => deviation * stream.normal());
  };
}

export function logSumExp(scores: readonly number[]): number {
  return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
}

/** Steps that look a table per report up, and count themselves. */
export function tableSteps(tables: readonly Table[], beams: number, maxTokens: number) {
  const reports = tables.length;
  let texts = Array.from({ length: reports * beams }, (): number[] => []);
  const steps = {
    reports,
    beams,
    maxTokens,
    taken: 0,
    next(tokens?: ArrayLike<number>, origins?: ArrayLike<number>): Promise<Scores> {
      steps.taken++;
      if (tokens !== undefined) {
        texts = texts.map((text, row) => {
          const origin = origins === undefined ? row : row - row % beams + origins[row]!;
          return [...texts[origin] ?? text, tokens[row]!];
        });
      }
      const scores = texts.map((text, row) => tables[Math.floor(row / beams)]!(text));
      return Promise.resolve({
        logits: Float32Array.from(scores.flat()),
        total: Float32Array.from(scores, logSumExp),
        vocabulary: scores[0]!.length,
      });
    },
  };
  return steps satisfies Steps;
}
