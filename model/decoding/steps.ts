/**
 * The cache of one decoding in host memory, and its steps.
 *
 * Engines take a feed without copying it on the CPU. So keys and values stay in arrays of a fixed
 * length, into which a step's few new rows are written: nothing else moves, and one compiled graph
 * serves all steps. A beam that takes over another's text only takes over what that sees.
 *
 * @module
 */
import {
  float32,
  type HostTensor,
  type HostTensors,
  int32,
  type Session,
} from "../engine/engine.ts";
import type { SpecialIds } from "../tokenizer.ts";
import { stepPositions, type TextPositions } from "./positions.ts";

/** Scores of the next token of R reports with K beams each, beams of a report side by side. */
export interface Scores {
  /** `[R * K, vocabulary]` */
  readonly logits: Float32Array;
  /** Log-sum-exp of each row of `logits`: `[R * K]`. */
  readonly total: Float32Array;
  readonly vocabulary: number;
}

/** A decoding under way. */
export interface Steps {
  readonly reports: number;
  readonly beams: number;
  /** Calls of `next` that are allowed. */
  readonly maxTokens: number;
  /**
   * Feeds one token per beam and scores what may follow; the first call feeds none.
   *
   * @param tokens Per beam, `[R * K]`.
   * @param origins The beam of the same report whose text the token follows, `[R * K]`; absent means
   * its own.
   */
  next(tokens?: ArrayLike<number>, origins?: ArrayLike<number>): Promise<Scores>;
}

export interface StepsOptions {
  readonly beams: number;
  readonly maxTokens: number;
  readonly positions: TextPositions;
  readonly special: Pick<SpecialIds, "mask" | "pad">;
}

/**
 * @param session Runs `decodeStep`.
 * @param block What `encodeImageBlock` made.
 */
export function openSteps(session: Session, block: HostTensors, options: StepsOptions): Steps {
  return new CachedSteps(session, block, options);
}

class CachedSteps implements Steps {
  readonly reports: number;
  readonly beams: number;
  readonly maxTokens: number;
  /** Length of the image block. */
  readonly #image: number;
  /** Slots: the image block's, then K for each token that is fed. */
  readonly #slots: number;
  readonly #cache: HostTensors;
  /** `[R, 2K, slots + 2K]`, and the part of it that a beam's origin hands on. */
  readonly #mask: Int32Array;
  #step = 0;

  constructor(
    private readonly session: Session,
    block: HostTensors,
    private readonly options: StepsOptions,
  ) {
    const [reports, , image] = block["key.0"]!.shape as [number, number, number, number];
    this.reports = reports;
    this.beams = options.beams;
    this.maxTokens = options.maxTokens;
    this.#image = image;
    this.#slots = image + (this.maxTokens - 1) * this.beams;
    this.#cache = Object.fromEntries(
      Object.entries(block).map(([name, tensor]) => [name, widened(tensor, this.#slots)]),
    );
    this.#mask = new Int32Array(reports * 2 * this.beams * this.#columns);
    for (let row = 0; row < reports * this.beams; row++) this.#see(row, 0, image);
  }

  async next(tokens?: ArrayLike<number>, origins?: ArrayLike<number>): Promise<Scores> {
    if (this.#step === this.maxTokens) {
      throw new RangeError(
        `Cannot decode token ${this.#step + 1}: the cache was made for ${this.maxTokens}, ` +
          "raise maxTokens",
      );
    }
    if (origins !== undefined) this.#inherit(origins);
    this.#seeStep();
    const outputs = await this.session.run({ ...this.#cache, ...this.#tokens(tokens) });
    if (this.#step > 0) this.#keep(outputs);
    this.#step++;
    const { logits, total } = outputs;
    return {
      logits: logits!.data as Float32Array,
      total: total!.data as Float32Array,
      vocabulary: logits!.shape[1]!,
    };
  }

  get #columns(): number {
    return this.#slots + 2 * this.beams;
  }

  /** Lets both tokens of a beam (`row` of `R * K`) see columns. */
  #see(row: number, start: number, end: number): void {
    for (const token of [2 * row, 2 * row + 1]) {
      this.#mask.fill(1, token * this.#columns + start, token * this.#columns + end);
    }
  }

  /** The last token sees itself; [MASK] sees itself, and the last token where there is one. */
  #seeStep(): void {
    for (let row = 0; row < this.reports * this.beams; row++) {
      const last = this.#slots + 2 * (row % this.beams);
      this.#mask[2 * row * this.#columns + last] = 1;
      this.#mask[(2 * row + 1) * this.#columns + last] = this.#step > 0 ? 1 : 0;
      this.#mask[(2 * row + 1) * this.#columns + last + 1] = 1;
    }
  }

  #tokens(tokens: ArrayLike<number> | undefined): HostTensors {
    const { reports, beams } = this;
    const { mask, pad } = this.options.special;
    const ids = new Int32Array(reports * beams * 2);
    for (let row = 0; row < reports * beams; row++) ids.set([tokens?.[row] ?? pad, mask], 2 * row);
    const pair = stepPositions(this.options.positions, this.#step);
    return {
      ids: int32(ids, [reports, 2 * beams]),
      positions: int32(Array.from({ length: beams }, () => pair).flat(), [2 * beams]),
      mask: int32(this.#mask, [reports, 2 * beams, this.#columns]),
    };
  }

  /** Writes what a step made of its last tokens, and lets each beam see its own. */
  #keep(outputs: HostTensors): void {
    const { reports, beams } = this;
    const first = this.#image + (this.#step - 1) * beams;
    for (const [name, { data, shape }] of Object.entries(this.#cache)) {
      const size = shape[3]!;
      const made = outputs[name]!.data as Float32Array;
      for (let row = 0; row < shape[0]! * shape[1]!; row++) {
        const rows = made.subarray(row * beams * size, (row + 1) * beams * size);
        (data as Float32Array).set(rows, (row * this.#slots + first) * size);
      }
    }
    for (let row = 0; row < reports * beams; row++) {
      const slot = first + row % beams;
      this.#see(row, slot, slot + 1);
    }
  }

  /** Each beam sees what its origin saw. */
  #inherit(origins: ArrayLike<number>): void {
    const before = this.#mask.slice();
    for (let row = 0; row < this.reports * this.beams; row++) {
      const origin = row - row % this.beams + origins[row]!;
      for (const member of [0, 1]) {
        const from = (2 * origin + member) * this.#columns;
        const seen = before.subarray(from, from + this.#slots);
        this.#mask.set(seen, (2 * row + member) * this.#columns);
      }
    }
  }
}

/** `[R, heads, S, d]` with room for more tokens: `[R, heads, slots, d]`. */
function widened({ data, shape }: HostTensor, slots: number): HostTensor {
  const [reports, heads, tokens, size] = shape as [number, number, number, number];
  const wide = new Float32Array(reports * heads * slots * size);
  for (let row = 0; row < reports * heads; row++) {
    const rows = data.subarray(row * tokens * size, (row + 1) * tokens * size);
    wide.set(rows as Float32Array, row * slots * size);
  }
  return float32(wide, [reports, heads, slots, size]);
}
