/**
 * Writing reports with a trained network, and how well it expects given ones.
 *
 * @module
 */
import type { ModelConfig } from "../model/config.ts";
import { type Decoder, openDecoder, type TextPositions } from "../model/decoding/mod.ts";
import type { Layout } from "../model/layout.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { type ImageSource, wholeMap } from "./images.ts";
import { perplexity } from "./metrics/perplexity.ts";
import type { DecodingConfig } from "./report_generation_config.ts";
import type { Study } from "./studies.ts";
import type { LoadProgram, PredictProgress } from "./task.ts";

/** Reports per batch; never changes a report. */
const BATCH = 32;

/** What reports are written with. */
export interface WriterOptions {
  readonly model: ModelConfig;
  readonly layout: Layout;
  readonly positions: TextPositions;
  readonly images: ImageSource;
  readonly tokenizer: Tokenizer;
  /** Whether a greedy report goes on from the words of the study's own, as in the original. */
  readonly goldGreedy: boolean;
  /** Tokens after which a report ends. */
  readonly maxTokens: number;
}

/** What was written about a study. */
export interface WrittenReport {
  /** Absent where none was asked for. */
  readonly generated?: string;
  /**
   * `exp` of the mean cross-entropy of the study's own report, every token predicted from its own
   * tokens before; null for an empty report.
   */
  readonly perplexity: number | null;
}

/** Writes reports; it holds sessions. */
export interface ReportWriter extends Disposable {
  /** @param decoding How reports are written; undefined where only the perplexity is asked for. */
  write(
    studies: readonly Study[],
    decoding: DecodingConfig | undefined,
    progress?: PredictProgress,
  ): Promise<WrittenReport[]>;
}

/** Loads what writes reports. */
export function reportWriter(load: LoadProgram, options: WriterOptions): ReportWriter {
  const { images, model, tokenizer } = options;
  const pixels = wholeMap(model);
  const decoder = openDecoder(load, {
    ...options,
    pixels,
    special: tokenizer.special,
    features: (params, feed) => images.tokens(params, feed).tokens,
  });
  return {
    async write(studies, decoding, progress) {
      const reports: WrittenReport[] = [];
      for (let start = 0; start < studies.length; start += BATCH) {
        const batch = studies.slice(start, start + BATCH);
        const full = Array.from({ length: BATCH }, (_, i) => batch[i] ?? batch[0]!);
        const feed = images.feed(full, pixels);
        const forced = await decoder.force(feed, full.map(({ tokens }) => Array.from(tokens)));
        const texts = decoding?.beams === 1 && options.goldGreedy
          ? forced.map(({ tokens }) => tokens)
          : decoding && await decode(decoder, feed, decoding);
        batch.forEach((_, b) =>
          reports.push({
            ...texts && { generated: tokenizer.decode(texts[b]!) },
            perplexity: perplexity(forced[b]!.logProbs),
          })
        );
        await progress?.(reports.length, studies.length);
      }
      return reports;
    },
    [Symbol.dispose]: () => decoder.dispose(),
  };
}

async function decode(
  decoder: Decoder,
  feed: Parameters<Decoder["greedy"]>[0],
  { beams, minTokens, lengthPenalty, blockNgrams }: DecodingConfig,
): Promise<readonly (readonly number[])[]> {
  if (beams === 1) return await decoder.greedy(feed);
  const texts = await decoder.beam(feed, {
    beams,
    minLength: minTokens,
    lengthPenalty,
    ngrams: blockNgrams === null ? undefined : { size: blockNgrams },
  });
  return texts.map(({ tokens }) => tokens);
}
