/// <reference lib="dom" />
/** The page as a browser shows it. */
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "puppeteer-core";
import { pageHtml } from "../../../results/page/page.ts";
import { AA, cell, EXAMPLE, results } from "../example.ts";
import { browserTest } from "./browser.ts";
import { EXHIBITS, RECORDS } from "./records.ts";

const html = () => pageHtml(EXAMPLE, { records: RECORDS, exhibits: [EXHIBITS] });

/** Titles of the rows of the first table, from the top. */
function rows(page: Page): Promise<string[]> {
  return page.$$eval("section:first-of-type tbody th", (all) => all.map((th) => th.textContent!));
}

/** Sorts the first table by a column. */
async function sort(page: Page, label: string): Promise<string | null> {
  const button = (await page.$(`[aria-label="${label}"]`))!;
  await button.click();
  return button.evaluate((button) => button.parentElement!.getAttribute("aria-sort"));
}

Deno.test("pageHtml() gives the same bytes whenever and however fast the results came", () => {
  const later = { ...EXAMPLE.environment, started: "2027-01-01T00:00:00Z", seconds: 1 };
  assert.equal(pageHtml({ ...EXAMPLE, environment: later }), pageHtml(EXAMPLE));
  assert.notEqual(
    pageHtml({ ...EXAMPLE, environment: { ...later, engine: "js" } }),
    pageHtml(EXAMPLE),
  );
});

Deno.test("pageHtml() holds an image once, however many maps lie over it", () => {
  assert.equal(html().split(EXHIBITS.examples[0]!.image).length - 1, 2, "radiograph and overlay");
});

browserTest(
  "a column sorts the best first, then the worst; undefined stays last",
  html,
  async ({ page, problems }) => {
    const given = ["MedViLL", "Bi & Seq2Seq", "Non-cross", "Scratch", "Prevalence (chance)"];
    assert.deepEqual(await rows(page), given);
    const column = "Sort by AUROC micro, site-a→site-a→site-a";
    assert.equal(await sort(page, column), "descending");
    assert.deepEqual(await rows(page), [
      "MedViLL",
      "Bi & Seq2Seq",
      "Non-cross",
      "Prevalence (chance)",
      "Scratch",
    ]);
    assert.equal(await sort(page, column), "ascending");
    assert.deepEqual(await rows(page), [
      "Prevalence (chance)",
      "Non-cross",
      "Bi & Seq2Seq",
      "MedViLL",
      "Scratch",
    ]);
    await page.click("section:first-of-type [data-sort=order]");
    assert.deepEqual(await rows(page), given);
    assert.equal(await page.$$eval("[aria-sort]", (all) => all.length), 0);
    assert.deepEqual(problems, []);
  },
);

browserTest(
  "a column whose best is the lowest sorts the lowest first",
  () =>
    pageHtml(
      results([cell("bar", AA, 1, { perplexity: 9 }), cell("bi", AA, 1, { perplexity: 5 })]),
    ),
  async ({ page }) => {
    assert.equal(await sort(page, "Sort by Perplexity, site-a→site-a→site-a"), "ascending");
    assert.deepEqual(await rows(page), ["Bidirectional", "MedViLL"]);
  },
);

browserTest(
  "boxes hide tasks, transfers and metrics, and heads span what is left",
  html,
  async ({ page, problems }) => {
    const visible = () =>
      page.evaluate(() => ({
        tasks: [...document.querySelectorAll<HTMLElement>("section[data-task]:not([hidden])")].map((
          s,
        ) => s.dataset.task),
        heads: [
          ...document.querySelectorAll<HTMLTableCellElement>(
            "section:first-of-type thead [colspan]",
          ),
        ]
          .filter((th) => !th.hidden).map((th) => `${th.dataset.metric} ${th.colSpan}`),
        cells:
          document.querySelectorAll("section:first-of-type tbody tr:first-child td:not([hidden])")
            .length,
      }));
    const untick = (value: string) =>
      page.$eval(`input[value="${value}"]`, (input) => (input as HTMLInputElement).click());
    assert.deepEqual(await visible(), {
      tasks: ["classification"],
      heads: ["auroc_micro 2", "f1_micro 2"],
      cells: 4,
    });
    await untick("site-a→site-a→site_b");
    assert.deepEqual(await visible(), {
      tasks: ["classification"],
      heads: ["auroc_micro 1", "f1_micro 1"],
      cells: 2,
    });
    await untick("f1_micro");
    assert.deepEqual(await visible(), {
      tasks: ["classification"],
      heads: ["auroc_micro 1"],
      cells: 1,
    });
    await untick("classification");
    assert.deepEqual((await visible()).tasks, []);
    assert.equal(await page.$eval("#nothing", (p) => (p as HTMLElement).hidden), false);
    assert.deepEqual(problems, []);
  },
);

browserTest(
  "arrow keys move among values, Enter opens what stands behind one, Escape goes back",
  html,
  async ({ page, problems }) => {
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);
    await page.focus("section:first-of-type tbody a[tabindex='0']");
    assert.equal(await focused(), "#bar.classification.site-a.site-a.site-a/auroc_micro");
    for (const key of ["ArrowRight", "ArrowRight"] as const) await page.keyboard.press(key);
    assert.equal(await focused(), "#bar.classification.site-a.site-a.site-a/f1_micro");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "#mixed.classification.site-a.site-a.site-a/f1_micro");
    await page.keyboard.press("ArrowUp");
    assert.notEqual(
      await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle),
      "none",
    );
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open] #detail h2");
    assert.equal(await page.$eval("dialog h2", (h2) => h2.textContent), "MedViLL classification");
    assert.equal(await page.$eval("dialog [aria-current] th", (th) => th.textContent), "F1 micro");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.hash === "");
    assert.equal(await focused(), "#bar.classification.site-a.site-a.site-a/f1_micro");
    assert.deepEqual(problems, []);
  },
);

browserTest(
  "details show seeds, labels, curves, examples, keys, data, configuration and code",
  html,
  async ({ page, problems }) => {
    await page.click("section:first-of-type tbody a");
    await page.waitForSelector("dialog[open]");
    const text = await page.$eval("#detail", (detail) => (detail as HTMLElement).textContent!);
    for (
      const part of [
        "Pre-trained on site-a, fine-tuned on site-a, tested on site-a",
        "AUROC micro.875.125.564 to 1.186 over 3 seeds.875.7501.000",
        "Edema.875 ± .125",
        "Fine-tuning: loss",
        "AUROC micro, valid split",
        "Mild <edema> seen.",
        "Findings: Edema present",
        "abababababababab",
        "onnx cpu",
        "0123456789ab and changes",
        "source feedfeedfeedfeed",
        "examples.jsonl efefefefefef",
        'model{"hidden":64}',
      ]
    ) assert.ok(text.includes(part), `${part} in ${text}`);
    const images = await page.$$eval(
      "#detail img",
      (all) => all.map((img) => [img.alt, img.naturalWidth]),
    );
    const radiograph = ["Radiograph of study-1", 1];
    assert.deepEqual(images, [radiograph, radiograph, ["Attention of “<edema>”", 1]]);
    await page.click("dialog button");
    await page.waitForFunction(() => location.hash === "");
    assert.deepEqual(problems, []);
  },
);

browserTest("a failed cell says why", html, async ({ page }) => {
  await page.goto(`${page.url()}#mixed.classification.site-a.site-a.site-a/auroc_micro`);
  await page.waitForSelector("dialog[open] .error");
  assert.equal(
    await page.$eval(".error", (p) => p.textContent),
    "Seed 2 failed: Cannot train: loss is NaN",
  );
});

browserTest(
  "a phone shows the page without scrolling sideways; tables scroll inside",
  html,
  async ({ page }) => {
    await page.setViewport({ width: 375, height: 700 });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(await wide(), 375);
    assert.ok(await page.$eval(".scroll", (region) => region.scrollWidth > region.clientWidth));
    await page.click("section:first-of-type tbody a");
    await page.waitForSelector("dialog[open]");
    assert.equal(await wide(), 375);
    assert.ok(await page.$eval("dialog", (dialog) => dialog.scrollWidth <= dialog.clientWidth));
  },
);

for (const scheme of ["light", "dark"] as const) {
  for (const opened of [false, true]) {
    const what = opened ? "details" : "page";
    browserTest(
      `axe finds nothing wrong with the ${what} in ${scheme} colours`,
      html,
      async ({ page }) => {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await page.evaluate(() =>
          document.querySelectorAll("details").forEach((d) => d.open = true)
        );
        if (opened) {
          await page.click("section:first-of-type tbody a");
          await page.waitForSelector("dialog[open]");
          await page.evaluate(() =>
            document.querySelectorAll("details").forEach((d) => d.open = true)
          );
        }
        const paper = await page.evaluate(() =>
          getComputedStyle(document.documentElement).backgroundColor
        );
        assert.equal(paper, scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)");
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(
            document,
          );
          return violations.map(({ id, nodes }) =>
            `${id}: ${nodes.map((node) => node.html).join(" ")}`
          );
        });
        assert.deepEqual(found, []);
      },
    );
  }
}

browserTest("the button changes the colours", html, async ({ page }) => {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const seen = [await paper()];
  for (let i = 0; i < 3; i++) {
    await page.click("#theme");
    seen.push(await paper());
  }
  const [white, black] = ["rgb(255, 255, 255)", "rgb(20, 23, 26)"];
  assert.deepEqual(seen, [white, white, black, white]);
});
