/**
 * `tables.html`.
 *
 * @module
 */
import type { Results } from "./results.ts";
import type { Entry } from "./table_entry.ts";
import type { Mark } from "./table_marks.ts";
import { buildTables, seedsTitle, type Table, type TableExtras } from "./tables.ts";

const STYLE = `:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 80rem }
.table { overflow-x: auto }
table { border-collapse: collapse; border-block: 2px solid }
th, td { padding: .25rem .75rem; text-align: end; vertical-align: top; font-weight: normal }
thead tr:last-child, tbody + tbody { border-block-end: 1px solid; border-block-start: 1px solid }
tbody th { text-align: start }
caption { text-align: start; font-weight: bold }
small { display: block }`;

const MARKED: Record<Mark, (mean: string) => string> = {
  best: (mean) => `<strong>${mean}</strong>`,
  tied: (mean) => `${mean}<sup>†</sup>`,
  top: (mean) => `<em>${mean}</em>`,
};

/** The tables of a run as one HTML document that needs nothing else. */
export function tablesHtml(results: Results, extras?: TableExtras): string {
  const { spec, environment } = results;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(spec.name)}</title>
<style>
${STYLE}
</style>
<h1>${escapeHtml(spec.name)}</h1>
<p>Spec digest <code>${spec.digest.slice(0, 12)}</code>, engine ${
    escapeHtml(environment.engine)
  } on ${escapeHtml(environment.device)}, ${
    seedsTitle(results)
  }. Entries are the mean ± the sample standard deviation over seeds, with the
95 % confidence interval of the mean in brackets and what it is over. Columns name the datasets
pretrain→finetune→test. An empty entry is not in the spec.</p>
${buildTables(results, extras).map(tableHtml).join("\n")}
</html>
`;
}

/** One table as a fragment, with its notes below. */
export function tableHtml({ task, metrics, transfers, rows, notes }: Table): string {
  const groups = metrics.map((metric) =>
    `<th scope="colgroup" colspan="${transfers.length}">${escapeHtml(metric)}</th>`
  );
  const heads = metrics.flatMap(() =>
    transfers.map((transfer) => `<th scope="col">${escapeHtml(transfer)}</th>`)
  );
  const lines = rows.map(({ title, chance, entries }, i) => {
    const cells = entries.map((entry) => `<td>${entry ? cell(entry) : ""}</td>`).join("");
    return `${chance && i > 0 ? "</tbody>\n<tbody>\n" : ""}<tr><th scope="row">${
      escapeHtml(title)
    }</th>${cells}</tr>`;
  });
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(task)}">
<table>
<caption>${escapeHtml(task)}</caption>
<thead>
<tr><td></td>${groups.join("")}</tr>
<tr><td></td>${heads.join("")}</tr>
</thead>
<tbody>
${lines.join("\n")}
</tbody>
</table>
</div>
${notes.map((note) => `<p><small>${escapeHtml(note)}</small></p>\n`).join("")}`;
}

function cell(entry: Entry): string {
  const { mean, sd, interval, over, mark, notes, reference } = entry;
  const marked = mean !== undefined && mark ? MARKED[mark](mean) : mean;
  const value = marked === undefined ? [] : [marked + (sd ? ` ± ${sd}` : "")];
  const below = [interval && `${interval} over ${over}`, reference].filter((text) =>
    text !== undefined
  );
  return [...value, ...notes].join(", ") + below.map((text) => `<small>${text}</small>`).join("");
}

/** Text as HTML, between tags or quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
