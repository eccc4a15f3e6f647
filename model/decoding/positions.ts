/**
 * Position ids of text while it is decoded.
 *
 * @module
 */

/**
 * `true`: text token j has position j, as in training. `zero-one`: as in the original's decoder,
 * which drops its position ids, so that every call numbers its own tokens from 0: the first [MASK]
 * has position 0, later every token that is fed has 0 and its [MASK] 1.
 *
 * Source: reference specification, section 5.6.
 */
export type TextPositions = "true" | "zero-one";

/** Positions of the token fed at a step and of [MASK]; step 0 feeds none. */
export function stepPositions(rule: TextPositions, step: number): [fed: number, mask: number] {
  return rule === "true" ? [Math.max(step - 1, 0), step] : [0, Math.min(step, 1)];
}
