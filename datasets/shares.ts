/**
 * How a spec says the shares of a made split.
 *
 * @module
 */

import { z } from "zod";

/** Shares of the splits. */
export interface SplitShares {
  readonly train: number;
  readonly valid: number;
  readonly test: number;
}

/** The schema of shares and a seed, with these shares where a spec names none. */
export function sharesSchema({ train, valid, test }: SplitShares) {
  const share = z.number().min(0).max(1);
  return z.strictObject({
    train: share.default(train),
    valid: share.default(valid),
    test: share.default(test),
    /** Another seed gives another split. */
    seed: z.int().min(0).default(0),
  }).refine((shares) => Math.abs(shares.train + shares.valid + shares.test - 1) < 1e-9, {
    error: "the shares of train, valid and test must add up to 1",
  });
}
