import assert from "node:assert/strict";
import { metricOf } from "../../results/metrics.ts";
import { findReference, loadReferences, parseReferences } from "../../results/references.ts";

const { references, rows } = await loadReferences();

Deno.test("loadReferences() has MedViLL's third-hand values, and no other value", () => {
  const seen = references.filter(({ value }) => value !== null);
  assert.deepEqual(seen.map(({ metric, value }) => [metric, value]), [
    ["bleu_4_nltk", 0.049],
    ["perplexity", 5.637],
    ["label_accuracy_macro", 0.734],
    ["label_precision_mentioned_macro", 0.512],
    ["label_recall_mentioned_macro", 0.594],
    ["label_f1_mentioned_macro", 0.55],
  ]);
  for (const { variant, task, transfer, how, source } of seen) {
    assert.deepEqual([variant, task, how], ["bar", "report-generation", "third-hand"]);
    assert.deepEqual(transfer, { pretrain: null, finetune: null, test: "openi" });
    assert.match(source!, /PMC11611889$/);
  }
  // 5 variants × (2 × 4 + 2 × 20 + 3 + 6) not seen, and 4 × 6 of report generation on Open-I.
  assert.equal(references.length - seen.length, 5 * 57 + 4 * 6);
});

Deno.test("loadReferences() has the leaderboard's rows as fractions, each with its source", () => {
  const values = rows.map(({ name, test, metrics }) => [name, test, metrics] as const);
  assert.deepEqual(values, [
    ["MEVF+SAN", "vqa-rad", { accuracy_open: 0.407, accuracy_closed: 0.741, accuracy: 0.608 }],
    ["MEVF+BAN", "vqa-rad", { accuracy_open: 0.439, accuracy_closed: 0.751, accuracy: 0.627 }],
    [
      "Conditional Reasoning",
      "vqa-rad",
      { accuracy_open: 0.6, accuracy_closed: 0.793, accuracy: 0.716 },
    ],
    [
      "MMBERT General",
      "vqa-rad",
      { accuracy_open: 0.631, accuracy_closed: 0.779, accuracy: 0.72 },
    ],
    ["MAML", "vqa-rad", { accuracy_open: 0.401, accuracy_closed: 0.724, accuracy: 0.596 }],
    ["MMQ", "vqa-rad", { accuracy_open: 0.537, accuracy_closed: 0.758, accuracy: 0.67 }],
    ["MMQ+MEVF", "vqa-rad", { accuracy_open: 0.569, accuracy_closed: 0.757, accuracy: 0.682 }],
    ...[["mimic-cxr", MIMIC_BLEU], ["openi", IU_BLEU]].flatMap(([test, bleu]) =>
      REXRANK.map((name, i) => [name, test, { bleu: (bleu as number[])[i] }])
    ),
    [
      "MedViLL, issue 6",
      "openi",
      { bleu_1: 0.1552, bleu_2: 0.0939, bleu_3: 0.0579, bleu_4: 0.0343 },
    ],
    ["MedViLL, xiaoPur run 1", "openi", { bleu_4: 0.0788, perplexity: 4.731 }],
    ["MedViLL, xiaoPur run 2", "openi", { bleu_4: 0.0758, perplexity: 4.786 }],
    ["MedViLL, medvill-custom", "mimic-cxr", { auroc_micro: 0.8721, f1_micro: 0.6393 }],
  ]);
  for (const { source, how, metrics } of rows) {
    assert.match(source, /^github\.com\/\S+\/\S+, ./);
    assert.ok(how === "repository" || how === "independent run");
    for (const name of Object.keys(metrics)) assert.notEqual(metricOf(name).group, "other");
  }
});

const REXRANK = [
  "CheXagent",
  "Cvt2distilgpt2",
  "MedVersa",
  "RadFM",
  "RaDialog",
  "RGRG",
  "VLCI",
  "LLM-CXR",
  "GPT4V",
];
const MIMIC_BLEU = [0.094, 0.109, 0.193, 0.081, 0.112, 0.125, 0.124, 0.036, 0.065];
const IU_BLEU = [0.102, 0.192, 0.195, 0.196, 0.175, 0.24, 0.115, 0.035, 0.079];

Deno.test("every metric of a reference has a meaning", () => {
  for (const { metric } of references) assert.notEqual(metricOf(metric).group, "other", metric);
});

Deno.test("findReference() lets an unnamed dataset fit any, and no other", () => {
  const cell = {
    variant: "bar",
    task: "report-generation",
    transfer: { pretrain: "mimic-cxr", finetune: "openi", test: "openi" },
    metric: "perplexity",
  } as const;
  assert.equal(findReference(references, cell)?.value, 5.637);
  assert.equal(findReference(references, { ...cell, variant: "bi" })?.value, null);
  for (
    const other of [
      { variant: "scratch" as const },
      { task: "vqa" },
      { metric: "bleu_4" },
      { transfer: { ...cell.transfer, test: "phantom" } },
    ]
  ) assert.equal(findReference(references, { ...cell, ...other }), undefined);
  const named = { ...cell, transfer: { ...cell.transfer, finetune: "mimic-cxr" }, value: 1 };
  assert.equal(findReference([named], cell), undefined);
});

const BLOCK = `kind: references
schema: 1
blocks:
  - variants: [bar]
    task: vqa
    transfer: { pretrain: null, finetune: null, test: a }
`;

const BAD: [string, string, RegExp][] = [
  ["no YAML", "a: [", /^Cannot read r\.yaml: Flow sequence .*line 1/s],
  [
    "another kind",
    "kind: x\nschema: 1\nblocks: []",
    /^Cannot read r\.yaml: kind: Invalid discriminator value/,
  ],
  [
    "another schema",
    "kind: references\nschema: 2\nblocks: []",
    /^Cannot read r\.yaml: schema: Invalid input: expected 1$/,
  ],
  [
    "a value without a source",
    `${BLOCK}    metrics: { mrr: 0.5 }`,
    /^Cannot read r\.yaml: blocks\.0: expected how and source of values that are not null$/,
  ],
  [
    "an unknown variant",
    BLOCK.replace("bar", "baar") + "    metrics: {}",
    /^Cannot read r\.yaml: blocks\.0\.variants\.0: Invalid option/,
  ],
  [
    "an unknown way of seeing",
    `${BLOCK}    how: rumour\n    source: x\n    metrics: { mrr: 0.5 }`,
    /^Cannot read r\.yaml: blocks\.0\.how: Invalid option/,
  ],
  [
    "an unknown field",
    `${BLOCK}    metrics: {}\n    extra: 1`,
    /^Cannot read r\.yaml: blocks\.0: Unrecognized key: "extra"$/,
  ],
  [
    "a value that stands twice",
    `${BLOCK}    metrics: { mrr: null }\n${
      BLOCK.slice(BLOCK.indexOf("  -"))
    }    metrics: { mrr: null }`,
    /^Cannot read r\.yaml: bar, vqa, null→null→a, mrr stands twice$/,
  ],
];

for (const [name, text, message] of BAD) {
  Deno.test(`parseReferences() throws on ${name}`, () => {
    assert.throws(() => parseReferences(text, "r.yaml"), { name: "SyntaxError", message });
  });
}

Deno.test("parseReferences() reads a value with its source", () => {
  const text = `${BLOCK}    how: paper\n    source: table 3\n    metrics: { mrr: 0.5 }`;
  assert.deepEqual(parseReferences(text, "r.yaml"), {
    references: [{
      variant: "bar",
      metric: "mrr",
      value: 0.5,
      task: "vqa",
      transfer: { pretrain: null, finetune: null, test: "a" },
      how: "paper",
      source: "table 3",
    }],
    rows: [],
  });
});
