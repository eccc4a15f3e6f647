import assert from "node:assert/strict";
import fc from "fast-check";
import { openFile } from "../../../model/checkpoint/random_access.ts";
import { readZipDirectory } from "../../../model/checkpoint/zip_directory.ts";
import { readZipEntry } from "../../../model/checkpoint/zip_read.ts";
import { createZip } from "../../../model/checkpoint/zip_write.ts";
import { type ForgedEntry, type ForgedZip, raw, withBytes, withFolder, zipBytes } from "./forge.ts";

const ENTRIES: readonly ForgedEntry[] = [
  { name: "a/stored", data: raw("stored") },
  { name: "a/deflated", data: raw("deflated".repeat(20)), deflated: true },
  { name: "a/streamed", data: raw("streamed".repeat(20)), deflated: true, streamed: true },
  { name: "ü", data: raw() },
];

/** All entries of a zip file, as text. */
function readAll(path: string): Record<string, string> {
  const file = openFile(path);
  try {
    const texts = [...readZipDirectory(file)].map(([name, entry]) => {
      return [name, new TextDecoder().decode(readZipEntry(file, entry))];
    });
    return Object.fromEntries(texts);
  } finally {
    file.close();
  }
}

const FORMS: [title: string, forged: ForgedZip][] = [
  ["zip", {}],
  ["zip64", { zip64: true }],
  ["zip with a note", { note: `PK\x05\x06${"no end".repeat(9)}` }],
];

for (const [title, forged] of FORMS) {
  Deno.test(`readZipEntry() reads stored, deflated and streamed entries of a ${title}`, () => {
    withBytes(zipBytes(ENTRIES, forged), (path) => {
      assert.deepEqual(readAll(path), {
        "a/stored": "stored",
        "a/deflated": "deflated".repeat(20),
        "a/streamed": "streamed".repeat(20),
        "ü": "",
      });
    });
  });
}

const GOOD: ForgedEntry = { name: "w", data: raw("data") };
const BOMB: ForgedEntry = { name: "w", data: new Uint8Array(70_000_000), deflated: true };

const REFUSED: [title: string, bytes: Uint8Array, message: RegExp][] = [
  [
    "a file that broke off",
    zipBytes([GOOD]).subarray(0, -1),
    /without a directory, as of a download/,
  ],
  ["a part of a split file", zipBytes([GOOD], { disk: 1 }), /it is one part of a split zip file/],
  [
    "fewer entries than announced",
    zipBytes([GOOD], { count: 2 }),
    /has 1 entries, 2 are announced/,
  ],
  [
    "a directory past the end",
    zipBytes([GOOD], { directory: 10_000 }),
    /said to lie at 10000 \+ 47, but/,
  ],
  [
    "a directory of no entries",
    zipBytes([GOOD], { directory: 0 }),
    /has 0 entries, 1 are announced/,
  ],
  [
    "a directory that breaks off",
    zipBytes([GOOD], { directorySize: 46 }),
    /breaks off inside an entry/,
  ],
  ["a repeated name", zipBytes([GOOD, GOOD]), /zip entry "w" occurs twice/],
  ["a name that is not UTF-8", zipBytes([{ ...GOOD, name: Uint8Array.of(255) }]), /is not UTF-8/],
  ["a path upwards", zipBytes([{ ...GOOD, name: "../w" }]), /"\.\.\/w" is named like a path/],
  ["a path from the root", zipBytes([{ ...GOOD, name: "/w" }]), /"\/w" is named like a path/],
  ["a Windows path", zipBytes([{ ...GOOD, name: "C:\\w" }]), /is named like a path/],
  ["a name with a zero", zipBytes([{ ...GOOD, name: "w\0" }]), /"w\?" is named like a path/],
  ["an encrypted entry", zipBytes([{ ...GOOD, flags: 1 }]), /zip entry "w" is encrypted/],
  ["an unknown method", zipBytes([{ ...GOOD, method: 12 }]), /by method 12, known are 0 and 8/],
  ["a stored entry of two sizes", zipBytes([{ ...GOOD, size: 9 }]), /of 9 bytes is stored in 4/],
  ["a place past the data", zipBytes([{ ...GOOD, place: 9_000 }]), /lies at byte 9000, past/],
  ["a place that is no entry", zipBytes([{ ...GOOD, place: 1 }]), /is not at byte 1, where/],
  ["another name at the place", zipBytes([{ ...GOOD, localName: "v" }]), /is not at byte 0, where/],
  [
    "an entry past the data",
    zipBytes([{ ...GOOD, size: 99, packed: 99 }]),
    /needs bytes 31 to 130/,
  ],
  ["a missing zip64 field", zipBytes([{ ...GOOD, packed: 0xffffffff }]), /has no zip64 field/],
  ["a wrong checksum", zipBytes([{ ...GOOD, crc: 1 }]), /"w" is damaged: its checksum is wrong/],
  [
    "a wrong deflated size",
    zipBytes([{ ...GOOD, deflated: true, size: 3 }]),
    /inflate to the 3 bytes/,
  ],
  ["too large a deflated size", zipBytes([{ ...GOOD, deflated: true, size: 5 }]), /to the 5 bytes/],
  ["what is not deflated", zipBytes([{ ...GOOD, method: 8 }]), /does not inflate to the 4 bytes/],
  ["a bomb", zipBytes([BOMB]), /its \d+ bytes would unfold to 70000000, save it without/],
  ["an undeclared bomb", zipBytes([{ ...BOMB, size: 4 }]), /does not inflate to the 4 bytes/],
];

for (const [title, bytes, message] of REFUSED) {
  Deno.test(`readZipDirectory() and readZipEntry() refuse ${title}`, () => {
    withBytes(
      bytes,
      (path) => assert.throws(() => readAll(path), { name: "SyntaxError", message }),
    );
  });
}

Deno.test("readZipDirectory() refuses entries that share bytes", () => {
  // The second entry's record is the first's data.
  const inner = zipBytes([{ name: "x", data: raw("data") }]).subarray(0, 35);
  const outer = zipBytes([{ name: "w", data: inner }, { name: "x", data: raw("data"), place: 31 }]);
  withBytes(
    outer,
    (path) => assert.throws(() => readAll(path), { message: /"x" overlaps the one/ }),
  );
});

Deno.test("readZipDirectory() refuses a place that the record describes differently", () => {
  const bytes = zipBytes([GOOD]);
  bytes[14]! ^= 1;
  withBytes(
    bytes,
    (path) => assert.throws(() => readAll(path), { message: /"w" is described diff/ }),
  );
});

Deno.test("createZip() writes aligned entries that are read back", () => {
  const names = fc.stringMatching(/^[a-z]{1,70}$/);
  const files = fc.dictionary(names, fc.uint8Array({ maxLength: 200 }), {
    maxKeys: 5,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(files, (all) =>
      withFolder((folder) => {
        const path = `${folder}/t.zip`;
        using zip = createZip(path);
        for (const [name, bytes] of Object.entries(all)) zip.add(name, bytes);
        zip.close();
        const file = openFile(path);
        try {
          const entries = readZipDirectory(file);
          assert.deepEqual([...entries.keys()], Object.keys(all));
          for (const [name, entry] of entries) {
            assert.equal(entry.offset % 64, 0);
            assert.deepEqual(readZipEntry(file, entry), all[name]);
          }
        } finally {
          file.close();
        }
      })),
    { numRuns: 30 },
  );
});
