/**
 * The state dict of every kind: its entries in order, and what each is to us.
 *
 * Source: reference specification, section 8, and `e_state_keys_full.json` of its fixtures.
 *
 * @module
 */
import { featureChannels, type ModelConfig } from "../config.ts";
import {
  encoderParameters,
  headParameters,
  type Heads,
  type Parameters,
  trunkParameters,
} from "../parameters.ts";
import { type Kind, theirName } from "./names_kinds.ts";
import type { Dtype } from "./safetensors.ts";

/** What an entry is to us. */
export type Role =
  /** A parameter of ours. */
  | "parameter"
  /** A second name of a parameter of ours: the same values. */
  | "twin"
  /** {@link OUTPUT_TABLE}, which may have values of its own. */
  | "table"
  /** The numbers 0, 1, 2, … */
  | "positions"
  /** BatchNorm's count of batches, which nothing reads. */
  | "counter"
  /** Weights that the model does not use, or that we do not have. */
  | "unused";

/** One entry of a state dict. */
export interface StateEntry {
  /** Its name there. */
  readonly name: string;
  readonly role: Role;
  /** Our name: of a parameter, or of the one that a twin or table is tied to. */
  readonly ours: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** The matrix that scores words, where it is not the word table. */
export const OUTPUT_TABLE = "mlm.predictions.decoder.weight";

const TEXT = "enc.txt_embeddings", IMAGE = "enc.img_embeddings";
const WORDS = `${TEXT}.word_embeddings.weight`;
/** Tables that the image embeddings share with the text: in the pre-training code… */
const SHARED = ["token_type_embeddings.weight", "LayerNorm.weight", "LayerNorm.bias"];
const POSITIONS = "position_embeddings.weight";
/** …and in the fine-tuning code. */
const SHARED_LATER = [POSITIONS, SHARED[0]!, "word_embeddings.weight", ...SHARED.slice(1)];
const IMAGENET_CLASSES = 1000;

/** The state dict of a kind, in its order. */
export function stateLayout(kind: Kind, config: ModelConfig, heads: Heads): StateEntry[] {
  switch (kind) {
    case "resnet50":
      return [
        ...trunk(kind, config),
        ...unused(kind, "fc", featureChannels(config.trunk), IMAGENET_CLASSES),
      ];
    case "bert":
      return [
        ...positionIds(kind, config),
        ...parameters(kind, encoderParameters(config), TEXT),
        ...layers(kind, config),
        ...wordHead(kind, config),
        twin(
          kind,
          headParameters(config, heads),
          "mlm.predictions.bias",
          "mlm.predictions.decoder.bias",
        ),
        ...unused(kind, "mlm.seq_relationship", config.hidden, 2),
      ];
    case "vqa":
    case "report-generation":
    case "report-decoder":
      return medvill(kind, config, heads, SHARED_LATER);
    case "classification":
      return [...positionIds(kind, config), ...medvill(kind, config, heads, SHARED_LATER)];
    case "pretraining":
    case "retrieval":
    case "own":
      return [
        ...positionIds(kind, config),
        ...medvill(kind, config, heads, [...SHARED, POSITIONS]),
      ];
  }
}

function medvill(
  kind: Kind,
  config: ModelConfig,
  heads: Heads,
  shared: readonly string[],
): StateEntry[] {
  const encoder = encoderParameters(config);
  const { words, ...others } = heads;
  return [
    ...parameters(kind, encoder, TEXT),
    ...parameters(kind, encoder, IMAGE),
    ...shared.map((name) => twin(kind, encoder, `${TEXT}.${name}`, `${IMAGE}.${name}`)),
    ...trunk(kind, config),
    ...layers(kind, config),
    ...(kind === "classification" ? unused(kind, "enc.clf", config.hidden, heads.classes!) : []),
    ...(words ? wordHead(kind, config) : []),
    ...parameters(kind, headParameters(config, others)),
  ];
}

function layers(kind: Kind, config: ModelConfig): StateEntry[] {
  const encoder = encoderParameters(config);
  return [...parameters(kind, encoder, "enc.encoder"), ...parameters(kind, encoder, "enc.pooler")];
}

function wordHead(kind: Kind, config: ModelConfig): StateEntry[] {
  const table = twin(kind, encoderParameters(config), WORDS, OUTPUT_TABLE);
  const free = kind === "report-decoder" || kind === "own";
  return [
    ...parameters(kind, headParameters(config, { words: true })),
    free ? { ...table, role: "table" } : table,
  ];
}

/** The trunk; a counter follows every running variance. */
function trunk(kind: Kind, config: ModelConfig): StateEntry[] {
  return parameters(kind, trunkParameters(config.trunk)).flatMap((entry) => {
    if (!entry.name.endsWith("running_var")) return [entry];
    const counter = (name: string) => name.replace(/running_var$/, "num_batches_tracked");
    const [name, ours] = [counter(entry.name), counter(entry.ours)];
    return [entry, { name, role: "counter", ours, dtype: "I64", shape: [] }];
  });
}

function parameters(kind: Kind, all: Parameters, prefix = ""): StateEntry[] {
  return Object.entries(all).filter(([ours]) => ours.startsWith(prefix)).map(
    ([ours, { shape }]) => {
      return { name: theirName(kind, ours), role: "parameter", ours, dtype: "F32", shape };
    },
  );
}

function twin(kind: Kind, all: Parameters, ours: string, as: string): StateEntry {
  const { shape } = all[ours]!;
  return { name: theirName(kind, as), role: "twin", ours, dtype: "F32", shape };
}

function positionIds(kind: Kind, { maxPositions }: ModelConfig): StateEntry[] {
  const ours = `${TEXT}.position_ids`;
  const name = theirName(kind, ours);
  return [{ name, role: "positions", ours, dtype: "I64", shape: [1, maxPositions] }];
}

function unused(kind: Kind, layer: string, inputs: number, outputs: number): StateEntry[] {
  const entry = (ours: string, shape: number[]): StateEntry => {
    return { name: theirName(kind, ours), role: "unused", ours, dtype: "F32", shape };
  };
  return [entry(`${layer}.weight`, [outputs, inputs]), entry(`${layer}.bias`, [outputs])];
}
