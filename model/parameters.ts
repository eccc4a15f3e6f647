/**
 * The inventory of a network: every parameter's name, shape and kind.
 *
 * Names are the reference's state-dict names. Tables that the reference stores twice (tied) exist
 * once, under their `enc.txt_embeddings` name; its `num_batches_tracked` counters do not exist.
 *
 * Source: reference specification, section 8.
 *
 * @module
 */
import { featureChannels, type ModelConfig, type TrunkConfig } from "./config.ts";
import { TRUNK } from "./image_encoder.ts";

/** How a parameter starts, see `initialParameters`. */
export type Initializer =
  /** N(0, 0.02) at BERT's width, wider spread in narrower networks: BERT's matrices and tables. */
  | "normal"
  /** U(±1 / sqrt(fanIn)): PyTorch's default of a linear layer, weight and bias. */
  | "uniform"
  /** N(0, sqrt(2 / fanOut)): torchvision's convolutions. */
  | "kaiming"
  | "ones"
  | "zeros";

/** One parameter. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly init: Initializer;
  /**
   * The network's width (`normal`), or the layer's inputs (`uniform`) or outputs times the filter's
   * area (`kaiming`).
   */
  readonly fan?: number;
  /** A running statistic: part of the state, but never trained. */
  readonly buffer?: true;
}

/** Parameters by name, in a fixed order. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The heads a network has. */
export interface Heads {
  /** The head of masked words (pre-training, report generation). */
  readonly words?: boolean;
  /** The head of image-text matching (pre-training, retrieval). */
  readonly match?: boolean;
  /** Findings of the classification head. */
  readonly classes?: number;
  /** Answers of the VQA head. */
  readonly answers?: number;
}

/** Every parameter of a network with the given heads. */
export function networkParameters(config: ModelConfig, heads: Heads): Parameters {
  return {
    ...encoderParameters(config),
    ...trunkParameters(config.trunk),
    ...headParameters(config, heads),
  };
}

/** Embeddings, layers and pooler. */
export function encoderParameters(config: ModelConfig): Parameters {
  const { hidden, ffn, layers, vocabulary, maxPositions, trunk } = config;
  const tables = "enc.txt_embeddings";
  const all: Record<string, Parameter> = {
    [`${tables}.word_embeddings.weight`]: {
      shape: [vocabulary, hidden],
      init: "normal",
      fan: hidden,
    },
    [`${tables}.position_embeddings.weight`]: {
      shape: [maxPositions, hidden],
      init: "normal",
      fan: hidden,
    },
    [`${tables}.token_type_embeddings.weight`]: { shape: [2, hidden], init: "normal", fan: hidden },
    ...norm(`${tables}.LayerNorm`, hidden),
    ...outer("enc.img_embeddings.img_embeddings", featureChannels(trunk), hidden),
  };
  for (let index = 0; index < layers; index++) {
    const layer = `enc.encoder.layer.${index}`;
    for (const part of ["query", "key", "value"]) {
      Object.assign(all, inner(`${layer}.attention.self.${part}`, hidden, hidden, hidden));
    }
    Object.assign(all, inner(`${layer}.attention.output.dense`, hidden, hidden, hidden));
    Object.assign(all, norm(`${layer}.attention.output.LayerNorm`, hidden));
    Object.assign(all, inner(`${layer}.intermediate.dense`, hidden, ffn, hidden));
    Object.assign(all, inner(`${layer}.output.dense`, ffn, hidden, hidden));
    Object.assign(all, norm(`${layer}.output.LayerNorm`, hidden));
  }
  return { ...all, ...inner("enc.pooler.dense", hidden, hidden, hidden) };
}

/** The image trunk with its BatchNorm statistics. */
export function trunkParameters({ width, blocks }: TrunkConfig): Parameters {
  const all: Record<string, Parameter> = {
    ...convolution(`${TRUNK}.0`, 3, width, 7),
    ...batchNorm(`${TRUNK}.1`, width),
  };
  let inputs = width;
  blocks.forEach((count, stage) => {
    const channels = width * 2 ** stage;
    for (let index = 0; index < count; index++) {
      const block = `${TRUNK}.${stage + 4}.${index}`;
      Object.assign(
        all,
        convolution(`${block}.conv1`, inputs, channels, 1),
        batchNorm(`${block}.bn1`, channels),
        convolution(`${block}.conv2`, channels, channels, 3),
        batchNorm(`${block}.bn2`, channels),
        convolution(`${block}.conv3`, channels, 4 * channels, 1),
        batchNorm(`${block}.bn3`, 4 * channels),
      );
      if (index === 0) {
        Object.assign(all, convolution(`${block}.downsample.0`, inputs, 4 * channels, 1));
        Object.assign(all, batchNorm(`${block}.downsample.1`, 4 * channels));
      }
      inputs = 4 * channels;
    }
  });
  return all;
}

/** The heads on top of the encoder. */
export function headParameters({ hidden, vocabulary }: ModelConfig, heads: Heads): Parameters {
  const { words, match, classes, answers } = heads;
  return {
    ...(words && {
      "mlm.predictions.bias": { shape: [vocabulary], init: "zeros" },
      ...outer("mlm.predictions.transform.dense", hidden, hidden),
      ...norm("mlm.predictions.transform.LayerNorm", hidden),
    }),
    ...(match && outer("itm.linear", hidden, 2)),
    ...(classes !== undefined && outer("clf", hidden, classes)),
    ...(answers !== undefined && {
      ...inner("ans_classifier.0", hidden, 2 * hidden, hidden),
      ...inner("ans_classifier.2", 2 * hidden, answers, hidden),
    }),
  };
}

/** Which optional parts of a network a training moves. */
export interface TrainableParts {
  /** The image trunk, frozen by default as in the reference. @default false */
  readonly trunk?: boolean;
  /** The pooler, which `noncross`, VQA and report generation do not use. @default true */
  readonly pooler?: boolean;
}

/** Names of the parameters that a training moves, in their order. */
export function trainableNames(
  parameters: Parameters,
  { trunk = false, pooler = true }: TrainableParts = {},
): string[] {
  const moves = ([name, { buffer }]: [string, Parameter]) =>
    !buffer && (trunk || !isTrunk(name)) && (pooler || !name.startsWith("enc.pooler."));
  return Object.entries(parameters).filter(moves).map(([name]) => name);
}

/** Whether a name is one of the image trunk's. */
export function isTrunk(name: string): boolean {
  return name.startsWith(`${TRUNK}.`);
}

/** A linear layer initialised by BERT. */
function inner(name: string, inputs: number, outputs: number, width: number): Parameters {
  return {
    [`${name}.weight`]: {
      shape: [outputs, inputs],
      init: "normal",
      fan: width,
    },
    [`${name}.bias`]: { shape: [outputs], init: "zeros" },
  };
}

/** A linear layer outside BERT, left as PyTorch makes it. */
function outer(name: string, inputs: number, outputs: number): Parameters {
  return {
    [`${name}.weight`]: { shape: [outputs, inputs], init: "uniform", fan: inputs },
    [`${name}.bias`]: { shape: [outputs], init: "uniform", fan: inputs },
  };
}

function norm(name: string, channels: number): Parameters {
  return {
    [`${name}.weight`]: { shape: [channels], init: "ones" },
    [`${name}.bias`]: { shape: [channels], init: "zeros" },
  };
}

function convolution(name: string, inputs: number, outputs: number, side: number): Parameters {
  const fan = outputs * side * side;
  return { [`${name}.weight`]: { shape: [outputs, inputs, side, side], init: "kaiming", fan } };
}

function batchNorm(name: string, channels: number): Parameters {
  return {
    ...norm(name, channels),
    [`${name}.running_mean`]: { shape: [channels], init: "zeros", buffer: true },
    [`${name}.running_var`]: { shape: [channels], init: "ones", buffer: true },
  };
}
