/**
 * The store: artifacts by the key of the stage that made them.
 *
 * `store/<kind>/<key>/` holds `manifest.json` and the stage's files. A directory appears there
 * complete or not at all, and never changes. What does not match its manifest is moved to
 * `store/.quarantine/` and counts as missing. Any number of processes may share a store.
 *
 * @module
 */
import { join } from "node:path";
import type { Stage, StageKind } from "./stage.ts";
import { Artifact, DamagedArtifactError, unlessDamaged } from "./store_artifact.ts";
import {
  type FileDigest,
  fileDigest,
  formatManifest,
  type Manifest,
  parseManifest,
  type Provenance,
  type StageInfo,
  UNDIGESTED,
} from "./store_manifest.ts";
import {
  isFull,
  isOccupied,
  isReadOnly,
  namesIfThere,
  statIfThere,
  syncDirectory,
  syncFile,
} from "./store_files.ts";
import { claim, type ClaimOptions } from "./store_claim.ts";
import { createTemporary, removeLeftovers } from "./store_temporary.ts";

export { Artifact, DamagedArtifactError, unlessDamaged };
export type { Manifest, Provenance, StageInfo };

export const KINDS: readonly StageKind[] = [
  "prepare",
  "pretrain",
  "finetune",
  "evaluate",
  "compare",
];
const MANIFEST = "manifest.json";
/** What did not match its manifest is here. */
export const QUARANTINE = ".quarantine";

/** The store cannot be written: the disk is full, or it is read-only. */
export class UnwritableStoreError extends Error {
  override name = "UnwritableStoreError";
}

/** An artifact that did not match its manifest. */
export interface Damage {
  readonly kind: StageKind;
  readonly key: string;
  /** `model.safetensors was changed`. */
  readonly reason: string;
  /** Where it was moved to, null if it could not be moved. */
  readonly movedTo: string | null;
}

export interface StoreOptions {
  /** Told of every artifact that did not match its manifest. */
  onDamage?: (damage: Damage) => void;
  /** Recorded in the manifests of new artifacts. */
  provenance?: Provenance;
}

/** Names an artifact. */
export type StageReference = Pick<Stage, "kind" | "key">;

export class Store {
  readonly #onDamage: (damage: Damage) => void;
  readonly #provenance: Provenance;

  private constructor(readonly dir: string, options: StoreOptions) {
    this.#onDamage = options.onDamage ?? (() => {});
    this.#provenance = options.provenance ??
      { versions: {}, git: { revision: null, dirty: null }, host: {} };
  }

  /**
   * Opens the store in `dir`, which need not exist yet; nothing is written.
   *
   * @throws {Error} if `dir` is something other than a directory.
   */
  static async open(dir: string, options: StoreOptions = {}): Promise<Store> {
    const info = await statIfThere(dir);
    if (info !== undefined && !info.isDirectory) {
      throw new Error(
        `Cannot open the store ${dir}: it is not a directory, choose another --store`,
      );
    }
    return new Store(dir, options);
  }

  /** Whether the stage's artifact is there, complete by its files' sizes. */
  async has(stage: StageReference): Promise<boolean> {
    return await this.lookup(stage) !== null;
  }

  /**
   * The stage's artifact, or null. The manifest and the files' sizes are checked now, a file's
   * digest when it is read.
   */
  async lookup({ kind, key }: StageReference): Promise<Artifact | null> {
    const dir = join(this.dir, kind, key);
    const info = await statIfThere(dir);
    if (info === undefined) return null;
    const damaged = (reason: string) => this.#setAside({ kind, key }, dir, info.ino, reason);
    const manifest = await readManifest(dir, key);
    if (typeof manifest === "string") {
      damaged(manifest);
      return null;
    }
    return new Artifact(dir, manifest, damaged);
  }

  /** {@link lookup} where only the key is known. */
  async find(key: string): Promise<Artifact | null> {
    for (const kind of KINDS) {
      const artifact = await this.lookup({ kind, key });
      if (artifact !== null) return artifact;
    }
    return null;
  }

  /** Whether the stage's artifact is there, every byte as it was written. */
  async verify(stage: StageReference): Promise<boolean> {
    const artifact = await this.lookup(stage);
    try {
      for (const name of Object.keys(artifact?.manifest.files ?? {})) artifact!.path(name);
    } catch (error) {
      if (error instanceof DamagedArtifactError) return false;
      throw error;
    }
    return artifact !== null;
  }

  /**
   * Adds the stage's artifact.
   *
   * `write` fills an empty directory with plain files. They are made durable and appear in the
   * store at once; if another process added the artifact meanwhile, that one stays.
   *
   * @throws {Error} what `write` throws, or that the store cannot be written; nothing is added.
   */
  async commit(
    stage: Stage,
    write: (dir: string) => Promise<StageInfo | void>,
  ): Promise<Artifact> {
    await using temporary = await this.#writing(stage.kind, createTemporary);
    const { path } = temporary;
    try {
      const started = Temporal.Now.instant().toString();
      const begin = performance.now();
      const info = await write(path) ?? {};
      const seconds = (performance.now() - begin) / 1000;
      const { kind, step, key, version, config, inputs, title } = stage;
      const files = await keepFiles(stage, path);
      const manifest = formatManifest({
        ...{ kind, step, key, version, config, inputs, title },
        ...this.#provenance,
        versions: { ...this.#provenance.versions, ...info.versions },
        engine: info.engine ?? null,
        files,
        timings: { started, seconds, ...info.graphs && { graphs: info.graphs } },
      });
      await Deno.writeTextFile(join(path, MANIFEST), manifest);
      await syncFile(join(path, MANIFEST));
      await syncDirectory(path);
      return await this.#publish(stage, path);
    } catch (error) {
      if (isFull(error)) throw this.#cannotWrite("the disk is full, free some space");
      throw error;
    }
  }

  /**
   * Waits until no other process makes the stage's artifact, and keeps others from it until the
   * claim is disposed of. It may be there then: look it up.
   *
   * @throws {Error} that the store cannot be written, or the signal's reason.
   */
  claim({ kind, key }: StageReference, options: ClaimOptions): Promise<AsyncDisposable> {
    return this.#writing(kind, (parent) => claim(parent, key, options));
  }

  /** The keys of all artifacts of a kind, sorted; none of them was checked. */
  async keys(kind: StageKind): Promise<string[]> {
    const names = await namesIfThere(join(this.dir, kind));
    return names.filter((name) => !name.startsWith("."));
  }

  /** The manifests of all artifacts of a kind, in the order of their keys. */
  async *manifests(kind: StageKind): AsyncGenerator<Manifest> {
    for (const key of await this.keys(kind)) {
      const artifact = await this.lookup({ kind, key });
      if (artifact !== null) yield artifact.manifest;
    }
  }

  /** Removes what crashed writers left; those at work, in any process, are not disturbed. */
  async clean(): Promise<void> {
    for (const kind of KINDS) await removeLeftovers(join(this.dir, kind));
  }

  /** Makes something in the folder of a kind. */
  async #writing<T>(kind: StageKind, make: (parent: string) => Promise<T>): Promise<T> {
    const parent = join(this.dir, kind);
    try {
      await Deno.mkdir(parent, { recursive: true });
      return await make(parent);
    } catch (error) {
      if (isFull(error)) throw this.#cannotWrite("the disk is full, free some space");
      if (isReadOnly(error)) throw this.#cannotWrite("it is read-only, change its permissions");
      throw error;
    }
  }

  #cannotWrite(reason: string): Error {
    return new UnwritableStoreError(
      `Cannot write to the store ${this.dir}: ${reason} or choose another --store`,
    );
  }

  /** Renames a finished directory to its place, unless an intact artifact has come there first. */
  async #publish(stage: Stage, from: string): Promise<Artifact> {
    const parent = join(this.dir, stage.kind);
    const to = join(parent, stage.key);
    try {
      // A damaged artifact in the way is set aside by verify().
      if (!await this.verify(stage)) await Deno.rename(from, to);
      await syncDirectory(parent);
    } catch (error) {
      if (!isOccupied(error) || !await this.verify(stage)) throw error;
    }
    const artifact = await this.lookup(stage);
    if (artifact === null) {
      throw new Error(`Cannot keep the artifact of ${stage.title}: ${to} is gone`);
    }
    return artifact;
  }

  /** Moves a damaged artifact away, unless an intact one has taken its place. */
  #setAside({ kind, key }: StageReference, dir: string, ino: number | null, reason: string): void {
    const to = join(this.dir, QUARANTINE, `${kind}-${key}-${crypto.randomUUID()}`);
    let movedTo: string | null = null;
    try {
      Deno.mkdirSync(join(this.dir, QUARANTINE), { recursive: true });
      if (Deno.statSync(dir).ino === ino) {
        Deno.renameSync(dir, to);
        movedTo = to;
      }
    } catch {
      // Another process moved it, or the store is read-only: it counts as missing all the same.
    }
    this.#onDamage({ kind, key, reason, movedTo });
  }
}

/** The manifest in `dir`, or what is wrong with it or with the sizes of its files. */
async function readManifest(dir: string, key: string): Promise<Manifest | string> {
  try {
    const manifest = parseManifest(await Deno.readTextFile(join(dir, MANIFEST)), key);
    for (const [name, { bytes }] of Object.entries(manifest.files)) {
      const file = await statIfThere(join(dir, name));
      if (!file?.isFile) return `${name} is missing`;
      if (file.size !== bytes) return `${name} has ${file.size} of ${bytes} bytes`;
    }
    return manifest;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    if (error instanceof Deno.errors.NotFound) return `${MANIFEST} is missing`;
    throw error;
  }
}

/** Makes the files a stage left durable. @returns Their digests, of all but {@link UNDIGESTED}. */
async function keepFiles(stage: Stage, dir: string): Promise<Record<string, FileDigest>> {
  const files: [string, FileDigest][] = [];
  for (const name of await namesIfThere(dir)) {
    const path = join(dir, name);
    if (!(await Deno.lstat(path)).isFile || name === MANIFEST) {
      throw new Error(`Cannot keep "${name}" of ${stage.title}: stages leave plain files only`);
    }
    await syncFile(path);
    if (name !== UNDIGESTED) files.push([name, fileDigest(path)]);
  }
  return Object.fromEntries(files);
}
