/** Processes for tests of what survives the death of one. */

/** Kills a process that this one did not start, with no more rights than to run `deno`. */
export async function kill(pid: number): Promise<void> {
  const code = `Deno.kill(${pid}, "SIGKILL")`;
  await new Deno.Command("deno", { args: ["eval", "--no-config", code] }).output();
}
