/** The command line in this process, with what it prints. */
import process from "node:process";
import { main } from "../../cli.ts";
import type { Finished } from "./command.ts";

/** Runs `cli.ts` with the arguments; takes console and standard streams until it is done. */
export async function captured(...args: string[]): Promise<Finished> {
  const text = { stdout: "", stderr: "" };
  const taken = { log: console.log, error: console.error };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  const into = (stream: "stdout" | "stderr") => (chunk: unknown) => {
    text[stream] += chunk;
    return true;
  };
  console.log = (line) => into("stdout")(`${line}\n`);
  console.error = (line) => into("stderr")(`${line}\n`);
  process.stdout.write = into("stdout");
  process.stderr.write = into("stderr");
  try {
    return { code: await main(args), signal: null, ...text };
  } finally {
    Object.assign(console, taken);
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
  }
}
