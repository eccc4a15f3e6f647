import assert from "node:assert/strict";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";

Deno.test("tablesMarkdown() of every kind of entry", () => {
  assert.equal(tablesMarkdown(EXAMPLE), EXPECTED);
});

Deno.test("tablesMarkdown() of one seed and one variant has no ±, no bold and no notes", () => {
  const text = tablesMarkdown(results([cell("bi", AA, 7, { f1_macro: 0.25, mrr: 0.5 })]));
  assert.match(text, /, seed 7\.$/m);
  const row = /^\| Bidirectional +\| +\.250 \| +\.500 \|\n$/m;
  assert.match(text, row);
  assert.match(text, /F1 macro, site-a→site-a→site-a \| mrr, site-a→site-a→site-a \|$/m);
});

Deno.test("tablesMarkdown() has the lowest calibration error in bold", () => {
  const cells = [cell("bar", AA, 7, { ece_15: 0.25 }), cell("bi", AA, 7, { ece_15: 0.125 })];
  const text = tablesMarkdown(results(cells));
  assert.match(text, /ECE \(15 bins\), site-a→site-a→site-a \|$/m);
  assert.match(text, /^\| MedViLL +\| +\.250 \|$/m);
  assert.match(text, /^\| Bidirectional +\| +\*\*\.125\*\* \|$/m);
});

Deno.test("tablesMarkdown() escapes bars in names", () => {
  const transfer = { ...AA, test: "a|b" };
  const text = tablesMarkdown(results([cell("bi", transfer, 7, { f1_macro: 0.25 })]));
  assert.match(text, /F1 macro, site-a→site-a→a\\\|b \|$/m);
});

const EXPECTED = `# demo

Spec \`demo\` (digest \`0123456789ab\`), engine onnx on cpu, seeds 1, 2, 3.

Entries are the mean ± the sample standard deviation over seeds: how much training differs from seed
to seed, not how sure the mean is, and not what another test set would change. One seed has no ±. The
best mean of a column is bold; chance does not compete. Columns name the datasets
pretrain→finetune→test. An empty entry is not in the spec.

## classification

|                     |       AUROC micro, site-a→site-a→site-a |         AUROC micro, site-a→site-a→site_b |               F1 micro, site-a→site-a→site-a |   F1 micro, site-a→site-a→site_b |
| :------------------ | --------------------------------------: | ----------------------------------------: | -------------------------------------------: | -------------------------------: |
| MedViLL             |                         **.875** ± .125 | .500, failed (1 of 3), undefined (1 of 3) |                                  .500 ± .000 | **.250** ± .000, failed (1 of 3) |
| Bi & Seq2Seq        | .800, failed (1 of 3), skipped (1 of 3) |                           failed (3 of 3) | **1.000**, failed (1 of 3), skipped (1 of 3) |                  failed (3 of 3) |
| Non-cross           |                      .700 ± .000, n = 2 |                                           |                           .188 ± .088, n = 2 |                                  |
| Scratch             |                                         |                                         – |                                              |                      .125 ± .000 |
| Prevalence (chance) |                                    .600 |                                      .950 |                                         .000 |                             .000 |

AUROC macro of site-a→site-a→site_b leaves out 1 label with one class only in the test set.

– is undefined; an AUROC is where the test set has one class only.

## vqa

|         | result, site-a→site-a→site-a |
| :------ | ---------------------------: |
| MedViLL |              failed (1 of 1) |
`;
