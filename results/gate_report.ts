/**
 * What a gate tells: a table of what moved, GitHub annotations, JUnit XML.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import { type Check, passes, type Verdict } from "./gate.ts";

/** A Markdown table of all that did not pass, and how much did. */
export function gateText(verdict: Verdict): string {
  const { mode, checks, notes } = verdict;
  const shown = checks.filter(({ status }) => status !== "passed");
  const rows = shown.map(({ status, cell, what, before, after, why }) => {
    return [status, cell, what, before, after, why].map((text) => text.replaceAll("|", "\\|"));
  });
  const head = ["", "cell", "what", mode === "reference" ? "published" : "before", "now", "why"];
  const count = (status: Check["status"]) => checks.filter((c) => c.status === status).length;
  return [
    ...rows.length > 0 ? [markdownTable([head, ...rows]), ""] : [],
    ...notes.map((note) => `${note}.`),
    `${mode} gate ${passes(verdict) ? "passed" : "failed"}: ${count("passed")} passed, ` +
    `${count("failed")} failed, ${count("skipped")} not judged`,
  ].join("\n");
}

/** Workflow commands of GitHub Actions: an error per failure, a notice per check not judged. */
export function gateAnnotations(verdict: Verdict): string {
  const lines = verdict.checks.flatMap(({ status, cell, what, before, after, why }) => {
    if (status === "passed") return [];
    const command = status === "failed" ? "error" : "notice";
    const title = property(`${cell}: ${what}`);
    return [`::${command} title=${title}::${data(`${before} → ${after}, ${why}`)}`];
  });
  const empty = !passes(verdict) && verdict.checks.every(({ status }) => status !== "failed");
  return [...lines, ...empty ? ["::error title=gate::Nothing was judged"] : []].join("\n");
}

/** A test case per check. */
export function gateJunit({ mode, checks }: Verdict): string {
  const count = (status: Check["status"]) => checks.filter((c) => c.status === status).length;
  const cases = checks.map(({ cell, what, status, before, after, why }) => {
    const open = `    <testcase classname="${xml(cell)}" name="${xml(what)}"`;
    if (status === "passed") return `${open}/>`;
    const tag = status === "failed" ? "failure" : "skipped";
    return `${open}><${tag} message="${xml(`${before} → ${after}, ${why}`)}"/></testcase>`;
  });
  const counts = `tests="${checks.length}" failures="${count("failed")}" ` +
    `skipped="${count("skipped")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${mode} gate" ${counts}>
${cases.join("\n")}
  </testsuite>
</testsuites>
`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function xml(text: string): string {
  // Control characters have no place in XML 1.0, not even escaped.
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd")
    .replace(/[&<>"\n\r\t]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
