/**
 * How well every image matches every report.
 *
 * Image and report attend each other from the first layer on, so each pair is a forward pass of its
 * own: the cost is the number of images times the number of reports. Only the image's tokens are
 * made once per image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor, HostTensors, Tensors } from "../model/engine/engine.ts";
import { matchLogits, pooler } from "../model/heads.ts";
import { type ImageSource, wholeMap } from "./images.ts";
import { type PairOptions, pairs } from "./pair.ts";
import { batchPredictor } from "./predict.ts";
import type { Study } from "./studies.ts";
import type { LoadProgram, PredictProgress } from "./task.ts";

/** Scores pairs; it holds sessions. */
export interface PairScorer extends Disposable {
  /**
   * The probability that image i and report j belong together: `[studies, studies]`, by rows i.
   *
   * @param progress Told the number of pairs.
   */
  score(studies: readonly Study[], progress?: PredictProgress): Promise<Float32Array[]>;
}

/** What pairs are scored with. */
export interface ScorerOptions extends PairOptions {
  /** The words of a report that are read, at most `textTokens`. */
  wordsOf(study: Study): ArrayLike<number>;
}

/** Loads what scores pairs. */
export function pairScorer(load: LoadProgram, options: ScorerOptions): PairScorer {
  const { images, model, wordsOf } = options;
  const pixels = wholeMap(model);
  const encoder = batchPredictor(load, {
    program: (params, feed) => ({ outputs: { tokens: images.tokens(params, feed).tokens } }),
    feed: (studies: readonly Study[]) => images.feed(studies, pixels),
    result: (_study, { tokens }, b) => row(tokens!, b),
  });
  let image: HostTensor;
  const one: ImageSource = {
    feed: (): HostTensors => ({ image }),
    tokens: (_params: Tensors, feed: Tensors) => ({
      tokens: tf.tile(feed.image!, [feed.ids!.shape[0]!, 1, 1]),
      updates: {},
    }),
  };
  const pair = pairs({ ...options, images: one });
  const scorer = batchPredictor(load, {
    program(params, feed) {
      const { hidden } = pair.encode(params, feed);
      const match = tf.softmax(matchLogits(params, pooler(params, hidden)));
      return { outputs: { match } };
    },
    feed: (studies: readonly Study[]) => pair.feed(studies, studies.map(wordsOf)),
    result: (_study, { match }, b) => match!.data[2 * b + 1]!,
  });
  return {
    async score(studies, progress) {
      const tokens = await encoder.predict(studies);
      const rows: Float32Array[] = [];
      for (const own of tokens) {
        image = own;
        rows.push(Float32Array.from(await scorer.predict(studies)));
        await progress?.(rows.length * studies.length, studies.length ** 2);
      }
      return rows;
    },
    [Symbol.dispose]() {
      encoder[Symbol.dispose]();
      scorer[Symbol.dispose]();
    },
  };
}

/** Entry `b` of the first dimension, with that dimension: `[B, …]` → `[1, …]`. */
function row({ dtype, shape, data }: HostTensor, b: number): HostTensor {
  const size = data.length / shape[0]!;
  return { dtype, shape: [1, ...shape.slice(1)], data: data.slice(b * size, (b + 1) * size) };
}
