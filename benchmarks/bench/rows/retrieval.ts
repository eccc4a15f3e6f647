/**
 * Pairs of images and reports scored, as retrieval's evaluation does.
 *
 * @module
 */
import { featureChannels, gridTokens, MODEL_PRESETS } from "../../../model/config.ts";
import { LAYOUTS } from "../../../model/layout.ts";
import { encoderParameters, headParameters } from "../../../model/parameters.ts";
import { cachedImages } from "../../../tasks/images.ts";
import { pairScorer } from "../../../tasks/retrieval_scores.ts";
import { noise, noiseParameters, noiseStudies, SPECIAL } from "../noise.ts";
import { peerModel } from "../pretrain_step.ts";
import { engineOf, type Row } from "../row.ts";

/** Studies, and pairs in a batch of the scorer. */
const STUDIES = 32;
const MODEL = MODEL_PRESETS.tiny;

export const retrieval: Row = {
  name: "retrieval",
  unit: "ms/pair",
  what: `retrieval, tiny size, ${STUDIES} images × ${STUDIES} reports`,
  count: STUDIES ** 2,
  peer: {
    open: "retrieval",
    model: peerModel(MODEL, 0),
    batch: STUDIES,
    batches: STUDIES,
    image: gridTokens(MODEL),
    text: MODEL.textTokens + 3,
  },
  async open(setup) {
    const engine = await engineOf(setup);
    const params = noiseParameters({
      ...encoderParameters(MODEL),
      ...headParameters(MODEL, { match: true }),
    });
    const map = noise([gridTokens(MODEL), featureChannels(MODEL.trunk)]).data as Float32Array;
    const studies = noiseStudies(STUDIES, MODEL, map);
    const scorer = pairScorer((program) => engine.load(program, params), {
      model: MODEL,
      layout: LAYOUTS.retrieval,
      images: cachedImages(studies, MODEL),
      special: SPECIAL,
      textTokens: MODEL.textTokens,
      wordsOf: ({ tokens }) => tokens,
    });
    const all = studies.split("test");
    return {
      run: async () => void await scorer.score(all),
      close: () => scorer[Symbol.dispose](),
    };
  },
};
