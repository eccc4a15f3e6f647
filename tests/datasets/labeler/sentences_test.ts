import assert from "node:assert/strict";
import { sentencesOf } from "../../../datasets/labeler/sentences.ts";

Deno.test("sentencesOf() has one spelling for dictated and for generated text", () => {
  const sentences = ["right sided picc , 2.5 cm", "no edema", "t7 with a wedge"];
  assert.deepEqual(sentencesOf("Right-sided PICC, 2.5 cm. No edema; T7 w/ a wedge!"), sentences);
  assert.deepEqual(
    sentencesOf("right - sided picc , 2 . 5 cm . no edema ; t7 w / a wedge !"),
    sentences,
  );
});

Deno.test("sentencesOf() ends a sentence at a numbered item, not inside a number", () => {
  assert.deepEqual(sentencesOf("1. Edema. 2. PICC at T4. 3 ribs"), [
    "1",
    "edema",
    "2",
    "picc at t4",
    "3 ribs",
  ]);
});

Deno.test("sentencesOf() leaves out why and how the patient was examined", () => {
  assert.deepEqual(
    sentencesOf("Indication: fever. History of cough. Technique: portable. Edema."),
    ["edema"],
  );
});
