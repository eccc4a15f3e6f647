import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanQuestion, normalizeAnswer } from "../../datasets/vqa_text.ts";

const ANSWERS: [string, string][] = [
  ["  Yes ", "yes"],
  ["The left lung.", "left lung"],
  // A mark that touches no blank parts words, else it vanishes everywhere.
  ["T2-weighted", "t2 weighted"],
  ["T2-weighted - late", "t2weighted late"],
  // A comma between digits deletes every mark.
  ["1,000 a-b", "1000 ab"],
  ["3.5 cm. wide.", "3.5 cm wide"],
  ["none or ten", "0 or 10"],
  ["isnt couldnt've couldn'tve somebody'd", "isn't couldn't've couldn't've somebodyd"],
  ["X rays", "xrays"],
  ["x-ray", "xray"],
  ["a/an/the", ""],
];

for (const [answer, expected] of ANSWERS) {
  Deno.test(`normalizeAnswer() of ${JSON.stringify(answer)}`, () => {
    assert.equal(normalizeAnswer(answer), expected);
  });
}

Deno.test("normalizeAnswer() leaves single blanks, no article and no capital", () => {
  const words = fc.array(
    fc.constantFrom("The", "a", "Lung", "x-ray", ",", ".", "\t", "5", "(", "'"),
  );
  fc.assert(fc.property(words, fc.constantFrom("", " "), (list, joint) => {
    const answer = normalizeAnswer(list.join(joint));
    assert.doesNotMatch(answer, /^\s|\s$|\s\s|[\t(,A-Z]|\.(?!\d)/);
    assert.ok(!answer.split(" ").some((word) => ["a", "the"].includes(word)));
  }));
});

const QUESTIONS: [string, string][] = [
  ["Is this the patient's Chest, now?", "is this the patient 's chest now"],
  ["What is it? -Yes/No", "what is it"],
  ["What is it? -OPEN", "what is it"],
  ["What is it? - open", "what is it"],
  ["What - open?", "what - open"],
  ["An X Ray... 3.5 cm.", "an x-ray 35 cm"],
  // Three full stops go before the hyphen is set, one goes after.
  ["x... ray x. ray", "x-ray x ray"],
];

for (const [question, expected] of QUESTIONS) {
  Deno.test(`cleanQuestion() of ${JSON.stringify(question)}`, () => {
    assert.equal(cleanQuestion(question), expected);
  });
}
