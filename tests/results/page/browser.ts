/// <reference lib="dom" />
/**
 * A real browser, where there is one.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import puppeteer, { type Page } from "puppeteer-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of Chromium; `CHROMIUM` names another. */
const CHROMIUM = Deno.env.get("CHROMIUM") ?? PLACES.find((place) => existsSync(place));

/** A page, and what went wrong on it: errors on its console, requests for anything else. */
export interface Visit {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** A test with a browser on a page of the given HTML; skipped, by its name, where there is none. */
export function browserTest(
  name: string,
  html: () => string,
  test: (visit: Visit) => Promise<void>,
) {
  const reason = CHROMIUM === undefined ? " (skipped: no Chromium, set CHROMIUM to its path)" : "";
  Deno.test({
    name: name + reason,
    ignore: CHROMIUM === undefined,
    // The browser is a process of its own, which the library watches with timers.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const folder = await Deno.makeTempDir();
      const browser = await puppeteer.launch({
        executablePath: CHROMIUM,
        pipe: true, // no socket, so that tests need no network
        args: ["--no-sandbox", "--disable-gpu"],
      });
      try {
        const file = join(folder, "index.html");
        await Deno.writeTextFile(file, html());
        const page = await browser.newPage();
        const problems: string[] = [];
        const own = pathToFileURL(file).href;
        page.on("console", (message) => {
          if (["error", "warn"].includes(message.type())) problems.push(message.text());
        });
        page.on("pageerror", (error) => problems.push(String(error)));
        page.on("request", (request) => {
          const url = request.url();
          if (!url.startsWith("data:") && url.split("#")[0] !== own) problems.push(url);
        });
        await page.setViewport({ width: 1280, height: 900 });
        await page.goto(own);
        await test({ page, problems });
      } finally {
        await browser.close();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Titles of the rows of the first table, from the top. */
export function rowsOf(page: Page): Promise<string[]> {
  return page.$$eval("section:first-of-type tbody th", (all) => all.map((th) => th.textContent!));
}

/** Sorts a table by a column; gives its order. */
export async function sortBy(page: Page, label: string): Promise<string | null> {
  const button = (await page.$(`[aria-label="${label}"]`))!;
  await button.click();
  return button.evaluate((button) => button.parentElement!.getAttribute("aria-sort"));
}

/** Ticks or unticks the box of a value. */
export function tick(page: Page, value: string): Promise<void> {
  return page.$eval(`input[value="${value}"]`, (input) => (input as HTMLInputElement).click());
}

/** Clicks the first value of the first table and waits for what stands behind it. */
export async function openFirst(page: Page): Promise<void> {
  await page.click("section:first-of-type tbody a");
  await page.waitForSelector("dialog[open]");
}

/** What axe finds wrong, with everything unfolded. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => d.open = true));
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}
