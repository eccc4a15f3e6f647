import assert from "node:assert/strict";
import { LABEL_OF } from "../../../datasets/phantom/findings.ts";
import { phantomConfigSchema, phantomKind, phantomScenes } from "../../../datasets/phantom/mod.ts";

const config = (rest: object) => phantomConfigSchema.parse({ kind: "phantom", ...rest });

Deno.test("phantomConfigSchema has defaults and refuses unknown keys and sites", () => {
  assert.deepEqual(config({}), { kind: "phantom", site: "a", patients: 800, seed: 7 });
  for (const wrong of [{ sites: "a" }, { site: "c" }, { patients: 0 }, { seed: -1 }]) {
    assert.equal(phantomConfigSchema.safeParse({ kind: "phantom", ...wrong }).success, false);
  }
});

Deno.test("a study is the same however many patients there are", async () => {
  const few = await phantomKind.open(config({ patients: 7 }));
  const many = await phantomKind.open(config({ patients: 30 }));
  assert.deepEqual(many.examples.slice(0, few.examples.length), few.examples);
  const last = few.examples.length - 1;
  assert.deepEqual(await many.image(last, 32), await few.image(last, 32));
});

Deno.test("another seed or site gives other studies", async () => {
  const texts = await Promise.all([{}, { seed: 8 }, { site: "b" }].map(async (rest) => {
    const { examples } = await phantomKind.open(config({ patients: 20, ...rest }));
    return JSON.stringify(examples.map(({ text }) => text));
  }));
  assert.equal(new Set(texts).size, 3);
});

Deno.test("every ten patients are seven for training, one for validation and two for testing", () => {
  for (const site of ["a", "b"]) {
    const splits = new Map(
      phantomScenes(config({ site, patients: 40 })).map(({ patient, split }) => [patient, split]),
    );
    for (let i = 0; i < 40; i += 10) {
      const block = [...splits.values()].slice(i, i + 10).sort();
      assert.deepEqual(block, [...Array(2).fill("test"), ...Array(7).fill("train"), "valid"]);
    }
  }
});

Deno.test("a patient has one or two studies that share body and chronic findings", () => {
  const scenes = phantomScenes(config({ patients: 200 }));
  const patients = Map.groupBy(scenes, ({ patient }) => patient);
  const sizes = [...patients.values()].map((studies) => studies.length);
  assert.deepEqual(new Set(sizes), new Set([1, 2]));
  for (const [first, second] of patients.values()) {
    if (!second) continue;
    assert.deepEqual(second.anatomy, first!.anatomy);
    const hearts = [first!, second].map(({ findings }) =>
      findings.find(({ kind }) => kind === "cardiomegaly")
    );
    if (hearts[0] && hearts[1]) assert.deepEqual(hearts[0], hearts[1]);
  }
});

Deno.test("most labels are on 9 to 36 of a hundred studies, and the sites differ", async () => {
  const shares = await Promise.all(["a", "b"].map(async (site) => {
    const { examples, labelNames } = await phantomKind.open(config({ site }));
    return new Map(labelNames.map((name, i) => [
      name,
      examples.filter(({ labels }) => labels[i] === 1).length / examples.length,
    ]));
  }));
  for (const share of shares) {
    const outside = [...share].filter(([, part]) => part < 0.09 || part > 0.36);
    assert.deepEqual(outside.map(([name]) => name).filter((name) => name !== "Support Devices"), [
      "Lung Opacity",
    ]);
  }
  assert.ok(shares[1]!.get("Support Devices")! > 1.8 * shares[0]!.get("Support Devices")!);
  assert.ok(shares[1]!.get("No Finding")! < 0.75 * shares[0]!.get("No Finding")!);
});

Deno.test("a large effusion never hides a one-sided finding of its lung", () => {
  const hideable = new Set(["nodule", "consolidation", "pneumonia", "atelectasis"]);
  for (const site of ["a", "b"]) {
    for (const { findings, id } of phantomScenes(config({ site }))) {
      const effusion = findings.find(({ kind }) => kind === "effusion");
      if (!effusion || effusion.grade === 0) continue;
      const hidden = findings.filter(({ kind, side }) =>
        hideable.has(kind) && (side === effusion.side || effusion.side === "both")
      );
      assert.deepEqual(hidden, [], id);
    }
  }
});

Deno.test("the label of every finding is 1, whatever the report says", async () => {
  const dataset = await phantomKind.open(config({ site: "b" }));
  phantomScenes(config({ site: "b" })).forEach(({ findings, id }, i) => {
    const { labels } = dataset.examples[i]!;
    for (const { kind } of findings) {
      assert.equal(labels[dataset.labelNames.indexOf(LABEL_OF[kind])], 1, id);
    }
  });
});
