/**
 * A bench's rows as text.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import type { BenchReport, BenchRow } from "./bench.ts";

/** A load above this is others' work: times moved while they were taken. */
const QUIET = 0.5;

/** A table and what it was measured on. */
export function benchText({ machine, versions, threads, repeats, noPeer, rows }: BenchReport) {
  const head = ["row", "unit", "ours", "± of it", "PyTorch", "± of it", "ratio", "what"];
  const table = markdownTable([head, ...rows.map(cells)], {
    align: ["l", "l", "r", "r", "r", "r", "r", "l"],
  });
  const { cpu, cores, memoryGigabytes, load } = machine;
  const notes = [
    `${cpu}, ${cores} cores, ${memoryGigabytes} GB; ${threads} threads a side.`,
    Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ") + ".",
    `Medians of ${repeats} runs in turns; ± is the distance between the quartiles.`,
    ...load > QUIET ? [`Measured under load: ${load} processes wanted to run at the start.`] : [],
    ...noPeer === undefined ? [] : [`No peer: ${noPeer}.`],
  ];
  return `${table}\n\n${notes.join("\n")}`;
}

function cells({ name, unit, what, ours, peer, ratio, spread, peerSpread }: BenchRow): string[] {
  const share = (value: number | null) => value === null ? "–" : `${Math.round(100 * value)} %`;
  const number = (value: number | null) =>
    value === null ? "–" : String(Number(value.toPrecision(3)));
  return [
    name,
    unit,
    number(ours),
    share(spread),
    number(peer),
    share(peerSpread),
    ratio === null ? "–" : ratio.toFixed(2),
    what,
  ];
}
