/**
 * A prepared dataset as tasks see it: examples, tokens, images.
 *
 * @module
 */
import type { Example, Split } from "../datasets/dataset.ts";
import { type PreparedDataset, readPrepared } from "../datasets/prepared.ts";
import { openSafetensors } from "../model/checkpoint/safetensors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** One example with its row in the dataset's tensors. */
export interface Study {
  readonly row: number;
  readonly example: Example;
  /** WordPiece ids of the report without special tokens, cut to the model's longest text. */
  readonly tokens: Int32Array;
  /** All of them. */
  readonly whole: Int32Array;
}

/** A dataset opened for a model; it keeps files open. */
export interface Studies extends Disposable {
  readonly labelNames: readonly string[];
  readonly imageSize: number;
  split(split: Split): readonly Study[];
  /** Grey pixels `[size, size]` of a study. */
  pixels(study: Study): Uint8Array;
  /** Image tokens of the whole feature map, `[tokens, channels]`, computed once by the trunk. */
  features(study: Study): Float32Array;
}

export interface StudiesOptions {
  /** Folder of the prepared dataset. */
  readonly dataset: string;
  /** File of the image features; absent where the trunk runs in every step. */
  readonly features?: string;
  readonly tokenizer: Tokenizer;
  /** Longest text in tokens (L). */
  readonly textTokens: number;
}

/** Opens a prepared dataset and tokenizes its reports. */
export function openStudies(
  { dataset, features, tokenizer, textTokens }: StudiesOptions,
): Studies {
  const prepared: PreparedDataset = readPrepared(dataset);
  const all = prepared.examples.map((example, row): Study => {
    const whole = tokenizer.encode(example.text);
    return { row, example, tokens: whole.subarray(0, textTokens), whole };
  });
  const file = features === undefined ? undefined : openSafetensors(features);
  return {
    labelNames: prepared.labelNames,
    imageSize: prepared.imageSize,
    split: (split) => all.filter(({ example }) => example.split === split),
    pixels: ({ row }) => prepared.image(row),
    features: ({ row }) => {
      if (file === undefined) {
        throw new Error("Cannot read image features: the trunk runs in every step of this stage");
      }
      return file.readRows("features", row, 1) as Float32Array;
    },
    [Symbol.dispose]() {
      file?.close();
      prepared[Symbol.dispose]();
    },
  };
}
