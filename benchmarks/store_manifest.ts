/**
 * The manifest of an artifact: what it was made from, by what, and the digests of its files.
 *
 * @module
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { type Stage, stageKey } from "./stage.ts";

/** Version of the manifest's fields. */
const SCHEMA = 1;

/**
 * The one file of an artifact that no digest is kept of: how fast the stage went, which no clock says
 * twice. It may be missing, nothing reads it to make a result.
 */
export const UNDIGESTED = "throughput.jsonl";

/** A file's size and sha256, lower-case hex. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Which code on which machine made an artifact. */
export interface Provenance {
  /** Versions of the runtime and the packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** The commit of the code, and whether files differed from it; null where not known. */
  readonly git: { readonly revision: string | null; readonly dirty: boolean | null };
  /** The machine, in words. */
  readonly host: Readonly<Record<string, string | number>>;
}

/** What a stage says about its run, beside the files it left. */
export interface StageInfo {
  /** What executed its tensor programs: `onnx cpu`. */
  readonly engine?: string;
  /** What it spent on making graphs. */
  readonly graphs?: GraphTimings;
  /** Versions worth recording beside the runtime's. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Graphs that a stage compiled, those it found compiled, and the seconds that both took. */
export interface GraphTimings {
  readonly compiled: number;
  readonly reused: number;
  readonly seconds: number;
}

export interface Manifest extends Stage, Provenance {
  readonly schema: typeof SCHEMA;
  readonly files: Readonly<Record<string, FileDigest>>;
  /** What executed the stage's tensor programs, null where there were none. */
  readonly engine: string | null;
  readonly timings: {
    readonly started: string;
    readonly seconds: number;
    readonly graphs?: GraphTimings;
  };
}

/** The manifest as it lies in `manifest.json`. */
export function formatManifest(manifest: Omit<Manifest, "schema">): string {
  const body = { schema: SCHEMA, ...manifest };
  return JSON.stringify({ ...body, digest: digestOf(body) }, null, 2) + "\n";
}

/**
 * Reads a manifest and checks its own digest, its schema and its key.
 *
 * @throws {SyntaxError} saying what does not match.
 */
export function parseManifest(text: string, key: string): Manifest {
  let parsed: Manifest & { digest?: string };
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SyntaxError("manifest.json is not JSON");
  }
  const { digest, ...manifest } = { ...parsed };
  if (digest !== digestOf(manifest)) throw new SyntaxError("manifest.json was changed");
  if (manifest.schema !== SCHEMA) {
    throw new SyntaxError(`manifest.json has schema ${manifest.schema}, expected ${SCHEMA}`);
  }
  if (manifest.key !== key || stageKey(manifest) !== key) {
    throw new SyntaxError(`manifest.json belongs to the key ${manifest.key}`);
  }
  return manifest;
}

/** A piece of a file, of every one in turn: fresh memory would cost more than most files. */
const chunk = new Uint8Array(1 << 18);

/** Size and sha256 of a file, read in pieces. */
export function fileDigest(path: string): FileDigest {
  using file = Deno.openSync(path, { read: true });
  const hash = createHash("sha256");
  let bytes = 0;
  for (let n = file.readSync(chunk); n !== null; n = file.readSync(chunk)) {
    hash.update(chunk.subarray(0, n));
    bytes += n;
  }
  return { bytes, sha256: hash.digest("hex") };
}

function digestOf(body: object): string {
  return createHash("sha256").update(canonicalize(body)!).digest("hex");
}
