/**
 * `qualitative/<cell>.html`: reports beside references, and attention maps over the radiographs.
 *
 * @module
 */
import type { LabelValue } from "../datasets/dataset.ts";
import type { CellExhibits, ExhibitedMap, ExhibitedReport } from "./exhibits.ts";
import { VARIANT_TITLES } from "./tables.ts";
import { escapeHtml } from "./tables_html.ts";

const STYLE = `:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 80rem }
section { border-block-start: 1px solid; margin-block-start: 2rem }
h2 { font-size: 1rem }
.films { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; width: min(12rem, calc(50% - .5rem)); overflow-wrap: anywhere }
.film { aspect-ratio: 1; background: var(--film) center / cover }
.film img { display: block; width: 100%; height: 100% }
figcaption { font-size: .875rem; line-height: 1.3 }
.reports { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 0 2rem;
  align-items: start }
h3 { font-size: .875rem; margin-block: 1rem 0 }
.reports p { margin: 0; overflow-wrap: anywhere }
mark { background: #ff500055; color: inherit }
table { border-collapse: collapse; margin-block-start: 1rem; font-size: .875rem }
th, td { padding: 0 1rem 0 0; text-align: start; font-weight: normal }
tr > :last-child { padding: 0 }
thead th, .other td { font-weight: bold }`;

/** A page that needs nothing else. */
export function exhibitsHtml(exhibits: CellExhibits): string {
  const { variant, task, transfer: { pretrain, finetune, test }, seed, examples } = exhibits;
  const title = `${
    VARIANT_TITLES[variant]
  }, ${task}, ${pretrain}→${finetune}→${test}, seed ${seed}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${STYLE}
</style>
<h1>${escapeHtml(title)}</h1>
<p>${examples.length} of the test studies, evenly spaced over the test set, not chosen. A map shows where in
the image the marked words of the generated report attend: mean over the heads of the last layer,
clear at the map's smallest value, most opaque at its largest. Below it stand the share of their
attention that the image gets, and the largest value as a multiple of the mean; at × 1.0 the words
look everywhere alike. Attention says what the network reads, not why it writes. Findings are the
labeler's, of either report; those in bold differ.</p>
${examples.map((example) => section(example, exhibits)).join("\n")}
</html>
`;
}

function section(example: ExhibitedReport, { labelNames }: CellExhibits): string {
  const { id, image, generated, reference, labels, maps } = example;
  const film = (caption: string, inside = "") =>
    `<figure><div class="film">${inside}</div><figcaption>${caption}</figcaption></figure>`;
  const rows = labelNames.flatMap((name, k) => {
    const values = [labels.generated[k] ?? null, labels.reference[k] ?? null] as const;
    if (values.every((value) => value === null)) return [];
    const cells = values.map((value) => `<td>${LABEL_WORDS[`${value}`]}</td>`).join("");
    const differs = values[0] !== values[1] ? ' class="other"' : "";
    return [`<tr${differs}><th scope="row">${escapeHtml(name)}</th>${cells}</tr>`];
  });
  return `<section>
<h2>${escapeHtml(id)}</h2>
<div class="films" style="--film:url(${image})">
${[film("radiograph"), ...maps.map((map) => film(mapCaption(map), layer(map)))].join("\n")}
</div>
<div class="reports">
<div><h3>Generated</h3><p>${markedReport(generated, maps)}</p></div>
<div><h3>Reference</h3><p>${escapeHtml(reference)}</p></div>
<table>
<thead><tr><th scope="col">Finding</th><th scope="col">Generated</th><th scope="col">Reference</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
</section>`;
}

/** Words for what a labeler found. */
export const LABEL_WORDS: Readonly<Record<`${LabelValue}`, string>> = {
  "1": "present",
  "0": "absent",
  "-1": "uncertain",
  "null": "–",
};

function layer({ phrase, overlay }: ExhibitedMap): string {
  return `<img src="${overlay}" alt="Attention of ${escapeHtml(phrase)}">`;
}

/** The phrase of a map, and how much it attends to the image. */
export function mapCaption({ phrase, finding, attention }: ExhibitedMap): string {
  const share = attention.reduce((sum, value) => sum + value, 0);
  const peak = share === 0 ? 1 : Math.max(...attention) * attention.length / share;
  const name = finding === null ? "" : ` (${escapeHtml(finding)})`;
  return `<mark>${escapeHtml(phrase)}</mark>${name}<br>${
    (100 * share).toFixed(0)
  } % on the image, × ${peak.toFixed(1)}`;
}

/** A report with the phrases that have a map marked. */
export function markedReport(text: string, maps: readonly ExhibitedMap[]): string {
  let html = "";
  let at = 0;
  for (const { start, end } of maps.toSorted((a, b) => a.start - b.start)) {
    html += `${escapeHtml(text.slice(at, start))}<mark>${
      escapeHtml(text.slice(start, end))
    }</mark>`;
    at = end;
  }
  return html + escapeHtml(text.slice(at));
}
