/**
 * Open-I, the Indiana University chest X-ray collection.
 *
 * @module
 */

export { type OpeniConfig, openiConfigSchema } from "./config.ts";
export { openiKind } from "./dataset.ts";
