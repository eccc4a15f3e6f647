import assert from "node:assert/strict";

const MODULE = new URL("../../benchmarks/child_environment.ts", import.meta.url).href;
const SCRIPT = `
import { childEnvironment, withheld } from ${JSON.stringify(MODULE)};
const args = ["eval", "console.log(Deno.env.get('LD_LIBRARY_PATH'), Deno.env.get('OTHER'))"];
const { stdout } = await new Deno.Command("deno", { args, ...childEnvironment() }).output();
console.log(withheld().join(), new TextDecoder().decode(stdout).trim());
`;

for (
  const { permission, told } of [
    { permission: "--allow-run=deno", told: "LD_LIBRARY_PATH undefined other" },
    { permission: "--allow-run", told: " /nowhere other" },
  ]
) {
  Deno.test(`childEnvironment() is one that a process may be started with by ${permission}`, async () => {
    const script = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(script, SCRIPT);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-prompt", "--allow-env", permission, script],
        env: { LD_LIBRARY_PATH: "/nowhere", OTHER: "other", NO_COLOR: "1" },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.equal(text(stdout), `${told}\n`, text(stderr));
    } finally {
      await Deno.remove(script);
    }
  });
}
