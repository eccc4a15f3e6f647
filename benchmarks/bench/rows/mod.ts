/**
 * The rows of the bench, a file each.
 *
 * @module
 */
import type { Row } from "../row.ts";
import { bert4 } from "./bert4.ts";
import { bertBase } from "./bert_base.ts";
import { bertBaseMemory } from "./bert_base_memory.ts";
import { cachedRun } from "./cached_run.ts";
import { greedy } from "./greedy.ts";
import { images } from "./images.ts";
import { matmul } from "./matmul.ts";
import { outsideSession, outsideSessionBase } from "./outside_session.ts";
import { plan10k } from "./plan.ts";
import { resnetForward } from "./resnet_forward.ts";
import { resnetLayer4 } from "./resnet_layer4.ts";
import { retrieval } from "./retrieval.ts";
import { tokenization } from "./tokenization.ts";

/** All rows, in the order in which they are measured. */
export const ROWS: readonly Row[] = [
  matmul,
  bert4,
  bertBase,
  bertBaseMemory,
  outsideSession,
  outsideSessionBase,
  resnetForward,
  resnetLayer4,
  greedy,
  retrieval,
  images,
  tokenization,
  plan10k,
  cachedRun,
];
