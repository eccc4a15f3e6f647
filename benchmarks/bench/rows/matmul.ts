/**
 * The ceiling: one product of matrices, which every other row is made of.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { noise } from "../noise.ts";
import { engineOf, type Row } from "../row.ts";

const [ROWS, INNER, COLUMNS] = [4096, 256, 1024];

export const matmul: Row = {
  name: "matmul",
  unit: "ms",
  what: `product ${ROWS} × ${INNER} × ${COLUMNS}`,
  peer: { open: "matmul", rows: ROWS, inner: INNER, columns: COLUMNS },
  async open(setup) {
    const engine = await engineOf(setup);
    // The product replaces an entry of the state: into a buffer that is there, as the peer's. A GPU
    // that nothing is asked of would not be waited for, so one element of it is.
    const session = engine.load(
      ({ a, b }) => {
        const product = tf.matMul(a!, b!);
        return { state: { product }, outputs: { first: tf.slice(product, [0, 0], [1, 1]) } };
      },
      {
        a: noise([ROWS, INNER]),
        b: noise([INNER, COLUMNS]),
        product: noise([ROWS, COLUMNS]),
      },
    );
    return { run: () => session.run({}), close: () => session.dispose() };
  },
};
