/**
 * `index.html`: the leaderboard of a run in one file that needs no network.
 *
 * @module
 */
import type { CellExhibits } from "../exhibits.ts";
import { MASK_VARIANTS, maskPicture } from "../figures/masks.ts";
import { digestsOf } from "../leaderboard.ts";
import { type Markup, markup } from "../markup.ts";
import { allCells, type Results } from "../results.ts";
import type { StageRecords } from "../stage_record.ts";
import { buildTables, seedsTitle, type TableExtras } from "../tables.ts";
import { BAR_LEGEND, type Board, boardsOf, boardTable, groupId } from "./board.ts";
import { detail } from "./detail.ts";
import { Fragments } from "./fragments.ts";
import { dataDigests, listOf, terms } from "./provenance.ts";
import { shell } from "./shell.ts";

/** What a page shows beside the results. */
export interface PageExtras extends TableExtras {
  /** Where the results come from. */
  readonly records?: StageRecords;
  /** What is to be looked at, cell by cell. */
  readonly exhibits?: readonly CellExhibits[];
}

/** The page. Equal results give equal bytes: it says nothing of when and how fast they came. */
export function pageHtml(results: Results, extras: PageExtras = {}): string {
  const { spec, environment } = results;
  const boards = boardsOf(results);
  const notes = new Map(buildTables(results, extras).map(({ task, notes }) => [task, notes]));
  return shell({
    title: `${spec.name}: leaderboard`,
    heading: spec.name,
    lead: lead(results),
    choices: {
      tasks: boards.map(({ task }) => task),
      transfers: boards.flatMap(({ transfers }) => transfers),
      metrics: boards.flatMap(({ metrics }) => metrics),
    },
    legend:
      markup`Mean over seeds ± standard deviation. ${BAR_LEGEND} Columns name the datasets of pre-training→fine-tuning→test. Choose a value for what stands behind it.`,
    sections: [
      boards.map((board) =>
        markup`<section data-task="${board.task}">
<h2>${board.task}</h2>
${boardTable(board, { ...extras, comparisons: results.comparisons })}
${(notes.get(board.task) ?? []).map((note) => markup`<p class="small">${note}</p>\n`)}</section>
`
      ),
      masks(),
    ],
    footer: `Made with ${listOf(environment.versions)}. Machine: ${listOf(environment.host)}.`,
    details: details(results, boards, extras),
  });
}

function masks(): Markup {
  return markup`<section>
<h2>What the variants attend to</h2>
<p class="small">Rows are tokens that attend, columns those attended to: blue within the image or the text, orange across, grey pads. Variants differ in pre-training only.</p>
<div class="masks">${
    MASK_VARIANTS.map(([name, title, words]) =>
      markup`<figure>${
        maskPicture(name)
      }<figcaption><b>${title}</b> ${words}</figcaption></figure>\n`
    )
  }</div>
</section>`;
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

/** What opens, as templates. */
function details(results: Results, boards: readonly Board[], extras: PageExtras): Markup {
  const { records = new Map(), exhibits = [] } = extras;
  const fragments = new Fragments();
  const cells = Map.groupBy(allCells(results), groupId);
  const panels = boards.flatMap(({ groups }) =>
    groups.map((group) =>
      detail(groupId(group), group, {
        cells: cells.get(groupId(group))!.toSorted((a, b) => a.seed - b.seed),
        records,
        origin: terms(dataDigests(digestsOf(results, group.transfer))),
        exhibits: exhibits.find((one) => groupId(one) === groupId(group)),
        fragments,
      })
    )
  );
  return markup`${panels}${fragments.toMarkup()}`;
}
