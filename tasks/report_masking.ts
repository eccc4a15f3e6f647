/**
 * Which tokens of a report its generation learns to predict.
 *
 * @module
 */
import type { Stream } from "../model/random.ts";
import type { SpecialIds } from "../model/tokenizer.ts";

/** A report with hidden tokens; its last token is [SEP]. */
export interface MaskedReport {
  readonly ids: Int32Array;
  /** Places that are predicted; the last may stand there twice. */
  readonly places: readonly number[];
  /** The token at each. */
  readonly labels: readonly number[];
}

/** How much is hidden. */
export interface ReportMasking {
  readonly rate: number;
  /** Null: no limit. */
  readonly maximum: number | null;
}

/**
 * Hides tokens, [SEP] among them, behind [MASK]: of T tokens `min(maximum, max(1, round(T * rate)))`.
 *
 * With probability 1/2 the [SEP] is one of them, whatever else is drawn: how a report ends is
 * learned as often as everything else together.
 *
 * Source: `Preprocess4Seq2seq` of MedViLL (reference/spec.md section 5.5), which rounds half to even
 * and may predict the [SEP] twice.
 *
 * @param tokens The report without special tokens.
 */
export function maskReport(
  tokens: ArrayLike<number>,
  { rate, maximum }: ReportMasking,
  special: Pick<SpecialIds, "sep" | "mask">,
  stream: Stream,
): MaskedReport {
  const ids = Int32Array.from([...Array.from(tokens), special.sep]);
  const end = tokens.length;
  const count = Math.min(maximum ?? Infinity, Math.max(1, roundHalfEven(tokens.length * rate)));
  const forced = stream.uniform() < 0.5;
  const drawn = stream.permutation(ids.length).slice(0, forced ? count - 1 : count);
  const places = forced ? [...drawn, end] : drawn;
  const labels = places.map((place) => ids[place]!);
  for (const place of places) ids[place] = special.mask;
  return { ids, places, labels };
}

/**
 * At most `longest` tokens: while there are more, the first or the last is dropped, each with
 * probability 1/2.
 *
 * Source: `truncate_tokens_pair` of MedViLL's fine-tuning (reference/spec.md section 5.3), which
 * shortens the stored report too, so that a later epoch never sees it whole again.
 */
export function cutAtRandomEnds(
  tokens: Int32Array,
  longest: number,
  stream: Stream,
): Int32Array {
  let start = 0;
  const surplus = Math.max(0, tokens.length - longest);
  for (let i = 0; i < surplus; i++) if (stream.uniform() < 0.5) start++;
  return tokens.subarray(start, start + Math.min(longest, tokens.length));
}

/** Python's `round`. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
