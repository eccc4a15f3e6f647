/**
 * Initial values of parameters: a function of (seed, parameter name, shape) alone.
 *
 * @module
 */
import { float32, type HostTensor, type HostTensors } from "./engine/engine.ts";
import type { Parameter, Parameters } from "./parameters.ts";
import type { Key, Stream } from "./random.ts";

/** Standard deviation of BERT's initial weights at its width. */
const BERT_DEVIATION = 0.02;
const BERT_WIDTH = 768;

/** Initial values of every parameter; each is drawn from `key.fold(name)`. */
export function initialParameters(parameters: Parameters, key: Key): HostTensors {
  const entries = Object.entries(parameters).map(([name, parameter]): [string, HostTensor] => {
    const draw = drawer(parameter, key.fold(name).stream());
    const size = parameter.shape.reduce((product, d) => product * d, 1);
    return [name, float32(Float32Array.from({ length: size }, draw), parameter.shape)];
  });
  return Object.fromEntries(entries);
}

function drawer({ init, fan = BERT_WIDTH }: Parameter, stream: Stream): () => number {
  switch (init) {
    case "normal": {
      // Keeps products of weights and normalised states at BERT's scale in a narrower network.
      const deviation = BERT_DEVIATION * Math.sqrt(BERT_WIDTH / fan);
      return () => deviation * stream.normal();
    }
    case "uniform": {
      const bound = 1 / Math.sqrt(fan);
      return () => bound * (2 * stream.uniform() - 1);
    }
    case "kaiming": {
      const deviation = Math.sqrt(2 / fan);
      return () => deviation * stream.normal();
    }
    case "ones":
      return () => 1;
    case "zeros":
      return () => 0;
  }
}
