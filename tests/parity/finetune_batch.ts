/**
 * The batch of a VQA or report-generation fixture as a feed, and what those fixtures share.
 *
 * @module
 */
import { type HostTensors, int32 } from "../../model/engine/mod.ts";
import { bertAdam, LAYOUTS, type Optimizer, tokenPositions } from "../../model/mod.ts";
import { type Fixture, fixture, fixturePath } from "./fixtures.ts";
import { rows } from "./pretrain_batch.ts";

/** The encoder's inputs; the fixture's ids hold a place for every image token. */
export function finetuneFeed(source: Fixture): HostTensors {
  const n = source.shape("img_features")[1]!;
  const all = rows(source, "input_ids");
  const ids = all.flatMap((row) => [row[0]!, ...row.slice(1 + n)]);
  const textBlock = all[0]!.length - n - 2;
  const pixels = Array.from({ length: n }, (_, i) => i);
  const positions = tokenPositions(LAYOUTS.vqa, { pixels, textBlock });
  return {
    ids: int32(ids, [all.length, ids.length / all.length]),
    features: source.tensor("img_features"),
    positions: int32(positions, [positions.length]),
    types: source.tensor("segment_ids"),
    mask: source.tensor("attn_mask"),
  };
}

const SIBLINGS = ["c_reportgen_bar.safetensors", "c_reportgen_s2s.safetensors"];

/** BertAdam with the settings that the fixture, or a sibling made with it, names. */
export function finetuneOptimizer(source: Fixture): Optimizer {
  const sibling = SIBLINGS.find(fixturePath);
  const text = source.metadata.optimizer ??
    (sibling === undefined ? "" : fixture(sibling).metadata.optimizer!);
  const setting = (name: string, otherwise: number) =>
    Number(text.match(new RegExp(`${name} ([\\d.e-]+)`))?.[1] ?? otherwise);
  return bertAdam({
    learningRate: setting("lr", 1e-3),
    weightDecay: setting("weight decay", 0.01),
    schedule: "warmup-linear",
    warmup: setting("warmup", 0.1),
    totalSteps: setting("t_total", 10),
  });
}
