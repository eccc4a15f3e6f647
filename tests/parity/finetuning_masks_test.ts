import assert from "node:assert/strict";
import { attentionMask, finetuningMask, LAYOUTS, tokenTypes } from "../../model/mod.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

interface LoaderCases {
  readonly len_vis_input: number;
  readonly max_len_b: number;
  readonly cases: readonly {
    readonly bar: boolean;
    readonly mode: "s2s" | "bi";
    readonly tokens_after_truncation: readonly string[];
    readonly segment_ids: readonly number[];
    readonly mask: readonly (readonly number[])[];
  }[];
  readonly decoder: { readonly input_ids: readonly number[]; readonly position_ids_head: number[] };
}

const FILE = "c_s2s_masks.json";

parityTest("finetuningMask() and tokenTypes() give every case of c_s2s_masks", [FILE], () => {
  const { len_vis_input, max_len_b, cases } = jsonFixture<LoaderCases>(FILE);
  assert(cases.length > 0);
  const pixels = Array.from({ length: len_vis_input }, (_, i) => i);
  for (const { bar, mode, tokens_after_truncation, segment_ids, mask } of cases) {
    const realText = tokens_after_truncation.length;
    const lengths = { imageTokens: len_vis_input, textTokens: max_len_b, realText };
    const title = `${bar ? "bar" : mode} with ${realText} tokens`;
    assert.equal(`${finetuningMask(bar ? "bar" : mode, lengths)}`, `${mask}`, title);
    for (const task of ["vqa", "report-generation"] as const) {
      const parts = { pixels, textBlock: max_len_b + 1 };
      assert.deepEqual([...tokenTypes(LAYOUTS[task], parts, realText + 1)], segment_ids, title);
    }
  }
});

Deno.test("finetuningMask() differs from attentionMask() in the pad rows of s2s and bar alone", () => {
  const lengths = { imageTokens: 2, textTokens: 4, realText: 2 };
  const tokens = 9;
  const firstPad = 7;
  for (const rule of ["s2s", "bar", "bi"] as const) {
    const rows = (mask: Uint8Array) =>
      Array.from({ length: tokens }, (_, q) => `${mask.slice(q * tokens, (q + 1) * tokens)}`);
    const pretraining = rows(attentionMask(rule, lengths));
    const finetuning = rows(finetuningMask(rule, lengths));
    assert.deepEqual(finetuning.slice(0, firstPad), pretraining.slice(0, firstPad));
    const padRow = rule === "bi" ? "1,1,1,1,1,1,1,0,0" : "1,1,1,1,0,0,0,0,0";
    assert.deepEqual(finetuning.slice(firstPad), [padRow, padRow]);
  }
});
