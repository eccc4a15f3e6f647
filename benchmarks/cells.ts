/**
 * Cells: what a spec compares, one (variant, task, transfer, seed) each.
 *
 * @module
 */
import { SpecError } from "./spec_error.ts";
import {
  type CellFilter,
  NAME,
  type SpecFields,
  type Transfer,
  type Variant,
  VARIANTS,
} from "./spec_schema.ts";

/** One (variant, task, transfer, seed). */
export interface Cell {
  readonly variant: Variant;
  /** A name in the spec's `tasks`. */
  readonly task: string;
  readonly transfer: Transfer;
  readonly seed: number;
}

/** The fields of a spec that its cells depend on. */
export type CellFields = Pick<
  SpecFields,
  "name" | "variants" | "tasks" | "transfers" | "seeds" | "exclude" | "include"
>;

/**
 * The cells of a spec: variants × tasks × transfers × seeds in the order of the spec, without those
 * that an `exclude` matches, then those of `include` that are not there yet.
 *
 * @throws {SpecError} if there is none.
 */
export function expand(spec: CellFields): Cell[] {
  const cells = listCells(spec);
  if (cells.length > 0) return cells;
  throw SpecError.at(spec.name, "Cannot expand the spec: exclude leaves no cell, remove a filter");
}

/** {@link expand} without its check. */
export function listCells(spec: CellFields): Cell[] {
  const cells = new Map<string, Cell>();
  for (const variant of spec.variants) {
    for (const task of Object.keys(spec.tasks)) {
      for (const transfer of spec.transfers) {
        for (const seed of spec.seeds) {
          const cell: Cell = { variant, task, transfer, seed };
          if (!spec.exclude.some((filter) => excludes(filter, cell))) cells.set(cellId(cell), cell);
        }
      }
    }
  }
  for (const cell of spec.include) cells.set(cellId(cell), cells.get(cellId(cell)) ?? cell);
  return [...cells.values()];
}

/**
 * A cell in one word, equal for equal cells only (names hold no dots); names files.
 *
 * @example `bar.classification.site-a.site-a.site-b.1`
 */
export function cellId({ variant, task, transfer, seed }: Cell): string {
  const { pretrain, finetune, test } = transfer;
  return [variant, task, pretrain, finetune, test, seed].join(".");
}

/** Whether a text can be a {@link cellId}. */
export function isCellId(text: string): boolean {
  const [variant, ...names] = text.split(".");
  const seed = names.pop();
  return VARIANTS.some((known) => known === variant) && names.length === 4 &&
    names.every((name) => NAME.test(name)) && /^\d+$/.test(seed!);
}

/** Whether a spec pre-trains a variant: `scratch` is not, and weights of a file are there already. */
export function isPretrained({ checkpoints }: Pick<SpecFields, "checkpoints">, variant: Variant) {
  return variant !== "scratch" && checkpoints?.[variant] === undefined;
}

/** Does a transfer have the given steps? */
export function hasSteps(
  { pretrain, finetune, test }: Transfer,
  steps: Partial<Transfer>,
): boolean {
  return (steps.pretrain ?? pretrain) === pretrain &&
    (steps.finetune ?? finetune) === finetune && (steps.test ?? test) === test;
}

function excludes(filter: CellFilter, { variant, task, transfer, seed }: Cell): boolean {
  return isAnyOf(filter.variant, (value) => value === variant) &&
    isAnyOf(filter.task, (value) => value === task) &&
    isAnyOf(filter.transfer, (steps) => hasSteps(transfer, steps)) &&
    isAnyOf(filter.seed, (value) => value === seed);
}

function isAnyOf<T>(field: T | readonly T[] | undefined, is: (value: T) => boolean): boolean {
  if (field === undefined) return true;
  return Array.isArray(field) ? field.some(is) : is(field as T);
}
