/// <reference lib="dom" />
/** The leaderboard as a browser shows it. */
import assert from "node:assert/strict";
import { mergeResults } from "../../../results/leaderboard.ts";
import { leaderboardHtml } from "../../../results/page/leaderboard_page.ts";
import { EXTERNAL, ONE, OTHER_DATA, TWO } from "../leaderboard_example.ts";
import { axeViolations, browserTest, openFirst, rowsOf, sortBy, tick } from "./browser.ts";

const html = () => leaderboardHtml(mergeResults([ONE, TWO, OTHER_DATA], [EXTERNAL]));

browserTest(
  "the leaderboard shows the best of a group on top",
  html,
  async ({ page, problems }) => {
    const rows = [
      "Prevalence (chance)one.jsontwo.json",
      "Bidirectionaltwo.json",
      "MedViLLone.json",
      "Bidirectionalone.json",
      "MedViLLtwo.json",
    ];
    const first = async () => (await rowsOf(page)).slice(0, rows.length);
    assert.deepEqual(await first(), rows);
    const column = "Sort by AUROC micro, classification, site-a→site-a→site-a";
    assert.equal(await sortBy(page, column), "ascending");
    assert.deepEqual((await first())[0], "Bidirectionalone.json");
    await page.click("section:first-of-type [data-sort=order]");
    assert.deepEqual((await first())[0], "MedViLLone.json");
    assert.deepEqual(problems, []);
  },
);

browserTest("the leaderboard says why rows stand apart, and where others come from", html, async ({
  page,
}) => {
  assert.deepEqual(
    await page.$$eval("section [data-board] > p", (all) => all.map((p) => p.textContent)),
    [
      "Not ranked with the first table of this transfer: data of site-a differ (config.patients: 60 → 80).",
      "As published by others. Splits, preparation and metrics are the sources' own, so these rows are not ranked with the others.",
    ],
  );
  const row = await page.$eval(
    "section:last-of-type tbody tr",
    (row) => [...row.cells].map((cell) => cell.textContent),
  );
  assert.deepEqual(row, ["Theirs", ".950", "paper", "page 7"]);
  const ranks = await page.$$eval("section:first-of-type tbody td:first-of-type", (cells) => {
    return cells.map((cell) => cell.textContent);
  });
  assert.deepEqual(
    ranks,
    [".990", ".900rank 1", ".800rank 2", ".700rank 3", ".700rank 3"]
      .concat([".990rank 1", ".990", ".980rank 2"]),
  );
});

browserTest("boxes hide tables of the leaderboard", html, async ({ page }) => {
  const shown = () =>
    page.$$eval("[data-board]", (all) => all.filter((board) => board.checkVisibility()).length);
  assert.equal(await shown(), 3);
  await tick(page, "site-a→site-a→site-a");
  assert.equal(await shown(), 1);
  await tick(page, "auroc_micro");
  assert.equal(await shown(), 0);
  assert.equal(await page.$eval("#nothing", (p) => p.checkVisibility()), true);
});

browserTest("a value of the leaderboard opens what made it", html, async ({ page, problems }) => {
  await openFirst(page);
  const text = await page.$eval("#detail", (detail) => detail.textContent!);
  for (
    const part of [
      "Prevalence (chance) classification",
      "Resultsone.json two.json",
      `Specdemo ${"0123456789abcdef".repeat(4)}`,
      `Data of site-a${"60".padStart(64, "0")}`,
      'Evaluation{"task":"classification","version":1,"config":{}}',
      "Engineonnx on cpu",
      "Git revisionnot known",
      "Machineos linux, cores 2",
    ]
  ) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(
    await page.$eval("dialog [aria-current] th", (th) => th.textContent),
    "AUROC micro",
  );
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => location.hash === "");
  assert.deepEqual(problems, []);
});

browserTest("a phone shows the leaderboard without scrolling sideways", html, async ({ page }) => {
  await page.setViewport({ width: 375, height: 700 });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(await wide(), 375);
  await openFirst(page);
  assert.equal(await wide(), 375);
  assert.ok(await page.$eval("dialog", (dialog) => dialog.scrollWidth <= dialog.clientWidth));
});

for (const scheme of ["light", "dark"] as const) {
  browserTest(
    `axe finds nothing wrong with the leaderboard in ${scheme}`,
    html,
    async ({ page }) => {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      assert.deepEqual(await axeViolations(page), []);
      await openFirst(page);
      assert.deepEqual(await axeViolations(page), []);
    },
  );
}
