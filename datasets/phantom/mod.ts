/**
 * Synthetic chest radiographs with reports, labels and questions.
 *
 * @module
 */

export { PHANTOM_VERSION, type PhantomConfig, phantomConfigSchema } from "./config.ts";
export { phantomKind, phantomScenes } from "./dataset.ts";
export type { Finding, FindingKind } from "./findings.ts";
export { render } from "./render/render.ts";
export type { Scene } from "./scene.ts";
