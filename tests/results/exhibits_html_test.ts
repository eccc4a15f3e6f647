import assert from "node:assert/strict";
import type { CellExhibits } from "../../results/exhibits.ts";
import { exhibitsHtml, mapCaption } from "../../results/exhibits_html.ts";
import { AA } from "./example.ts";

const EXHIBITS: CellExhibits = {
  schema: 1,
  variant: "bar",
  task: "report-generation",
  transfer: AA,
  seed: 3,
  labelNames: ["No Finding", "Edema", "Fracture", "Lung <Lesion>"],
  grid: 2,
  examples: [{
    id: "a&b",
    image: "data:image/png;base64,FILM",
    generated: "no edema < 2 , a mass",
    reference: "A <b>mass</b>.",
    labels: { generated: [null, 0, null, 1], reference: [null, null, null, 1] },
    maps: [
      {
        phrase: "mass",
        ...{ start: 17, end: 21, finding: null },
        attention: [0.1, 0.1, 0.1, 0.3],
        overlay: "data:image/png;base64,TWO",
      },
      {
        phrase: "edema",
        ...{ start: 3, end: 8, finding: "Edema" },
        attention: [0.0625, 0.0625, 0.0625, 0.0625],
        overlay: "data:image/png;base64,ONE",
      },
    ],
  }],
};

Deno.test("exhibitsHtml() names the cell and counts the studies", () => {
  const html = exhibitsHtml(EXHIBITS);
  const title = "MedViLL, report-generation, site-a→site-a→site-a, seed 3";
  assert.ok(html.includes(`<title>${title}</title>`));
  assert.ok(html.includes(`<h1>${title}</h1>\n<p>1 of the test studies, evenly spaced`));
  assert.doesNotMatch(html, /\b(?:src|href)="(?!data:)/);
});

Deno.test("exhibitsHtml() shows reports, labels and maps of every study", () => {
  const [, section] = exhibitsHtml(EXHIBITS).split(/(?=<section>)/);
  assert.equal(
    section,
    `<section>
<h2>a&#38;b</h2>
<div class="films" style="--film:url(data:image/png;base64,FILM)">
<figure><div class="film"></div><figcaption>radiograph</figcaption></figure>
<figure><div class="film"><img src="data:image/png;base64,TWO" alt="Attention of mass"></div>` +
      `<figcaption><mark>mass</mark><br>60 % on the image, × 2.0</figcaption></figure>
<figure><div class="film"><img src="data:image/png;base64,ONE" alt="Attention of edema"></div>` +
      `<figcaption><mark>edema</mark> (Edema)<br>25 % on the image, × 1.0</figcaption></figure>
</div>
<div class="reports">
<div><h3>Generated</h3><p>no <mark>edema</mark> &#60; 2 , a <mark>mass</mark></p></div>
<div><h3>Reference</h3><p>A &#60;b&#62;mass&#60;/b&#62;.</p></div>
<table>
<thead><tr><th scope="col">Finding</th><th scope="col">Generated</th><th scope="col">Reference</th></tr></thead>
<tbody>
<tr class="other"><th scope="row">Edema</th><td>absent</td><td>–</td></tr>
<tr><th scope="row">Lung &#60;Lesion&#62;</th><td>present</td><td>present</td></tr>
</tbody>
</table>
</div>
</section>
</html>
`,
  );
});

Deno.test("mapCaption() of words that do not look at the image", () => {
  const map = { ...EXHIBITS.examples[0]!.maps[0]!, attention: [0, 0, 0, 0] };
  assert.equal(mapCaption(map), "<mark>mass</mark><br>0 % on the image, × 1.0");
});
