/**
 * Values without a meaning: times do not depend on them.
 *
 * @module
 */
import { float32, type HostTensor, type HostTensors } from "../../model/engine/engine.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { Parameters } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import type { Studies, Study } from "../../tasks/studies.ts";

/** Numbers that are drawn; a longer tensor repeats them. */
const BLOCK = 2 ** 16;

let block: Float32Array | undefined;

/** A tensor of numbers that deviate from 0 by 0.02, as BERT's first weights do. */
export function noise(shape: readonly number[]): HostTensor {
  if (block === undefined) {
    const stream = Key.of(1).stream();
    block = Float32Array.from({ length: BLOCK }, () => 0.07 * (stream.uniform() - 0.5));
  }
  const data = new Float32Array(shape.reduce((product, d) => product * d, 1));
  for (let start = 0; start < data.length; start += BLOCK) {
    data.set(block.subarray(0, Math.min(BLOCK, data.length - start)), start);
  }
  return float32(data, shape);
}

/** Noise in the place of every parameter but gains, biases and running statistics. */
export function noiseParameters(parameters: Parameters): HostTensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, init }]) => {
      const values = noise(shape);
      if (init === "ones" || init === "zeros") values.data.fill(init === "ones" ? 1 : 0);
      return [name, values];
    }),
  );
}

/** Studies with the given image features, and with texts of noise as long as the model allows. */
export function noiseStudies(
  count: number,
  { textTokens, vocabulary }: ModelConfig,
  features: Float32Array,
): Studies {
  const all = Array.from({ length: count }, (_, row): Study => {
    const stream = Key.of(2).fold(row).stream();
    const tokens = Int32Array.from({ length: textTokens }, () => 5 + stream.int(vocabulary - 5));
    const own = { id: String(row), patient: String(row), text: "", labels: [], questions: [] };
    return { row, example: { ...own, split: "train" }, tokens, whole: tokens };
  });
  return {
    labelNames: [],
    imageSize: 0,
    split: () => all,
    pixels: () => {
      throw new Error("Cannot read pixels: there are none of noise");
    },
    features: () => features,
    [Symbol.dispose]: () => {},
  };
}

/** Ids of special tokens, which texts of noise do not hold. */
export const SPECIAL = { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
