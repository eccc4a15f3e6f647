/**
 * Channel statistics of image tokens.
 *
 * @module
 */

/** Mean and standard deviation of every channel, over all tokens added. */
export class ChannelMoments {
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #tokens = 0;

  constructor(private readonly channels: number) {
    this.#sum = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** @param values `[tokens, channels]` */
  add(values: Float32Array): void {
    values.forEach((value, i) => {
      this.#sum[i % this.channels]! += value;
      this.#squares[i % this.channels]! += value * value;
    });
    this.#tokens += values.length / this.channels;
  }

  mean(): Float32Array {
    return Float32Array.from(this.#sum, (sum) => sum / this.#tokens);
  }

  deviation(): Float32Array {
    return Float32Array.from(this.#squares, (squares, c) => {
      const mean = this.#sum[c]! / this.#tokens;
      return Math.sqrt(Math.max(0, squares / this.#tokens - mean * mean));
    });
  }
}
