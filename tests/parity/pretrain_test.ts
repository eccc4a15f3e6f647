import assert from "node:assert/strict";
import {
  adamW,
  attentionMask,
  blockMask,
  LAYOUTS,
  type MaskRule,
  type MaskVariant,
  tokenTypes,
  trainingState,
  trainingStep,
} from "../../model/mod.ts";
import { assertClose, assertNumbersClose } from "./compare.ts";
import { engineParityTest, fixture, jsonFixture, parityTest } from "./fixtures.ts";
import {
  assertParameters,
  encoderConfig,
  gradientOutputs,
  gradientProgram,
  namesOf,
  parametersOf,
  trained,
} from "./network.ts";
import { pixelsOf, pretrainFeed, pretrainLoss, rows } from "./pretrain_batch.ts";

const VARIANTS: readonly MaskVariant[] = ["bar", "s2s", "bi", "mixed", "noncross"];
const INIT = "a_init.safetensors";

for (const variant of VARIANTS) {
  const file = `a_${variant}.safetensors`;
  const noncross = variant === "noncross";

  parityTest(`attentionMask() and tokenTypes() give the tensors of a_${variant}`, [file], () => {
    const source = fixture(file);
    const masks = rows(source, "attn_mask");
    const text = rows(source, "input_ids");
    const tokens = source.shape("attn_mask")[1]!;
    const pixels = pixelsOf(source, "");
    const textBlock = text[0]!.length;
    text.forEach((ids, example) => {
      const realText = ids.findLastIndex((id) => id !== 0);
      const lengths = { imageTokens: pixels.length, textTokens: textBlock - 1, realText };
      const mask = masks.slice(example * tokens, (example + 1) * tokens).flat();
      const rules: MaskRule[] = variant === "mixed" ? ["bi", "s2s"] : [variant];
      assert(rules.some((rule) => `${attentionMask(rule, lengths)}` === `${mask}`));
      const types = tokenTypes(LAYOUTS.pretrain, { pixels, textBlock }, realText + 1);
      assert.deepEqual([...types].slice(pixels.length + 2), rows(source, "segment")[example]);
    });
  });

  engineParityTest(`forward and gradients of a_${variant}`, [INIT, file], async (engine) => {
    const source = fixture(file);
    const params = parametersOf(fixture(INIT));
    const loss = pretrainLoss(encoderConfig(params, source), noncross);
    const names = Object.keys(namesOf(source, "grad."));
    const feed = {
      ...pretrainFeed(source, "", noncross),
      features: source.tensor("img_features"),
    };
    const session = engine.load(gradientProgram(loss, names), params);
    const outputs = await session.run(feed);
    session.dispose();
    const forward = ["hidden", "pooled", "mlm_logits", "itm_logits"];
    const attention = ["attention_layer0", "attention_last"].filter((name) => source.has(name));
    for (const name of [...forward, ...attention]) {
      assertClose(outputs[name], source, name, 2e-5);
    }
    for (const name of ["loss_mlm", "loss_itm", "loss"]) {
      assertClose(outputs[name], source, name, 5e-6);
    }
    assertParameters(gradientOutputs(outputs), source, "grad.", 1e-5);
  });

  engineParityTest(`three AdamW steps of a_${variant}`, [INIT, file], async (engine) => {
    const source = fixture(file);
    const params = parametersOf(fixture(INIT));
    const loss = pretrainLoss(encoderConfig(params, source), noncross);
    const names = Object.keys(namesOf(source, "grad."));
    const optimizer = adamW({ learningRate: Number(source.metadata.lr), weightDecay: 0 });
    const feed = {
      ...pretrainFeed(source, "", noncross),
      features: source.tensor("img_features"),
    };
    const step = trainingStep(loss, optimizer, names);
    const session = engine.load(step, trainingState(params, names));
    const losses: number[] = [];
    for (let index = 0; index < 3; index++) {
      const { loss_mlm, loss_itm } = await session.run({ ...feed, ...optimizer.hyper(index) });
      losses.push(loss_mlm!.data[0]!, loss_itm!.data[0]!);
    }
    const state = await session.read();
    const after = Object.keys(namesOf(source, "after3."));
    assertParameters(trained(state, (name) => after.includes(name)), source, "after3.", 2e-5);
    const { loss_mlm, loss_itm } = await session.run({ ...feed, ...optimizer.hyper(3) });
    losses.push(loss_mlm!.data[0]!, loss_itm!.data[0]!);
    assertNumbersClose(losses, source.numbers("step_losses"), 5e-6, "step_losses");
    session.dispose();
  });
}

interface DatasetMasks {
  readonly config: { readonly n_img: number; readonly seq_len: number };
  readonly variants: Record<MaskVariant, Record<string, { input_ids: number[]; mask: number[][] }>>;
}

for (const variant of VARIANTS) {
  parityTest(`attentionMask() gives every ${variant} mask of a_masks`, ["a_masks.json"], () => {
    const { config, variants } = jsonFixture<DatasetMasks>("a_masks.json");
    const examples = Object.values(variants[variant]);
    assert(examples.length > 0);
    for (const { input_ids, mask } of examples) {
      // A negative example has the text of another row: its own length does not matter.
      const realText = input_ids.findLastIndex((id) => id !== 0);
      const lengths = {
        imageTokens: config.n_img,
        textTokens: config.seq_len,
        realText,
      };
      assert(candidates(variant, lengths).some((ours) => `${ours}` === `${mask}`), `T=${realText}`);
    }
  });
}

/** The masks a variant allows; the reference's dataset forgets the second [CLS] of noncross. */
function candidates(variant: MaskVariant, lengths: Parameters<typeof attentionMask>[1]) {
  if (variant === "noncross") return [blockMask(lengths.imageTokens + 2, lengths.textTokens + 1)];
  const rules: MaskRule[] = variant === "mixed" ? ["bi", "s2s"] : [variant];
  return rules.map((rule) => attentionMask(rule, lengths));
}
