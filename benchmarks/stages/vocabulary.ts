/** `prepare/vocabulary`: WordPieces of the reports of train splits, or those of a file. */
import { join } from "node:path";
import { readPrepared } from "../../datasets/prepared.ts";
import { buildVocabulary } from "../../model/vocabulary.ts";
import type { PlannedStage } from "../plan_stages.ts";
import type { StageContext } from "./context.ts";
import { checkUnchanged } from "./checkpoint.ts";
import { preparedFolder } from "./inputs.ts";

export async function prepareVocabulary(
  stage: PlannedStage,
  context: StageContext,
): Promise<void> {
  const out = join(context.output, "vocab.txt");
  if (stage.file !== undefined) {
    await Deno.writeFile(out, await Deno.readFile(stage.file));
    checkUnchanged(stage, out);
    return;
  }
  const texts = Object.keys(stage.inputs).flatMap((role) => {
    using prepared = readPrepared(preparedFolder(context, role));
    const { examples, split } = prepared;
    return split("train").map((i) => examples[i]!.text);
  });
  const tokens = buildVocabulary(texts, { size: stage.config.size as number });
  await Deno.writeTextFile(out, tokens.join("\n") + "\n");
}
