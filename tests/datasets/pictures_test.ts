import assert from "node:assert/strict";
import { drawFilm, FILM_CLASSES } from "../../datasets/phantom/films.ts";
import { patientScenes, siteRoot } from "../../datasets/phantom/scene.ts";
import { SITES } from "../../datasets/phantom/sites.ts";
import { CELL, type PictureKind } from "../../datasets/picture.ts";
import { PICTURES } from "../../datasets/pictures.ts";
import { Key } from "../../model/random.ts";

const key = Key.of(1).fold("test");

/** The classes of each cell of a picture, cells row by row. */
function seen(labels: Float32Array, classes: readonly string[]): string[][] {
  return Array.from({ length: labels.length / classes.length }, (_, cell) => {
    return classes.filter((_, i) => labels[cell * classes.length + i] === 1);
  });
}

for (const [name, kind] of Object.entries<PictureKind>(PICTURES)) {
  Deno.test(`${name}: a picture is a function of its key, and has labels of its cells`, () => {
    for (const size of [CELL, 4 * CELL]) {
      const { pixels, labels } = kind.draw(key, size);
      assert.equal(pixels.length, size ** 2);
      assert.equal(labels.length, (size / CELL) ** 2 * kind.classes.length);
      assert.ok(labels.every((label) => label === 0 || label === 1));
      assert.deepEqual(kind.draw(key, size), { pixels, labels });
      assert.notDeepEqual(kind.draw(key.fold(1), size).pixels, pixels);
    }
  });

  Deno.test(`${name}: every class is somewhere in 200 pictures`, () => {
    const found = new Set<string>();
    for (let i = 0; i < 200; i++) {
      seen(kind.draw(key.fold(i), 2 * CELL).labels, kind.classes).flat().forEach((c) =>
        found.add(c)
      );
    }
    assert.deepEqual([...kind.classes].filter((name) => !found.has(name)), []);
  });
}

Deno.test("a film is labelled on the sides and in the zone of each finding", () => {
  let checked = 0;
  for (let i = 0; i < 200; i++) {
    const own = key.fold(i);
    const site = own.fold("site").stream().choice(Object.values(SITES));
    const [scene] = patientScenes(site, own, 0);
    const [finding] = scene!.findings;
    if (scene!.findings.length !== 1 || finding!.kind !== "pneumonia") continue;
    const cells = seen(drawFilm(own, 4 * CELL).labels, FILM_CLASSES);
    const rows = { upper: [0, 1], middle: [1, 2], lower: [2, 3] }[finding!.zone];
    // The patient's right is on the left of the picture.
    const columns = finding!.side === "right" ? [0, 1] : [2, 3];
    const expected = cells.map((_, cell) =>
      rows.includes(Math.floor(cell / 4)) && columns.includes(cell % 4) ? ["pneumonia"] : []
    );
    assert.deepEqual(cells, expected);
    checked++;
  }
  assert.ok(checked > 0);
});

Deno.test("a film's patient is in no dataset of a small seed", () => {
  const film = patientScenes(SITES.a, key, 0)[0]!.anatomy;
  for (let seed = 0; seed < 200; seed++) {
    assert.notDeepEqual(patientScenes(SITES.a, siteRoot(SITES.a, seed), 0)[0]!.anatomy, film);
  }
});
