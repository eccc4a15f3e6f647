/** Runs a small program once on the oracle engine. */
import { type HostTensors, openEngine, type StepFunction } from "../../model/engine/mod.ts";
import type { Key } from "../../model/random.ts";

/** The outputs of `program` on `state` and `feed`, as arrays of numbers. */
export async function evaluate(
  program: StepFunction,
  state: HostTensors,
  feed: HostTensors = {},
  key?: Key,
): Promise<Record<string, number[]>> {
  const session = (await openEngine("js")).load(program, state);
  const outputs = await session.run(feed, key);
  session.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
}

/** Rounds to 6 decimals, for exact comparison with expected values. */
export function rounded(values: readonly number[] | undefined): number[] {
  return values!.map((value) => Math.round(value * 1e6) / 1e6 + 0);
}
