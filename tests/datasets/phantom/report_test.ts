import assert from "node:assert/strict";
import { FINDINGS } from "../../../datasets/dataset.ts";
import { LABEL_OF } from "../../../datasets/phantom/findings.ts";
import { withParents } from "../../../datasets/phantom/labels.ts";
import { phantomConfigSchema, phantomScenes } from "../../../datasets/phantom/mod.ts";
import { writeReport } from "../../../datasets/phantom/report.ts";
import { SITES } from "../../../datasets/phantom/sites.ts";
import { finding, scene } from "./scenes.ts";

const scenes = (site: "a" | "b") =>
  phantomScenes(phantomConfigSchema.parse({ kind: "phantom", site, patients: 600 }));
const words = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g)!;

for (const site of ["a", "b"] as const) {
  Deno.test(`writeReport() never denies or doubts what site ${site}'s picture shows`, () => {
    for (const each of scenes(site)) {
      const { denied, doubted } = writeReport(each);
      const shown = withParents(each.findings.map(({ kind }) => LABEL_OF[kind]));
      for (const label of [...denied, ...doubted]) {
        assert.ok(!shown.has(label), `${each.id} ${label}`);
        assert.ok((FINDINGS as readonly string[]).includes(label), label);
      }
      for (const label of doubted) assert.ok(!denied.has(label), `${each.id} ${label}`);
    }
  });

  Deno.test(`writeReport() leaves no gap of site ${site}'s phrases unfilled`, () => {
    for (const each of scenes(site)) assert.doesNotMatch(writeReport(each).text, /[{}]|undefined/);
  });

  Deno.test(`writeReport() leaves out about as many findings as site ${site} is said to`, () => {
    let [said, all] = [0, 0];
    for (let seed = 0; seed < 2000; seed++) {
      const { text } = writeReport(scene(site, [finding("effusion")], seed));
      // "no pleural effusion", "no effusion" and "angles sharp" would deny it.
      if (/effusion|pleural fluid/.test(text)) said++;
      all++;
    }
    assert.ok(Math.abs(1 - said / all - SITES[site].omission) < 0.025, `${said} of ${all}`);
  });

  Deno.test(`writeReport() says the side, size and place of site ${site}'s finding`, () => {
    const book = SITES[site].phrasebook;
    for (const side of ["right", "left"] as const) {
      const other = side === "right" ? "left" : "right";
      for (let seed = 0; seed < 40; seed++) {
        const shown = finding("effusion", { side, grade: 2 });
        const said = writeReport(scene(site, [shown], seed)).text;
        if (!/effusion|pleural fluid/.test(said)) continue;
        assert.ok(words(said).includes(book.sides[side]), said);
        assert.ok(words(said).includes(book.grades[2]), said);
        assert.ok(!words(said).includes(book.sides[other]), said);
      }
      const place = book.where(side, "upper");
      const texts = Array.from({ length: 20 }, (_, seed) => {
        const shown = finding("nodule", { side, zone: "upper", grade: 1 });
        return writeReport(scene(site, [shown], seed)).text;
      });
      assert.ok(texts.filter((text) => text.includes(place)).length > 12);
    }
  });
}

Deno.test("reports are mostly 15 to 45 words of 150 to 250, a third of them shared by the sites", () => {
  const vocabularies = (["a", "b"] as const).map((site) => {
    const texts = scenes(site).map((each) => writeReport(each).text);
    const lengths = texts.map((text) => words(text).length);
    const usual = lengths.filter((length) => length >= 15 && length <= 45);
    assert.ok(usual.length > 0.9 * lengths.length, `${usual.length} of ${lengths.length}`);
    return new Set(texts.flatMap(words));
  });
  for (const { size } of vocabularies) assert.ok(size >= 150 && size <= 250, `${size}`);
  const shared = vocabularies[0]!.intersection(vocabularies[1]!).size;
  assert.ok(shared >= 40 && shared <= 80, `${shared}`);
});

Deno.test("site b puts the impression first", () => {
  const { text } = writeReport(scene("b", [finding("nodule")]));
  assert.match(text, /^Impression: /);
});
