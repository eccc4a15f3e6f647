/**
 * A main process for kill tests: runs toy stages in the store of its first argument and prints a
 * JSON line per event, and the outcome's status at the end. With the second argument `step` it waits
 * after every event for a byte on stdin.
 */
import { run } from "../../benchmarks/run.ts";
import { Store } from "../../benchmarks/store.ts";
import { toy } from "./toy_stages.ts";

const a = toy("a");
const b = toy("b");
const c = toy("c", { left: a, right: b });
const d = toy("d", { only: c });
const e = toy("e", { first: b, second: d });

/** The graph, and the value each stage must leave. */
export const GRAPH = { stages: [a, b, c, d, e], targets: [d.key, e.key] };
export const VALUES = new Map([
  [a, "a()"],
  [b, "b()"],
  [c, "c(a(),b())"],
  [d, "d(c(a(),b()))"],
  [e, "e(b(),d(c(a(),b())))"],
]);

if (import.meta.main) {
  const outcome = await run(GRAPH, {
    store: await Store.open(Deno.args[0]!),
    jobs: 2,
    stageModule: new URL("toy_stages.ts", import.meta.url).href,
    onEvent: ({ type }) => {
      console.log(JSON.stringify(type));
      if (Deno.args[1] === "step") Deno.stdin.readSync(new Uint8Array(1));
    },
  });
  console.log(JSON.stringify(outcome.status));
}
