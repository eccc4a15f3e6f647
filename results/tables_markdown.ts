/**
 * `tables.md`.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import type { Results } from "./results.ts";
import { buildTables, type Entry, seedsTitle, type Table } from "./tables.ts";

const LEGEND =
  `Entries are the mean ± the sample standard deviation over seeds: how much training differs from seed
to seed, not how sure the mean is, and not what another test set would change. One seed has no ±. The
best mean of a column is bold; chance does not compete. Columns name the datasets
pretrain→finetune→test. An empty entry is not in the spec.`;

/** The tables of a run in GitHub-flavoured Markdown, under a header that says how to read them. */
export function tablesMarkdown(results: Results): string {
  return [header(results), ...buildTables(results).map(section)].join("\n\n") + "\n";
}

function header(results: Results): string {
  const { spec, environment } = results;
  const origin = [
    `Spec \`${spec.name}\` (digest \`${spec.digest.slice(0, 12)}\`)`,
    `engine ${environment.engine} on ${environment.device}`,
    seedsTitle(results),
  ];
  return `# ${spec.name}

${origin.join(", ")}.

${LEGEND}`;
}

function section(table: Table): string {
  const heads = table.metrics.flatMap((metric) => {
    return table.transfers.map((transfer) => `${metric}, ${transfer}`);
  });
  const rows = [["", ...heads], ...table.rows.map((row) => [row.title, ...row.entries.map(text)])];
  const notes = table.undefinedLabels.map(({ transfer, labels }) => {
    return `AUROC macro of ${transfer} leaves out ${labels} ${
      labels === 1 ? "label" : "labels"
    } with one class only in the test set.`;
  });
  if (table.rows.some(({ entries }) => entries.some((entry) => entry?.mean === "–"))) {
    notes.push("– is undefined; an AUROC is where the test set has one class only.");
  }
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const align = ["l", ...heads.map(() => "r")];
  return [`## ${table.task}`, markdownTable(escaped, { align }), ...notes].join("\n\n");
}

function text(entry: Entry | undefined): string {
  if (!entry) return "";
  const { mean, sd, best, notes } = entry;
  const value = mean === undefined ? [] : [(best ? `**${mean}**` : mean) + (sd ? ` ± ${sd}` : "")];
  return [...value, ...notes].join(", ");
}
