/** What tests of tasks run on: the oracle engine, or sessions that give what they are told. */
import { type HostTensors, openEngine, type Session } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { networkParameters } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import type { Study } from "../../tasks/studies.ts";
import type { BoundTask, LoadProgram } from "../../tasks/task.ts";
import type { Tiny } from "./tiny.ts";

/** Loads programs with a task's initial weights, on the oracle. */
export async function oracle(
  { model }: Tiny,
  { heads }: Pick<BoundTask, "heads">,
): Promise<LoadProgram> {
  const engine = await openEngine("js");
  const weights = initialParameters(networkParameters(model, heads), Key.of(5));
  return (program) => engine.load(program, weights);
}

/** The loss of a step with the weights of {@link oracle}, without dropout. */
export async function lossOf(tiny: Tiny, task: BoundTask, feed: HostTensors): Promise<number> {
  const load = await oracle(tiny, task);
  const session = load((params, inputs) => ({
    outputs: task.loss(params, inputs, undefined as never).outputs,
  }));
  const { loss } = await session.run(feed);
  session.dispose();
  return loss!.data[0]!;
}

/** A session whose programs give the outputs of `run`. */
export function sessionOf(run: (feed: HostTensors) => HostTensors): Session {
  const session: Session = {
    run: (feed) => Promise.resolve(run(feed)),
    read: () => Promise.resolve({}),
    share: () => session,
    dispose: () => {},
  };
  return session;
}

/** Studies of the test split, with fields of their own. */
export function studiesOf(
  tiny: Tiny,
  ...own: (Partial<Study["example"]> & { readonly tokens?: readonly number[] })[]
): Study[] {
  const test = tiny.studies.split("test");
  return own.map(({ tokens, ...fields }, i) => {
    const study = test[i]!;
    const words = Int32Array.from(tokens ?? study.tokens);
    return {
      row: study.row,
      tokens: words,
      whole: words,
      example: { ...study.example, ...fields },
    };
  });
}
