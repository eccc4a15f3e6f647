/**
 * Versions of the stages' code, a part of every key: raise one when the same inputs give another
 * result, and everything downstream is computed anew.
 *
 * @module
 */

import { PREPARED_VERSION } from "../../datasets/prepared.ts";

/** By kind, then step. */
export const STAGE_VERSIONS = {
  prepare: { dataset: PREPARED_VERSION, vocabulary: 1, trunk: 4, checkpoint: 1, features: 2 },
  pretrain: { pretrain: 2 },
  finetune: { classification: 3, retrieval: 3, vqa: 4, "report-generation": 3 },
  evaluate: { classification: 3, retrieval: 2, vqa: 3, "report-generation": 4 },
} as const;
