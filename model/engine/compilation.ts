/**
 * What this process spent on making graphs of programs.
 *
 * @module
 */

/** Graphs, and the seconds that it took to trace and compile them. */
export interface Compilation {
  /** Graphs that were compiled. */
  readonly compiled: number;
  /** Graphs that were there, compiled for another program before. */
  readonly reused: number;
  readonly seconds: number;
}

let total: Compilation = { compiled: 0, reused: 0, seconds: 0 };

/** All since the process started. */
export function compilation(): Compilation {
  return total;
}

/** What was added since an earlier {@link compilation}. */
export function compilationSince(earlier: Compilation): Compilation {
  return {
    compiled: total.compiled - earlier.compiled,
    reused: total.reused - earlier.reused,
    seconds: total.seconds - earlier.seconds,
  };
}

/** Notes one graph. */
export function noteCompilation(kind: "compiled" | "reused", seconds: number): void {
  total = { ...total, [kind]: total[kind] + 1, seconds: total.seconds + seconds };
}
