/**
 * The `model:` of a spec: a preset, and any field of it overridden.
 *
 * @module
 */
import { z } from "zod";
import { MODEL_PRESETS, type ModelConfig } from "../model/config.ts";

function whole(max: number) {
  return z.int().min(1).max(max);
}

/** Every field of a {@link ModelConfig}, and no other. */
const fields = {
  hidden: whole(16_384).describe("Channels of a token"),
  layers: whole(256),
  heads: whole(1_024),
  ffn: whole(65_536).describe("Inner channels of the feed-forward blocks"),
  dropout: z.number().gte(0).lt(1),
  maxPositions: whole(65_536).describe("Rows of the position table"),
  imageSize: whole(4_096).multipleOf(32).describe("Side of the square image in pixels"),
  imageTokens: whole(16_384).describe("Image tokens sampled in pre-training"),
  textTokens: whole(16_384).describe("WordPiece tokens of a text"),
  vocabulary: whole(1_000_000).describe("Words in the vocabulary"),
} satisfies { [K in keyof Omit<ModelConfig, "trunk">]: z.ZodType<ModelConfig[K]> };

const trunk = {
  width: whole(1_024).describe("Channels of the stem"),
  blocks: z.array(whole(256)).length(4).describe("Bottleneck blocks of the four stages"),
} satisfies { [K in keyof ModelConfig["trunk"]]: z.ZodType<ModelConfig["trunk"][K]> };

/** From what a spec says to the whole {@link ModelConfig}; `size` leaves no trace. */
export const modelSchema = z.strictObject({
  size: z.enum(["tiny", "base"]).default("tiny").describe("The preset of all other fields"),
  ...z.strictObject(fields).partial().shape,
  trunk: z.strictObject(trunk).partial().default({}),
}).prefault({}).transform(({ size, trunk, ...own }): ModelConfig => {
  const preset = MODEL_PRESETS[size];
  return { ...preset, ...own, trunk: { ...preset.trunk, ...trunk } };
});
