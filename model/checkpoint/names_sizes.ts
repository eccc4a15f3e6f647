/**
 * The size of a network, as the shapes of its parameters tell it.
 *
 * @module
 */
import { MODEL_PRESETS, type ModelConfig } from "../config.ts";
import { TRUNK } from "../image_encoder.ts";
import type { Heads } from "../parameters.ts";
import type { Kind } from "./names_kinds.ts";

/** Shapes by our names. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * The sizes that show in shapes; where a parameter is missing, those of the published model, so that
 * what is missing can be named. Attention heads and the sizes of inputs do not show.
 */
export function sizesOf(shapes: Shapes): ModelConfig {
  const { base } = MODEL_PRESETS;
  const size = (name: string, axis: number, otherwise: number) =>
    shapes.get(name)?.[axis] ?? otherwise;
  const numbered = (pattern: RegExp) => {
    const found = [...shapes.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []);
    return new Set(found).size;
  };
  const text = "enc.txt_embeddings";
  const layers = numbered(/^enc\.encoder\.layer\.(\d+)\./);
  const blocks = [4, 5, 6, 7].map((stage) =>
    numbered(new RegExp(`^${TRUNK.replaceAll(".", "\\.")}\\.${stage}\\.(\\d+)\\.`))
  );
  return {
    ...base,
    hidden: size(`${text}.word_embeddings.weight`, 1, base.hidden),
    vocabulary: size(`${text}.word_embeddings.weight`, 0, base.vocabulary),
    maxPositions: size(`${text}.position_embeddings.weight`, 0, base.maxPositions),
    layers: layers || base.layers,
    ffn: size("enc.encoder.layer.0.intermediate.dense.bias", 0, base.ffn),
    trunk: {
      width: size(`${TRUNK}.0.weight`, 0, base.trunk.width),
      blocks: blocks.map((count, stage) => count || base.trunk.blocks[stage]!),
    },
  };
}

/** Classes and answers of the published heads. */
const CLASSES = 15, ANSWERS = 458;

/** The heads that a kind has, of the sizes that show in shapes. */
export function headsOf(kind: Kind, shapes: Shapes): Heads {
  const classes = shapes.get("clf.bias")?.[0] ?? CLASSES;
  const answers = shapes.get("ans_classifier.2.bias")?.[0] ?? ANSWERS;
  switch (kind) {
    case "pretraining":
      return { words: true, match: true };
    case "classification":
      return { classes };
    case "retrieval":
      return { match: true };
    case "vqa":
      return { answers };
    case "report-generation":
    case "report-decoder":
    case "bert":
      return { words: true };
    case "resnet50":
      return {};
    case "own":
      return shapes.has("ans_classifier.2.bias") ? { answers } : { words: true };
  }
}
