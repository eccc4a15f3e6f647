/**
 * The leaderboard of many runs as a page.
 *
 * @module
 */
import type { Summary } from "../aggregate.ts";
import type { Leaderboard, LeaderboardGroup, LeaderboardRow } from "../leaderboard.ts";
import { EXTERNAL_NOTE, whyApart } from "../leaderboard_markdown.ts";
import { type Markup, markup, type Part } from "../markup.ts";
import { formatValue, metricOf, metricTitle } from "../metrics.ts";
import type { ExternalRow } from "../references.ts";
import { transferTitle, VARIANT_TITLES } from "../tables.ts";
import { ARROWS, axisOf, BAR_LEGEND, groupId, intervalBar } from "./board.ts";
import { detail } from "./detail.ts";
import { Fragments } from "./fragments.ts";
import { dataDigests, listOf, revision, terms } from "./provenance.ts";
import { shell } from "./shell.ts";

/** The page: a table per task, transfer and kind of data and metrics; the best of its first metric on top. */
export function leaderboardHtml({ groups, external }: Leaderboard): string {
  const byTask = Map.groupBy(groups, ({ task }) => task);
  const byTest = Map.groupBy(external, ({ task, test }) => `${task}, ${test}`);
  const metrics = [
    ...groups.flatMap(({ metrics }) => metrics),
    ...external.flatMap(({ metrics }) => Object.keys(metrics)),
  ];
  const rows = groups.flatMap(({ rows }) => rows);
  const ids = new Map(rows.map((row, i) => [row, `row-${i + 1}`]));
  const fragments = new Fragments();
  const details = groups.flatMap((group) =>
    group.rows.map((row) => {
      const id = `${ids.get(row)}.${groupId({ ...group, ...row })}`;
      return detail(id, { ...group, ...row, metrics: new Map(Object.entries(row.metrics)) }, {
        cells: row.seeds.map((seed, i) => ({ seed, stages: row.stages[i]! })),
        records: new Map(),
        origin: origin(row, group),
        fragments,
      });
    })
  );
  const sources = new Set(rows.flatMap(({ sources }) => sources)).size;
  return shell({
    title: "Leaderboard",
    heading: "Leaderboard",
    lead: `Results of ${sources} ${sources === 1 ? "file" : "files"}.`,
    choices: {
      tasks: [...byTask.keys(), ...external.map(({ task }) => task)],
      transfers: groups.map(({ transfer }) => transferTitle(transfer)),
      metrics: metrics.map((name) => ({
        name,
        title: metricTitle(metricOf(name)),
        headline: true,
      })),
    },
    legend:
      markup`Mean over seeds ± standard deviation, and the rank of the mean: it does not say that a difference is more than chance. Rows whose data or metrics differ stand in tables of their own. ${BAR_LEGEND} Choose a value for what stands behind it.`,
    sections: [
      [...byTask].map(([task, own]) =>
        markup`<section data-task="${task}">
<h2>${task}</h2>
${titled(own).map(([title, group]) => groupBoard(title, group, ids))}</section>
`
      ),
      [...byTest].map(([title, own]) =>
        markup`<section data-task="${own[0]!.task}">
<h2>Published elsewhere: ${title}</h2>
${externalBoard(title, own)}</section>
`
      ),
    ],
    footer: "Each row says in its details what computed it, and on which machine.",
    details: [details, fragments.toMarkup()],
  });
}

/** The groups of a task by their transfers, the first that stands apart as `…, table 2`. */
function titled(groups: readonly LeaderboardGroup[]): [string, LeaderboardGroup][] {
  const byTransfer = Map.groupBy(groups, ({ transfer }) => transferTitle(transfer));
  return groups.map((group) => {
    const title = transferTitle(group.transfer);
    const place = byTransfer.get(title)!.indexOf(group);
    return [place === 0 ? title : `${title}, table ${place + 1}`, group];
  });
}

function groupBoard(
  title: string,
  group: LeaderboardGroup,
  ids: ReadonlyMap<LeaderboardRow, string>,
): Markup {
  const { task, transfer, metrics, rows, apart } = group;
  const summaries = rows.map((row) => ({ metrics: new Map(Object.entries(row.metrics)) }));
  const axes = new Map(metrics.map((name) => [name, axisOf(summaries, name)]));
  const lines = rows.map((row): Line => ({
    name: [
      VARIANT_TITLES[row.variant],
      row.sources.map((source) => markup`<span class="note">${source}</span>`),
    ],
    chance: row.baseline,
    values: new Map(metrics.flatMap((metric) => {
      const summary = row.metrics[metric];
      if (summary === undefined) return [];
      const address = `${ids.get(row)}.${groupId({ ...group, ...row })}`;
      const content = markup`<a href="#${address}/${encodeURIComponent(metric)}">${
        entry(row, metric, summary)
      }${
        intervalBar(row.baseline ? { ...summary, interval: null } : summary, axes.get(metric)!)
      }</a>`;
      return [[metric, { value: summary.mean, content }]];
    })),
    texts: [
      row.seeds.join(", "),
      `${row.environment.engine} ${row.environment.device}`,
      [row.spec.name, " ", markup`<code>${row.spec.digest.slice(0, 8)}</code>`],
    ],
  }));
  return markup`<div data-board>
<h3>${title}</h3>
${apart.length > 0 && markup`<p class="small">${whyApart(apart)}</p>\n`}${
    board(`${task}, ${title}`, metrics, ["Seeds", "Engine", "Spec"], lines, transferTitle(transfer))
  }
</div>
`;
}

function entry({ baseline, ranks }: LeaderboardRow, name: string, summary: Summary): Part {
  const { mean, sd } = summary;
  if (mean === null) return "–";
  const metric = metricOf(name);
  return [
    formatValue(metric, mean),
    sd !== null && !baseline && markup`<span class="sd"> ± ${formatValue(metric, sd)}</span>`,
    name in ranks && markup`<span class="note">rank ${ranks[name]!}</span>`,
  ];
}

/** What made the values of a row. */
function origin({ sources, spec, environment }: LeaderboardRow, group: LeaderboardGroup): Markup {
  const { data, evaluation } = group;
  const { engine, device } = environment;
  return terms([
    ["Results", sources.map((source) => markup`<code>${source}</code> `)],
    ["Spec", markup`${spec.name} <code>${spec.digest}</code>`],
    ["Protocol", markup`<code>${JSON.stringify(spec.protocol)}</code>`],
    ...dataDigests(data),
    ["Evaluation", evaluation && markup`<code>${JSON.stringify(evaluation)}</code>`],
    ["Engine", `${engine} on ${device}`],
    ["Git revision", revision(environment)],
    ["Versions", listOf(environment.versions)],
    ["Machine", listOf(environment.host)],
  ]);
}

/** Rows of one test set. */
function externalBoard(title: string, rows: readonly ExternalRow[]): Markup {
  const metrics = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  const lines = rows.map(({ name, metrics, how, source, note }): Line => ({
    name,
    values: new Map(
      Object.entries(metrics).map(([metric, value]) => [
        metric,
        { value, content: formatValue(metricOf(metric), value) },
      ]),
    ),
    texts: [
      how,
      [
        markup`<span class="source">${source}</span>`,
        note !== undefined && markup`<span class="note">${note}</span>`,
      ],
    ],
  }));
  return markup`<div data-board>
<p class="small">${EXTERNAL_NOTE}</p>
${board(title, metrics, ["Known from", "Source"], lines)}
</div>
`;
}

/** A row of a table. */
interface Line {
  readonly name: Part;
  readonly chance?: boolean;
  /** By metric. */
  readonly values: ReadonlyMap<string, { readonly value: number | null; readonly content: Part }>;
  /** What stands right of them. */
  readonly texts: readonly Part[];
}

/**
 * A table to sort, with a column per metric.
 *
 * @param transfer By what the table is chosen; its rows are sorted by the first metric then.
 */
function board(
  label: string,
  metrics: readonly string[],
  heads: readonly string[],
  lines: readonly Line[],
  transfer?: string,
): Markup {
  const where = (metric: string) =>
    markup` data-metric="${metric}"${
      transfer !== undefined && markup` data-transfer="${transfer}"`
    }`;
  const first = transfer === undefined ? undefined : metrics[0];
  const rows = lines.map((line, order) => ({ line, order }));
  if (first !== undefined) rows.sort((a, b) => byValue(first, a.line, b.line));
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Table of ${label}">
<table>
<caption class="unseen">${label}; rows can be sorted by the buttons in the head</caption>
<thead><tr><th scope="col" class="name"><button type="button" data-sort="order">Variant</button></th>${
    metrics.map((name) => {
      const metric = metricOf(name);
      const sort = name === first &&
        markup` aria-sort="${metric.direction === "lower" ? "ascending" : "descending"}"`;
      return markup`<th scope="col"${where(name)}${sort}><button type="button" data-sort="${
        metric.direction === "lower" ? "up" : "down"
      }" aria-label="Sort by ${metricTitle(metric)}, ${label}">${metricTitle(metric)}</button>${
        ARROWS[metric.direction]
      }</th>`;
    })
  }${heads.map((head) => markup`<th scope="col" class="text">${head}</th>`)}</tr></thead>
<tbody>
${
    rows.map(({ line: { name, chance, values, texts }, order }) =>
      markup`<tr data-order="${order}"${
        chance && markup` class="chance"`
      }><th scope="row" class="name">${name}</th>${
        metrics.map((metric) => {
          const { value = null, content } = values.get(metric) ?? {};
          return markup`<td${where(metric)}${
            value !== null && markup` data-value="${value}"`
          }>${content}</td>`;
        })
      }${texts.map((text) => markup`<td class="text">${text}</td>`)}</tr>
`
    )
  }</tbody>
</table>
</div>`;
}

/** The best first; what has no value stays last, as when the page sorts. */
function byValue(name: string, a: Line, b: Line): number {
  const [x, y] = [a, b].map(({ values }) => values.get(name)?.value ?? null);
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  return metricOf(name).direction === "lower" ? x! - y! : y! - x!;
}
