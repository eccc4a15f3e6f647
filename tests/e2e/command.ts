/** The command line in processes of its own, as a user runs it. */
import { fileURLToPath } from "node:url";
import { linesOf } from "../../benchmarks/executors/protocol.ts";
import config from "../../deno.json" with { type: "json" };

/** How a command ended and what it printed. */
export interface Finished {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** A running command; what it started is in one process group with it and with nothing else. */
export class Command implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  /** The lines of its stdout that were not read before, as they come. */
  readonly lines: AsyncGenerator<string>;

  private constructor(args: readonly string[], env: Record<string, string>) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd,
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
    this.#stderr = new Response(this.#child.stderr).text();
    this.lines = linesOf(this.#child.stdout);
  }

  /** `deno task <name> …`. */
  static task(name: string, args: readonly string[]): Command {
    return new Command(["task", "--quiet", name, ...args], {});
  }

  /** What `deno task reproduce` runs, without the process of `deno task` around it. */
  static reproduce(args: readonly string[], env: Record<string, string> = {}): Command {
    const [program, ...fixed] = config.tasks.reproduce.split(" ");
    if (program !== "deno") throw new Error(`Cannot start the task: it runs ${program}`);
    return new Command([...fixed, ...args], env);
  }

  /** Reads lines up to the first that holds `text`. @returns All of them. */
  async until(text: string): Promise<string[]> {
    const lines: string[] = [];
    while (!lines.at(-1)?.includes(text)) {
      const { done, value } = await this.lines.next();
      if (done) throw new Error(`Cannot wait for "${text}": it ended\n${await this.#stderr}`);
      lines.push(value);
    }
    return lines;
  }

  /** Signals the process alone. */
  kill(signal: Deno.Signal): void {
    Deno.kill(this.#child.pid, signal);
  }

  /** Signals the process and all that it started, as a terminal does. */
  killGroup(signal: Deno.Signal): void {
    Deno.kill(-this.#child.pid, signal);
  }

  /** Waits for the end; `stdout` holds the lines that were not read before. */
  async finish(): Promise<Finished> {
    const lines = await Array.fromAsync(this.lines, (line) => line + "\n");
    const [{ code, signal }, stderr] = await Promise.all([this.#child.status, this.#stderr]);
    return { code, signal, stdout: lines.join(""), stderr };
  }

  /** Ends whatever a failed test left running. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.killGroup("SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await this.finish();
  }
}

/** Runs `deno task <name> …` to its end. */
export async function runTask(name: string, ...args: string[]): Promise<Finished> {
  await using command = Command.task(name, args);
  return await command.finish();
}

/** A temporary directory for `body`. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "medvill-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
