/**
 * The network: pure functions over a flat record of parameters, in tfjs ops.
 *
 * An engine (see `engine/`) runs them; nothing here reads a tensor's value.
 *
 * @module
 */
export * from "./config.ts";
export * from "./masks.ts";
export * from "./layout.ts";
export * from "./protocol.ts";
export * from "./embeddings.ts";
export * from "./encoder.ts";
export * from "./image_encoder.ts";
export * from "./heads.ts";
export * from "./losses.ts";
export * from "./parameters.ts";
export * from "./init.ts";
export * from "./schedule.ts";
export * from "./optimizer.ts";
export * from "./output_statistics.ts";
export * from "./training.ts";
