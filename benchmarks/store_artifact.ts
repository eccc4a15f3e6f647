/**
 * An artifact: the immutable files a stage left in the store.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileDigest, type Manifest, UNDIGESTED } from "./store_manifest.ts";

/** A file of an artifact is not what its manifest says; the artifact was set aside. */
export class DamagedArtifactError extends Error {
  override name = "DamagedArtifactError";

  constructor(
    /** Key of the damaged artifact. */
    readonly key: string,
    title: string,
    reason: string,
  ) {
    super(`Cannot use the artifact of ${title} (${key}): ${reason}, run again to recompute it`);
  }
}

/** What `read` gives; undefined for damage, of which the store was told and set the artifact aside. */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedArtifactError) return undefined;
    throw error;
  }
}

/** An artifact in the store. A file's digest is checked before its content is given out. */
export class Artifact {
  readonly key: string;
  readonly #checked = new Set<string>();
  readonly #damaged: (reason: string) => void;

  /** @param damaged Sets the artifact aside. */
  constructor(
    readonly dir: string,
    readonly manifest: Manifest,
    damaged: (reason: string) => void,
  ) {
    this.key = manifest.key;
    this.#damaged = damaged;
  }

  /**
   * Path of a file whose digest was checked, once per artifact object.
   *
   * @throws {RangeError} if the stage left no such file.
   * @throws {DamagedArtifactError} if the file is missing or changed.
   */
  path(file: string): string {
    const expected = this.#digest(file);
    const path = join(this.dir, file);
    if (!this.#checked.has(file)) {
      const { bytes, sha256 } = this.#try(file, () => fileDigest(path));
      if (bytes !== expected.bytes || sha256 !== expected.sha256) this.#fail(`${file} was changed`);
      this.#checked.add(file);
    }
    return path;
  }

  /**
   * Content of a file; exactly these bytes were checked.
   *
   * @throws {RangeError} if the stage left no such file.
   * @throws {DamagedArtifactError} if the file is missing or changed.
   */
  read(file: string): Uint8Array<ArrayBuffer> {
    const expected = this.#digest(file);
    const content = this.#try(file, () => Deno.readFileSync(join(this.dir, file)));
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (sha256 !== expected.sha256) this.#fail(`${file} was changed`);
    return content;
  }

  /** Content of the file that has no digest; undefined if it is not there. */
  undigested(): string | undefined {
    try {
      return Deno.readTextFileSync(join(this.dir, UNDIGESTED));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  #digest(file: string) {
    const { files } = this.manifest;
    if (!Object.hasOwn(files, file)) {
      const names = Object.keys(files).join(", ");
      throw new RangeError(`Cannot read "${file}" of ${this.manifest.title}: it left ${names}`);
    }
    return files[file]!;
  }

  #try<T>(file: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) this.#fail(`${file} is missing`);
      throw error;
    }
  }

  #fail(reason: string): never {
    this.#damaged(reason);
    throw new DamagedArtifactError(this.key, this.manifest.title, reason);
  }
}
