/**
 * The size of a network: what a spec's `model:` says.
 *
 * @module
 */

/** A ResNet of bottleneck blocks (torchvision's `resnet50` is width 64, blocks 3, 4, 6, 3). */
export interface TrunkConfig {
  /** Channels of the stem; stage i has `width * 2^i` inner and 4 times as many outer channels. */
  readonly width: number;
  /** Bottleneck blocks in each of the four stages. */
  readonly blocks: readonly number[];
}

/** One network: a BERT over image tokens and text tokens, and its image trunk. */
export interface ModelConfig {
  /** Channels of a token. */
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Inner channels of a layer's feed-forward block. */
  readonly ffn: number;
  /** Dropout rate of embeddings, attention probabilities and block outputs. */
  readonly dropout: number;
  /** Rows of the position table. */
  readonly maxPositions: number;
  /** Side of the square input image in pixels, a multiple of 32. */
  readonly imageSize: number;
  /** Image tokens sampled in pre-training (n), at most {@link gridTokens}; equal to it means all. */
  readonly imageTokens: number;
  /** WordPiece tokens of a text without its [SEP] (L). */
  readonly textTokens: number;
  /** Rows of the word table. */
  readonly vocabulary: number;
  readonly trunk: TrunkConfig;
}

/** Names of the presets, in the words of a spec's `model.size`. */
export type ModelSize = "tiny" | "base";

/** Pixels of the input image per side of one image token: the trunk's total stride. */
export const TRUNK_STRIDE = 32;

/** The presets: `tiny` trains on a laptop's CPU in minutes, `base` is the published size. */
export const MODEL_PRESETS: Readonly<Record<ModelSize, ModelConfig>> = {
  tiny: {
    hidden: 64,
    layers: 2,
    heads: 4,
    ffn: 256,
    dropout: 0.1,
    maxPositions: 64,
    imageSize: 128,
    imageTokens: 12,
    textTokens: 48,
    vocabulary: 1000,
    trunk: { width: 16, blocks: [1, 1, 1, 1] },
  },
  base: {
    hidden: 768,
    layers: 12,
    heads: 12,
    ffn: 3072,
    dropout: 0.1,
    maxPositions: 512,
    imageSize: 512,
    imageTokens: 180,
    textTokens: 253,
    vocabulary: 30522,
    trunk: { width: 64, blocks: [3, 4, 6, 3] },
  },
};

/** Image tokens of the whole feature map: `(imageSize / 32)²`. */
export function gridTokens({ imageSize }: Pick<ModelConfig, "imageSize">): number {
  return (imageSize / TRUNK_STRIDE) ** 2;
}

/** Channels of one pixel of the trunk's feature map: 2048 for ResNet-50. */
export function featureChannels({ width }: TrunkConfig): number {
  return width * 2 ** 3 * 4;
}

/**
 * Returns `config` if a network of that size can be built.
 *
 * @throws {RangeError} naming the field that cannot be.
 */
export function checkModel(config: ModelConfig): ModelConfig {
  const grid = gridTokens(config);
  const positive = ["hidden", "layers", "heads", "ffn", "maxPositions", "textTokens"] as const;
  for (const field of [...positive, "imageSize", "imageTokens", "vocabulary"] as const) {
    check(Number.isInteger(config[field]) && config[field] > 0, field, "a positive integer");
  }
  const { dropout, trunk, maxPositions } = config;
  check(dropout >= 0 && dropout < 1, "dropout", "a rate in [0, 1)");
  check(config.hidden % config.heads === 0, "hidden", `a multiple of heads (${config.heads})`);
  check(config.imageSize % TRUNK_STRIDE === 0, "imageSize", `a multiple of ${TRUNK_STRIDE}`);
  check(config.imageTokens <= grid, "imageTokens", `at most ${grid}, the trunk's feature map`);
  const longest = Math.max(grid + 2, config.textTokens + 1);
  check(maxPositions >= longest, "maxPositions", `at least ${longest} for this image and text`);
  const whole = [trunk.width, ...trunk.blocks].every((n) => Number.isInteger(n) && n > 0);
  check(whole && trunk.blocks.length === 4, "trunk", "a positive width and four positive blocks");
  return config;

  function check(valid: boolean, field: keyof ModelConfig, expected: string): void {
    if (valid) return;
    const seen = JSON.stringify(config[field]);
    throw new RangeError(`Cannot build a model with ${field} ${seen}: expected ${expected}`);
  }
}
