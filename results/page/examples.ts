/**
 * A few test studies of a cell: reports side by side, and what of the radiograph the words attended to.
 *
 * @module
 */
import type { CellExhibits, ExhibitedReport } from "../exhibits.ts";
import { LABEL_WORDS, mapCaption, markedReport } from "../exhibits_html.ts";
import { Markup, markup, type Part } from "../markup.ts";
import type { Fragments } from "./fragments.ts";

/** Studies shown; the others are in `qualitative/`. */
const SHOWN = 3;

/** The first studies of an evaluation. */
export function exampleList(exhibits: CellExhibits, fragments: Fragments): Markup {
  const { examples, seed } = exhibits;
  return markup`<h3>Examples</h3>
<p class="small">Test studies of seed ${seed}, evenly spaced over the test set, not chosen. A map shows where the marked words attend in the image: the mean over the heads of the last layer. It says what the network reads, not why it writes.</p>
${examples.slice(0, SHOWN).map((example) => study(example, exhibits, fragments))}`;
}

function study(example: ExhibitedReport, { labelNames }: CellExhibits, fragments: Fragments): Part {
  const { id, image, generated, reference, labels, maps } = example;
  const radiograph = fragments.include(markup`<img src="${image}" alt="Radiograph of ${id}">`);
  const film = (caption: Part, over?: Part) =>
    markup`<figure><div class="film">${radiograph}${over}</div><figcaption>${caption}</figcaption></figure>`;
  const findings = (values: typeof labels.generated) =>
    labelNames.flatMap((name, k) => {
      const value = values[k] ?? null;
      return value === null ? [] : [`${name} ${LABEL_WORDS[`${value}`]}`];
    }).join(", ") || "none";
  return markup`<h4>${id}</h4>
<div class="films">${film("radiograph")}${
    maps.map((map) =>
      film(
        new Markup(mapCaption(map)),
        markup`<img src="${map.overlay}" alt="Attention of “${map.phrase}”">`,
      )
    )
  }</div>
<div class="reports"><p><b>Generated.</b> ${
    generated === ""
      ? markup`<span class="quiet">Nothing was written.</span>`
      : new Markup(markedReport(generated, maps))
  }<br><span class="small">Findings: ${
    findings(labels.generated)
  }</span></p><p><b>Reference.</b> ${reference}<br><span class="small">Findings: ${
    findings(labels.reference)
  }</span></p></div>`;
}
