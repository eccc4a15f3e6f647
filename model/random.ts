/**
 * Keyed, counter-based randomness: Threefry-2x32 with 20 rounds.
 *
 * A {@link Key} names a purpose (`Key.of(seed).fold("mask").fold(step)`); a {@link Stream} draws
 * from it. Equal keys give equal draws on every machine; there is no other source of randomness.
 *
 * Source: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
 *
 * @module
 */

const PARITY = 0x1bd11bda;

/** The second word of the last {@link block}: whole datasets are drawn, so a pair is not allocated. */
let second = 0;

/**
 * The Threefry-2x32-20 block function.
 *
 * @param k0 First key word, @param k1 second key word, @param c0 first counter word, @param c1 second.
 * @returns The first of two random 32-bit words; the other is left in {@link second}.
 */
function block(k0: number, k1: number, c0: number, c1: number): number {
  let [a, b, c] = [k0 | 0, k1 | 0, (k0 ^ k1 ^ PARITY) | 0];
  let x0 = (c0 + a) | 0;
  let x1 = (c1 + b) | 0;
  for (let n = 1; n <= 5; n++) {
    // Rotations 13, 15, 26, 6, then 17, 29, 16, 24.
    const odd = (n & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = (odd ? (x1 << 13) | (x1 >>> 19) : (x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = (odd ? (x1 << 15) | (x1 >>> 17) : (x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = (odd ? (x1 << 26) | (x1 >>> 6) : (x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = (odd ? (x1 << 6) | (x1 >>> 26) : (x1 << 24) | (x1 >>> 8)) ^ x0;
    const next = c;
    c = a;
    a = b;
    b = next;
    x0 = (x0 + a) | 0;
    x1 = (x1 + b + n) | 0;
  }
  second = x1 >>> 0;
  return x0 >>> 0;
}

/** The block function as a pair: two random 32-bit words of a key's and a counter's two. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number): [number, number] {
  return [block(k0, k1, c0, c1), second];
}

/** An immutable name of a random stream. */
export class Key {
  private constructor(readonly k0: number, readonly k1: number) {}

  /** The root key of a seed (a non-negative safe integer). */
  static of(seed: number): Key {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Cannot make a key: seed must be a non-negative integer, got ${seed}`);
    }
    return new Key(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0);
  }

  /** A key for a purpose (text) or an index (non-negative integer) below this one. */
  fold(part: string | number): Key {
    if (typeof part === "number") {
      const [a, b] = threefry2x32(this.k0, this.k1, part >>> 0, Math.floor(part / 2 ** 32));
      return new Key(a, b);
    }
    let [a, b] = threefry2x32(this.k0, this.k1, part.length, 0xffffffff);
    for (let i = 0; i < part.length; i += 2) {
      const word = part.charCodeAt(i) | ((part.charCodeAt(i + 1) || 0) << 16);
      [a, b] = threefry2x32(a, b, word, i);
    }
    return new Key(a, b);
  }

  /** A fresh stream of draws; two streams of one key draw the same values. */
  stream(): Stream {
    return new Stream(this);
  }
}

/** A sequence of draws from one key. */
export class Stream {
  #counter = 0;
  #spare: number | undefined;

  constructor(private readonly key: Key) {}

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const c = this.#counter++;
    const first = block(this.key.k0, this.key.k1, c >>> 0, Math.floor(c / 2 ** 32));
    this.#spare = second;
    return first;
  }

  /** A uniform number in [0, 1) with 32 random bits. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A uniform integer in [0, bound), without modulo bias. */
  int(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`Cannot draw an integer below ${bound}: expected 1 to 2^32`);
    }
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const value = this.uint32();
      if (value < limit) return value % bound;
    }
  }

  /** A standard normal number (Box–Muller, cosine branch). */
  normal(): number {
    const u = 1 - this.uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** An element of a non-empty list. */
  choice<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }

  /** A uniformly random order of 0..n-1 (Fisher–Yates). */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}
