/** Pairs of an image and a text: what is fed, and that pads are seen by nobody. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { layoutOf } from "../../model/layout.ts";
import { networkParameters } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { cachedImages } from "../../tasks/images.ts";
import { pairs } from "../../tasks/pair.ts";
import { openTiny, type Tiny } from "./tiny.ts";

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

function pairOf(task: "retrieval" | "vqa", own: boolean, textTokens?: number) {
  const { model, studies, tokenizer: { special } } = tiny;
  const images = cachedImages(studies, model);
  return pairs({ model, images, special, layout: layoutOf(task, own), textTokens });
}

const zeros = (n: number) => Array<number>(n).fill(0);
const ones = (n: number) => Array<number>(n).fill(1);

Deno.test("pairs() of retrieval numbers tokens as pre-training does, pads of type 1", () => {
  const { pad, cls, sep } = tiny.tokenizer.special;
  const pair = pairOf("retrieval", true, 3);
  assert.equal(pair.separator, 5);
  const feed = pair.feed(tiny.studies.split("test").slice(0, 2), [[70, 71], []]);
  assert.deepEqual(
    Object.entries(feed).map(([name, { dtype, shape }]) => [name, dtype, ...shape]),
    [
      ["ids", "int32", 2, 6],
      ["types", "int32", 2, 10],
      ["positions", "int32", 10],
      ["mask", "int32", 2, 1, 10],
      ["features", "float32", 2, 4, 64],
    ],
  );
  assert.deepEqual([...feed.ids!.data], [cls, sep, 70, 71, sep, pad, cls, sep, sep, pad, pad, pad]);
  assert.deepEqual([...feed.types!.data], [...zeros(6), ...ones(4), ...zeros(6), ...ones(4)]);
  assert.deepEqual([...feed.positions!.data], [0, 0, 1, 2, 3, 0, 0, 1, 2, 3]);
  assert.deepEqual([...feed.mask!.data], [...ones(9), 0, ...ones(7), ...zeros(3)]);
});

Deno.test("pairs() of questions has pads of type 0 and, if asked, [SEP] after the image", () => {
  const studies = tiny.studies.split("test").slice(0, 1);
  const feed = pairOf("vqa", true, 3).feed(studies, [[70]]);
  assert.deepEqual([...feed.types!.data], [...zeros(6), 1, 1, 0, 0]);
  assert.deepEqual([...feed.positions!.data], [0, 0, 1, 2, 3, 5, 0, 1, 2, 3]);
  const fixed = pairOf("vqa", false, 3).feed(studies, [[70]]);
  assert.deepEqual([...fixed.positions!.data], [0, 0, 1, 2, 3, 0, 0, 1, 2, 3]);
});

Deno.test("pairs() without a text has the image block alone, whatever the text", () => {
  const { cls, sep } = tiny.tokenizer.special;
  const studies = tiny.studies.split("test").slice(0, 1);
  const feed = pairOf("retrieval", false).feed(studies, [[70, 71]]);
  assert.deepEqual([...feed.ids!.data], [cls, sep]);
  assert.deepEqual([...feed.mask!.data], ones(6));
});

Deno.test("pairs() gives real tokens the same states with more pads and beside others", async () => {
  const studies = tiny.studies.split("test").slice(0, 3);
  const texts = [[70], [71, 72, 73], []];
  const engine = await openEngine("js");
  const params = initialParameters(networkParameters(tiny.model, { match: true }), Key.of(5));
  const states = async (textTokens: number, from: number, to: number) => {
    const pair = pairOf("retrieval", false, textTokens);
    const session = engine.load((params, feed) => {
      const { hidden, updates } = pair.encode(params, feed);
      assert.deepEqual(updates, {});
      return { outputs: { hidden: tf.slice(hidden, [0, 0, 0], [-1, 7, -1]) } };
    }, params);
    const { hidden } = await session.run(pair.feed(studies.slice(from, to), texts.slice(from, to)));
    session.dispose();
    return [...hidden!.data];
  };
  const alone = (await Promise.all([0, 1, 2].map((i) => states(3, i, i + 1)))).flat();
  const together = await states(8, 0, 3);
  assert.equal(together.length, 3 * 7 * tiny.model.hidden);
  for (const [i, value] of alone.entries()) {
    assert.ok(Math.abs(together[i]! - value) < 1e-5, `${together[i]}, alone ${value}`);
  }
});
