import { openEngine } from "../../model/engine/mod.ts";
import { engineConformance } from "./engine_conformance.ts";
import { engineThreads } from "./engine_threads.ts";

engineConformance("js", () => openEngine("js"));
engineConformance("onnx", (threads) => openEngine("onnx", { threads }));
engineThreads("onnx", (threads) => openEngine("onnx", { threads }));
