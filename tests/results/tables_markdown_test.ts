import assert from "node:assert/strict";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";
import { EXTRAS, MARKED, ONE_SEED } from "./marked_example.ts";

Deno.test("tablesMarkdown() of every kind of entry", () => {
  assert.equal(tablesMarkdown(EXAMPLE), EXPECTED);
});

Deno.test("tablesMarkdown() of one seed and one variant has no ±, no mark and no notes", () => {
  const text = tablesMarkdown(results([cell("bi", AA, 7, { f1_macro: 0.25, i2t_mrr: 0.5 })]));
  assert.match(text, /, seed 7\.$/m);
  const row = /^\| Bidirectional +\| +\.250 \| +\.500 \|\n$/m;
  assert.match(text, row);
  assert.match(
    text,
    /F1 macro, site-a→site-a→site-a \| MRR \(image to report\), site-a→site-a→site-a \|$/m,
  );
});

Deno.test("tablesMarkdown() marks the lowest calibration error", () => {
  const cells = [cell("bar", AA, 7, { ece_15: 0.25 }), cell("bi", AA, 7, { ece_15: 0.125 })];
  const text = tablesMarkdown(results(cells));
  assert.match(text, /ECE \(15 bins\), site-a→site-a→site-a \|$/m);
  assert.match(text, /^\| MedViLL +\| +\.250 \|$/m);
  assert.match(text, /^\| Bidirectional +\| +_\.125_ \|$/m);
});

Deno.test("tablesMarkdown() escapes bars in names", () => {
  const transfer = { ...AA, test: "a|b" };
  const text = tablesMarkdown(results([cell("bi", transfer, 7, { f1_macro: 0.25 })]));
  assert.match(text, /F1 macro, site-a→site-a→a\\\|b \|$/m);
});

Deno.test("tablesMarkdown() with tests and published values", () => {
  const [, section] = tablesMarkdown(MARKED, EXTRAS).split("\n## ");
  assert.equal(section, EXPECTED_MARKED);
});

Deno.test("tablesMarkdown() of one seed has intervals over test examples and says so", () => {
  const text = tablesMarkdown(ONE_SEED);
  assert.match(
    text,
    /^\| MedViLL +\| +\*\*\.875\*\* \[\.813, \.938\] \| +\.500 \[\.250, \.750\] \|$/m,
  );
  assert.match(text, /^\| Bidirectional +\| +\.750 \[\.625, \.875\] \| +– \|$/m);
  assert.match(
    text,
    /^Brackets of one seed: 95 % interval over test examples, by DeLong’s variance /m,
  );
  assert.match(text, /^Tests: DeLong’s for AUROC, approximate randomisation; two-sided, /m);
  assert.doesNotMatch(tablesMarkdown(MARKED), /^Brackets/m);
});

Deno.test("tablesMarkdown() says once where a table has no published value", () => {
  const note = /^No reference: no published value is known for any entry of this table\.$/gm;
  const { references } = EXTRAS;
  assert.equal(tablesMarkdown(EXAMPLE, { references }).match(note)?.length, 2);
  assert.equal(tablesMarkdown(EXAMPLE, { references: [] }).match(note)?.length, 2);
  assert.equal(tablesMarkdown(EXAMPLE).match(note), null);
  const unknown = references!.map((reference) => ({ ...reference, value: null }));
  const text = tablesMarkdown(MARKED, { references: unknown });
  assert.equal(text.match(note)?.length, 1);
  assert.ok(!text.includes("(no reference)"));
});

const EXPECTED_MARKED = `report-generation

|                     |    BLEU-4 (nltk), mimic-cxr→openi→openi |  Perplexity, mimic-cxr→openi→openi |      Accuracy, %, mimic-cxr→openi→openi |
| :------------------ | --------------------------------------: | ---------------------------------: | --------------------------------------: |
| MedViLL             | **.078** ± .022 (reference .049, +.029) | 5.25† ± .35 (reference 5.64, -.39) |               50.0 ± 0.0 (no reference) |
| Bi & Seq2Seq        |              .031 ± .000 (no reference) |          8.00 ± .00 (no reference) |             _62.5_ ± 0.0 (no reference) |
| Bidirectional       |              .031 ± .000 (no reference) |         5.00† ± .00 (no reference) | 25.0, undefined (1 of 2) (no reference) |
| Prevalence (chance) |                                    .500 |                               1.00 |                                    75.0 |

Bold: better than every other trained row by a paired test on the same test examples.

†: the best mean, and trained rows not told from it by a paired test on the same test examples.

Italics: the best mean of the trained rows, not all of which were tested.

Tests: approximate randomisation; two-sided, corrected by Holm over the rows of a column, α = .05, of the models at hand: they say what other test examples would give, not what other seeds would.

Differences from the best that a test can find (power .8, α = .05 before Holm): BLEU-4 (nltk), mimic-cxr→openi→openi, .013 to .020 on 354 test examples; Perplexity, mimic-cxr→openi→openi, .75 on 354 test examples.

Reference, third-hand: a review; form & test not stated.
`;

const EXPECTED = `# demo

Spec \`demo\` (digest \`0123456789ab\`), engine onnx on cpu, seeds 1, 2, 3.

Entries are the mean ± the sample standard deviation over seeds: how much training differs from seed
to seed, not how sure the mean is, and not what another test set would change. One seed has no ±, but
the 95 % interval over test examples in brackets. Columns name the datasets pretrain→finetune→test. An
empty entry is not in the spec.

## classification

|                     |       AUROC micro, site-a→site-a→site-a |         AUROC micro, site-a→site-a→site_b |             F1 micro, site-a→site-a→site-a | F1 micro, site-a→site-a→site_b |
| :------------------ | --------------------------------------: | ----------------------------------------: | -----------------------------------------: | -----------------------------: |
| MedViLL             |                           _.875_ ± .125 | .500, failed (1 of 3), undefined (1 of 3) |                                .500 ± .000 | _.250_ ± .000, failed (1 of 3) |
| Bi & Seq2Seq        | .800, failed (1 of 3), skipped (1 of 3) |                           failed (3 of 3) | _1.000_, failed (1 of 3), skipped (1 of 3) |                failed (3 of 3) |
| Non-cross           |                      .700 ± .000, n = 2 |                                           |                         .188 ± .088, n = 2 |                                |
| Scratch             |                                         |                                         – |                                            |                    .125 ± .000 |
| Prevalence (chance) |                                    .600 |                                      .950 |                                       .000 |                           .000 |

Italics: the best mean of the trained rows, not all of which were tested.

AUROC macro of site-a→site-a→site_b leaves out 1 label with one class only in the test set.

– is undefined; an AUROC is where the test set has one class only.

## vqa

|         | result, site-a→site-a→site-a |
| :------ | ---------------------------: |
| MedViLL |              failed (1 of 1) |
`;
