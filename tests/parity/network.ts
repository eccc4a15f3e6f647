/**
 * Networks and their programs, built from fixtures: every size comes from a tensor's shape.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { HostTensor, HostTensors, StepFunction, Tensors } from "../../model/engine/mod.ts";
import {
  type Encoded,
  type EncoderConfig,
  type EncoderInputs,
  gradientsOf,
  type LossFunction,
  trainedParameters,
  TRUNK,
  type TrunkConfig,
} from "../../model/mod.ts";
import { assertClose } from "./compare.ts";
import { type Fixture, fixture, fixturePath } from "./fixtures.ts";

/** Duplicates of tied tables, counters and unused heads: not parameters of ours. */
const NOT_OURS = [
  /img_embeddings\.(token_type_embeddings|LayerNorm|position_embeddings|word_embeddings)\./,
  /position_ids$/,
  /num_batches_tracked$/,
  /^enc\.clf\./,
  /predictions\.decoder\.weight$/,
];

/** Our name of a parameter of any of the reference's models; undefined for what we do not have. */
export function ourName(name: string): string | undefined {
  if (NOT_OURS.some((pattern) => pattern.test(name))) return undefined;
  if (/^(txt_embeddings|img_embeddings|img_encoder|encoder|pooler)\./.test(name)) {
    return `enc.${name}`;
  }
  return name.replace(/^cls\./, "mlm.");
}

/** The fixture's tensors whose names start with `prefix`, under our names. */
export function parametersOf(source: Fixture, prefix = ""): HostTensors {
  return Object.fromEntries(
    Object.entries(namesOf(source, prefix)).map(([ours, name]) => [ours, source.tensor(name)]),
  );
}

/** Our names of the fixture's tensors whose names start with `prefix`, with the fixture's names. */
export function namesOf(source: Fixture, prefix: string): Record<string, string> {
  const names = source.names.filter((name) => name.startsWith(prefix));
  const pairs = names.map((name) => [ourName(name.slice(prefix.length)), name] as const);
  return Object.fromEntries(pairs.filter(([ours]) => ours !== undefined));
}

/** Layers and heads of a network; dropout is 0 in every fixture. */
export function encoderConfig(params: HostTensors, source: Fixture): EncoderConfig {
  const layers = Object.keys(params).filter((name) => name.endsWith("attention.self.query.weight"));
  return { layers: layers.length, heads: headsOf(source), dropout: 0 };
}

/** Heads leave no trace in parameters: they are in an attention map's shape or in the metadata. */
function headsOf(source: Fixture): number {
  if (source.has("attention_last")) return source.shape("attention_last")[1]!;
  const { heads, config } = source.metadata;
  if (heads !== undefined) return Number(heads);
  if (config !== undefined) return JSON.parse(config).heads;
  // c_vqa has the sizes of c_reportgen but does not repeat them.
  const sibling = ["c_reportgen_bar.safetensors", "c_reportgen_s2s.safetensors"].find(fixturePath);
  return sibling === undefined ? 2 : headsOf(fixture(sibling));
}

/** Width and depth of a trunk, from its parameters. */
export function trunkConfig(params: HostTensors): TrunkConfig {
  const width = params[`${TRUNK}.0.weight`]!.shape[0]!;
  const blocks = [4, 5, 6, 7].map((stage) => {
    const first = new RegExp(`\\.${stage}\\.\\d+\\.conv1\\.weight$`);
    return Object.keys(params).filter((name) => first.test(name)).length;
  });
  return { width, blocks };
}

/** The encoder's inputs in a feed. */
export function encoderInputs(feed: Tensors): EncoderInputs {
  const { ids, features, positions, types, mask } = feed;
  return { ids: ids!, features: features!, positions: positions!, types: types!, mask: mask! };
}

/** A program that computes a loss's outputs and its gradients as `grad.<name>`. */
export function gradientProgram(loss: LossFunction, names: readonly string[]): StepFunction {
  return (params, feed, random) => {
    const { gradients, outputs } = gradientsOf(loss, params, feed, random, names);
    const named = names.map((name, index) => [`grad.${name}`, gradients[index]!]);
    return { outputs: { ...outputs, ...Object.fromEntries(named) } };
  };
}

/** The outputs of an encoder that fixtures hold. */
export function encodedOutputs({ hidden, attentions }: Encoded): Tensors {
  return { hidden, attention_layer0: attentions[0]!, attention_last: attentions.at(-1)! };
}

/** Asserts that all fixture tensors `<prefix><name>` equal ours, and that none is missing. */
export function assertParameters(
  actual: HostTensors,
  source: Fixture,
  prefix: string,
  tolerance: number,
): void {
  const expected = namesOf(source, prefix);
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), `names of ${prefix}*`);
  for (const [ours, name] of Object.entries(expected)) {
    assertClose(actual[ours], source, name, tolerance);
  }
}

/** The parameters of a training state, without those whose names do not pass. */
export function trained(state: HostTensors, keep: (name: string) => boolean): HostTensors {
  return Object.fromEntries(
    Object.entries(trainedParameters(state)).filter(([name]) => keep(name)),
  );
}

/** The outputs of a gradient program that start with `grad.`, without that prefix. */
export function gradientOutputs(outputs: HostTensors): HostTensors {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith("grad."))
      .map(([name, value]): [string, HostTensor] => [name.slice("grad.".length), value]),
  );
}
