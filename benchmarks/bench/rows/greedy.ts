/**
 * Reports written with cached keys and values.
 *
 * @module
 */
import { featureChannels, gridTokens, MODEL_PRESETS } from "../../../model/config.ts";
import { greedySearch, openDecoder } from "../../../model/decoding/mod.ts";
import { LAYOUTS } from "../../../model/layout.ts";
import { encoderParameters, headParameters } from "../../../model/parameters.ts";
import { wholeMap } from "../../../tasks/images.ts";
import { noise, noiseParameters, SPECIAL } from "../noise.ts";
import { peerModel } from "../pretrain_step.ts";
import { engineOf, type Row } from "../row.ts";

const REPORTS = 4;
const TOKENS = 128;
const MODEL = MODEL_PRESETS.base;

export const greedy: Row = {
  name: "greedy-decoding",
  unit: "ms/token",
  what:
    `greedy decoding, base size, ${REPORTS} reports of ${TOKENS} tokens, keys and values cached`,
  count: REPORTS * TOKENS,
  peer: {
    open: "greedy",
    model: peerModel(MODEL, 0),
    reports: REPORTS,
    image: gridTokens(MODEL),
    tokens: TOKENS,
  },
  async open(setup) {
    const engine = await engineOf(setup);
    const params = noiseParameters({
      ...encoderParameters(MODEL),
      ...headParameters(MODEL, { words: true }),
    });
    const decoder = openDecoder((program) => engine.load(program, params), {
      model: MODEL,
      layout: LAYOUTS["report-generation"],
      special: SPECIAL,
      pixels: wholeMap(MODEL),
      positions: "true",
      maxTokens: TOKENS,
    });
    const features = noise([REPORTS, gridTokens(MODEL), featureChannels(MODEL.trunk)]);
    return {
      // No token ends a text here: every run writes all of them.
      run: async () => void await greedySearch(await decoder.start({ features }, 1), new Set()),
      close: () => decoder.dispose(),
    };
  },
};
