/**
 * Autoregressive decoding of reports: greedy, with beams, and from gold tokens.
 *
 * @module
 */
export * from "./positions.ts";
export * from "./network.ts";
export * from "./steps.ts";
export * from "./greedy.ts";
export * from "./ngrams.ts";
export * from "./beam_search.ts";
export * from "./beam.ts";
export * from "./teacher.ts";
export * from "./decoder.ts";
