import assert from "node:assert/strict";
import fc from "fast-check";
import { Tokenizer } from "../../model/tokenizer.ts";
import { SPECIAL_TOKENS } from "../../model/words.ts";

const VOCABULARY = [
  "[PAD]",
  "[unused1]",
  "[unused2]",
  "[unused11]",
  "[UNK]",
  "[CLS]",
  "[SEP]",
  "[MASK]",
  "no",
  "effusion",
  "eff",
  "##usion",
  "##s",
  ".",
  "肺",
  "a",
  "##a",
];
const tokenizer = Tokenizer.fromVocabulary(VOCABULARY);

Deno.test("tokenize() takes the longest piece first", () => {
  assert.deepEqual(tokenizer.tokenize("No effusions."), ["no", "effusion", "##s", "."]);
  assert.deepEqual(tokenizer.tokenize("effusion effs"), ["effusion", "eff", "##s"]);
});

Deno.test("tokenize() makes a word [UNK] as a whole if any part is unknown", () => {
  assert.deepEqual(tokenizer.tokenize("effusionx no"), ["[UNK]", "no"]);
});

Deno.test("tokenize() makes words of more than 100 characters [UNK]", () => {
  assert.equal(tokenizer.tokenize("a".repeat(100)).length, 100);
  assert.deepEqual(tokenizer.tokenize("a".repeat(101)), ["[UNK]"]);
});

Deno.test("tokenize() counts characters, not UTF-16 units, towards 100", () => {
  const gothic = Tokenizer.fromVocabulary([...SPECIAL_TOKENS, "𐌰", "##𐌰"]);
  assert.equal(gothic.tokenize("𐌰".repeat(100)).length, 100);
  assert.deepEqual(gothic.tokenize("𐌰".repeat(101)), ["[UNK]"]);
});

Deno.test("encode() gives ids of pieces and of whole special tokens", () => {
  assert.deepEqual(
    tokenizer.encode("[CLS] No 肺effs. [SEP]"),
    Int32Array.of(5, 8, 14, 10, 12, 13, 6),
  );
});

Deno.test("encode() gives the same ids when its cache is warm", () => {
  const again = Tokenizer.fromVocabulary(VOCABULARY);
  const text = "no effusions. no effusions. x";
  assert.deepEqual(again.encode(text), Int32Array.of(8, 9, 12, 13, 8, 9, 12, 13, 4));
  assert.deepEqual(again.encode(text), again.encode(text));
});

Deno.test("special holds the ids of the special tokens", () => {
  assert.deepEqual(tokenizer.special, { pad: 0, unk: 4, cls: 5, sep: 6, mask: 7 });
});

Deno.test("fromVocabulary() reads the text of a vocab.txt, whatever its line ends", () => {
  for (const text of [VOCABULARY.join("\n"), VOCABULARY.join("\r\n") + "\r\n"]) {
    assert.deepEqual(Tokenizer.fromVocabulary(text).vocabulary, VOCABULARY);
  }
});

Deno.test("fromVocabulary() renames unused tokens on demand", () => {
  const { vocabulary } = Tokenizer.fromVocabulary(VOCABULARY, { renamed: true });
  assert.deepEqual(vocabulary.slice(0, 5), ["[PAD]", "[X_SEP]", "[SEP_0]", "[SEP_9]", "[UNK]"]);
});

Deno.test("fromVocabulary() throws on a missing special token and on a double token", () => {
  assert.throws(() => Tokenizer.fromVocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]), {
    name: "RangeError",
    message: "Cannot use the vocabulary: [MASK] is missing among 4 tokens",
  });
  assert.throws(() => Tokenizer.fromVocabulary([...SPECIAL_TOKENS, "a", "b", "a"]), {
    name: "RangeError",
    message: 'Cannot use the vocabulary: "a" stands twice, as ids 5 and 7',
  });
});

Deno.test("decode() joins pieces to words and keeps special tokens", () => {
  assert.equal(tokenizer.decode([5, 8, 10, 11, 12, 13, 6]), "[CLS] no effusions . [SEP]");
  assert.equal(tokenizer.decode([12, 8]), "##s no");
  assert.equal(tokenizer.decode([]), "");
});

Deno.test("decode() throws on an id outside the vocabulary", () => {
  for (const id of [-1, 17]) {
    assert.throws(() => tokenizer.decode([8, id]), {
      name: "RangeError",
      message: `Cannot decode id ${id}: the vocabulary holds 17 tokens`,
    });
  }
});

Deno.test("encode() and decode() round-trip every text of known pieces", () => {
  const words = fc.array(fc.constantFrom("no", "effusion", "effs", ".", "肺", "aaa"));
  fc.assert(fc.property(words, (list) => {
    assert.equal(tokenizer.decode(tokenizer.encode(list.join(" "))), list.join(" "));
  }));
});

Deno.test("encode() of any text is the concatenation over its whitespace-separated chunks", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (chunks) => {
    const separate = chunks.flatMap((chunk) => [...tokenizer.encode(chunk)]);
    assert.deepEqual([...tokenizer.encode(chunks.join("\n"))], separate);
  }));
});
