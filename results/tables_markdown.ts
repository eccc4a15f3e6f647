/**
 * `tables.md`.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import type { Results } from "./results.ts";
import { type Entry, spread } from "./table_entry.ts";
import type { Mark } from "./table_marks.ts";
import { buildTables, seedsTitle, type Table, type TableExtras } from "./tables.ts";

const LEGEND =
  `Entries are the mean ± the sample standard deviation over seeds: how much training differs from seed
to seed, not how sure the mean is, and not what another test set would change. One seed has no ±, but
the 95 % interval over test examples in brackets. Columns name the datasets pretrain→finetune→test. An
empty entry is not in the spec.`;

const MARKED: Record<Mark, (mean: string) => string> = {
  best: (mean) => `**${mean}**`,
  tied: (mean) => `${mean}†`,
  top: (mean) => `_${mean}_`,
};

/** The tables of a run in GitHub-flavoured Markdown, under a header that says how to read them. */
export function tablesMarkdown(results: Results, extras?: TableExtras): string {
  return [header(results), ...buildTables(results, extras).map(section)].join("\n\n") + "\n";
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
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const align = ["l", ...heads.map(() => "r")];
  return [`## ${table.task}`, markdownTable(escaped, { align }), ...table.notes].join("\n\n");
}

function text(entry: Entry | undefined): string {
  if (!entry) return "";
  const { mean, mark, notes, reference } = entry;
  const marked = mean !== undefined && mark ? MARKED[mark](mean) : mean;
  const value = marked === undefined ? [] : [marked + spread(entry)];
  return [...value, ...notes].join(", ") + (reference ? ` (${reference})` : "");
}
