/**
 * The ceiling: one product of matrices, which every other row is made of.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "../../../model/engine/mod.ts";
import { noise } from "../noise.ts";
import type { Row } from "../row.ts";

const [ROWS, INNER, COLUMNS] = [4096, 256, 1024];

export const matmul: Row = {
  name: "matmul",
  unit: "ms",
  what: `product ${ROWS} × ${INNER} × ${COLUMNS}`,
  peer: { open: "matmul", rows: ROWS, inner: INNER, columns: COLUMNS },
  async open(threads) {
    const engine = await openEngine("onnx", { threads });
    // The product replaces an entry of the state: into a buffer that is there, as the peer's.
    const session = engine.load(
      ({ a, b }) => ({ state: { product: tf.matMul(a!, b!) }, outputs: {} }),
      {
        a: noise([ROWS, INNER]),
        b: noise([INNER, COLUMNS]),
        product: noise([ROWS, COLUMNS]),
      },
    );
    return { run: () => session.run({}), close: () => session.dispose() };
  },
};
