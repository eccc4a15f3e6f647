/**
 * What every page is made of: one HTML file with its style and script, which needs no network.
 *
 * @module
 */
import { Markup, markup, type Part } from "../markup.ts";
import client from "./client.js" with { type: "text" };
import style from "./style.css" with { type: "text" };

export interface Shell {
  readonly title: string;
  readonly heading: string;
  /** A sentence below the heading. */
  readonly lead: Part;
  readonly choices: Choices;
  /** How to read the tables. */
  readonly legend: Part;
  /** A section with `data-task` for every task to choose, then others. */
  readonly sections: Part;
  readonly footer: Part;
  /** Templates of what opens, see {@link Fragments} and `detail()`. */
  readonly details: Part;
}

/** What can be shown and hidden. */
export interface Choices {
  readonly tasks: Iterable<string>;
  readonly transfers: Iterable<string>;
  /** A name may stand several times. */
  readonly metrics: Iterable<MetricChoice>;
}

export interface MetricChoice {
  readonly name: string;
  readonly title: string;
  /** Shown before anything is asked for. */
  readonly headline: boolean;
}

/** The text of the file. */
export function shell(
  { title, heading, lead, choices, legend, sections, footer, details }: Shell,
): string {
  const page = markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
${new Markup(style)}</style>
<header>
<h1>${heading}</h1>
<button type="button" id="theme" hidden>Colours: system</button>
<p class="lead">${lead}</p>
</header>
<main>
${filters(choices)}
<p class="legend">${legend}</p>
<p id="nothing" role="status" hidden>No table is left: choose another task, transfer or metric.</p>
${sections}
</main>
<footer><p class="small">${footer}</p></footer>
<dialog aria-label="Behind the value"><form method="dialog"><button aria-label="Close">Close</button></form><div id="detail"></div></dialog>
${details}<script>
${new Markup(client)}</script>
</html>
`;
  return page.text;
}

/** Boxes to tick, one set per kind of choice. */
function filters({ tasks, transfers, metrics }: Choices): Markup {
  const box = (kind: string, value: string, title: string, on: boolean) =>
    markup`<label><input type="checkbox" name="${kind}" value="${value}"${
      on && markup` checked`
    }><span>${title}</span></label>`;
  const all = (kind: string, values: Iterable<string>) =>
    [...new Set(values)].map((value) => box(kind, value, value, true));
  const byName = Map.groupBy(metrics, ({ name }) => name);
  return markup`<form id="filters" hidden>
<fieldset><legend>Task</legend>${all("task", tasks)}</fieldset>
<fieldset><legend>Transfer</legend>${all("transfer", transfers)}</fieldset>
<details><summary>Metrics</summary><fieldset><legend class="unseen">Metrics</legend>${
    [...byName].map(([name, found]) =>
      box("metric", name, found[0]!.title, found.some(({ headline }) => headline))
    )
  }</fieldset></details>
</form>`;
}
