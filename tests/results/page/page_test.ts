/// <reference lib="dom" />
/** The page as a browser shows it. */
import assert from "node:assert/strict";
import { pageHtml } from "../../../results/page/page.ts";
import { AA, cell, EXAMPLE, results } from "../example.ts";
import { axeViolations, browserTest, openFirst, rowsOf, sortBy, tick } from "./browser.ts";
import { EXHIBITS, RECORDS } from "./records.ts";

const html = () => pageHtml(EXAMPLE, { records: RECORDS, exhibits: [EXHIBITS] });

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
    assert.deepEqual(await rowsOf(page), given);
    const column = "Sort by AUROC micro, site-a→site-a→site-a";
    assert.equal(await sortBy(page, column), "descending");
    assert.deepEqual(await rowsOf(page), [
      "MedViLL",
      "Bi & Seq2Seq",
      "Non-cross",
      "Prevalence (chance)",
      "Scratch",
    ]);
    assert.equal(await sortBy(page, column), "ascending");
    assert.deepEqual(await rowsOf(page), [
      "Prevalence (chance)",
      "Non-cross",
      "Bi & Seq2Seq",
      "MedViLL",
      "Scratch",
    ]);
    await page.click("section:first-of-type [data-sort=order]");
    assert.deepEqual(await rowsOf(page), given);
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
    assert.equal(await sortBy(page, "Sort by Perplexity, site-a→site-a→site-a"), "ascending");
    assert.deepEqual(await rowsOf(page), ["Bidirectional", "MedViLL"]);
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
    assert.deepEqual(await visible(), {
      tasks: ["classification", "vqa"],
      heads: ["auroc_micro 2", "f1_micro 2"],
      cells: 4,
    });
    await tick(page, "site-a→site-a→site_b");
    assert.deepEqual(await visible(), {
      tasks: ["classification", "vqa"],
      heads: ["auroc_micro 1", "f1_micro 1"],
      cells: 2,
    });
    await tick(page, "f1_micro");
    assert.deepEqual(await visible(), {
      tasks: ["classification", "vqa"],
      heads: ["auroc_micro 1"],
      cells: 1,
    });
    await tick(page, "classification");
    assert.deepEqual((await visible()).tasks, ["vqa"]);
    await tick(page, "vqa");
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
    await openFirst(page);
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

browserTest("a failed cell says why, also where all of a task failed", html, async ({ page }) => {
  const why = async (address: string) => {
    await page.click(`a[href="#${address}"]`);
    await page.waitForSelector("dialog[open] .error");
    const text = await page.$eval(".error", (p) => p.textContent);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.hash === "");
    return text;
  };
  assert.equal(
    await why("mixed.classification.site-a.site-a.site-a/auroc_micro"),
    "Seed 2 failed: Cannot train: loss is NaN",
  );
  assert.equal(await why("bar.vqa.site-a.site-a.site-a/result"), "Seed 1 failed: x");
});

browserTest(
  "a phone shows the page without scrolling sideways; tables scroll inside",
  html,
  async ({ page }) => {
    await page.setViewport({ width: 375, height: 700 });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(await wide(), 375);
    assert.ok(await page.$eval(".scroll", (region) => region.scrollWidth > region.clientWidth));
    await openFirst(page);
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
        if (opened) await openFirst(page);
        const paper = await page.evaluate(() =>
          getComputedStyle(document.documentElement).backgroundColor
        );
        assert.equal(paper, scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)");
        assert.deepEqual(await axeViolations(page), []);
      },
    );
  }
}

browserTest(
  "paper has all tables in light colours and nothing to press",
  html,
  async ({ page }) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await page.click("#theme");
    await page.click("#theme");
    await page.emulateMediaType("print");
    assert.deepEqual(
      await page.evaluate(() => [
        getComputedStyle(document.documentElement).backgroundColor,
        ...[...document.querySelectorAll("#filters, #theme")].map((part) => part.checkVisibility()),
        getComputedStyle(document.querySelector(".scroll")!).overflowX,
      ]),
      ["rgb(255, 255, 255)", false, false, "visible"],
    );
  },
);

browserTest("an address that means nothing opens nothing", html, async ({ page, problems }) => {
  for (const hash of ["#nowhere.at.all", "#%E0%A4%A", "#filters"]) {
    await page.evaluate((hash) => {
      const followed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
      location.hash = hash;
      return followed.then(() => {});
    }, hash);
    assert.equal(await page.$("dialog[open]"), null);
  }
  assert.deepEqual(problems, []);
});

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
