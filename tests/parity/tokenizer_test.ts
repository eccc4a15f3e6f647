import assert from "node:assert/strict";
import { Tokenizer } from "../../model/tokenizer.ts";
import { splitWords, type WordOptions } from "../../model/words.ts";
import { fixturePath, jsonFixture, parityTest } from "./fixtures.ts";

const VOCABULARY = "bert-base-uncased-vocab.txt";
const TEXTS = "f_tokenization.json";

interface Text {
  readonly text: string;
  readonly basic: readonly string[];
  readonly wordpieces: readonly string[];
  readonly ids: readonly number[];
}

// BertTokenizer.from_pretrained(vocab, do_lower_case=…) of the fine-tuning code: basic_tokenizer
// .tokenize(text), tokenize(text), convert_tokens_to_ids(…). The fixture names the Unicode version
// of its generator (14); a character assigned later would be deleted there and kept here.
const SUITES: [name: "reports" | "odd" | "cased", options: WordOptions][] = [
  ["reports", { renamed: true }],
  ["odd", { renamed: true }],
  ["cased", { renamed: true, cased: true }],
];

for (const [name, options] of SUITES) {
  parityTest(`Tokenizer gives the words, pieces and ids of ${name}`, [VOCABULARY, TEXTS], () => {
    const texts = jsonFixture<Record<string, Text[]>>(TEXTS)[name]!;
    const lines = Deno.readTextFileSync(fixturePath(VOCABULARY)!);
    const tokenizer = Tokenizer.fromVocabulary(lines, options);
    assert.ok(texts.length > 0);
    for (const { text, basic, wordpieces, ids } of texts) {
      assert.deepEqual(splitWords(text, options), basic);
      assert.deepEqual(tokenizer.tokenize(text), wordpieces);
      assert.deepEqual([...tokenizer.encode(text)], ids);
    }
  });
}

parityTest("Tokenizer reads the 30522 tokens of bert-base-uncased", [VOCABULARY], () => {
  const lines = Deno.readTextFileSync(fixturePath(VOCABULARY)!);
  const { vocabulary, special } = Tokenizer.fromVocabulary(lines);
  assert.equal(vocabulary.length, 30522);
  assert.deepEqual(special, { pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 });
});
