import assert from "node:assert/strict";
import type process from "node:process";
import { openCount } from "../../benchmarks/progress_count.ts";

/** A stream that keeps what is written, and a clock set by hand. */
function screen(isTTY: boolean) {
  const kept = { text: "", time: 0 };
  const stream = {
    ...{ isTTY, columns: 80, rows: 24 },
    write(text: string) {
      kept.text += text;
      return true;
    },
  } as unknown as typeof process.stderr;
  return { kept, options: { stream, now: () => kept.time } };
}

Deno.test("openCount() writes a line every half minute, by the pace of what it saw", async () => {
  const { kept, options } = screen(false);
  const { onProgress, close } = await openCount("images", options);
  for (const [time, done] of [[1, 1001], [29, 1090], [30, 1100], [59, 1190], [61, 1222]] as const) {
    kept.time = time;
    onProgress(done, 2000);
  }
  kept.time = 70;
  onProgress(2000, 2000);
  close();
  // 1,000 were there before: 100 in 30 s, then 222 in 61 s.
  assert.equal(
    kept.text,
    "1,100 of 2,000 images, 3.33 a second, 5 min left\n" +
      "1,222 of 2,000 images, 3.64 a second, 4 min left\n",
  );
});

Deno.test("openCount() keeps one line on a terminal, the last of which is the end", async () => {
  const { kept, options } = screen(true);
  const { onProgress, close } = await openCount("images", options);
  kept.time = 0.1;
  onProgress(1, 4);
  assert.equal(kept.text, "");
  kept.time = 0.5;
  onProgress(2, 4);
  assert.match(kept.text, /2 of 4 images, 4\.00 a second, 0\.5 s left/);
  kept.text = "";
  kept.time = 0.6;
  onProgress(4, 4);
  close();
  assert.match(kept.text, /4 of 4 images, 6\.67 a second\n/);
});
