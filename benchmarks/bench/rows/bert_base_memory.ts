/**
 * The most memory that a process holds which pre-trains a network of the published size.
 *
 * @module
 */
import process from "node:process";
import { childEnvironment } from "../../child_environment.ts";
import { openPretrainStep, peerPretrainStep } from "../pretrain_step.ts";
import type { Row, Setup } from "../row.ts";
import { BERT_BASE } from "./bert_base.ts";

/** The second step is the first that finds buffers of the one before. */
const STEPS = 2;

const PERMISSIONS = ["read", "env", "sys", "ffi"].map((name) => `--allow-${name}`);

export const bertBaseMemory: Row = {
  name: "bert-base-memory",
  unit: "MB",
  what: `peak memory of a new process that makes ${STEPS} of bert-base-step`,
  once: true,
  peer: { open: "peak_memory", steps: STEPS, work: peerPretrainStep(BERT_BASE) },
  unfit: ({ device }) =>
    device === "cpu" ? undefined : "a process's memory does not show what it takes of a GPU's",
  open: (setup) => Promise.resolve({ run: () => inNewProcess(setup) }),
};

async function inNewProcess(setup: Setup): Promise<number> {
  const { success, stdout } = await new Deno.Command("deno", {
    args: ["run", ...PERMISSIONS, import.meta.filename!, JSON.stringify(setup)],
    ...childEnvironment(),
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot measure memory: the process that was to hold it failed");
  return Number(new TextDecoder().decode(stdout));
}

/** Megabytes. */
async function peakMemory(setup: Setup): Promise<number> {
  const { feed, run, close } = await openPretrainStep(BERT_BASE, setup);
  const batch = feed(0);
  for (let step = 0; step < STEPS; step++) await run(step, batch);
  close();
  return process.resourceUsage().maxRSS * 1024 / 1e6;
}

if (import.meta.main) console.log(await peakMemory(JSON.parse(Deno.args[0]!)));
