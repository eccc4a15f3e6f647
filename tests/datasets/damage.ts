/**
 * Datasets with one thing wrong in them.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { type DatasetConfig, type Layout, openDataset } from "../../datasets/mod.ts";
import { exported } from "./exported.ts";
import { messageOf } from "./table/folder.ts";

/** What is wrong, and the message; `ROOT` stands for the folder. */
export interface Damage {
  readonly name: string;
  readonly damage: (root: string) => Promise<void> | void;
  readonly message: string | RegExp;
  readonly config?: object;
}

/** Registers a test per damage to a small exported phantom: opening it or its images fails. */
export function testDamages(
  layout: Layout,
  config: (fields: object) => DatasetConfig,
  damages: readonly Damage[],
): void {
  for (const { name, damage, message, config: rest } of damages) {
    Deno.test(`${layout} refuses ${name}`, async () => {
      await using folder = await exported(layout, 3, 32);
      const { root } = folder;
      await damage(root);
      const seen = (await messageOf(async () => {
        const dataset = await openDataset(config({ kind: layout, root, ...rest }));
        for (let i = 0; i < dataset.examples.length; i++) await dataset.image(i, 16);
      })).replaceAll(root, "ROOT");
      if (typeof message === "string") assert.equal(seen, message);
      else assert.match(seen, message);
      assert.ok(seen.length < 400, `${seen.length} characters`);
    });
  }
}

/** Registers a test per change that makes no difference to the examples of a small phantom. */
export function testOddities(
  layout: Layout,
  config: (fields: object) => DatasetConfig,
  changes: Readonly<Record<string, (root: string) => Promise<void>>>,
): void {
  for (const [name, change] of Object.entries(changes)) {
    Deno.test(`${layout} reads ${name} as it reads the plain files`, async () => {
      await using folder = await exported(layout, 3, 32);
      const { root } = folder;
      const examples = async () => (await openDataset(config({ kind: layout, root }))).examples;
      const plain = await examples();
      await change(root);
      assert.deepEqual(await examples(), plain);
    });
  }
}

/** Puts an empty folder where a file was. */
export async function folderFor(path: string): Promise<void> {
  await Deno.remove(path);
  await Deno.mkdir(path);
}

/** Puts a link where a file was; to itself it has no end. */
export async function linkFor(path: string, target = path): Promise<void> {
  await Deno.remove(path);
  await Deno.symlink(target, path);
}

/** Changes a text file. */
export async function edit(
  path: string,
  change: (text: string) => string | Uint8Array,
): Promise<void> {
  const changed = change(await Deno.readTextFile(path));
  if (typeof changed === "string") await Deno.writeTextFile(path, changed);
  else await Deno.writeFile(path, changed);
}

/** Text as Windows wrote it once: two bytes a character. */
export function utf16(text: string): Uint8Array {
  return new Uint8Array(Uint16Array.from(`\uFEFF${text}`, (one) => one.charCodeAt(0)).buffer);
}

/** Text with one byte a character. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

/** Leaves the first part of a file. */
export async function cut(path: string, share: number): Promise<void> {
  await Deno.truncate(path, Math.floor((await Deno.stat(path)).size * share));
}

/** Makes a file of a gibibyte that takes no room on the disk. */
export async function inflate(path: string): Promise<void> {
  await Deno.truncate(path, 2 ** 30);
}

/** A small PNG file of 60,000 × 60,000 pixels, or what its header says of them. */
export async function hugePng(path: string): Promise<void> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, 60_000);
  view.setUint32(4, 60_000);
  header.set([8, 0, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(new Uint8Array(100)))];
  const bytes = [[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], ...chunks, chunk("IEND", [])];
  await Deno.writeFile(path, Uint8Array.from(bytes.flatMap((part) => [...part])));
}

function chunk(type: string, data: ArrayLike<number>): number[] {
  const body = [...latin1(type), ...Array.from(data)];
  return [...bigEndian(data.length), ...body, ...bigEndian(crc32(Uint8Array.from(body)))];
}

function bigEndian(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** The path below a root. */
export function below(...parts: string[]): (root: string) => string {
  return (root) => join(root, ...parts);
}
