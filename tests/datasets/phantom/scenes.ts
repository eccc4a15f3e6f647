/**
 * Phantom scenes made to order for tests.
 *
 * @module
 */

import { Key } from "../../../model/random.ts";
import { sampleAnatomy } from "../../../datasets/phantom/anatomy.ts";
import type { Finding, FindingKind } from "../../../datasets/phantom/findings.ts";
import type { Scene } from "../../../datasets/phantom/scene.ts";
import { SITES } from "../../../datasets/phantom/sites.ts";

/** A finding of the middle right lung, of least strength. */
export function finding(kind: FindingKind, rest: Partial<Finding> = {}): Finding {
  return { kind, side: "right", zone: "middle", grade: 0, extent: 0, form: "", count: 1, ...rest };
}

/** A scene that shows exactly these findings. */
export function scene(site: "a" | "b", findings: readonly Finding[], seed = 0): Scene {
  const key = Key.of(seed).fold("test scene");
  return {
    id: "t-1",
    patient: "t",
    split: "train",
    key,
    site: SITES[site],
    anatomy: sampleAnatomy(key.fold("anatomy").stream()),
    findings,
  };
}
