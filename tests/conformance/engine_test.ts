import { openEngine } from "../../model/engine/mod.ts";
import { engineConformance } from "./engine_conformance.ts";

engineConformance("js", () => openEngine("js"));
engineConformance("onnx", (threads) => openEngine("onnx", { threads }));
