import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { matchLogits, pooler } from "../../model/heads.ts";
import { layoutOf } from "../../model/layout.ts";
import { cachedImages } from "../../tasks/images.ts";
import { pairs } from "../../tasks/pair.ts";
import { pairScorer } from "../../tasks/retrieval_scores.ts";
import { oracle } from "./oracle.ts";
import type { Study } from "../../tasks/studies.ts";
import { openTiny } from "./tiny.ts";

Deno.test("pairScorer() gives image i and report j what the pair has by itself", async () => {
  using tiny = await openTiny();
  const { model, studies, tokenizer: { special } } = tiny;
  const options = {
    ...{ model, special, textTokens: model.textTokens, images: cachedImages(studies, model) },
    layout: layoutOf("retrieval", false),
    wordsOf: ({ tokens }: Study) => tokens,
  };
  const some = studies.split("test").slice(1, 5);
  const load = await oracle(tiny, { heads: { match: true } });
  const told: number[][] = [];
  using scorer = pairScorer(load, options);
  const rows = await scorer.score(some, (...progress) => void told.push(progress));
  assert.deepEqual(told, [[4, 16], [8, 16], [12, 16], [16, 16]]);

  const pair = pairs(options);
  const session = load((params, feed) => {
    const { hidden } = pair.encode(params, feed);
    return { outputs: { match: tf.softmax(matchLogits(params, pooler(params, hidden))) } };
  });
  const seen = new Set<string>();
  for (const [i, image] of some.entries()) {
    assert.equal(rows[i]!.length, 4);
    for (const [j, { tokens }] of some.entries()) {
      const { match } = await session.run(pair.feed([image], [tokens]));
      const [, expected] = match!.data;
      assert.ok(Math.abs(rows[i]![j]! - expected!) < 1e-6, `${i}, ${j}: ${rows[i]![j]}`);
      seen.add(expected!.toFixed(5));
    }
  }
  // Swapped rows and columns would be seen.
  assert.ok(seen.size > 10, `${seen.size} scores`);
  session.dispose();
});
