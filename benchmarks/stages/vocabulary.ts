/** `prepare/vocabulary`: WordPieces of the reports of train splits. */
import { join } from "node:path";
import { readPrepared } from "../../datasets/prepared.ts";
import { buildVocabulary } from "../../model/vocabulary.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { preparedFolder } from "./inputs.ts";

export async function prepareVocabulary(stage: Stage, context: StageContext): Promise<void> {
  const texts = Object.keys(stage.inputs).flatMap((role) => {
    const { examples, split } = readPrepared(preparedFolder(context, role));
    return split("train").map((i) => examples[i]!.text);
  });
  const tokens = buildVocabulary(texts, { size: stage.config.size as number });
  await Deno.writeTextFile(join(context.output, "vocab.txt"), tokens.join("\n") + "\n");
}
