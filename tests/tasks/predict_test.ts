import assert from "node:assert/strict";
import { float32, type HostTensors, type Session } from "../../model/engine/mod.ts";
import { predictAll } from "../../tasks/predict.ts";
import type { Study } from "../../tasks/studies.ts";
import type { BoundTask } from "../../tasks/task.ts";

/** Studies with rows 0..n-1 and nothing else. */
function studies(count: number): Study[] {
  return Array.from({ length: count }, (_, row) => ({ row }) as Study);
}

/** Feeds rows and targets, and predicts twice the row from the output. */
const TASK = {
  feed: (all: readonly Study[]) => ({
    rows: float32(all.map(({ row }) => row), [all.length]),
    targets: float32(all.map(() => 1), [all.length]),
  }),
  prediction: ({ row }: Study, { twice }: HostTensors, b: number) => ({
    id: `s${row}`,
    value: twice!.data[b]!,
  }),
} as unknown as BoundTask;

/** A session that doubles rows and notes what it was fed with. */
function session(feeds: HostTensors[]): Session {
  return {
    run(feed: HostTensors) {
      feeds.push(feed);
      return Promise.resolve({
        twice: float32(feed.rows!.data.map((v) => 2 * v) as Float32Array, [32]),
      });
    },
  } as unknown as Session;
}

Deno.test("predictAll() predicts every study once, in order, whatever their number", async () => {
  for (const count of [0, 1, 31, 32, 33, 64, 65]) {
    const feeds: HostTensors[] = [];
    const predictions = await predictAll(session(feeds), TASK, studies(count));
    assert.deepEqual(
      predictions,
      studies(count).map(({ row }) => ({ id: `s${row}`, value: 2 * row })),
    );
    assert.equal(feeds.length, Math.ceil(count / 32));
  }
});

Deno.test("predictAll() fills the last batch up with its first study and feeds no targets", async () => {
  const feeds: HostTensors[] = [];
  await predictAll(session(feeds), TASK, studies(35));
  assert.deepEqual(feeds.map((feed) => Object.keys(feed)), [["rows"], ["rows"]]);
  assert.deepEqual(feeds.map(({ rows }) => rows!.shape), [[32], [32]]);
  assert.deepEqual([...feeds[1]!.rows!.data], [32, 33, 34, ...Array(29).fill(32)]);
});

Deno.test("predictAll() waits for the progress it tells", async () => {
  const told: (number | string)[] = [];
  await predictAll(session([]), TASK, studies(40), async (done) => {
    told.push(done);
    await Promise.resolve();
    told.push("waited");
  });
  assert.deepEqual(told, [32, "waited", 40, "waited"]);
});
