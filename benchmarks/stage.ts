/**
 * A stage: one cacheable step of the plan, and the key that names its result.
 *
 * @module
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Those of the plan, in their order, and `compare`, which runs when they are done. */
export type StageKind = "prepare" | "pretrain" | "finetune" | "evaluate" | "compare";

export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [k: string]: Json;
};
export type JsonObject = { readonly [k: string]: Json };

/** What determines a stage's result: everything that can change it, nothing that cannot. */
export interface StageInputs {
  readonly kind: StageKind;
  /** Which function runs it: `dataset`, `vocabulary`, `trunk`, `features`, `pretrain`, or a task. */
  readonly step: string;
  /** Version of the stage's code. */
  readonly version: number;
  readonly config: JsonObject;
  /** Keys of the upstream stages, by the role they play. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface Stage extends StageInputs {
  /** sha256 of the canonical inputs, lower-case hex. */
  readonly key: string;
  /** For people: `pretrain bar on site-a, seed 1`. Not part of the key. */
  readonly title: string;
}

/** sha256 of the RFC 8785 form of a stage's inputs, lower-case hex. */
export function stageKey({ kind, step, version, config, inputs }: StageInputs): string {
  const names = Object.keys(config).filter((name) => config[name] !== undefined).sort();
  const fields = names.map((name) => `${JSON.stringify(name)}:${partText(config[name]!)}`);
  const rest = canonicalize({ inputs, kind, step, version })!;
  const text = `{"config":{${fields.join(",")}},${rest.slice(1)}`;
  return createHash("sha256").update(text).digest("hex");
}

/** RFC 8785 forms of parts that many stages share, such as the model. */
const PART_TEXTS = new WeakMap<object, string>();

/** The RFC 8785 form of a part of a config, which never changes. */
function partText(part: Json): string {
  if (typeof part !== "object" || part === null) return canonicalize(part)!;
  const text = PART_TEXTS.get(part) ?? canonicalize(part)!;
  PART_TEXTS.set(part, text);
  return text;
}
