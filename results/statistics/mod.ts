/**
 * Statistics: what a difference between results is worth.
 *
 * Pure functions; whatever draws takes a `Key` of model/random.ts.
 *
 * @module
 */
export { type BootstrapInterval, bootstrapInterval, type BootstrapOptions } from "./bootstrap.ts";
export { type DeLong, delongTest } from "./delong.ts";
export { type DetectableOptions, minimumDetectableDifference } from "./detectable.ts";
export { holm } from "./holm.ts";
export { type Interval, LEVEL, seedInterval } from "./interval.ts";
export { type McNemar, mcnemarTest } from "./mcnemar.ts";
export { normalTwoSided } from "./normal.ts";
export {
  type Randomisation,
  type RandomisationOptions,
  randomisationTest,
  randomisePredictions,
  randomiseScores,
} from "./randomisation.ts";
export { studentQuantile, studentTwoSided } from "./student_t.ts";
