/**
 * `spec.schema.json`: the schema of specs for editors, written by `deno task schema`.
 *
 * @module
 */
import { z } from "zod";
import { specSchema } from "./spec_schema.ts";

/** The file's content. */
export function specJsonSchema(): string {
  const schema = z.toJSONSchema(specSchema, {
    io: "input",
    override({ jsonSchema }) {
      // A task's kind defaults to its name, which the parser fills in before it checks.
      const task = jsonSchema.properties?.task;
      if (typeof task === "object" && "const" in task) {
        jsonSchema.required = jsonSchema.required?.filter((name) => name !== "task");
      }
    },
  });
  return JSON.stringify({ ...schema, title: "MedViLL Bench spec" }, null, 2) + "\n";
}

if (import.meta.main) {
  Deno.writeTextFileSync(new URL("spec.schema.json", import.meta.url), specJsonSchema());
}
