import assert from "node:assert/strict";
import { SPECIAL_TOKENS } from "../../model/words.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { idWeights } from "../../tasks/word_weights.ts";

const tokenizer = Tokenizer.fromVocabulary([...SPECIAL_TOKENS, "right", "left", "##ward"]);

Deno.test("idWeights() gives named words their weight and all others 1", () => {
  const weightOf = idWeights({ Right: 4, left: 0.5 }, tokenizer);
  const { length } = tokenizer.vocabulary;
  const weights = Array.from({ length }, (_, id) => weightOf(id));
  assert.deepEqual(weights, [...SPECIAL_TOKENS.map(() => 1), 4, 0.5, 1]);
  assert.equal(idWeights({}, tokenizer)(5), 1);
});

for (
  const [word, why] of [
    ["rihgt", "it is no word of the vocabulary"],
    ["leftward", "the vocabulary has it in pieces, left ##ward"],
    [" ", "it is no word of the vocabulary"],
    ["[MASK]", "it is no word of the vocabulary"],
  ]
) {
  Deno.test(`idWeights() refuses "${word}": ${why}`, () => {
    assert.throws(() => idWeights({ [word!]: 2 }, tokenizer), {
      name: "RangeError",
      message: `Cannot weigh "${word}" by wordWeights: ${why}; name words that are one token`,
    });
  });
}

Deno.test("idWeights() refuses two spellings of a word, whose order no key would hold", () => {
  assert.throws(() => idWeights({ left: 2, Left: 3 }, tokenizer), {
    message: 'Cannot weigh "Left" by wordWeights: "left" is named twice',
  });
});
