/**
 * `index.html`: the leaderboard of a run in one file that needs no network.
 *
 * @module
 */
import type { CellExhibits } from "../exhibits.ts";
import { MASK_VARIANTS, maskPicture } from "../figures/masks.ts";
import { Markup, markup } from "../markup.ts";
import { allCells, type Results } from "../results.ts";
import type { StageRecords } from "../stage_record.ts";
import { buildTables, seedsTitle, type TableExtras } from "../tables.ts";
import { type Board, boardsOf, boardTable, groupId } from "./board.ts";
import client from "./client.js" with { type: "text" };
import { detail } from "./detail.ts";
import { Fragments } from "./fragments.ts";
import style from "./style.css" with { type: "text" };

/** What a page shows beside the results. */
export interface PageExtras extends TableExtras {
  /** Where the results come from. */
  readonly records?: StageRecords;
  /** What is to be looked at, cell by cell. */
  readonly exhibits?: readonly CellExhibits[];
}

/** The page. Equal results give equal bytes: it says nothing of when and how fast they came. */
export function pageHtml(results: Results, extras: PageExtras = {}): string {
  const { spec } = results;
  const boards = boardsOf(results);
  const notes = new Map(buildTables(results, extras).map(({ task, notes }) => [task, notes]));
  const page = markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${spec.name}: leaderboard</title>
<style>
${new Markup(style)}</style>
<header>
<h1>${spec.name}</h1>
<button type="button" id="theme" hidden>Colours: system</button>
<p class="lead">${lead(results)}</p>
</header>
<main>
${filters(boards)}
<p class="legend">Mean over seeds ± standard deviation. <span class="bar" style="--l:18%;--w:60%;--m:48%"></span> 95 % interval of the mean over seeds, or of one seed over test examples, fading where it leaves the axis, which spans a metric’s values in its table. Italics: the best mean, not tested. Columns name the datasets of pre-training→fine-tuning→test. Choose a value for what stands behind it.</p>
<p id="nothing" role="status" hidden>No table is left: choose another task, transfer or metric.</p>
${
    boards.map((board) =>
      markup`<section data-task="${board.task}">
<h2>${board.task}</h2>
${boardTable(board, { ...extras, comparisons: results.comparisons })}
${(notes.get(board.task) ?? []).map((note) => markup`<p class="small">${note}</p>\n`)}</section>
`
    )
  }
<section>
<h2>What the variants attend to</h2>
<p class="small">Rows are tokens that attend, columns those attended to: blue within the image or the text, orange across, grey pads. Variants differ in pre-training only.</p>
<div class="masks">${
    MASK_VARIANTS.map(([name, title, words]) =>
      markup`<figure>${
        maskPicture(name)
      }<figcaption><b>${title}</b> ${words}</figcaption></figure>\n`
    )
  }</div>
</section>
</main>
<footer><p class="small">${versions(results)}</p></footer>
<dialog aria-label="Behind the value"><form method="dialog"><button aria-label="Close">Close</button></form><div id="detail"></div></dialog>
${details(results, boards, extras)}<script>
${new Markup(client)}</script>
</html>
`;
  return page.text;
}

function lead(results: Results): Markup {
  const { spec, environment: { engine, device, revision } } = results;
  return markup`Spec digest <code title="${spec.digest}">${
    spec.digest.slice(0, 12)
  }</code>, engine ${engine} on ${device}, ${seedsTitle(results)}${
    revision !== null &&
    markup`, revision <code title="${revision}">${revision.slice(0, 12)}</code>`
  }.`;
}

function versions({ environment: { versions, host } }: Results): string {
  const list = (of: Readonly<Record<string, string | number>>) =>
    Object.entries(of).map(([name, value]) => `${name} ${value}`).join(", ");
  return `Made with ${list(versions)}. Machine: ${list(host)}.`;
}

/** Boxes to tick, one set per kind of choice. */
function filters(boards: readonly Board[]): Markup {
  const metrics = new Map(boards.flatMap(({ metrics }) => metrics.map((m) => [m.name, m])));
  const box = (kind: string, value: string, title: string, on: boolean) =>
    markup`<label><input type="checkbox" name="${kind}" value="${value}"${
      on && markup` checked`
    }><span>${title}</span></label>`;
  const all = (kind: string, of: (board: Board) => readonly string[]) =>
    [...new Set(boards.flatMap(of))].map((value) => box(kind, value, value, true));
  return markup`<form id="filters" hidden>
<fieldset><legend>Task</legend>${all("task", ({ task }) => [task])}</fieldset>
<fieldset><legend>Transfer</legend>${all("transfer", ({ transfers }) => transfers)}</fieldset>
<details><summary>Metrics</summary><fieldset><legend class="unseen">Metrics</legend>${
    [...metrics.values()].map(({ name, title, headline }) => box("metric", name, title, headline))
  }</fieldset></details>
</form>`;
}

/** What opens, as templates. */
function details(results: Results, boards: readonly Board[], extras: PageExtras): Markup {
  const { records = new Map(), exhibits = [] } = extras;
  const fragments = new Fragments();
  const cells = Map.groupBy(allCells(results), groupId);
  const panels = boards.flatMap(({ groups }) =>
    groups.map((group) =>
      detail(group, {
        cells: cells.get(groupId(group))!.toSorted((a, b) => a.seed - b.seed),
        records,
        exhibits: exhibits.find((one) => groupId(one) === groupId(group)),
        fragments,
      })
    )
  );
  return markup`${panels}${fragments.toMarkup()}`;
}
