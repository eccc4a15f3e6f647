/**
 * Statistics of image tokens.
 *
 * @module
 */

/** Means and correlations of the channels, over all tokens added. */
export class TokenStatistics {
  readonly #sums: Float64Array;
  /** Sums of products of channels i and j ≤ i: `[channels, channels]`. */
  readonly #products: Float64Array;
  #tokens = 0;

  constructor(private readonly channels: number) {
    this.#sums = new Float64Array(channels);
    this.#products = new Float64Array(channels ** 2);
  }

  /** @param values `[tokens, channels]` */
  add(values: Float32Array): void {
    const { channels } = this;
    for (let start = 0; start < values.length; start += channels) {
      for (let i = 0; i < channels; i++) {
        const value = values[start + i]!;
        this.#sums[i]! += value;
        for (let j = 0; j <= i; j++) {
          this.#products[i * channels + j]! += value * values[start + j]!;
        }
      }
    }
    this.#tokens += values.length / channels;
  }

  mean(): Float32Array {
    return Float32Array.from(this.#sums, (sum) => sum / this.#tokens);
  }

  /**
   * The matrix `L⁻¹ D⁻¹`, for deviations D and correlations R = L Lᵀ - I, times what brings the
   * channels' mean variance to 1: `[channels, channels]`.
   *
   * It takes centred tokens to where no direction prevails: the variance v of standardised channels
   * along a direction becomes v / (1 + v), before it is scaled. What hardly varies stays small.
   */
  whitening(): Float32Array {
    const { channels } = this;
    const deviations = Float64Array.from(this.#sums, (_, c) => Math.sqrt(this.#covariance(c, c)));
    // A channel that never fires stays 0.
    const scales = deviations.map((deviation) => deviation > 0 ? 1 / deviation : 1);
    const lower = cholesky(channels, (i, j) => {
      return this.#covariance(i, j) * scales[i]! * scales[j]! + (i === j ? 1 : 0);
    });
    const whitener = inverse(channels, lower);
    // L⁻¹ R L⁻ᵀ = I - L⁻¹ L⁻ᵀ
    const variance = 1 - whitener.reduce((sum, value) => sum + value ** 2, 0) / channels;
    return Float32Array.from(whitener, (value, at) => {
      return value * scales[at % channels]! / Math.sqrt(variance);
    });
  }

  #covariance(i: number, j: number): number {
    const product = this.#products[i * this.channels + j]! / this.#tokens;
    const covariance = product - this.#sums[i]! * this.#sums[j]! / this.#tokens ** 2;
    return i === j ? Math.max(0, covariance) : covariance;
  }
}

/** L of a positive matrix L Lᵀ, whose entries on and below the diagonal are `entry(i, j)`. */
function cholesky(size: number, entry: (i: number, j: number) => number): Float64Array {
  const lower = new Float64Array(size ** 2);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = entry(i, j);
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j]!;
    }
  }
  return lower;
}

/** The inverse of a lower triangular matrix. */
function inverse(size: number, lower: Float64Array): Float64Array {
  const result = new Float64Array(size ** 2);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let rest = i === j ? 1 : 0;
      for (let k = j; k < i; k++) rest -= lower[i * size + k]! * result[k * size + j]!;
      result[i * size + j] = rest / lower[i * size + i]!;
    }
  }
  return result;
}
