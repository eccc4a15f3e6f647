/**
 * What to do about an image that cannot be read.
 *
 * @module
 */

import { z } from "zod";

/** `damaged:` of a dataset in a spec. */
export const damagedSchema = z.enum(["fail", "skip"]).default("fail")
  .describe("Images that are missing or cannot be decoded: stop, or leave their studies out");
