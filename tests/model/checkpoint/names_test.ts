import assert from "node:assert/strict";
import {
  detectKind,
  headsOf,
  type Kind,
  KINDS,
  matchNames,
  misfit,
  normalNames,
  ourName,
  type Shapes,
  sizesOf,
  stateLayout,
  theirName,
} from "../../../model/checkpoint/names.ts";
import { HEADS, SMALL } from "./networks.ts";

const LAYER = "layer.1.attention.output.LayerNorm.bias";
const WORDS = "enc.txt_embeddings.word_embeddings.weight";
const TRUNK = "enc.img_encoder.model";

const NAMES: [kind: Kind, theirs: string, ours: string][] = [
  ["pretraining", WORDS, WORDS],
  ["pretraining", "itm.linear.bias", "itm.linear.bias"],
  ["classification", "clf.weight", "clf.weight"],
  ["vqa", "txt_embeddings.word_embeddings.weight", WORDS],
  ["vqa", "img_embeddings.img_embeddings.bias", "enc.img_embeddings.img_embeddings.bias"],
  ["vqa", "img_encoder.model.4.0.conv1.weight", `${TRUNK}.4.0.conv1.weight`],
  ["vqa", `encoder.${LAYER}`, `enc.encoder.${LAYER}`],
  ["vqa", "pooler.dense.weight", "enc.pooler.dense.weight"],
  ["vqa", "ans_classifier.2.bias", "ans_classifier.2.bias"],
  ["report-generation", "cls.predictions.bias", "mlm.predictions.bias"],
  ["report-decoder", "bert.txt_embeddings.word_embeddings.weight", WORDS],
  ["report-decoder", "cls.predictions.decoder.weight", "mlm.predictions.decoder.weight"],
  ["bert", "bert.embeddings.word_embeddings.weight", WORDS],
  ["bert", `bert.encoder.${LAYER}`, `enc.encoder.${LAYER}`],
  ["bert", "bert.pooler.dense.bias", "enc.pooler.dense.bias"],
  ["bert", "cls.predictions.transform.dense.bias", "mlm.predictions.transform.dense.bias"],
  ["resnet50", "conv1.weight", `${TRUNK}.0.weight`],
  ["resnet50", "bn1.running_var", `${TRUNK}.1.running_var`],
  ["resnet50", "layer1.0.conv1.weight", `${TRUNK}.4.0.conv1.weight`],
  ["resnet50", "layer4.2.downsample.1.bias", `${TRUNK}.7.2.downsample.1.bias`],
];

for (const [kind, theirs, ours] of NAMES) {
  Deno.test(`ourName() and theirName() map ${theirs} of ${kind} both ways`, () => {
    assert.equal(ourName(kind, theirs), ours);
    assert.equal(theirName(kind, ours), theirs);
  });
}

Deno.test("ourName() of a prefix that the kind does not have is undefined", () => {
  assert.equal(ourName("vqa", "enc.pooler.dense.weight"), undefined);
  assert.equal(ourName("resnet50", "layer5.0.conv1.weight"), undefined);
});

/** The names and shapes of a kind's state dict. */
function shapesOf(kind: Kind): Map<string, readonly number[]> {
  return new Map(stateLayout(kind, SMALL, HEADS[kind]).map(({ name, shape }) => [name, shape]));
}

for (const kind of Object.keys(KINDS) as Kind[]) {
  Deno.test(`matchNames() finds that a ${kind} state dict is one`, () => {
    const shapes = shapesOf(kind);
    assert.equal(detectKind(shapes.keys()), kind);
    const match = matchNames(shapes)!;
    assert.deepEqual(match.found.map(({ name }) => name), [...shapes.keys()]);
    assert.deepEqual(match.found.map(({ entry }) => entry), stateLayout(kind, SMALL, HEADS[kind]));
    assert.equal(misfit(match), undefined);
  });
}

Deno.test("matchNames() of names of no known model is undefined", () => {
  assert.equal(matchNames(new Map([["w", [1]]])), undefined);
  assert.equal(matchNames(new Map()), undefined);
});

Deno.test("misfit() lists what is missing and what is unknown", () => {
  const shapes = shapesOf("retrieval");
  shapes.delete("enc.pooler.dense.bias");
  shapes.delete("enc.encoder.layer.0.attention.self.key.bias");
  shapes.set("enc.extra", [1]);
  const match = matchNames(shapes)!;
  assert.deepEqual(match.unknown, ["enc.extra"]);
  assert.equal(
    misfit(match),
    "as MedViLL retrieval, 2 names are missing: enc.encoder.layer.0.attention.self.key.bias, " +
      "enc.pooler.dense.bias; 1 names are unknown (--ignore-unknown leaves them out): enc.extra",
  );
});

Deno.test("misfit() lists the shapes that are wrong, and ten names at most", () => {
  const shapes = shapesOf("retrieval");
  shapes.set("enc.pooler.dense.bias", [9]);
  assert.equal(
    misfit(matchNames(shapes)!),
    "as MedViLL retrieval, 1 shapes are wrong: enc.pooler.dense.bias [9], expected [4]",
  );
  for (let i = 0; i < 12; i++) shapes.set(`enc.x${i}`, [1]);
  assert.match(
    misfit(matchNames(shapes)!)!,
    /12 names are unknown \(--ignore-unknown leaves them out\): enc\.x0, .*, enc\.x9 and 2 more;/,
  );
});

Deno.test("matchNames() does not need what the file may lack", () => {
  for (const kind of ["pretraining", "classification", "report-decoder"] as const) {
    const layout = stateLayout(kind, SMALL, HEADS[kind]);
    const needed = layout.filter(({ role }) => role === "parameter");
    assert(needed.length < layout.length);
    const match = matchNames(new Map(needed.map(({ name, shape }) => [name, shape])))!;
    assert.equal(match.kind, kind);
    assert.equal(misfit(match), undefined);
  }
});

Deno.test("matchNames() takes a BERT without pooler or head, but not with half of one", () => {
  const shapes = shapesOf("bert");
  const without = (pattern: RegExp): Shapes =>
    new Map([...shapes].filter(([name]) => !pattern.test(name)));
  assert.equal(misfit(matchNames(without(/pooler|cls/))!), undefined);
  assert.equal(
    misfit(matchNames(without(/pooler\.dense\.bias/))!),
    "as Hugging Face BERT, 1 names are missing: bert.pooler.dense.bias",
  );
});

Deno.test("normalNames() takes module. from all names or none", () => {
  assert.deepEqual([...normalNames(["module.a", "module.b"])], [["a", "module.a"], [
    "b",
    "module.b",
  ]]);
  assert.deepEqual([...normalNames(["module.a", "b"])], [["module.a", "module.a"], ["b", "b"]]);
});

Deno.test("normalNames() knows the first BERTs' gamma and beta, and BERTs without heads", () => {
  const names = [
    "module.embeddings.LayerNorm.gamma",
    "module.encoder.layer.0.output.LayerNorm.beta",
  ];
  assert.deepEqual([...normalNames(names).keys()], [
    "bert.embeddings.LayerNorm.weight",
    "bert.encoder.layer.0.output.LayerNorm.bias",
  ]);
  assert.deepEqual([...normalNames(["encoder.x", "pooler.y"]).keys()], ["encoder.x", "pooler.y"]);
});

Deno.test("normalNames() keeps two names that become one", () => {
  const names = ["LayerNorm.weight", "LayerNorm.gamma"];
  assert.deepEqual([...normalNames(names)], [names[0], names[1]].map((name) => [name, name]));
});

Deno.test("sizesOf() and headsOf() read sizes from shapes", () => {
  for (const kind of ["pretraining", "classification", "vqa"] as const) {
    const layout = stateLayout(kind, SMALL, HEADS[kind]);
    const shapes = new Map(layout.map(({ ours, shape }) => [ours, shape]));
    const { hidden, layers, ffn, vocabulary, maxPositions, trunk } = sizesOf(shapes);
    assert.deepEqual(
      { hidden, layers, ffn, vocabulary, maxPositions, trunk },
      { hidden: 4, layers: 2, ffn: 6, vocabulary: 7, maxPositions: 5, trunk: SMALL.trunk },
    );
    assert.deepEqual(headsOf(kind, shapes), HEADS[kind]);
  }
});
