/**
 * The `protocol:` of a spec: `reference`, `fixed`, or a default and switches that differ from it.
 *
 * @module
 */
import { z } from "zod";
import { CHOICES, type Protocol, PROTOCOLS, type Switch, SWITCHES } from "../model/protocol.ts";

const choice = z.enum(CHOICES);

const fields = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, text]) => [name, choice.optional().describe(text)]),
) as Record<Switch, z.ZodOptional<typeof choice>>;

/** From what a spec says to a choice for every switch; the short form leaves no trace. */
export const protocolSchema = z.union([
  choice,
  z.strictObject({
    default: choice.default("fixed").describe("The choice of all other switches"),
    ...fields,
  }),
]).prefault("fixed").transform((written): Protocol => {
  if (typeof written === "string") return PROTOCOLS[written];
  const { default: preset, ...own } = written;
  return { ...PROTOCOLS[preset], ...own };
});
