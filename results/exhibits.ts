/**
 * `qualitative/<cell>.json`: a few test studies of a cell, what was written about them, and what of
 * the image the words attended to.
 *
 * @module
 */
import type { LabelValue } from "../datasets/dataset.ts";
import type { ResultTransfer, ResultVariant } from "./results.ts";

/** Version of the format. */
export const EXHIBITS_SCHEMA = 1;

/** A study and its two reports. */
export interface ExhibitedReport {
  readonly id: string;
  /** The radiograph as the network saw it: a grey PNG as a `data:` URI. */
  readonly image: string;
  readonly generated: string;
  /** The study's own report. */
  readonly reference: string;
  /** The findings of both reports by the labeler, in the order of `labelNames`. */
  readonly labels: {
    readonly generated: readonly LabelValue[];
    readonly reference: readonly LabelValue[];
  };
  /** The generated report's attention, phrase by phrase. */
  readonly maps: readonly ExhibitedMap[];
}

/** What of the image a phrase of the generated report attends to. */
export interface ExhibitedMap {
  readonly phrase: string;
  /** Where it stands in `generated`: characters `start` to `end`, the last not included. */
  readonly start: number;
  readonly end: number;
  /** The finding it names; null for another word. */
  readonly finding: string | null;
  /**
   * Attention to each of `grid * grid` image tokens, row by row: the mean over the phrase's tokens
   * and the heads of the last layer. The sum is the image's share of it.
   */
  readonly attention: readonly number[];
  /**
   * The same to lay over `image`, as a PNG: clear at the smallest value, most opaque at the largest.
   */
  readonly overlay: string;
}

/** What an evaluation leaves. */
export interface Exhibits {
  readonly labelNames: readonly string[];
  /** Image tokens per side. */
  readonly grid: number;
  readonly examples: readonly ExhibitedReport[];
}

/** The content of a file: whose exhibits they are, too. */
export interface CellExhibits extends Exhibits {
  readonly schema: typeof EXHIBITS_SCHEMA;
  readonly variant: ResultVariant;
  readonly task: string;
  readonly transfer: ResultTransfer;
  readonly seed: number;
}
