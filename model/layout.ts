/**
 * Token layouts: which position id and token type each token has, per task.
 *
 * The reference's tasks disagree with each other; this table is the one place that says how.
 *
 * | task                   | image token of pixel p | first [SEP] | type of pads | LayerNorm eps |
 * |------------------------|------------------------|-------------|--------------|---------------|
 * | pretrain, retrieval    | p                      | 0           | 1            | 1e-12         |
 * | classification         | p + 1                  | n + 1       | 0            | 1e-12         |
 * | vqa, report-generation | p                      | n + 1       | 0            | 1e-5          |
 *
 * Everywhere [CLS] has position 0, text token j has position j, the image block has type 0, the
 * text type 1.
 *
 * Source: reference specification, sections 1.2, 5.1 and 5.3.
 *
 * @module
 */

/** A task's way to number tokens, and what else of the encoder differs between tasks. */
export interface Layout {
  /** Position id of the image token of pixel p is `p + imageOffset`. */
  readonly imageOffset: 0 | 1;
  /** Position id of the first [SEP]: 0, or n + 1 (`after-image`). */
  readonly separator: 0 | "after-image";
  /** Token type of pads. */
  readonly padType: 0 | 1;
  /** Epsilon of every LayerNorm inside the encoder. */
  readonly layerNormEps: number;
  /** Whether a lookup of [PAD] (id 0) leaves its row of the word table without a gradient. */
  readonly padRowFrozen: boolean;
}

/** A task with a network, in the words of a spec. */
export type LayoutName =
  | "pretrain"
  | "retrieval"
  | "classification"
  | "vqa"
  | "report-generation";

const PRETRAIN: Layout = {
  imageOffset: 0,
  separator: 0,
  padType: 1,
  layerNormEps: 1e-12,
  padRowFrozen: true,
};

const FINETUNE: Layout = {
  imageOffset: 0,
  separator: "after-image",
  padType: 0,
  layerNormEps: 1e-5,
  padRowFrozen: false,
};

/** The layout of each task. */
export const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  pretrain: PRETRAIN,
  retrieval: PRETRAIN,
  classification: { ...PRETRAIN, imageOffset: 1, separator: "after-image", padType: 0 },
  vqa: FINETUNE,
  "report-generation": FINETUNE,
};

/**
 * The layout of a task. With `ownPositions`, as in the original, it numbers tokens in its own way;
 * else as pre-training did: what was learned about a place in the image is found there again.
 */
export function layoutOf(task: LayoutName, ownPositions: boolean): Layout {
  const { imageOffset, separator } = ownPositions ? LAYOUTS[task] : PRETRAIN;
  return { ...LAYOUTS[task], imageOffset, separator };
}

/** The parts of one sequence. */
export interface SequenceParts {
  /** Flat indices of the image tokens in the trunk's feature map, ascending. */
  readonly pixels: ArrayLike<number>;
  /** Tokens of the text block, its [SEP] and pads included, the second [CLS] not. */
  readonly textBlock: number;
  /**
   * Whether a second [CLS] stands in front of the text (`noncross`): position 0, type 1.
   * @default false
   */
  readonly secondCls?: boolean;
}

/** Position ids of a sequence: `[tokens]`. */
export function tokenPositions(
  { imageOffset, separator }: Layout,
  { pixels, textBlock, secondCls = false }: SequenceParts,
): Int32Array {
  return Int32Array.from([
    0,
    ...Array.from(pixels, (p) => p + imageOffset),
    separator === 0 ? 0 : pixels.length + 1,
    ...(secondCls ? [0] : []),
    ...Array.from({ length: textBlock }, (_, j) => j),
  ]);
}

/**
 * Token types of a sequence: `[tokens]`.
 *
 * @param realText Tokens of the text block that are not pads, its [SEP] included.
 */
export function tokenTypes(
  { padType }: Layout,
  { pixels, textBlock, secondCls = false }: SequenceParts,
  realText: number,
): Int32Array {
  const image = pixels.length + 2;
  const text = image + (secondCls ? 1 : 0);
  const types = new Int32Array(text + textBlock);
  return types.fill(1, image).fill(padType, text + realText);
}
