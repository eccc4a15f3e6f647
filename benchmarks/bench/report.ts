/**
 * A bench's rows as text.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import type { Adapter } from "../../model/engine/adapter.ts";
import type { BenchReport, BenchRow } from "./bench.ts";

/** A load above this is others' work: times moved while they were taken. */
const QUIET = 0.5;

/** A table and what it was measured on. */
export function benchText(report: BenchReport): string {
  const { machine, versions, threads, repeats, on, noPeer, rows, noRows = [] } = report;
  const head = ["row", "unit", "ours", "± of it", "PyTorch", "± of it", "ratio", "what"];
  const table = markdownTable([head, ...rows.map(cells)], {
    align: ["l", "l", "r", "r", "r", "r", "r", "l"],
  });
  const { cpu, cores, memoryGigabytes, load } = machine;
  const notes = [
    `${cpu}, ${cores} cores, ${memoryGigabytes} GB; ${threads} threads a side.`,
    Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ") + ".",
    `Medians of ${repeats} turns; ± is the distance between the quartiles.`,
    ...load > QUIET ? [`Measured under load: ${load} processes wanted to run at the start.`] : [],
    ...on === undefined ? [] : [sidesText(on, machine.gpu)],
    ...noPeer === undefined ? [] : [`No peer: ${noPeer}.`],
  ];
  for (const { name, why, failed } of noRows) {
    notes.push(`${name} ${failed ? "failed" : "not measured"}: ${why}.`);
  }
  return `${table}\n\n${notes.join("\n")}`;
}

function sidesText({ engine, device, peer }: NonNullable<BenchReport["on"]>, gpu?: Adapter) {
  const adapter = gpu && `, Deno's GPU: ${gpu.name}${gpu.software ? ", computing on the CPU" : ""}`;
  const alone = device !== "cpu" && peer === "cpu" ? ", as it sees no GPU" : "";
  return `Ours: ${engine} on ${device}${adapter ?? ""}; PyTorch: ${peer ?? "none"}${alone}.`;
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
