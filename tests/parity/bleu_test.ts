import assert from "node:assert/strict";
import { bleuNltk } from "../../tasks/metrics/bleu.ts";
import { countNgrams } from "../../tasks/metrics/ngrams.ts";
import { textMetrics } from "../../tasks/metrics/text.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_bleu.json";
const TOLERANCE = 1e-9;

type Case =
  & { references: string[]; hypotheses: string[] }
  & Record<"bleu1" | "bleu2" | "bleu3" | "bleu4", number>;

// nltk 3.8: corpus_bleu([[r.split(' ')] for r in references], [h.split(' ') for h in hypotheses], weights)
parityTest("bleuNltk() and textMetrics() give nltk's corpus BLEU", [FILE], () => {
  const { cases } = jsonFixture<{ cases: Record<string, Case | Case[]> }>(FILE);
  const named = Object.entries(cases).flatMap(([name, input]) =>
    [input].flat().map((one) => [name, one] as const)
  );
  assert.ok(named.length > 0);
  for (const [name, input] of named) {
    const pairs = input.hypotheses.map((hypothesis, i) => ({
      hypothesis,
      reference: input.references[i]!,
    }));
    const values = bleuNltk(countNgrams(pairs.map(({ hypothesis, reference }) => ({
      hypothesis: hypothesis.split(" "),
      reference: reference.split(" "),
    }))));
    const metrics = textMetrics(pairs);
    for (const [i, expected] of [input.bleu1, input.bleu2, input.bleu3, input.bleu4].entries()) {
      const error = Math.abs(values[i]! - expected);
      assert(error <= TOLERANCE * expected, `BLEU-${i + 1} of ${name} is ${values[i]}`);
      assert.equal(metrics[`bleu_${i + 1}_nltk`], values[i], name);
    }
  }
});
