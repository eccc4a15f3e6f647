/** Reports written by a tiny network on the oracle. */
import assert from "node:assert/strict";
import { openDecoder } from "../../model/decoding/mod.ts";
import { openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { layoutOf } from "../../model/layout.ts";
import { networkParameters } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { cachedImages, wholeMap } from "../../tasks/images.ts";
import { reportGenerationConfigSchema } from "../../tasks/report_generation_config.ts";
import { reportWriter } from "../../tasks/report_writer.ts";
import type { LoadProgram } from "../../tasks/task.ts";
import { openTiny, type Tiny } from "./tiny.ts";

const MAX = 5;

let tiny: Tiny;
let load: LoadProgram;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
  const engine = await openEngine("js");
  // Weights far from 0, so that images and words matter.
  const parameters = Object.entries(networkParameters(tiny.model, { words: true }))
    .map(([name, parameter]) =>
      [
        name,
        parameter.init === "normal" ? { ...parameter, init: "uniform", fan: 2 } : parameter,
      ] as const
    );
  const weights = initialParameters(Object.fromEntries(parameters) as never, Key.of(3));
  // Texts that would end at once, if they were not told how long to be.
  weights["mlm.predictions.bias"]!.data[tiny.tokenizer.special.sep] = 6;
  load = (program) => engine.load(program, weights);
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

function optionsOf(goldGreedy: boolean) {
  const { model, tokenizer, studies } = tiny;
  return {
    ...{ model, tokenizer, goldGreedy, maxTokens: MAX, positions: "true" as const },
    images: cachedImages(studies, model),
    layout: layoutOf("report-generation", false),
  };
}

function open(goldGreedy = false) {
  return reportWriter(load, optionsOf(goldGreedy));
}

function decodingOf(fields: object) {
  const config = { task: "report-generation", decoding: { maxTokens: MAX, ...fields } };
  return reportGenerationConfigSchema.parse(config).decoding;
}

/** 34 studies, more than a batch; the first and the last have no report. */
function some() {
  return (["test", "train", "valid"] as const).flatMap((split) => tiny.studies.split(split)).slice(
    0,
    34,
  );
}

/** What the decoder says of a study by itself. */
async function alone(study: ReturnType<typeof some>[number]) {
  const { model, tokenizer, images, ...options } = optionsOf(false);
  const pixels = wholeMap(model);
  const decoder = openDecoder(load, {
    ...{ model, ...options, pixels, special: tokenizer.special },
    features: (params, feed) => images.tokens(params, feed).tokens,
  });
  const feed = images.feed([study], pixels);
  const [forced] = await decoder.force(feed, [Array.from(study.tokens)]);
  const [greedy] = await decoder.greedy(feed);
  const [beam] = await decoder.beam(feed, {
    ...{ beams: 2, minLength: 3, lengthPenalty: 1, ngrams: { size: 1 } },
  });
  decoder.dispose();
  return { forced: forced!, greedy: greedy!, beam: beam!.tokens };
}

const BEAMS = { beams: 2, minTokens: 3, lengthPenalty: 1, blockNgrams: 1 };

Deno.test("reportWriter() writes of every study what the decoder writes of it alone", async () => {
  const studies = some();
  const told: number[][] = [];
  using writer = open();
  const greedy = await writer.write(
    studies,
    decodingOf({}),
    (...progress) => void told.push(progress),
  );
  assert.deepEqual(told, [[32, 34], [34, 34]]);
  const beams = await writer.write(studies, decodingOf(BEAMS));
  using gold = open(true);
  const forced = await gold.write(studies, decodingOf({}));
  const forcedBeams = await gold.write(studies, decodingOf(BEAMS));
  const bare = await writer.write(studies, undefined);
  assert.equal(greedy.length, 34);
  const { tokenizer } = tiny;
  for (const i of [0, 1, 2, 31, 32, 33]) {
    const own = await alone(studies[i]!);
    assert.equal(greedy[i]!.generated, tokenizer.decode(own.greedy));
    assert.equal(beams[i]!.generated, tokenizer.decode(own.beam));
    assert.equal(forced[i]!.generated, tokenizer.decode(own.forced.tokens));
    // With beams, the words are the text's own.
    assert.equal(forcedBeams[i]!.generated, beams[i]!.generated);
    assert.deepEqual(Object.keys(bare[i]!), ["perplexity"]);
    const { logProbs } = own.forced;
    const { perplexity } = bare[i]!;
    assert.equal(logProbs.length, Math.min(MAX, studies[i]!.tokens.length));
    if (i === 0 || i === 33) assert.equal(perplexity, null);
    else {
      const mean = logProbs.reduce((sum, value) => sum + value, 0) / logProbs.length;
      assert.ok(Math.abs(perplexity! / Math.exp(-mean) - 1) < 1e-5);
    }
    for (const written of [greedy, beams, forced]) {
      assert.ok(written[i]!.perplexity === null || written[i]!.perplexity! > 1);
    }
  }
  // Otherwise one could stand for the other.
  const texts = [greedy, beams, forced].map((all) => all.map(({ generated }) => generated).join());
  assert.equal(new Set(texts).size, 3);
  assert.ok(new Set(greedy.map(({ generated }) => generated)).size > 1);
});

Deno.test("reportWriter() adds the length penalty", async () => {
  using writer = open();
  const tokens = async (lengthPenalty: number) => {
    const written = await writer.write(some().slice(0, 4), decodingOf({ beams: 2, lengthPenalty }));
    return written.flatMap(({ generated }) => [...tiny.tokenizer.encode(generated!)]).length;
  };
  const [short, long] = [await tokens(-100), await tokens(100)];
  assert.ok(short < long, `${short} tokens, ${long} with a reward for each`);
});
