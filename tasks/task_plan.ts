/**
 * How the stages of a task are planned: what of a config and of the protocol enters which key.
 *
 * It knows nothing of networks, so that a plan is made without loading one.
 *
 * @module
 */
import { z } from "zod";
import type { Switch } from "../model/protocol.ts";
import { classificationConfigSchema, classificationPlan } from "./classification_config.ts";
import { reportGenerationConfigSchema, reportGenerationPlan } from "./report_generation_config.ts";
import { retrievalConfigSchema, retrievalPlan } from "./retrieval_config.ts";
import { vqaConfigSchema, vqaPlan } from "./vqa_config.ts";

/** How one task is planned. */
export interface TaskPlan<Config> {
  /** Switches that its fine-tuning reads. */
  readonly trainingSwitches: readonly Switch[];
  /** Switches that its evaluation reads; the fine-tuned model carries what came of the others. */
  readonly evaluationSwitches: readonly Switch[];
  /** Fields that its evaluation reads. */
  readonly evaluationFields: readonly (keyof Config & string)[];
  /** Those of them that its fine-tuning does not read. */
  readonly testingFields: readonly (keyof Config & string)[];
}

/** A task's config in a spec; the field `task` says whose. */
export const taskConfigSchema = z.discriminatedUnion("task", [
  classificationConfigSchema,
  retrievalConfigSchema,
  vqaConfigSchema,
  reportGenerationConfigSchema,
]);

export type TaskConfig = z.output<typeof taskConfigSchema>;
export type TaskName = TaskConfig["task"];

/** Every task by name. */
const PLANS: { readonly [Name in TaskName]: TaskPlan<Extract<TaskConfig, { task: Name }>> } = {
  classification: classificationPlan,
  retrieval: retrievalPlan,
  vqa: vqaPlan,
  "report-generation": reportGenerationPlan,
};

/** How the task of a config is planned. */
export function taskPlan({ task }: TaskConfig): TaskPlan<TaskConfig> {
  return PLANS[task] as TaskPlan<TaskConfig>;
}
