import assert from "node:assert/strict";
import { SWITCHES } from "../../model/protocol.ts";
import { taskConfigSchema, taskPlan } from "../../tasks/task_plan.ts";

const NAMES = ["classification", "retrieval", "vqa", "report-generation"] as const;

for (const task of NAMES) {
  Deno.test(`the plan of ${task} names switches and fields that there are`, () => {
    const config = taskConfigSchema.parse({ task });
    assert.equal(config.task, task);
    const { trainingSwitches, evaluationSwitches, evaluationFields, testingFields } = taskPlan(
      config,
    );
    for (const names of [trainingSwitches, evaluationSwitches]) {
      assert.equal(new Set(names).size, names.length);
      assert.deepEqual(names.filter((name) => !(name in SWITCHES)), []);
    }
    assert.deepEqual(evaluationFields.filter((name) => !(name in config)), []);
    assert.deepEqual(testingFields.filter((name) => !evaluationFields.includes(name)), []);
  });
}

Deno.test("taskPlan() has the switches of each task", () => {
  const plans = NAMES.map((task) => taskPlan(taskConfigSchema.parse({ task })));
  assert.deepEqual(plans.map(({ trainingSwitches }) => [...trainingSwitches].sort()), [
    ["noLabelClass", "positions", "trainableTrunk", "undefinedAuroc"],
    ["labelMatch", "positions"],
    ["positions"],
    ["decodingPositions", "positions", "randomTruncation"],
  ]);
  assert.deepEqual(plans.map(({ evaluationSwitches }) => [...evaluationSwitches].sort()), [
    ["positions", "undefinedAuroc"],
    ["labelMatch", "positions"],
    ["positions"],
    ["decodingPositions", "greedyDecoding", "positions"],
  ]);
});
