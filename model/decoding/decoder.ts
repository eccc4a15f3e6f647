/**
 * Decoding reports from images.
 *
 * @module
 */
import type { ModelConfig } from "../config.ts";
import type { HostTensors, Session, StepFunction, Tensors } from "../engine/engine.ts";
import { beamSearch } from "./beam.ts";
import type { BeamOptions } from "./beam_search.ts";
import { cutText, greedySearch } from "./greedy.ts";
import { decodeStep, type DecodingNetwork, encodeImageBlock } from "./network.ts";
import type { TextPositions } from "./positions.ts";
import { openSteps, type Steps } from "./steps.ts";
import { goldFeed, teacherForced } from "./teacher.ts";

/** A network and how it writes. */
export interface DecoderOptions extends Omit<DecodingNetwork, "features"> {
  readonly model: Pick<ModelConfig, "layers" | "heads" | "dropout" | "maxPositions">;
  readonly positions: TextPositions;
  /** Tokens after which a text ends without an end. */
  readonly maxTokens: number;
  /**
   * Image tokens `[R, n, featureChannels]` of what `images` are.
   * @default the feed's `features`
   */
  readonly features?: DecodingNetwork["features"];
}

/** A text that beams found. */
export interface BeamText {
  readonly tokens: readonly number[];
  /** Log-probability of the text and its end, with the length penalty. */
  readonly score: number;
}

/** A text whose every token was predicted from gold tokens. */
export interface ForcedText {
  /** The best tokens up to the first that ends a text: the original's "greedy" text. */
  readonly tokens: readonly number[];
  /** Log-probabilities of the gold tokens that are no pads. */
  readonly logProbs: readonly number[];
}

/**
 * Writes reports, for R images at a time; `images` is whatever `features` reads, with R examples.
 *
 * Another R or another number of beams compiles other graphs. What is written for an image does not
 * depend on those beside it. Texts end before [SEP] or [PAD], or after `maxTokens`.
 */
export interface Decoder {
  /** Encodes the images, for a search of the caller's own. */
  start(images: HostTensors, beams: number): Promise<Steps>;
  /** The best token, again and again, from the text's own tokens. */
  greedy(images: HostTensors): Promise<number[][]>;
  beam(images: HostTensors, options: BeamOptions): Promise<BeamText[]>;
  /**
   * Predicts every token from the gold tokens before it.
   *
   * @param gold A text per image; of one longer than `maxTokens` the rest is not read.
   */
  force(images: HostTensors, gold: readonly (readonly number[])[]): Promise<ForcedText[]>;
  /** Releases the decoder's programs, not the parameters. */
  dispose(): void;
}

/**
 * A decoder of a network with the head for words.
 *
 * ```ts ignore
 * const decoder = openDecoder((program) => engine.load(program, params), {
 *   model,
 *   layout: layoutOf("report-generation", keeps(protocol, "positions")),
 *   special: tokenizer.special,
 *   pixels: wholeMap(model),
 *   positions: keeps(protocol, "decodingPositions") ? "zero-one" : "true",
 *   maxTokens: model.textTokens,
 *   features: (params, feed) => images.tokens(params, feed).tokens,
 * });
 * const texts = await decoder.greedy(images.feed(studies, wholeMap(model)));
 * ```
 *
 * @param load Binds a program to the parameters: `(program) => engine.load(program, params)`, or
 * `(program) => session.share(program)` for those of a live session.
 * @throws {RangeError} if a text may become longer than there are positions.
 */
export function openDecoder(
  load: (program: StepFunction) => Session,
  options: DecoderOptions,
): Decoder {
  const { model, positions, maxTokens, special } = options;
  if (positions === "true" && maxTokens > model.maxPositions) {
    throw new RangeError(
      `Cannot decode ${maxTokens} tokens: the network has ${model.maxPositions} positions, ` +
        "lower maxTokens",
    );
  }
  const { features = (_params: Tensors, feed: Tensors) => feed.features! } = options;
  const network: DecodingNetwork = { ...options, features };
  const encoding = load((params, feed) => ({ outputs: encodeImageBlock(network, params, feed) }));
  const stepping = encoding.share((params, feed) => ({
    outputs: decodeStep(network, params, feed),
  }));
  const forcing = encoding.share((params, feed) => ({
    outputs: teacherForced(network, positions, params, feed),
  }));
  const ends = new Set([special.sep, special.pad]);

  const start = async (images: HostTensors, beams: number): Promise<Steps> =>
    openSteps(stepping, await encoding.run(images), { beams, maxTokens, positions, special });

  return {
    start,

    greedy: async (images) => greedySearch(await start(images, 1), ends),

    async beam(images, options) {
      const steps = await start(images, options.beams);
      const searches = await beamSearch(steps, options, special.sep);
      return searches.map(({ best: { text, score } }) => ({ tokens: cutText(text, ends), score }));
    },

    async force(images, gold) {
      const outputs = await forcing.run({ ...images, ...goldFeed(gold, maxTokens, special.pad) });
      const rows = (name: string, report: number) =>
        Array.from(outputs[name]!.data.slice(report * maxTokens, (report + 1) * maxTokens));
      return gold.map((text, report) => ({
        tokens: cutText(rows("best", report), ends),
        logProbs: rows("logProbs", report)
          .filter((_, i) => i < text.length && text[i] !== special.pad),
      }));
    },

    dispose() {
      for (const session of [encoding, stepping, forcing]) session.dispose();
    },
  };
}
