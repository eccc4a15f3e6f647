/** Decoding of reports: c_beam and c_greedy. */
import assert from "node:assert/strict";
import type { Engine, HostTensor, HostTensors } from "../../model/engine/mod.ts";
import {
  type BeamOptions,
  beamSearch,
  cutText,
  type DecodingNetwork,
  goldFeed,
  greedySearch,
  openDecoder,
  teacherForced,
  teacherForcedLogits,
} from "../../model/decoding/mod.ts";
import { LAYOUTS } from "../../model/mod.ts";
import { perplexity } from "../../tasks/metrics/perplexity.ts";
import { assertNumbersClose } from "./compare.ts";
import { engineParityTest, type Fixture, fixture, jsonFixture } from "./fixtures.ts";
import { encoderConfig, parametersOf } from "./network.ts";
import { rows } from "./pretrain_batch.ts";

/** Position ids are ignored by the original's decoder. */
const positions = "zero-one";

/** A fixture's decoder, with an output matrix of its own, under our names. */
function decoderParameters(source: Fixture, prefix = ""): HostTensors {
  const head = Object.entries(parametersOf(source, prefix))
    .filter(([name]) => name.startsWith("mlm."));
  const own = "predictions.decoder.weight";
  return {
    ...parametersOf(source, `${prefix}bert.`),
    ...Object.fromEntries(head),
    [`mlm.${own}`]: source.tensor(`${prefix}cls.${own}`),
  };
}

/** A fixture's decoder; special tokens are the first of its vocabulary. */
function open(
  engine: Engine,
  source: Fixture,
  prefix: string,
  features: HostTensor,
  maxTokens: number,
) {
  const params = decoderParameters(source, prefix);
  const network: DecodingNetwork = {
    model: encoderConfig(params, source),
    layout: LAYOUTS["report-generation"],
    special: { pad: 0, cls: 2, sep: 3, mask: 4 },
    pixels: Array.from({ length: features.shape[1]! }, (_, i) => i),
    features: (_params, feed) => feed.features!,
  };
  const tables = params["enc.txt_embeddings.position_embeddings.weight"]!;
  const model = { ...network.model, maxPositions: tables.shape[0]! };
  const options = { ...network, model, positions, maxTokens } as const;
  return { params, network, decoder: openDecoder((p) => engine.load(p, params), options) };
}

interface BeamSettings {
  readonly K: number;
  readonly length_penalty: number;
  readonly min_len?: number;
  readonly forbid_duplicate_ngrams?: boolean;
  readonly ngram_size?: number;
  readonly forbid_ignore_set?: readonly number[];
}

interface BeamFixture {
  readonly steps: number;
  readonly eos: number;
  readonly runs: readonly {
    readonly settings: BeamSettings;
    readonly pred_seq: number[][];
    readonly scores: number[][][];
    readonly wids: number[][][];
    readonly ptrs: number[][][];
  }[];
}

function optionsOf(settings: BeamSettings): BeamOptions {
  return {
    beams: settings.K,
    lengthPenalty: settings.length_penalty,
    minLength: settings.min_len,
    ngrams: settings.forbid_duplicate_ngrams
      ? { size: settings.ngram_size!, ignore: new Set(settings.forbid_ignore_set) }
      : undefined,
  };
}

const BEAM = ["c_beam.json", "c_decoder_init.safetensors"];

engineParityTest("every frame and the texts of c_beam", BEAM, async (engine) => {
  const { steps: maxTokens, eos, runs } = jsonFixture<BeamFixture>("c_beam.json");
  const source = fixture("c_decoder_init.safetensors");
  const features = source.tensor("img_features_beam");
  const { decoder } = open(engine, source, "", features, maxTokens);
  assert.ok(runs.length > 0);
  for (const { settings, pred_seq, scores, wids, ptrs } of runs) {
    const options = optionsOf(settings);
    const what = JSON.stringify(settings);
    const steps = await decoder.start({ features }, settings.K);
    const searches = await beamSearch(steps, { ...options, earlyEnd: false }, eos);
    searches.forEach(({ frames, best }, report) => {
      assert.deepEqual(frames.map(({ tokens }) => tokens), wids[report], `tokens of ${what}`);
      assert.deepEqual(frames.map(({ origins }) => origins), ptrs[report], `origins of ${what}`);
      const expected = scores[report]!.flat();
      const sums = frames.flatMap(({ scores }) => scores);
      const relative = sums.map((score, i) => (score - expected[i]!) / Math.abs(expected[i]!));
      assertNumbersClose(relative, expected.map(() => 0), 1e-4, `scores of ${what}`);
      const filled = pred_seq[report]!.map((_, i) => best.text[i] ?? 0);
      assert.deepEqual(filled, pred_seq[report], `text of ${what}`);
    });
    const texts = (await decoder.beam({ features }, options)).map(({ tokens }) => tokens);
    assert.deepEqual(texts, pred_seq.map((text) => cutText(text, new Set([eos, 0]))), what);
  }
  decoder.dispose();
});

const GREEDY = ["c_greedy.safetensors"];

/** c_greedy's decoder, whose gold texts are read as far as it was decoded. */
function openGreedy(engine: Engine) {
  const source = fixture("c_greedy.safetensors");
  const features = source.tensor("img_features");
  const maxTokens = source.shape("output_ids")[1]!;
  const opened = open(engine, source, "init.", features, maxTokens);
  return { ...opened, source, images: { features }, gold: rows(source, "gt_token"), maxTokens };
}

engineParityTest("teacher-forced scores and ids of c_greedy", GREEDY, async (engine) => {
  const { source, images, gold, maxTokens, network, params } = openGreedy(engine);
  const session = engine.load((params, feed) => ({
    outputs: {
      scores: teacherForcedLogits(network, positions, params, feed),
      best: teacherForced(network, positions, params, feed).best!,
    },
  }), params);
  const { scores, best } = await session.run({ ...images, ...goldFeed(gold, maxTokens, 0) });
  session.dispose();
  assertNumbersClose(scores!.data, source.numbers("prediction_scores"), 1e-4, "scores");
  assert.deepEqual([...best!.data], source.numbers("output_ids"));
});

engineParityTest("cross-entropy and perplexity of c_greedy", GREEDY, async (engine) => {
  const { source, images, gold, decoder } = openGreedy(engine);
  const texts = await decoder.force(images, gold);
  decoder.dispose();
  // One mean over the tokens of all reports, as the fixture has it.
  const all = perplexity(texts.flatMap(({ logProbs }) => logProbs))!;
  const expected = source.numbers("cross_entropy_mean_ignore0");
  assertNumbersClose([Math.log(all)], expected, 1e-4, "cross-entropy");
  const [reference] = source.numbers("perplexity");
  assertNumbersClose([all / reference!], [1], 1e-4, "perplexity");
});

engineParityTest("free-running ids of c_greedy", GREEDY, async (engine) => {
  const { source, images, decoder } = openGreedy(engine);
  // The fixture goes on behind the end of a text.
  const texts = await greedySearch(await decoder.start(images, 1), new Set());
  decoder.dispose();
  assert.deepEqual(texts, rows(source, "free_running_ids"));
});

engineParityTest("cached scores of c_greedy, fed with gold tokens", GREEDY, async (engine) => {
  const { source, images, gold, maxTokens, decoder } = openGreedy(engine);
  const [reports, , words] = source.shape("prediction_scores") as [number, number, number];
  const scores = rows(source, "prediction_scores");
  const steps = await decoder.start(images, 1);
  for (let step = 0; step < maxTokens; step++) {
    const fed = step === 0 ? undefined : gold.map((text) => text[step - 1]!);
    const { logits } = await steps.next(fed);
    const expected = Array.from({ length: reports }, (_, b) => scores[b * maxTokens + step]!);
    assert.equal(logits.length, reports * words);
    assertNumbersClose(logits, expected.flat(), 1e-4, `scores of step ${step}`);
  }
  decoder.dispose();
});
