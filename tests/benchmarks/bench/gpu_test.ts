import assert from "node:assert/strict";
import { benchGpu } from "../../../benchmarks/bench/gpu.ts";

const REPORT = {
  machine: { name: "m", cpu: "M", cores: 2, memoryGigabytes: 24, load: 0 },
  ...{ versions: {}, threads: 2, repeats: 1, rows: [] },
  on: { engine: "onnx", device: "cuda", peer: "cuda, H200" },
};

/** What a run says and starts on a machine where these work, and these commands fail. */
async function run({ works, fails = [], software = false }: {
  works: string[];
  fails?: string[];
  software?: boolean;
}) {
  const said: string[] = [];
  const files: string[] = [];
  const commands: string[] = [];
  const succeeded = await benchGpu(["--repeats", "2"], {
    tryOn: (engine, device) =>
      Promise.resolve(works.includes(`${engine} on ${device}`) ? undefined : `no ${device} here`),
    gpu: { name: "G", software },
    deno(args, file) {
      files.push(file);
      commands.push(args.filter((arg) => !/^--(allow-|cached)/.test(arg)).join(" "));
      const success = !fails.includes(file);
      const stdout = args.includes("bench")
        ? success ? JSON.stringify(REPORT) : ""
        : `of ${args[0]}\n\n${success ? "ok" : "FAILED"} | 9 passed | 0 failed (1s)\n`;
      return Promise.resolve({ success, stdout });
    },
    say: (line) => void said.push(line),
  });
  return { succeeded, said, files, commands };
}

Deno.test("benchGpu() runs suites first, then benches, and says what is not here", async () => {
  const { succeeded, said, files, commands } = await run({
    works: ["onnx on cuda", "webgpu on webgpu"],
  });
  assert.ok(succeeded);
  assert.deepEqual(files, [
    "doctor.txt",
    "conformance-onnx-cuda.txt",
    "conformance-webgpu-webgpu.txt",
    "bench-onnx-cuda.json",
    "bench-webgpu-webgpu.json",
  ]);
  assert.equal(
    commands[1],
    "test --no-check --filter=onnx on cuda: tests/conformance/engine_gpu_test.ts",
  );
  assert.equal(
    commands[3],
    "run cli.ts bench --engine onnx --device cuda --json --repeats 2",
  );
  assert.ok(said.includes("onnx on webgpu: not here: no webgpu here"));
  assert.ok(said.includes("tensorflow on cuda: not here: no cuda here"));
  assert.ok(
    said.includes(
      "onnx on cuda: conformance: ok | 9 passed | 0 failed (1s), " +
        "see out/gpu/conformance-onnx-cuda.txt",
    ),
  );
  assert.match(said.at(-1)!, /^Ours: onnx on cuda; PyTorch: cuda, H200\.$/m);
});

Deno.test("benchGpu() goes on behind what fails, and fails", async () => {
  for (const failing of ["doctor.txt", "conformance-onnx-cuda.txt", "bench-onnx-cuda.json"]) {
    const works = ["onnx on cuda", "onnx on webgpu"];
    const { succeeded, said, files } = await run({ works, fails: [failing] });
    assert.equal(succeeded, false, failing);
    assert.equal(files.length, 5);
    assert.equal(said.filter((line) => line.includes("FAILED")).length, 1, failing);
  }
});

Deno.test("benchGpu() does not bench a driver that computes on the CPU", async () => {
  const { succeeded, said, files } = await run({ works: ["webgpu on webgpu"], software: true });
  assert.ok(succeeded);
  assert.deepEqual(files, ["doctor.txt", "conformance-webgpu-webgpu.txt"]);
  assert.equal(said.at(-1), "webgpu on webgpu: no bench: G computes on the CPU");
});
