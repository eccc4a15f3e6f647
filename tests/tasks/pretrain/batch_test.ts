import assert from "node:assert/strict";
import { randomResizedCropBox } from "../../../datasets/random_crop.ts";
import { resizedCrop } from "../../../datasets/resample.ts";
import type { HostTensors } from "../../../model/engine/mod.ts";
import {
  attentionMask,
  type MaskVariant,
  mixedRule,
  sequenceTokens,
} from "../../../model/masks.ts";
import { LAYOUTS, tokenPositions, tokenTypes } from "../../../model/layout.ts";
import { Key } from "../../../model/random.ts";
import { cachedImages, liveImages } from "../../../tasks/images.ts";
import {
  type BatchOptions,
  PretrainBatches,
  samplePixelIndices,
} from "../../../tasks/pretrain/batch.ts";
import type { Study } from "../../../tasks/studies.ts";
import { openTiny, type Tiny } from "../tiny.ts";

const VARIANTS: readonly MaskVariant[] = ["bar", "mixed", "bi", "s2s", "noncross"];
const KEY = Key.of(2).fold("pretrain");

let tiny: Tiny;
let train: readonly Study[];
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
  train = tiny.studies.split("train");
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

function batches(
  options: Partial<BatchOptions> = {},
  studies = train,
  images = cachedImages(tiny.studies, tiny.model),
): PretrainBatches {
  const { model, tokenizer: { special }, studies: source } = tiny;
  return new PretrainBatches(studies, source.labelNames, images, {
    model,
    variant: "bar",
    special,
    maskRate: 0.3,
    bidirectional: 0.5,
    matching: true,
    labelMatch: "set",
    predictMismatched: true,
    seePads: true,
    randomCrop: false,
    ...options,
  });
}

/** What a feed holds of one example. */
interface Row {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly mask: readonly number[];
  readonly aligned: number;
  /** Labelled positions in the example's sequence, and their labels. */
  readonly predicted: readonly (readonly [number, number])[];
}

function rowsOf(feed: HostTensors): Row[] {
  const [batch, tokens] = feed.types!.shape as [number, number];
  const part = (name: string, b: number) => {
    const { data } = feed[name]!;
    const width = data.length / batch;
    return [...data.slice(b * width, (b + 1) * width)];
  };
  const weights = feed.weights!.data;
  return Array.from({ length: batch }, (_, b) => ({
    ids: part("ids", b),
    types: part("types", b),
    mask: part("mask", b),
    aligned: feed.aligned!.data[b]!,
    predicted: [...feed.labelled!.data].flatMap((at, i) =>
      weights[i] === 1 && Math.floor(at / tokens) === b
        ? [[at - b * tokens, feed.labels!.data[i]!] as const]
        : []
    ),
  }));
}

for (const variant of VARIANTS) {
  Deno.test(`PretrainBatches.feed() has the shapes of ${variant}`, () => {
    const { model } = tiny;
    const tokens = model.imageTokens + model.textTokens + (variant === "noncross" ? 4 : 3);
    for (const batch of [[0], [3, 1, 2, 0], [...train.keys()]]) {
      const feed = batches({ variant }).feed(batch, KEY, 0, 0);
      const shapes = Object.fromEntries(
        Object.entries(feed).map(([name, { dtype, shape }]) => [name, [dtype, ...shape]]),
      );
      const size = batch.length;
      const labelled = shapes.labelled![1];
      assert.equal(Number(labelled) % 64, 0);
      assert.deepEqual(shapes, {
        ids: ["int32", size, tokens - model.imageTokens],
        types: ["int32", size, tokens],
        positions: ["int32", tokens],
        mask: ["int32", size, tokens, tokens],
        aligned: ["int32", size],
        labelled: ["int32", labelled],
        labels: ["int32", labelled],
        weights: ["float32", labelled],
        features: ["float32", size, model.imageTokens, 64],
      });
    }
  });

  Deno.test(`PretrainBatches.feed() has the masks, types and positions of ${variant}`, () => {
    const { model, tokenizer: { special } } = tiny;
    const batch = [...train.keys()];
    const feed = batches({ variant }).feed(batch, KEY, 1, 5);
    const pixels = samplePixelIndices(model, KEY.fold("pixels").fold(5));
    const secondCls = variant === "noncross";
    const parts = { pixels, textBlock: model.textTokens + 1, secondCls };
    assert.deepEqual(feed.positions!.data, tokenPositions(LAYOUTS.pretrain, parts));
    const rules = new Set<string>();
    for (const [b, row] of rowsOf(feed).entries()) {
      const text = row.ids.slice(secondCls ? 3 : 2);
      const realText = text.lastIndexOf(special.sep);
      assert.deepEqual(row.types, [...tokenTypes(LAYOUTS.pretrain, parts, realText + 1)]);
      const key = KEY.fold(1).fold(train[b]!.row).fold("mixed");
      const rule = variant === "mixed" ? mixedRule(key.stream().uniform(), 0.5) : variant;
      rules.add(rule);
      const lengths = { imageTokens: 3, textTokens: 20, realText };
      assert.deepEqual(row.mask, [...attentionMask(rule, lengths)]);
    }
    assert.deepEqual([...rules].sort(), variant === "mixed" ? ["bi", "s2s"] : [variant]);
  });

  Deno.test(`PretrainBatches.feed() restores the texts of ${variant} from its labels`, () => {
    const { model, tokenizer: { special } } = tiny;
    const tokens = sequenceTokens(variant, model);
    const textStart = tokens - model.textTokens - 1;
    const head = [special.cls, special.sep, ...variant === "noncross" ? [special.cls] : []];
    const texts = train.map((study) => [...study.tokens]);
    const feed = batches({ variant }).feed([...train.keys()], KEY, 0, 0);
    const aligned: number[] = [];
    for (const [b, { ids, predicted, aligned: isOwn }] of rowsOf(feed).entries()) {
      assert.deepEqual(ids.slice(0, head.length), head);
      const text = ids.slice(head.length);
      for (const [at, label] of predicted) text[at - textStart] = label;
      const end = text.indexOf(special.sep);
      assert.deepEqual(text.slice(end + 1), Array(model.textTokens - end).fill(special.pad));
      const source = texts.findIndex((own) => `${own}` === `${text.slice(0, end)}`);
      assert.ok(source >= 0, `text ${b} is none of the split`);
      if (isOwn) assert.deepEqual(text.slice(0, end), texts[b]);
      else assert.notDeepEqual(train[source]!.example.labels, train[b]!.example.labels);
      assert.ok(end === 0 || predicted.length > 0);
      aligned.push(isOwn);
    }
    assert.deepEqual([...new Set(aligned)].sort(), [0, 1]);
  });
}

Deno.test("PretrainBatches.feed() hides pads if it is told to", () => {
  const feed = batches({ matching: false, seePads: false }).feed([0, 1, 2], KEY, 0, 0);
  const masks = [0, 7, 20].map((realText) => {
    return [...attentionMask("bar", { imageTokens: 3, textTokens: 20, realText }, false)];
  });
  assert.deepEqual(rowsOf(feed).map(({ mask }) => mask), masks);
});

Deno.test("PretrainBatches.feed() gives an example the same whatever stands beside it", () => {
  for (const variant of VARIANTS) {
    const all = [...train.keys()];
    const whole = rowsOf(batches({ variant }).feed(all, KEY, 3, 7));
    for (const batch of [[5], [2, 9, 4], all.toReversed()]) {
      const rows = rowsOf(batches({ variant }).feed(batch, KEY, 3, 7));
      assert.deepEqual(rows, batch.map((i) => whole[i]));
    }
  }
});

Deno.test("PretrainBatches.feed() draws anew in every epoch, and pixels in every step", () => {
  const { model } = tiny;
  const feeder = batches();
  const all = [...train.keys()];
  const first = rowsOf(feeder.feed(all, KEY, 0, 0));
  assert.deepEqual(rowsOf(feeder.feed(all, KEY, 0, 1)), first);
  const second = rowsOf(feeder.feed(all, KEY, 1, 1));
  assert.notDeepEqual(second.map(({ aligned }) => aligned), first.map(({ aligned }) => aligned));
  assert.notDeepEqual(
    second.map(({ predicted }) => predicted),
    first.map(({ predicted }) => predicted),
  );
  const pixels = Array.from({ length: 20 }, (_, step) => {
    const sample = [...samplePixelIndices(model, KEY.fold("pixels").fold(step))];
    assert.deepEqual(sample, [...new Set(sample)].sort());
    assert.equal(sample.length, model.imageTokens);
    return `${sample}`;
  });
  assert.deepEqual([...new Set(pixels)].sort(), ["0,1,2", "0,1,3", "0,2,3", "1,2,3"]);
  assert.deepEqual([...samplePixelIndices({ ...model, imageTokens: 4 }, KEY)], [0, 1, 2, 3]);
});

Deno.test("PretrainBatches.feed() has the same words and pairs under every variant", () => {
  const all = [...train.keys()];
  const of = (variant: MaskVariant) =>
    rowsOf(batches({ variant }).feed(all, KEY, 0, 0)).map(({ ids, aligned, predicted }) => {
      const extra = variant === "noncross" ? 1 : 0;
      return [ids.slice(2 + extra), aligned, predicted.map(([at, label]) => [at - extra, label])];
    });
  for (const variant of VARIANTS) assert.deepEqual(of(variant), of("bar"));
});

Deno.test("PretrainBatches.feed() mixes masks by their shares", () => {
  const all = [...train.keys()];
  const bi = attentionMask("bi", { imageTokens: 3, textTokens: 20, realText: 20 }).toString();
  const count = (bidirectional: number) => {
    let total = 0;
    const feeder = batches({ variant: "mixed", bidirectional, matching: false });
    for (let epoch = 0; epoch < 40; epoch++) {
      const rows = rowsOf(feeder.feed(all, KEY, epoch, epoch)).slice(2);
      total += rows.filter(({ mask }) => mask.toString() === bi).length;
    }
    return total / (40 * (train.length - 2));
  };
  assert.equal(count(0), 0);
  assert.equal(count(1), 1);
  // 1000 draws of 0.25: a deviation of 0.014.
  assert.ok(Math.abs(count(0.25) - 0.25) < 0.04, `${count(0.25)}`);
});

Deno.test("PretrainBatches.feed() weighs words as it is told", () => {
  const weightOf = (id: number) => 1 + id / 8;
  const plain = batches().feed([0, 1, 2], KEY, 1, 4);
  const { weights, ...feed } = batches({ weightOf }).feed([0, 1, 2], KEY, 1, 4);
  const count = [...plain.weights!.data].filter((weight) => weight === 1).length;
  assert.deepEqual(
    [...weights!.data],
    [...plain.labels!.data].map((label, i) => i < count ? weightOf(label) : 0),
  );
  assert.deepEqual({ ...feed, weights: plain.weights }, plain);
});

Deno.test("PretrainBatches.feed() crops each image anew in every epoch, and no other way", () => {
  const { model, studies } = tiny;
  const live = liveImages(studies, model, "train");
  const images = (batch: readonly number[], epoch: number, step: number, randomCrop = true) => {
    const feed = batches({ randomCrop }, train, live).feed(batch, KEY, epoch, step);
    return batch.map((_, b) => [...feed.images!.data.slice(b * 64 * 64, (b + 1) * 64 * 64)]);
  };
  const [first, second, third] = images([0, 1, 2], 0, 0) as [number[], number[], number[]];
  const study = train[1]!;
  const whole = { width: 64, height: 64, channels: 1, data: studies.pixels(study) };
  const crop = (epoch: number) => {
    const stream = KEY.fold(epoch).fold(study.row).fold("crop").stream();
    return [...resizedCrop(whole, randomResizedCropBox(stream, whole), 64).data];
  };
  assert.deepEqual(second, crop(0));
  assert.notDeepEqual(second, [...whole.data]);
  assert.deepEqual(images([2, 1, 0], 0, 7), [third, second, first]);
  assert.deepEqual(images([1], 1, 1), [crop(1)]);
  assert.notDeepEqual(crop(1), crop(0));
  assert.deepEqual(images([1], 1, 1, false), [[...whole.data]]);
});

Deno.test("PretrainBatches.feed() keeps every text without matching", () => {
  const rows = rowsOf(batches({ matching: false }).feed([...train.keys()], KEY, 0, 0));
  assert.deepEqual(rows.map(({ aligned }) => aligned), train.map(() => 1));
});

Deno.test("PretrainBatches.feed() predicts no word of another's text unless it is told to", () => {
  const all = [...train.keys()];
  const told = rowsOf(batches().feed(all, KEY, 0, 0));
  const rows = rowsOf(batches({ predictMismatched: false }).feed(all, KEY, 0, 0));
  assert.deepEqual(rows, told.map((row) => row.aligned ? row : { ...row, predicted: [] }));
  assert.notDeepEqual(rows, told);
});

Deno.test("PretrainBatches counts the images for which no other labels were found", () => {
  const twins = [train[3]!, {
    ...train[4]!,
    example: { ...train[4]!.example, labels: train[3]!.example.labels },
  }];
  const feeder = batches({}, twins);
  let aligned = 0;
  for (let epoch = 0; epoch < 10; epoch++) {
    const rows = rowsOf(feeder.feed([0, 1], KEY, epoch, epoch));
    aligned += rows.filter((row) => row.aligned === 1).length;
  }
  assert.equal(aligned, 20);
  assert.ok(feeder.exhausted > 0 && feeder.exhausted < 20, `${feeder.exhausted}`);
  const varied = batches();
  varied.feed([...train.keys()], KEY, 0, 0);
  assert.equal(varied.exhausted, 0);
});
