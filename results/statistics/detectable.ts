/**
 * What a comparison can see.
 *
 * @module
 */
import { studentQuantile } from "./student_t.ts";

export interface DetectableOptions {
  /** Degrees of freedom of the standard error: n - 1 for n paired values. @default {Infinity} */
  readonly df?: number;
  /** Two-sided. @default {0.05} */
  readonly alpha?: number;
  /** @default {0.8} */
  readonly power?: number;
}

/**
 * The smallest true difference that a paired comparison finds with the given power:
 * (t(1 - α/2) + t(power)) · SE, which is 2.80 SE for a known standard error, and more where the SE comes
 * from few pairs. A difference that is not significant and smaller than this says nothing.
 *
 * Source: Bloom, "Minimum Detectable Effects", Evaluation Review 19(5), 1995.
 *
 * @param standardError Of the difference; for n paired differences with deviation s, s/√n.
 */
export function minimumDetectableDifference(
  standardError: number,
  { df = Infinity, alpha = 0.05, power = 0.8 }: DetectableOptions = {},
): number {
  return (studentQuantile(1 - alpha / 2, df) + studentQuantile(power, df)) * standardError;
}
