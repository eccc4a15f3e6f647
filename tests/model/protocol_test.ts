import assert from "node:assert/strict";
import { keeps, PROTOCOLS, SWITCHES } from "../../model/protocol.ts";

Deno.test("PROTOCOLS choose the word they are named after, but for two switches", () => {
  const others = (choice: keyof typeof PROTOCOLS) =>
    Object.entries(PROTOCOLS[choice]).flatMap(([name, own]) => own === choice ? [] : [name]);
  assert.deepEqual(others("reference"), ["undefinedAuroc"]);
  assert.deepEqual(others("fixed"), ["padAttention"]);
});

Deno.test("keeps() reads a switch, and none that is not in the key", () => {
  assert.equal(keeps(PROTOCOLS.reference, "batchNorm"), true);
  assert.equal(keeps({ batchNorm: "fixed" }, "batchNorm"), false);
  assert.throws(() => keeps({ batchNorm: "fixed", labelMatch: "fixed" }, "positions"), {
    message: "Cannot read the protocol switch positions: this stage's key has batchNorm, " +
      "labelMatch, add it to the plan",
  });
  assert.throws(() => keeps({}, "positions"), /this stage's key has none/);
});

Deno.test("docs/protocol.md has a row for every switch, with both presets' choices", () => {
  const text = Deno.readTextFileSync(new URL("../../docs/protocol.md", import.meta.url));
  const [, section] = text.split(/^## /m);
  const rows = section!.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const found = rows.map(([name, _quirk, _original, _fixed, preset]) => [name, preset]);
  assert.deepEqual(
    found,
    Object.keys(SWITCHES).map((name) => {
      const choice = PROTOCOLS.fixed[name as keyof typeof SWITCHES];
      return [`\`${name}\``, `\`${choice}\``];
    }),
  );
});
