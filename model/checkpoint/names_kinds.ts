/**
 * The kinds of checkpoints whose names are known, and how their names differ from ours.
 *
 * Source: reference specification, section 8; Hugging Face transformers 3.5.1; torchvision 0.8.1.
 *
 * @module
 */
import { TRUNK } from "../image_encoder.ts";

/** What a checkpoint is of. `own` is a network with our names that no other kind has. */
export type Kind =
  | "pretraining"
  | "classification"
  | "retrieval"
  | "vqa"
  | "report-generation"
  | "report-decoder"
  | "bert"
  | "resnet50"
  | "own";

interface KindFacts {
  /** In words. */
  readonly title: string;
  /** A checkpoint is of the first kind all of whose prefixes it has. */
  readonly signs: readonly string[];
  /** Pairs of prefixes that stand for each other: theirs, ours. */
  readonly prefixes: readonly (readonly [theirs: string, ours: string])[];
}

const SAME: KindFacts["prefixes"] = [["", ""]];
const BARE: KindFacts["prefixes"] = [
  ["txt_embeddings.", "enc.txt_embeddings."],
  ["img_embeddings.", "enc.img_embeddings."],
  ["img_encoder.", "enc.img_encoder."],
  ["encoder.", "enc.encoder."],
  ["pooler.", "enc.pooler."],
  ["ans_classifier.", "ans_classifier."],
  ["cls.", "mlm."],
];
const HUGGING_FACE: KindFacts["prefixes"] = [
  ["bert.embeddings.", "enc.txt_embeddings."],
  ["bert.encoder.", "enc.encoder."],
  ["bert.pooler.", "enc.pooler."],
  ["cls.", "mlm."],
];
const TORCHVISION: KindFacts["prefixes"] = [
  ["conv1.", `${TRUNK}.0.`],
  ["bn1.", `${TRUNK}.1.`],
  ...[1, 2, 3, 4].map((stage) => [`layer${stage}.`, `${TRUNK}.${stage + 3}.`] as const),
  ["fc.", "fc."],
];
const ENCODER = "enc.txt_embeddings.", BARE_ENCODER = "txt_embeddings.";

/** All kinds, the most telling signs first. */
export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  pretraining: {
    title: "MedViLL pre-training",
    signs: [ENCODER, "mlm.", "itm."],
    prefixes: SAME,
  },
  classification: {
    title: "MedViLL classification",
    signs: [ENCODER, "clf."],
    prefixes: SAME,
  },
  retrieval: { title: "MedViLL retrieval", signs: [ENCODER, "itm."], prefixes: SAME },
  vqa: { title: "MedViLL VQA", signs: [BARE_ENCODER, "ans_classifier."], prefixes: BARE },
  "report-generation": {
    title: "MedViLL report generation",
    signs: [BARE_ENCODER, "cls."],
    prefixes: BARE,
  },
  "report-decoder": {
    title: "MedViLL report decoder, its output matrix not tied",
    signs: ["bert.txt_embeddings."],
    prefixes: [["bert.", "enc."], ["cls.", "mlm."]],
  },
  bert: {
    title: "Hugging Face BERT",
    signs: ["bert.embeddings."],
    prefixes: HUGGING_FACE,
  },
  resnet50: { title: "torchvision ResNet-50", signs: ["conv1.", "layer1."], prefixes: TORCHVISION },
  own: { title: "MedViLL Bench", signs: [ENCODER], prefixes: SAME },
};

/** A kind that can be written; `own` is what they are written from. */
export type ExportKind = Exclude<Kind, "own">;

/** The kinds that can be written. */
export const EXPORT_KINDS: readonly ExportKind[] = (Object.keys(KINDS) as Kind[])
  .filter((kind) => kind !== "own");

/** The kind of a checkpoint with these normal names, if it is known. */
export function detectKind(names: Iterable<string>): Kind | undefined {
  const all = [...names];
  const has = (sign: string) => all.some((name) => name.startsWith(sign));
  return (Object.keys(KINDS) as Kind[]).find((kind) => KINDS[kind].signs.every(has));
}

/** Our name for a normal name of a kind; undefined if its prefix is none of the kind's. */
export function ourName(kind: Kind, name: string): string | undefined {
  const pair = KINDS[kind].prefixes.find(([theirs]) => name.startsWith(theirs));
  return pair && pair[1] + name.slice(pair[0].length);
}

/** The inverse of {@link ourName}, for names that the kind has. */
export function theirName(kind: Kind, name: string): string {
  const [theirs, ours] = KINDS[kind].prefixes.find(([, ours]) => name.startsWith(ours))!;
  return theirs + name.slice(ours.length);
}

/**
 * Names without what only some writers add: `module.` of parallel training on all of them, `gamma`
 * and `beta` of the first BERTs, and a BERT without the `bert.` of its heads.
 *
 * @returns The names in the file by their normal names; where two become one, the second stays as it
 *   is.
 */
export function normalNames(names: Iterable<string>): Map<string, string> {
  const all = [...names];
  const parallel = all.length > 0 && all.every((name) => name.startsWith(MODULE));
  const bare = all.some((name) => name.startsWith(BARE_BERT, parallel ? MODULE.length : 0));
  const normal = new Map<string, string>();
  for (const name of all) {
    const own = parallel ? name.slice(MODULE.length) : name;
    const prefixed = bare && /^(embeddings|encoder|pooler)\./.test(own) ? `bert.${own}` : own;
    const modern = prefixed
      .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
      .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
    normal.set(normal.has(modern) ? name : modern, name);
  }
  return normal;
}

/** What parallel training puts before every name. */
export const MODULE = "module.";
const BARE_BERT = "embeddings.";
