/** A tiny phantom dataset, prepared as the stages prepare it, and a model of its size. */
import { join } from "node:path";
import { type Example, openDataset } from "../../datasets/mod.ts";
import { writePrepared } from "../../datasets/prepared.ts";
import { createSafetensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type ModelConfig } from "../../model/config.ts";
import { Key } from "../../model/random.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { buildVocabulary } from "../../model/vocabulary.ts";
import { openStudies, type Studies } from "../../tasks/studies.ts";

const SIZE: Omit<ModelConfig, "vocabulary"> = {
  hidden: 16,
  layers: 2,
  heads: 2,
  ffn: 32,
  dropout: 0.1,
  maxPositions: 40,
  imageSize: 64,
  imageTokens: 3,
  textTokens: 20,
  trunk: { width: 2, blocks: [1, 1, 1, 1] },
};

/** An opened dataset with what a task is bound to; disposing it removes its files. */
export interface Tiny extends Disposable {
  readonly model: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly studies: Studies;
}

/**
 * Prepares 30 patients; their image features are random numbers. The first study of each split has
 * no report.
 *
 * @param features Whether there are features; without, the trunk runs in every step.
 */
export async function openTiny({ features = true } = {}): Promise<Tiny> {
  const folder = await Deno.makeTempDir();
  const dataset = await openDataset({ kind: "phantom", site: "a", patients: 30, seed: 7 });
  const examples = shorten(dataset.examples);
  await writePrepared({ ...dataset, examples }, folder, SIZE.imageSize, () => {});
  const texts = examples.filter(({ split }) => split === "train").map(({ text }) => text);
  const tokenizer = Tokenizer.fromVocabulary(buildVocabulary(texts, { size: 200 }));
  const file = join(folder, "features.safetensors");
  if (features) writeFeatures(file, examples.length);
  const studies = openStudies({
    dataset: folder,
    features: features ? file : undefined,
    tokenizer,
    textTokens: SIZE.textTokens,
  });
  return {
    model: { ...SIZE, vocabulary: tokenizer.vocabulary.length },
    tokenizer,
    studies,
    [Symbol.dispose]() {
      studies[Symbol.dispose]();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** The reports of a phantom are long: the first of each split gets none, the second a short one. */
function shorten(examples: readonly Example[]): Example[] {
  const texts = { train: ["", "No change."], valid: ["", "No change."], test: ["", "No change."] };
  return examples.map((example) => ({
    ...example,
    text: texts[example.split].shift() ?? example.text,
  }));
}

function writeFeatures(file: string, examples: number): void {
  const shape = [examples, gridTokens(SIZE), featureChannels(SIZE.trunk)];
  using writer = createSafetensors(file, [{ name: "features", dtype: "F32", shape }]);
  const stream = Key.of(1).fold("features").stream();
  const size = shape.reduce((product, d) => product * d, 1);
  writer.write("features", Float32Array.from({ length: size }, () => stream.normal()));
  writer.close();
}
