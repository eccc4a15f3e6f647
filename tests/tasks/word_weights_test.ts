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

for (const [word, seen] of [["rihgt", "[UNK]"], ["leftward", "left ##ward"], [" ", "nothing"]]) {
  Deno.test(`idWeights() refuses "${word}", which is ${seen} in the vocabulary`, () => {
    assert.throws(() => idWeights({ [word!]: 2 }, tokenizer), {
      name: "RangeError",
      message: `Cannot weigh the word "${word}": it is ${seen} in the vocabulary, ` +
        "name one of its tokens",
    });
  });
}
