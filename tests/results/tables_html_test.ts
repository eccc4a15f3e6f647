import assert from "node:assert/strict";
import { tableHtml, tablesHtml } from "../../results/tables_html.ts";
import { buildTables } from "../../results/tables.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";
import { EXTRAS, MARKED, ONE_SEED } from "./marked_example.ts";

Deno.test("tableHtml() with tests and published values", () => {
  assert.equal(tableHtml(buildTables(MARKED, EXTRAS)[0]!), EXPECTED);
});

Deno.test("tablesHtml() is a document that holds every table and loads nothing", () => {
  const text = tablesHtml(EXAMPLE);
  assert.match(text, /^<!doctype html>\n<html lang="en">\n/);
  const tables = buildTables(EXAMPLE);
  assert.equal(tables.length, 2);
  for (const table of tables) assert.ok(text.includes(tableHtml(table)));
  assert.doesNotMatch(text, /https?:|<script|<link|src=/);
});

Deno.test("tablesHtml() has as many cells in every row as columns, and closes what it opens", () => {
  const text = tablesHtml(EXAMPLE);
  const [first] = text.split("</table>");
  const rows = first!.split("<tr>").slice(1);
  assert.equal(rows.length, 7);
  for (const row of rows) {
    const spans = [...row.matchAll(/<t[hd]( [^>]*)?>/g)].map(([tag]) => {
      return Number(/colspan="(\d+)"/.exec(tag)?.[1] ?? 1);
    });
    assert.equal(spans.reduce((sum, span) => sum + span, 0), 5, row);
  }
  const open: string[] = [];
  for (const [, close, name] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
    if (["meta", "html"].includes(name!)) continue;
    if (close === "") open.push(name!);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
});

Deno.test("tablesHtml() escapes names", () => {
  const name = `<b>"a"&b`;
  const escaped = "&#60;b&#62;&#34;a&#34;&#38;b";
  const named = results([cell("bi", { ...AA, test: name }, 7, { [name]: 0.25 }, name)]);
  const text = tablesHtml({ ...named, spec: { ...named.spec, name } });
  assert.ok(!text.includes("<b>"));
  // Title, heading, label and caption; column of the metric; column of the transfer.
  assert.equal(text.split(escaped).length - 1, 6);
});

Deno.test("tableHtml() says what an interval is over", () => {
  const html = tableHtml(buildTables(ONE_SEED)[0]!);
  assert.ok(
    html.includes("<strong>.875</strong><small>[.813, .938] over 240 test examples</small>"),
  );
});

const EXPECTED = `<div class="table" tabindex="0" role="region" aria-label="report-generation">
<table>
<caption>report-generation</caption>
<thead>
<tr><td></td><th scope="colgroup" colspan="1">BLEU-4 (nltk)</th><th scope="colgroup" colspan="1">Perplexity</th><th scope="colgroup" colspan="1">Accuracy, %</th></tr>
<tr><td></td><th scope="col">mimic-cxr→openi→openi</th><th scope="col">mimic-cxr→openi→openi</th><th scope="col">mimic-cxr→openi→openi</th></tr>
</thead>
<tbody>
<tr><th scope="row">MedViLL</th><td><strong>.078</strong> ± .022<small>[-.120, .277] over 2 seeds</small><small>reference .049, +.029</small></td><td>5.25<sup>†</sup> ± .35<small>[2.07, 8.43] over 2 seeds</small><small>reference 5.64, -.39</small></td><td>50.0 ± 0.0<small>[50.0, 50.0] over 2 seeds</small><small>no reference</small></td></tr>
<tr><th scope="row">Bi &#38; Seq2Seq</th><td>.031 ± .000<small>[.031, .031] over 2 seeds</small><small>no reference</small></td><td>8.00 ± .00<small>[8.00, 8.00] over 2 seeds</small><small>no reference</small></td><td><em>62.5</em> ± 0.0<small>[62.5, 62.5] over 2 seeds</small><small>no reference</small></td></tr>
<tr><th scope="row">Bidirectional</th><td>.031 ± .000<small>[.031, .031] over 2 seeds</small><small>no reference</small></td><td>5.00<sup>†</sup> ± .00<small>[5.00, 5.00] over 2 seeds</small><small>no reference</small></td><td>25.0, undefined (1 of 2)<small>no reference</small></td></tr>
</tbody>
<tbody>
<tr><th scope="row">Prevalence (chance)</th><td>.500</td><td>1.00</td><td>75.0</td></tr>
</tbody>
</table>
</div>
<p><small>Bold: better than every other trained row by a paired test on the same test examples.</small></p>
<p><small>†: the best mean, and trained rows not told from it by a paired test on the same test examples.</small></p>
<p><small>Italics: the best mean of the trained rows, not all of which were tested.</small></p>
<p><small>Tests: approximate randomisation; two-sided, corrected by Holm over the rows of a column, α = .05, of the models at hand: they say what other test examples would give, not what other seeds would.</small></p>
<p><small>Differences from the best that a test can find (power .8, α = .05 before Holm): BLEU-4 (nltk), mimic-cxr→openi→openi, .013 to .020 on 354 test examples; Perplexity, mimic-cxr→openi→openi, .75 on 354 test examples.</small></p>
<p><small>Reference, third-hand: a review; form &#38; test not stated.</small></p>
`;
