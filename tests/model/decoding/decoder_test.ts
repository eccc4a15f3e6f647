/** Decoding with a tiny random network on the oracle engine. */
import assert from "node:assert/strict";
import {
  beamSearch,
  type DecoderOptions,
  goldFeed,
  greedySearch,
  openDecoder,
  teacherForcedLogits,
  type TextPositions,
} from "../../../model/decoding/mod.ts";
import { float32, int32, openEngine, type Tensors } from "../../../model/engine/mod.ts";
import {
  encode,
  featureChannels,
  finetuningMask,
  initialParameters,
  layoutOf,
  MODEL_PRESETS,
  networkParameters,
  tokenPositions,
  tokenTypes,
  wordLogits,
} from "../../../model/mod.ts";
import { Key } from "../../../model/random.ts";

const model = {
  ...MODEL_PRESETS.tiny,
  hidden: 12,
  heads: 2,
  ffn: 16,
  vocabulary: 30,
  maxPositions: 12,
  imageSize: 64,
  imageTokens: 4,
  trunk: { width: 2, blocks: [1, 1, 1, 1] },
};
const special = { pad: 0, cls: 2, sep: 3, mask: 4 };
const maxTokens = 7;
const REPORTS = 3;

// Weights far from 0, so that every input that can matter does.
const params = initialParameters(
  Object.fromEntries(
    Object.entries(networkParameters(model, { words: true })).map(([name, parameter]) => {
      const far = parameter.init === "normal" ? { init: "uniform", fan: 2 } as const : {};
      return [name, { ...parameter, ...far }];
    }),
  ),
  Key.of(3),
);
const engine = await openEngine("js");

const channels = featureChannels(model.trunk);
const stream = Key.of(4).stream();
const values = Float32Array.from(
  { length: REPORTS * model.imageTokens * channels },
  () => 3 * stream.normal(),
);

/** Features of some reports. */
function images(first = 0, count = REPORTS) {
  const size = model.imageTokens * channels;
  const data = values.slice(first * size, (first + count) * size);
  return { features: float32(data, [count, model.imageTokens, channels]) };
}

function optionsOf(positions: TextPositions): DecoderOptions {
  const layout = layoutOf("report-generation", positions !== "true");
  const pixels = Array.from({ length: model.imageTokens }, (_, i) => i);
  return { model, layout, special, pixels, positions, maxTokens };
}

function open(positions: TextPositions = "true") {
  return openDecoder((program) => engine.load(program, params), optionsOf(positions));
}

const GOLD = [[7, 8, 9, 10, 3], [11, 12, 13, 14, 15, 16, 17], [20, 3]];

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) < 1e-5, `${what}: ${actual[i]}, ${expected[i]}`);
  }
}

/**
 * The scores of the token behind `text`, from a whole pass with a [MASK] at its place, as in
 * training.
 */
async function fullPass(report: number, text: readonly number[]): Promise<Float32Array> {
  const { layout, pixels } = optionsOf("true");
  const parts = { pixels, textBlock: text.length + 1 };
  const lengths = { imageTokens: pixels.length, textTokens: text.length, realText: text.length };
  const image = pixels.length + 2;
  const tokens = image + text.length + 1;
  const feed = {
    ...images(report, 1),
    ids: int32([special.cls, special.sep, ...text, special.mask], [1, text.length + 3]),
    positions: int32(tokenPositions(layout, parts), [tokens]),
    types: int32(tokenTypes(layout, parts, text.length + 1), [1, tokens]),
    mask: int32(Int32Array.from(finetuningMask("s2s", lengths)), [1, tokens, tokens]),
  };
  const session = engine.load((params, feed) => {
    const { ids, features, positions, types, mask } = feed;
    const inputs = {
      ids: ids!,
      features: features!,
      positions: positions!,
      types: types!,
      mask: mask!,
    };
    return {
      outputs: { scores: wordLogits(params, encode(params, inputs, model, layout).hidden) },
    };
  }, params);
  const { scores } = await session.run(feed);
  session.dispose();
  return scores!.data.slice((tokens - 1) * model.vocabulary) as Float32Array;
}

Deno.test("cached steps score what a whole pass over the text scores, token by token", async () => {
  const decoder = open();
  const steps = await decoder.start(images(), 1);
  for (let step = 0; step < maxTokens; step++) {
    const fed = step === 0 ? undefined : GOLD.map((text) => text[step - 1] ?? special.pad);
    const { logits } = await steps.next(fed);
    for (let report = 0; report < REPORTS; report++) {
      const text = Array.from({ length: step }, (_, i) => GOLD[report]![i] ?? special.pad);
      const own = logits.slice(report * model.vocabulary, (report + 1) * model.vocabulary);
      assertClose(own, await fullPass(report, text), `report ${report}, step ${step}`);
    }
  }
  await assert.rejects(steps.next(), {
    message: "Cannot decode token 8: the cache was made for 7, raise maxTokens",
  });
  decoder.dispose();
});

for (const positions of ["true", "zero-one"] as const) {
  Deno.test(`teacher forcing scores what steps fed with gold score, positions ${positions}`, async () => {
    const features = (_params: Tensors, feed: Tensors) => feed.features!;
    const network = { ...optionsOf(positions), features };
    const session = engine.load((params, feed) => ({
      outputs: { scores: teacherForcedLogits(network, positions, params, feed) },
    }), params);
    const { scores } = await session.run({ ...images(), ...goldFeed(GOLD, maxTokens, 0) });
    session.dispose();
    const decoder = open(positions);
    const steps = await decoder.start(images(), 1);
    for (let step = 0; step < maxTokens; step++) {
      const fed = step === 0 ? undefined : GOLD.map((text) => text[step - 1] ?? special.pad);
      const { logits } = await steps.next(fed);
      const expected = GOLD.flatMap((_, report) => {
        const start = (report * maxTokens + step) * model.vocabulary;
        return [...scores!.data.slice(start, start + model.vocabulary)];
      });
      assertClose(logits, expected, `step ${step}`);
    }
    decoder.dispose();
  });
}

Deno.test("force() has the gold tokens' log-probabilities, and the best tokens up to an end", async () => {
  const decoder = open();
  const texts = await decoder.force(images(), GOLD);
  assert.deepEqual(texts.map(({ logProbs }) => logProbs.length), [5, 7, 2]);
  for (const { tokens, logProbs } of texts) {
    assert.ok(logProbs.every((value) => value < 0));
    assert.ok(tokens.every((token) => token !== special.sep && token !== special.pad));
  }
  const free = await greedySearch(await decoder.start(images(), 1), new Set());
  // Fed with its own text, a network predicts that text.
  const own = await decoder.force(images(), free);
  const ends = new Set([special.sep, special.pad]);
  assert.deepEqual(own.map(({ tokens }) => tokens), await decoder.greedy(images()));
  assert.ok(free.some((text) => !text.some((token) => ends.has(token))));
  decoder.dispose();
});

Deno.test("every beam's score is the log-probability that teacher forcing gives its text", async () => {
  const beams = 4;
  const decoder = open();
  // Without an end, all beams live to the last token.
  const searches = await beamSearch(await decoder.start(images(), beams), { beams }, -1);
  let moved = 0;
  for (let beam = 0; beam < beams; beam++) {
    const texts = searches.map(({ frames }) => {
      let at = beam;
      return frames.toReversed().map(({ tokens, origins }, behind) => {
        const token = tokens[at]!;
        // The first two frames have one beam to come from.
        if (origins[at] !== at && frames.length - behind > 2) moved++;
        at = origins[at]!;
        return token;
      }).toReversed();
    });
    const forced = await decoder.force(images(), texts);
    const sums = forced.map(({ logProbs }) => logProbs.reduce((a, b) => a + b, 0));
    assert.ok(texts.every((text) => !text.includes(special.pad)));
    assertClose(sums, searches.map(({ frames }) => frames.at(-1)!.scores[beam]!), `beam ${beam}`);
  }
  assert.ok(moved > 0);
  decoder.dispose();
});

Deno.test("a report's text does not depend on those beside it", async () => {
  const decoder = open();
  const options = { beams: 3, lengthPenalty: 0.5, ngrams: { size: 2 } };
  const together = [await decoder.greedy(images()), await decoder.beam(images(), options)] as const;
  for (let report = 0; report < REPORTS; report++) {
    const alone = images(report, 1);
    assert.deepEqual(await decoder.greedy(alone), [together[0][report]]);
    const [text] = await decoder.beam(alone, options);
    assert.deepEqual(text!.tokens, together[1][report]!.tokens);
    assertClose([text!.score], [together[1][report]!.score], "score");
  }
  decoder.dispose();
});

Deno.test("one beam writes what greedy decoding writes, by a network", async () => {
  const decoder = open("zero-one");
  const beams = await decoder.beam(images(), { beams: 1 });
  assert.deepEqual(beams.map(({ tokens }) => tokens), await decoder.greedy(images()));
  decoder.dispose();
});

Deno.test("openDecoder() refuses texts that are longer than there are positions", () => {
  const options = { ...optionsOf("true"), maxTokens: 13 };
  assert.throws(() => openDecoder((program) => engine.load(program, params), options), {
    name: "RangeError",
    message: "Cannot decode 13 tokens: the network has 12 positions, lower maxTokens",
  });
});
