import assert from "node:assert/strict";
import { tablesLatex } from "../../results/tables_latex.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";

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

const EXPECTED = String.raw`\begin{table}
\centering
\caption{classification, seeds 1, 2, 3: mean $\pm$ sample standard deviation over seeds}
\begin{tabular}{lrrrr}
\toprule
 & \multicolumn{2}{c}{AUROC micro} & \multicolumn{2}{c}{F1 micro} \\
\cmidrule(lr){2-3} \cmidrule(lr){4-5}
 & site-a$\rightarrow$site-a$\rightarrow$site-a & site-a$\rightarrow$site-a$\rightarrow$site\_b & site-a$\rightarrow$site-a$\rightarrow$site-a & site-a$\rightarrow$site-a$\rightarrow$site\_b \\
\midrule
MedViLL & \textbf{.875} $\pm$ .125 & .500, failed (1 of 3), undefined (1 of 3) & .500 $\pm$ .000 & \textbf{.250} $\pm$ .000, failed (1 of 3) \\
Bi \& Seq2Seq & .800, failed (1 of 3), skipped (1 of 3) & failed (3 of 3) & \textbf{1.000}, failed (1 of 3), skipped (1 of 3) & failed (3 of 3) \\
Non-cross & .700 $\pm$ .000, n = 2 &  & .188 $\pm$ .088, n = 2 &  \\
Scratch &  & -- &  & .125 $\pm$ .000 \\
\midrule
Prevalence (chance) & .600 & .950 & .000 & .000 \\
\bottomrule
\end{tabular}
\end{table}

\begin{table}
\centering
\caption{vqa, seeds 1, 2, 3: mean $\pm$ sample standard deviation over seeds}
\begin{tabular}{lr}
\toprule
 & \multicolumn{1}{c}{result} \\
\cmidrule(lr){2-2}
 & site-a$\rightarrow$site-a$\rightarrow$site-a \\
\midrule
MedViLL & failed (1 of 1) \\
\bottomrule
\end{tabular}
\end{table}
`;
