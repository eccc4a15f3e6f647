import { classification } from "../../tasks/classification.ts";
import { classificationConfigSchema } from "../../tasks/classification_config.ts";
import { reportGeneration } from "../../tasks/report_generation.ts";
import { reportGenerationConfigSchema } from "../../tasks/report_generation_config.ts";
import { retrieval } from "../../tasks/retrieval.ts";
import { retrievalConfigSchema } from "../../tasks/retrieval_config.ts";
import type { Study } from "../../tasks/studies.ts";
import { vqa } from "../../tasks/vqa.ts";
import { vqaConfigSchema } from "../../tasks/vqa_config.ts";
import { taskConformance } from "./task_conformance.ts";

/** A study with other fields of its example. */
function but(study: Study, fields: Partial<Study["example"]>): Study {
  return { ...study, example: { ...study.example, ...fields } };
}

const TRAINING = { batchSize: 4, learningRate: 3e-3 };
const unlabelled = (study: Study) => but(study, { labels: study.example.labels.map(() => null) });

for (const inputs of ["image+report", "image"]) {
  for (const optimizer of ["bertadam", "adamw"]) {
    taskConformance(`classification of ${inputs} with ${optimizer}`, {
      task: classification,
      schema: classificationConfigSchema,
      config: { task: "classification", inputs, optimizer, ...TRAINING },
      blind: unlabelled,
      guess: ({ scores }) => scores,
    });
  }
}

taskConformance("retrieval", {
  task: retrieval,
  schema: retrievalConfigSchema,
  config: { task: "retrieval", optimizer: "adamw", ...TRAINING, learningRate: 1e-2 },
  blind: unlabelled,
  guess: ({ top }) => top,
  pooled: true,
  epochs: 120,
});

taskConformance("vqa", {
  task: vqa,
  schema: vqaConfigSchema,
  config: { task: "vqa", ...TRAINING },
  blind: (study) =>
    but(study, {
      questions: study.example.questions.map((question) => ({ ...question, answer: "unknown" })),
    }),
  guess: ({ predicted }) => predicted,
});

for (const decoding of [{}, { beams: 2, blockNgrams: 3, minTokens: 2 }]) {
  taskConformance(`report generation with ${decoding.beams ?? 1} beams`, {
    task: reportGeneration,
    schema: reportGenerationConfigSchema,
    config: {
      task: "report-generation",
      ...TRAINING,
      maskRate: 0.5,
      maxPredictions: null,
      decoding,
    },
    blind: (study) => ({ ...but(study, { text: "" }), tokens: new Int32Array() }),
    guess: ({ generated }) => generated,
  });
}
