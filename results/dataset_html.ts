/**
 * A report on a dataset as one HTML document that needs nothing else.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { DatasetReport } from "../datasets/verify/mod.ts";
import { markup, type Part } from "./markup.ts";

const STYLE = `:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 60rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; border-block: 2px solid; margin-block: 1rem }
th, td { padding: .25rem .75rem; text-align: end; font-weight: normal }
tbody th, caption { text-align: start }
caption, dt { font-weight: bold }
img { max-width: 100% }`;

const SPLITS = ["train", "valid", "test"] as const;

/** Of every dataset its counts, findings, labels and contact sheet. */
export function datasetHtml(reports: readonly DatasetReport[]): string {
  return `${markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${reports.map(({ name }) => name).join("; ")}</title>
<style>
${STYLE}
</style>
${reports.map(section)}</html>
`}`;
}

function section({ name, kind, counts, prevalence, findings, sheet }: DatasetReport): Part {
  const columns = [...SPLITS, "all"] as const;
  const sizes = (["studies", "patients", "reports", "questions"] as const).map((what) => {
    return row(what, columns.map((split) => counts[split][what]));
  });
  const labels = prevalence.map(({ label, positives }) => {
    return row(
      label,
      SPLITS.map((split) =>
        `${positives[split]} (${percent(positives[split], counts[split].studies)})`
      ),
    );
  });
  const found = findings.map(({ level, text, examples }) =>
    markup`<dt>${level}: ${text}</dt>\n${examples.map((one) => markup`<dd>${one}</dd>\n`)}`
  );
  const png = sheet && Buffer.from(sheet.png).toString("base64");
  return markup`<h1>${name} <small>(${kind})</small></h1>
${findings.length > 0 ? markup`<dl>\n${found}</dl>` : markup`<p>Nothing was found.</p>`}
${table(`Size of ${name}`, columns, sizes)}
${labels.length > 0 && table(`Studies of ${name} with a label`, SPLITS, labels)}
${
    sheet && markup`<h2>${sheet.studies} studies of ${name}</h2>
<img src="data:image/png;base64,${png}" alt="Contact sheet of ${sheet.studies} studies of ${name}">`
  }
`;
}

function row(title: string, cells: readonly (string | number)[]): Part {
  return markup`<tr><th scope="row">${title}</th>${
    cells.map((cell) => markup`<td>${cell}</td>`)
  }</tr>\n`;
}

function table(caption: string, columns: readonly string[], rows: readonly Part[]): Part {
  return markup`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr><td></td>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>`;
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round(100 * part / whole)} %`;
}
