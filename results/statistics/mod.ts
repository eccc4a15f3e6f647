/**
 * Statistics: what a difference between results is worth.
 *
 * Pure functions; whatever draws takes a `Key` of model/random.ts.
 *
 * @module
 */
export { type BootstrapInterval, bootstrapIntervals, type BootstrapOptions } from "./bootstrap.ts";
export {
  type Decisions,
  type DeLong,
  delongInterval,
  delongTest,
  meanAuroc,
  placeAuroc,
  type PlacedAuroc,
} from "./delong.ts";
export { type DetectableOptions, minimumDetectableDifference } from "./detectable.ts";
export { type Exchangeable, ExchangedAurocs, ExchangedSums } from "./exchange.ts";
export { holm } from "./holm.ts";
export { type Interval, LEVEL, seedInterval } from "./interval.ts";
export { type McNemar, mcnemarTest } from "./mcnemar.ts";
export { normalTwoSided } from "./normal.ts";
export { type Randomisation, type RandomisationOptions, randomise } from "./randomisation.ts";
export { studentQuantile, studentTwoSided } from "./student_t.ts";
export type { SummedMetrics } from "./sums.ts";
