/** The `tensorflow` engine with a fake package, whose backend is tfjs's own under another name. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { whyNot } from "../../../model/engine/availability.ts";
import { chooseEngine, type Device, type EngineName, float32 } from "../../../model/engine/mod.ts";
import { openTensorflow } from "../../../model/engine/tensorflow.ts";
import type { Loader } from "../../../model/engine/tensorflow_packages.ts";
import "../../../model/engine/tfjs.ts";

const GPU = "@tensorflow/tfjs-node-gpu", CPU = "@tensorflow/tfjs-node";

/** What loading each package leads to: whether its backend sees a GPU, or an error. */
type Packages = Record<string, { gpu: boolean } | Error>;

function loader(packages: Packages): Loader {
  return {
    resolve(name) {
      if (name in packages) return `file:///${name}`;
      throw new TypeError(`Import "${name}" not a dependency`);
    },
    load(name) {
      const found = packages[name]!;
      if (found instanceof Error) return Promise.reject(found);
      if (tf.findBackend("tensorflow") !== null) tf.removeBackend("tensorflow");
      const backend = Object.create(tf.findBackend("cpu"), {
        isUsingGpuDevice: { value: found.gpu },
      });
      tf.registerBackend("tensorflow", () => backend);
      if (tf.getKernel("Add", "tensorflow") === undefined) {
        tf.copyRegisteredKernels("cpu", "tensorflow");
      }
      return Promise.resolve({});
    },
  };
}

function tried(packages: Packages) {
  return (engine: EngineName, device: Device) => whyNot(engine, device, loader(packages));
}

Deno.test("openTensorflow() takes the GPU's package first and computes with it", async () => {
  const engine = await openTensorflow(loader({ [GPU]: { gpu: true }, [CPU]: { gpu: false } }));
  assert.deepEqual([engine.name, engine.device], ["tensorflow", "cuda"]);
  const session = engine.load(({ n }, { by }) => {
    assert.equal(tf.getBackend(), "tensorflow");
    return { state: { n: tf.add(n!, by!) }, outputs: { twice: tf.mul(n!, 2) } };
  }, { n: float32([1.5], [1]) });
  const { twice } = await session.run({ by: float32([2], [1]) });
  assert.deepEqual([...twice!.data], [3]);
  assert.deepEqual([...(await session.read()).n!.data], [3.5]);
  session.dispose();
});

Deno.test("openTensorflow() says cpu where the package sees no GPU", async () => {
  assert.equal((await openTensorflow(loader({ [GPU]: { gpu: false } }))).device, "cpu");
});

Deno.test("openTensorflow() falls back to the package without a GPU", async () => {
  const broken = new Error("libcudart.so.11.0: cannot open shared object file\n  at load");
  const engine = await openTensorflow(loader({ [GPU]: broken, [CPU]: { gpu: false } }));
  assert.equal(engine.device, "cpu");
});

Deno.test("openTensorflow() gives the exact install command where nothing is installed", async () => {
  await assert.rejects(openTensorflow(loader({})), {
    message: "Cannot open the engine tensorflow: it is not installed, run " +
      '"deno install --allow-scripts=npm:@tensorflow/tfjs-node-gpu@4.22.0 ' +
      'npm:@tensorflow/tfjs-node-gpu@4.22.0" or, without a GPU, ' +
      '"deno install --allow-scripts=npm:@tensorflow/tfjs-node@4.22.0 ' +
      'npm:@tensorflow/tfjs-node@4.22.0"',
  });
});

Deno.test("openTensorflow() says why a package that is installed does not load", async () => {
  await assert.rejects(
    openTensorflow(loader({ [GPU]: new Error("no libcudart\n  at load") })),
    /tensorflow: @tensorflow\/tfjs-node-gpu does not load \(no libcudart\), run "deno install /,
  );
});

Deno.test("chooseEngine() takes tensorflow by itself only where it sees a GPU", async () => {
  const seen = await chooseEngine({ engine: "auto" }, tried({ [GPU]: { gpu: true } }));
  assert.deepEqual([seen.engine, seen.device], ["tensorflow", "cuda"]);
  for (const packages of [{}, { [CPU]: { gpu: false } }] as Packages[]) {
    const { engine, device, fallback } = await chooseEngine({ engine: "auto" }, tried(packages));
    assert.deepEqual([engine, device, fallback], ["onnx", "cpu", undefined]);
  }
});
