import assert from "node:assert/strict";
import { splitWords } from "../../model/words.ts";

const SPLITS: [string, string[]][] = [
  ["No effusion. Heart-size  3.5 cm!", [
    "no",
    "effusion",
    ".",
    "heart",
    "-",
    "size",
    "3",
    ".",
    "5",
    "cm",
    "!",
  ]],
  ["", []],
  [" \t\r\n\u00a0\u2028\u3000", []],
  ["a\u0000b\u200bc\u000bd\ufffde\ud800f", ["abcdef"]],
  ["ÉCHO Ångström İ", ["echo", "angstrom", "i"]],
  ["ΣΑΣ", ["σας"]],
  ["左肺野clear", ["左", "肺", "野", "clear"]],
  ["𠀀𠀁", ["𠀀", "𠀁"]],
  ["«x»…$^`¿", ["«", "x", "»", "…", "$", "^", "`", "¿"]],
  ["[MASK] [mask] [MASK]. [X_SEP]", [
    "[MASK]",
    "[",
    "mask",
    "]",
    "[",
    "mask",
    "]",
    ".",
    "[",
    "x",
    "_",
    "sep",
    "]",
  ]],
];

for (const [text, words] of SPLITS) {
  Deno.test(`splitWords() of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(splitWords(text), words);
  });
}

Deno.test("splitWords() keeps case and accents when cased", () => {
  assert.deepEqual(splitWords("ÉCHO: No", { cased: true }), ["ÉCHO", ":", "No"]);
});

Deno.test("splitWords() keeps [X_SEP] whole when renamed, but not [SEP_0]", () => {
  const words = splitWords("[X_SEP] [SEP_0]", { renamed: true });
  assert.deepEqual(words, ["[X_SEP]", "[", "sep", "_", "0", "]"]);
});
