import assert from "node:assert/strict";
import { layoutOf, LAYOUTS, tokenPositions, tokenTypes } from "../../model/mod.ts";

const parts = { pixels: [1, 4, 7], textBlock: 4 };

Deno.test("tokenPositions() numbers tokens as each task of the reference does", () => {
  const positions = (task: keyof typeof LAYOUTS) => [...tokenPositions(LAYOUTS[task], parts)];
  assert.deepEqual(positions("pretrain"), [0, 1, 4, 7, 0, 0, 1, 2, 3]);
  assert.deepEqual(positions("retrieval"), positions("pretrain"));
  assert.deepEqual(positions("classification"), [0, 2, 5, 8, 4, 0, 1, 2, 3]);
  assert.deepEqual(positions("vqa"), [0, 1, 4, 7, 4, 0, 1, 2, 3]);
  assert.deepEqual(positions("report-generation"), positions("vqa"));
});

Deno.test("tokenPositions() gives a second [CLS] position 0 before the text", () => {
  const positions = tokenPositions(LAYOUTS.pretrain, { ...parts, secondCls: true });
  assert.deepEqual([...positions], [0, 1, 4, 7, 0, 0, 0, 1, 2, 3]);
});

Deno.test("tokenTypes() is 1 on the text, and on pads as the task says", () => {
  const types = (task: keyof typeof LAYOUTS) => tokenTypes(LAYOUTS[task], parts, 3).join("");
  assert.equal(types("pretrain"), "000001111");
  assert.equal(types("retrieval"), "000001111");
  assert.equal(types("classification"), "000001110");
  assert.equal(types("vqa"), "000001110");
  assert.equal(types("report-generation"), "000001110");
  const second = tokenTypes(LAYOUTS.vqa, { ...parts, secondCls: true }, 3);
  assert.equal(second.join(""), "0000011110");
});

Deno.test("LAYOUTS hold the reference's LayerNorm epsilon of each task", () => {
  const eps = Object.entries(LAYOUTS).map(([task, layout]) => [task, layout.layerNormEps]);
  assert.deepEqual(Object.fromEntries(eps), {
    pretrain: 1e-12,
    retrieval: 1e-12,
    classification: 1e-12,
    vqa: 1e-5,
    "report-generation": 1e-5,
  });
});

Deno.test("layoutOf() gives a task its own positions, or those of pre-training", () => {
  assert.deepEqual(layoutOf("classification", true), LAYOUTS.classification);
  const { imageOffset, separator } = LAYOUTS.pretrain;
  const fixed = layoutOf("vqa", false);
  assert.deepEqual(fixed, { ...LAYOUTS.vqa, imageOffset, separator });
  assert.deepEqual([...tokenPositions(fixed, parts)], [0, 1, 4, 7, 0, 0, 1, 2, 3]);
});
