/**
 * The figures of a run.
 *
 * @module
 */
import type { Results } from "../results.ts";
import type { StageRecords } from "../stage_record.ts";
import { calibrationFigure, type Decisions } from "./calibration.ts";
import { heatMap } from "./heat_map.ts";
import { learningCurves } from "./learning_curves.ts";
import { masksFigure } from "./masks.ts";
import { transferFigure } from "./transfer.ts";

export type { Decisions };

/** SVG texts by name, without those for which the run has no data. */
export function figures(
  results: Results,
  records: StageRecords,
  decisions: readonly Decisions[],
): ReadonlyMap<string, string> {
  const all = {
    masks: masksFigure(),
    "heat-map": heatMap(results),
    transfer: transferFigure(results),
    "learning-curves": learningCurves(results, records),
    calibration: calibrationFigure(decisions),
  };
  return new Map(
    Object.entries(all).flatMap(([name, svg]) => svg === undefined ? [] : [[name, svg]]),
  );
}
