/**
 * The words in which a run tells how far it is.
 *
 * @module
 */
import type { RunningStage, RunState } from "./progress_state.ts";
import type { RunEvent } from "./run.ts";

/** `0.4 s`, `12 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `5 of 12 stages done (3 cached), 2 running, 1 failed, about 3 min left`. */
export function summary(state: RunState, now: number): string {
  const { total, cached, done, running, failed, skipped, interrupted } = state.counts;
  const left = running > 0 ? state.timeLeft(now) : undefined;
  return [
    `${cached + done} of ${total} stages done (${cached} cached)`,
    ...running > 0 ? [`${running} running`] : [],
    ...failed > 0 ? [`${failed} failed`] : [],
    ...skipped > 0 ? [`${skipped} skipped`] : [],
    ...interrupted > 0 ? [`${interrupted} interrupted`] : [],
    ...left !== undefined ? [`about ${duration(left)} left`] : [],
  ].join(", ");
}

/** `pretrain bar on site-a: 120/600, loss 1.234, 56 examples/s, 3 min left`. */
export function stageLine(state: RunState, running: RunningStage, now: number): string {
  const { stage, progress } = running;
  if (progress === undefined) return `${stage.title}: ${duration(now - running.started)}`;
  const { done, total, loss, examplesPerSecond } = progress;
  const left = state.stageLeft(running, now);
  const parts = [
    `${done}/${total}`,
    ...loss !== undefined ? [`loss ${loss.toPrecision(4)}`] : [],
    ...examplesPerSecond !== undefined ? [`${examplesPerSecond.toPrecision(3)} examples/s`] : [],
    ...left !== undefined ? [`${duration(left)} left`] : [],
  ];
  return `${stage.title}: ${parts.join(", ")}`;
}

/**
 * The line for an event, if it is worth one also where a live view is shown: failures, damage,
 * notices and what stages print.
 */
export function newsLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "log":
      return `${event.stage.title}: ${event.line}`;
    case "again":
      return `again: ${event.stage.title}, an artifact it needs was lost and is made first`;
    case "damage": {
      const { kind, key, reason, movedTo } = event.damage;
      const where = movedTo === null ? "" : `, moved to ${movedTo}`;
      return `damaged: ${kind}/${key}, ${reason}${where}`;
    }
    case "notice":
      return event.line;
    case "end":
      if (event.outcome.status !== "failed") return undefined;
      return `failed: ${event.stage.title}: ${event.outcome.message}`;
  }
}

/**
 * The line for a start or an end, where there is no live view.
 *
 * @param seconds How long the stage ran, if it did.
 */
export function stepLine(event: RunEvent, seconds: number | undefined): string | undefined {
  switch (event.type) {
    case "plan": {
      const [cached, missing] = [event.cached.length, event.missing.length];
      return `${cached + missing} stages: ${cached} cached, ${missing} to run`;
    }
    case "start":
      return `start: ${event.stage.title}, threads ${event.threads}`;
    case "end": {
      const { stage, outcome } = event;
      if (outcome.status === "skipped") return `skipped: ${outcome.message}`;
      if (outcome.status !== "done" && outcome.status !== "cached") return undefined;
      const took = seconds === undefined ? "" : `, ${duration(seconds)}`;
      return `${outcome.status}: ${stage.title}${took}`;
    }
  }
}

/** A line broken between words into lines of at most `width` characters, all but the first indented. */
export function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let last = "";
  for (const word of line.split(" ")) {
    if (last !== "" && last.length + 1 + word.length > width) {
      lines.push(last);
      last = `  ${word}`;
    } else {
      last = last === "" ? word : `${last} ${word}`;
    }
  }
  return [...lines, last];
}
