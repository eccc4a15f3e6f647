import assert from "node:assert/strict";
import { layoutOf } from "../../model/layout.ts";
import { openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { isTrunk, networkParameters } from "../../model/parameters.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { cachedImages, type ImageSource } from "../../tasks/images.ts";
import { phrasesOf, reportAttention, tokenPlaces } from "../../tasks/report_attention.ts";
import { reportGeneration } from "../../tasks/report_generation.ts";
import { reportGenerationConfigSchema } from "../../tasks/report_generation_config.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { openTiny, type Tiny } from "./tiny.ts";

/** Maps of texts about one test study, by a network of which some weights are zero. */
async function mapsOf(
  { model, tokenizer, studies }: Tiny,
  texts: readonly string[],
  zero: RegExp,
  images: ImageSource = cachedImages(studies, model),
) {
  const drawn = initialParameters(networkParameters(model, { words: true }), Key.of(1));
  const weights = Object.fromEntries(
    Object.entries(drawn).filter(([name]) => !isTrunk(name)).map(([name, tensor]) => {
      return [name, zero.test(name) ? { ...tensor, data: tensor.data.map(() => 0) } : tensor];
    }),
  );
  const engine = await openEngine("onnx");
  const layout = layoutOf("report-generation", false);
  const [study] = studies.split("test");
  return await reportAttention(
    (program) => engine.load(program, weights),
    { model, layout, images, tokenizer },
    texts.map((text) => ({ study: study!, text })),
  );
}

Deno.test("reportAttention() is the mean over a phrase's tokens of what they attend to", async () => {
  using tiny = await openTiny();
  // Without queries a token attends alike to all that it sees: [CLS], 4 image tokens, [SEP], and
  // the report up to itself.
  const alike = /attention\.self\.query/;
  const text = "no edema , no pneumothorax";
  const [maps] = await mapsOf(tiny, [text], alike);
  const pieces = (words: string) => tiny.tokenizer.encode(words).length;
  const expected = ["edema", "pneumothorax"].map((phrase) => {
    const first = pieces(text.slice(0, text.indexOf(phrase)));
    const shares = Array.from({ length: pieces(phrase) }, (_, i) => 1 / (6 + first + i + 1));
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  });
  // The first is one token, the second has more.
  assert.ok(pieces("pneumothorax") > 1);
  assert.deepEqual(
    maps!.map(({ phrase, finding, start, end }) => [phrase, finding, start, end]),
    [["edema", "Edema", 3, 8], ["pneumothorax", "Pneumothorax", 14, 26]],
  );
  for (const [i, { attention }] of maps!.entries()) {
    assert.deepEqual(attention, Array(4).fill(Number(expected[i]!.toFixed(6))));
  }
});

Deno.test("reportAttention() keeps the order of the image tokens", async () => {
  using tiny = await openTiny();
  const images = cachedImages(tiny.studies, tiny.model);
  const turned: ImageSource = {
    ...images,
    feed: (studies, pixels) => images.feed(studies, Array.from(pixels).reverse()),
  };
  // Without places an image turned upside down is attended to upside down.
  const placeless = /position_embeddings/;
  const [map] = (await mapsOf(tiny, ["no edema"], placeless)).flat();
  const [other] = (await mapsOf(tiny, ["no edema"], placeless, turned)).flat();
  assert.equal(new Set(map!.attention).size, 4);
  for (const [i, value] of other!.attention.toReversed().entries()) {
    assert.ok(Math.abs(value - map!.attention[i]!) <= 1e-5);
  }
});

Deno.test("reportAttention() of a phrase does not depend on later words or other reports", async () => {
  using tiny = await openTiny();
  const text = "no edema";
  const all = await mapsOf(tiny, [text, `${text} , no effusion`, "", "edema ".repeat(40)], /^$/);
  assert.deepEqual(all.map((maps) => maps.length), [1, 2, 0, 1]);
  assert.deepEqual(all[1]![0], all[0]![0]);
  assert.deepEqual((await mapsOf(tiny, [text], /^$/))[0], all[0]);
});

Deno.test("reportAttention() says where a phrase stands in the text, whatever its words become", async () => {
  using tiny = await openTiny();
  // A report that begins inside a word, marks without blanks, a word too long to be one.
  const texts = ["##ing edema", "no.edema ,s effusion", `${"x".repeat(101)} edema`];
  for (const [i, maps] of (await mapsOf(tiny, texts, /^$/)).entries()) {
    for (const { phrase, start, end, attention } of maps) {
      assert.equal(texts[i]!.slice(start, end), phrase);
      assert.ok(attention.every(Number.isFinite));
    }
    assert.equal(maps[0]!.phrase, "edema");
  }
});

Deno.test("tokenPlaces() finds pieces, marks and words that are unknown", () => {
  const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", ",", "#", "ed"];
  const tokenizer = Tokenizer.fromVocabulary(vocabulary);
  const pieces = (text: string) =>
    tokenPlaces(text, tokenizer.encode(text), tokenizer)
      .map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(pieces("ab a , ed"), ["a", "b", "a", ",", "ed"]);
  assert.deepEqual(pieces("##a ,ab"), ["#", "#", "a", ",", "a", "b"]);
  assert.deepEqual(pieces("xyz,ab [UNK] [MASK] zab"), [
    "xyz",
    ",",
    "a",
    "b",
    "[UNK]",
    "[MASK]",
    "zab",
  ]);
  assert.deepEqual(pieces(""), []);
});

Deno.test("phrasesOf() takes five mentions of findings, each once, or else content words", () => {
  const phrases = (text: string) => phrasesOf(text).map(({ phrase }) => phrase);
  assert.deepEqual(phrases("no edema , edema or effusion , which is clear"), ["edema", "effusion"]);
  assert.deepEqual(
    phrases("edema . effusion . pneumonia . atelectasis . fracture . pneumothorax"),
    ["edema", "effusion", "pneumonia", "atelectasis", "fracture"],
  );
  assert.deepEqual(phrases("there is a clear lung with clear lung"), ["clear", "lung"]);
  assert.deepEqual(phrases("is . ."), []);
  assert.deepEqual(phrasesOf("a clear")[0], {
    phrase: "clear",
    start: 2,
    end: 7,
    finding: null,
  });
});

Deno.test("report generation exhibits predictions evenly spaced over the split", async () => {
  using tiny = await openTiny();
  const { model, tokenizer, studies } = tiny;
  const test = studies.split("test").slice(0, 5);
  const shown = async (examples: number) => {
    const bound = reportGeneration.bind({
      config: reportGenerationConfigSchema.parse({ task: "report-generation", examples }),
      target: { frequent: "" },
      ...{ model, tokenizer, images: cachedImages(studies, model), protocol: PROTOCOLS.fixed },
      labelNames: studies.labelNames,
    });
    const weights = initialParameters(networkParameters(model, bound.heads), Key.of(1));
    const own = Object.fromEntries(Object.entries(weights).filter(([name]) => !isTrunk(name)));
    const engine = await openEngine("onnx");
    const predictions = test.map(({ example: { id } }) => ({ id, generated: "no edema" }));
    const exhibits = await bound.exhibits!(
      (program) => engine.load(program, own),
      test,
      predictions,
    );
    for (const { study, prediction, maps } of exhibits) {
      assert.equal(prediction, predictions[test.indexOf(study)]);
      assert.deepEqual(maps.map(({ phrase }) => phrase), ["edema"]);
    }
    return exhibits.map(({ study }) => test.indexOf(study));
  };
  assert.deepEqual(await shown(3), [0, 1, 3]);
  assert.deepEqual(await shown(8), [0, 1, 2, 3, 4]);
  assert.deepEqual(await shown(0), []);
});
