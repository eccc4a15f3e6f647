import { classification } from "../../tasks/classification.ts";
import { classificationConfigSchema } from "../../tasks/classification_config.ts";
import { taskConformance } from "./task_conformance.ts";

for (const inputs of ["image+report", "image"]) {
  for (const optimizer of ["bertadam", "adamw"]) {
    taskConformance(`classification of ${inputs} with ${optimizer}`, {
      task: classification,
      schema: classificationConfigSchema,
      config: { task: "classification", inputs, optimizer, batchSize: 4, learningRate: 3e-3 },
      blind: (study) => {
        const labels = study.example.labels.map(() => null);
        return { ...study, example: { ...study.example, labels } };
      },
      guess: ({ scores }) => scores,
    });
  }
}
