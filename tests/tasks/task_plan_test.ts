import assert from "node:assert/strict";
import { SWITCHES } from "../../model/protocol.ts";
import { taskConfigSchema, taskPlan } from "../../tasks/task_plan.ts";

const NAMES = ["classification", "retrieval", "vqa", "report-generation"] as const;

for (const task of NAMES) {
  Deno.test(`the plan of ${task} names switches and fields that there are`, () => {
    const config = taskConfigSchema.parse({ task });
    assert.equal(config.task, task);
    const { switches, training, evaluation, testing } = taskPlan(config);
    const names = [...switches, ...training];
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names.filter((name) => !(name in SWITCHES)), []);
    assert.deepEqual(evaluation.filter((name) => !(name in config)), []);
    const read = new Set<string>([...switches, ...evaluation]);
    assert.deepEqual(testing.filter((name) => !read.has(name)), []);
  });
}

Deno.test("taskPlan() has the switches of each task", () => {
  const switches = NAMES.map((task) => {
    const { switches, training } = taskPlan(taskConfigSchema.parse({ task }));
    return [...switches, ...training].sort();
  });
  assert.deepEqual(switches, [
    ["noLabelClass", "positions", "trainableTrunk", "undefinedAuroc"],
    ["labelMatch", "positions"],
    ["positions"],
    ["decodingPositions", "greedyDecoding", "positions"],
  ]);
});
