/**
 * Learning-rate schedules: the factor at a share `x` of the training, x = 0 at the first step.
 *
 * Source: reference specification, section 6.
 *
 * @module
 */

/** Names of the schedules. */
export type ScheduleName = "constant" | "warmup-linear" | "warmup-constant";

/** The factor of the base learning rate at a share of the training. */
export type Schedule = (x: number, warmup: number) => number;

/**
 * The schedules. Before `warmup` (a share) the warm-up ones rise as x / warmup, then
 * `warmup-linear` falls to 0 at x = 1 and `warmup-constant` stays at 1.
 */
export const SCHEDULES: Readonly<Record<ScheduleName, Schedule>> = {
  constant: () => 1,
  "warmup-linear": (x, warmup) => x < warmup ? x / warmup : Math.max((x - 1) / (warmup - 1), 0),
  "warmup-constant": (x, warmup) => x < warmup ? x / warmup : 1,
};
