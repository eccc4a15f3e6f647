import assert from "node:assert/strict";
import { tablesLatex } from "../../results/tables_latex.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";
import { EXTRAS, MARKED } from "./marked_example.ts";

Deno.test("tablesLatex() of every kind of entry", () => {
  assert.equal(tablesLatex(EXAMPLE), EXPECTED);
});

Deno.test("tablesLatex() escapes what LaTeX would read", () => {
  const task = String.raw`a&b%c$d#e_f{g}h~i^j\k`;
  const text = tablesLatex(results([cell("bi", AA, 7, { f1_macro: 0.25 }, task)]));
  const caption = String
    .raw`\caption{a\&b\%c\$d\#e\_f\{g\}h\textasciitilde{}i\textasciicircum{}j\textbackslash{}k, seed 7: `;
  assert.ok(text.includes(caption), text);
});

Deno.test("tablesLatex() with tests and published values", () => {
  const text = tablesLatex(MARKED, EXTRAS);
  assert.equal(text.slice(text.indexOf("MedViLL &"), text.indexOf("Prevalence")), EXPECTED_ROWS);
  assert.equal(text.slice(text.indexOf("\\end{tabular}")), EXPECTED_NOTES);
});

/** A document of every table here, with a task whose name holds everything that LaTeX would read. */
const DOCUMENT = [
  String.raw`\documentclass{article}`,
  String.raw`\usepackage{booktabs,graphicx}`,
  String.raw`\begin{document}`,
  tablesLatex(EXAMPLE),
  tablesLatex(MARKED, EXTRAS),
  tablesLatex(results([cell("bi", AA, 7, { mrr: 0.25 }, String.raw`a&b%c$d#e_f{g}h~i^j\k`)])),
  String.raw`\end{document}`,
].join("\n");

Deno.test("tablesLatex() is well-formed: environments, columns, mathematics, known commands", () => {
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(DOCUMENT, /[^\x00-\x7f]/);
  const open: string[] = [];
  for (const [, kind, name] of DOCUMENT.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (kind === "begin") open.push(name!);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
  const commands = [...DOCUMENT.matchAll(/\\([a-z]+)/gi)].map(([, name]) => name);
  assert.deepEqual([...new Set(commands)].sort(), COMMANDS);
  const tables = DOCUMENT.split("\\begin{tabular}").slice(1);
  assert.equal(tables.length, 4);
  for (const table of tables) {
    const columns = /^\{(\w+)\}/.exec(table)![1]!.length;
    const lines = table.split("\\end{tabular}")[0]!.split("\n").filter((line) =>
      line.endsWith("\\\\")
    );
    assert.ok(lines.length >= 3);
    for (const line of lines) {
      const spans = [...line.matchAll(/\\multicolumn\{(\d+)\}/g)].map(([, span]) =>
        Number(span) - 1
      );
      const cells = line.split(/(?<!\\)&/).length + spans.reduce((sum, span) => sum + span, 0);
      assert.equal(cells, columns, line);
    }
  }
  const text = DOCUMENT.replaceAll(/^% .*$/gm, "").replaceAll(/%$/gm, "");
  const braces = text.replaceAll(/\\[{}]/g, "");
  assert.equal(braces.split("{").length, braces.split("}").length);
  for (const line of text.split("\n")) {
    const bare = line.replace(/\\[\\&%$#_{}]/g, "");
    assert.equal(bare.split("$").length % 2, 1, line);
    assert.doesNotMatch(bare.replace(/\$[^$]*\$/g, ""), /[_^#%~]/, line);
  }
});

const COMMANDS = [
  "alpha",
  "begin",
  "bottomrule",
  "caption",
  "centering",
  "cmidrule",
  "dagger",
  "documentclass",
  "else",
  "end",
  "fi",
  "footnotesize",
  "ifdim",
  "linewidth",
  "midrule",
  "multicolumn",
  "pm",
  "resizebox",
  "rightarrow",
  "textasciicircum",
  "textasciitilde",
  "textbackslash",
  "textbf",
  "textit",
  "toprule",
  "usepackage",
  "width",
];

/** Whether LaTeX is there, and booktabs. */
function hasLatex(): boolean {
  try {
    return new Deno.Command("kpsewhich", {
      args: ["article.cls", "booktabs.sty", "graphicx.sty"],
      stdout: "piped",
    })
      .outputSync().success;
  } catch {
    return false;
  }
}

const LATEX = hasLatex();

Deno.test({
  name: `tablesLatex() compiles${LATEX ? "" : " (skipped: no pdflatex with booktabs)"}`,
  ignore: !LATEX,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/tables.tex`, DOCUMENT);
      const args = ["-interaction=nonstopmode", "-halt-on-error", "tables.tex"];
      const run = await new Deno.Command("pdflatex", { args, cwd: folder }).output();
      const log = new TextDecoder().decode(run.stdout);
      assert.ok(run.success, log);
      assert.doesNotMatch(log, /^Overfull/m);
      const pdf = await Deno.readFile(`${folder}/tables.pdf`);
      assert.equal(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const EXPECTED_ROWS = String
  .raw`MedViLL & \textbf{.078} $\pm$ .022 (reference .049, $+$.029) & 5.25$^{\dagger}$ $\pm$ .35 (reference 5.64, $-$.39) & 50.0 $\pm$ 0.0 (no reference) \\
Bi \& Seq2Seq & .031 $\pm$ .000 (no reference) & 8.00 $\pm$ .00 (no reference) & \textit{62.5} $\pm$ 0.0 (no reference) \\
Bidirectional & .031 $\pm$ .000 (no reference) & 5.00$^{\dagger}$ $\pm$ .00 (no reference) & 25.0, undefined (1 of 2) (no reference) \\
\midrule
`;

const EXPECTED_NOTES = String.raw`\end{tabular}}

\footnotesize Bold: better than every other trained row by a paired test on the same test examples.

\footnotesize $^{\dagger}$: the best mean, and trained rows not told from it by a paired test on the same test examples.

\footnotesize Italics: the best mean of the trained rows, not all of which were tested.

\footnotesize Tests: approximate randomisation; two-sided, corrected by Holm over the rows of a column, $\alpha$ = .05, of the models at hand: they say what other test examples would give, not what other seeds would.

\footnotesize Differences from the best that a test can find (power .8, $\alpha$ = .05 before Holm): BLEU-4 (nltk), mimic-cxr$\rightarrow$openi$\rightarrow$openi, .013 to .020 on 354 test examples; Perplexity, mimic-cxr$\rightarrow$openi$\rightarrow$openi, .75 on 354 test examples.

\footnotesize Reference, third-hand: a review; form \& test not stated.
\end{table}
`;

const EXPECTED = String.raw`% \usepackage{booktabs,graphicx}
\begin{table}
\centering
\caption{classification, seeds 1, 2, 3: mean $\pm$ sample standard deviation over seeds}
\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
\begin{tabular}{lrrrr}
\toprule
 & \multicolumn{2}{c}{AUROC micro} & \multicolumn{2}{c}{F1 micro} \\
\cmidrule(lr){2-3} \cmidrule(lr){4-5}
Pre-training & site-a & site-a & site-a & site-a \\
Fine-tuning & site-a & site-a & site-a & site-a \\
Test & site-a & site\_b & site-a & site\_b \\
\midrule
MedViLL & \textit{.875} $\pm$ .125 & .500, failed (1 of 3), undefined (1 of 3) & .500 $\pm$ .000 & \textit{.250} $\pm$ .000, failed (1 of 3) \\
Bi \& Seq2Seq & .800, failed (1 of 3), skipped (1 of 3) & failed (3 of 3) & \textit{1.000}, failed (1 of 3), skipped (1 of 3) & failed (3 of 3) \\
Non-cross & .700 $\pm$ .000, n = 2 &  & .188 $\pm$ .088, n = 2 &  \\
Scratch &  & -- &  & .125 $\pm$ .000 \\
\midrule
Prevalence (chance) & .600 & .950 & .000 & .000 \\
\bottomrule
\end{tabular}}

\footnotesize Italics: the best mean of the trained rows, not all of which were tested.

\footnotesize AUROC macro of site-a$\rightarrow$site-a$\rightarrow$site\_b leaves out 1 label with one class only in the test set.

\footnotesize -- is undefined; an AUROC is where the test set has one class only.
\end{table}

\begin{table}
\centering
\caption{vqa, seeds 1, 2, 3: mean $\pm$ sample standard deviation over seeds}
\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
\begin{tabular}{lr}
\toprule
 & \multicolumn{1}{c}{result} \\
\cmidrule(lr){2-2}
Pre-training & site-a \\
Fine-tuning & site-a \\
Test & site-a \\
\midrule
MedViLL & failed (1 of 1) \\
\bottomrule
\end{tabular}}
\end{table}
`;
