/** What the conventions say of themselves, counted in the training split of Open-I. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  NAMES,
  OUTLINES,
  PASSED_OVER,
  type Phrases,
  PRESENT,
} from "../../../datasets/labeler/conventions.ts";
import { anyOf } from "../../../datasets/labeler/patterns.ts";
import { statusOf } from "../../../datasets/labeler/scopes.ts";
import { sentencesOf } from "../../../datasets/labeler/sentences.ts";
import { silhouetteStatus } from "../../../datasets/labeler/silhouettes.ts";

const FILE = "../shared/data/openi/Train.jsonl";
const path = fileURLToPath(new URL(`../../../${FILE}`, import.meta.url));

function isThere(): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

type Matches = (sentence: string, phrase: RegExp) => boolean;

const has: Matches = (sentence, phrase) => sentence.search(phrase) >= 0;
const isMeant: Matches = (sentence, phrase) =>
  Array.from(sentence.matchAll(phrase)).some(({ 0: words, index }) =>
    statusOf(sentence, index, index + words.length) === 1
  );

const KINDS: readonly [name: string, phrases: Phrases, matches: Matches, isLabel: boolean][] = [
  ["NAMES", NAMES, isMeant, true],
  [
    "OUTLINES",
    OUTLINES,
    (sentence, phrase) => has(sentence, phrase) && silhouetteStatus(sentence) === null,
    true,
  ],
  ["PRESENT", PRESENT, has, true],
  ["PASSED_OVER", PASSED_OVER, has, false],
];

const ignore = !isThere();

for (const [name, phrases, matches, isLabel] of KINDS) {
  const title = `${name} stand four times or more in Open-I's training split, and are right`;
  Deno.test({ name: ignore ? `${title} (no ${FILE})` : title, ignore }, () => {
    const reports = Deno.readTextFileSync(path).trim().split("\n").map((line) => {
      const { text, label } = JSON.parse(line) as { text: string; label: string };
      return { sentences: sentencesOf(text), label };
    });
    for (const [finding, own] of Object.entries(phrases)) {
      for (const phrase of own) {
        const pattern = anyOf([phrase]);
        const found = reports.filter(({ sentences }) =>
          sentences.some((sentence) => matches(sentence, pattern))
        );
        const right = found.filter(({ label }) => label.includes(`'${finding}'`) === isLabel);
        const counts = `${finding}: ${phrase}: ${right.length} of ${found.length}`;
        assert.ok(found.length >= 4 && right.length >= 0.9 * found.length, counts);
      }
    }
  });
}
