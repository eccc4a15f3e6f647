/**
 * The `js` engine: tfjs's plain JavaScript backend. Slow and simple, the oracle of the tests.
 *
 * @module
 */
import { eagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";

/** Opens the `js` engine. */
export function openJs(): Engine {
  return eagerEngine("js", "cpu", "cpu");
}
