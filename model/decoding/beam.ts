/**
 * Beam decoding of several reports at once.
 *
 * @module
 */
import { type BeamOptions, BeamSearch } from "./beam_search.ts";
import type { Steps } from "./steps.ts";

/**
 * Decodes with `options.beams` beams per report.
 *
 * @param end The token that ends a text.
 * @returns The finished search of each report.
 */
export async function beamSearch(
  steps: Steps,
  options: BeamOptions,
  end: number,
): Promise<BeamSearch[]> {
  const { reports, beams, maxTokens } = steps;
  const searches = Array.from(
    { length: reports },
    () => new BeamSearch(options, maxTokens, end),
  );
  const tokens = new Int32Array(reports * beams);
  const origins = new Int32Array(reports * beams);
  for (let step = 0; searches.some(({ done }) => !done); step++) {
    const { logits, total, vocabulary } = step === 0
      ? await steps.next()
      : await steps.next(tokens, origins);
    searches.forEach((search, report) => {
      if (search.done) return;
      const [from, to] = [report * beams, (report + 1) * beams];
      const rows = logits.subarray(from * vocabulary, to * vocabulary);
      const frame = search.advance(rows, total.subarray(from, to));
      tokens.set(frame.tokens, from);
      origins.set(frame.origins, from);
    });
  }
  return searches;
}
