/**
 * Files that break the rules of zip, of the legacy format or of safetensors.
 *
 * @module
 */
import { pickle, text } from "../../../model/checkpoint/pickle_write.ts";
import { le, legacyBytes, raw, statePickle, tensor, zipBytes } from "./forge.ts";
import { type Hostile, lying, SOUND, SOUND_ENTRIES, VALUES } from "./hostile.ts";

const STATE = statePickle({ w: SOUND });
const ZEROS = new Uint8Array(68_000_000);
const NEITHER = "it is neither a PyTorch checkpoint nor safetensors";

const entry = (name: string, content = "") => ({ name, data: raw(content) });
const legacy = (
  storages: Parameters<typeof legacyBytes>[1],
  facts?: Parameters<typeof legacyBytes>[2],
) => legacyBytes(STATE, storages, facts);

export const HOSTILE_CONTAINERS: readonly Hostile[] = [
  ["an empty file", () => raw(), NEITHER],
  ["one byte", () => raw("P"), NEITHER],
  ["a text", () => raw("not found".repeat(20)), NEITHER],
  ["a picture", () => raw([0x89], "PNG\r\n", [0x1a, 10, 0, 0, 0, 13]), NEITHER],
  [
    "a pickle of something else",
    () => pickle(text("hello")),
    "it is a pickle, but not one of PyTorch",
  ],

  [
    "half a zip file",
    () => zipBytes(SOUND_ENTRIES).subarray(0, 400),
    /without a directory, as of a download that broke off/,
  ],
  [
    "a zip file of something else",
    () => zipBytes([entry("word/document.xml")]),
    "it is a zip file of word/document.xml, not of one <name>/data.pkl",
  ],
  [
    "two pickles",
    () => zipBytes([...SOUND_ENTRIES, { ...SOUND_ENTRIES[0]!, name: "b/data.pkl" }]),
    /not of one <name>\/data\.pkl/,
  ],
  [
    "a compiled model",
    () => zipBytes([...SOUND_ENTRIES, entry("a/constants.pkl")]),
    "it is a compiled TorchScript model (save its state dict instead)",
  ],
  [
    "big-endian values",
    () => zipBytes([...SOUND_ENTRIES, entry("a/byteorder", "big")]),
    "its values are big-endian",
  ],
  [
    "a wrong checksum of a storage",
    () => lying(1, { crc: 1 }),
    'zip entry "a/data/0" is damaged: its checksum is wrong',
  ],
  [
    "a wrong checksum of the pickle",
    () => lying(0, { crc: 1 }),
    'zip entry "a/data.pkl" is damaged: its checksum is wrong',
  ],
  [
    "a repeated entry",
    () => zipBytes([...SOUND_ENTRIES, SOUND_ENTRIES[1]!]),
    'zip entry "a/data/0" occurs twice',
  ],
  [
    "a path upwards",
    () => zipBytes([...SOUND_ENTRIES, entry("../../etc/passwd")]),
    'zip entry "../../etc/passwd" is named like a path out of the file',
  ],
  [
    "a path from the root",
    () => zipBytes([...SOUND_ENTRIES, entry("/etc/passwd")]),
    'zip entry "/etc/passwd" is named like a path out of the file',
  ],
  [
    "overlapping entries",
    () => lying(2, { name: "a/data/0", place: 0 }),
    /is not at byte 0, where the directory has it/,
  ],
  [
    "an entry past the end",
    () => lying(1, { size: 9000, packed: 9000 }),
    /needs bytes \d+ to \d+, the data ends at/,
  ],
  [
    "an absurd size",
    () => lying(1, { size: 0xfffffffe, packed: 0xfffffffe }),
    /needs bytes \d+ to \d+, the data ends at/,
  ],
  [
    "an absurd zip64 size",
    () => zipBytes([{ ...SOUND_ENTRIES[1]!, size: 2 ** 60, packed: 2 ** 60 }], { zip64: true }),
    /is described differently in the directory/,
  ],
  [
    "an absurd number of entries",
    () => zipBytes(SOUND_ENTRIES, { count: 60_000 }),
    "its zip directory has 3 entries, 60000 are announced",
  ],
  [
    "an absurd zip64 number of entries",
    () => zipBytes(SOUND_ENTRIES, { zip64: true, count: 2 ** 50 }),
    /^its zip directory has 3 entries, 1125899906842624 are announced$/,
  ],
  [
    "a directory past the end",
    () => zipBytes(SOUND_ENTRIES, { directory: 2 ** 31 }),
    /^its zip directory is said to lie at 2147483648/,
  ],
  ["an encrypted entry", () => lying(1, { flags: 1 }), 'zip entry "a/data/0" is encrypted'],
  [
    "an unknown compression",
    () => lying(1, { method: 14 }),
    'zip entry "a/data/0" is compressed by method 14, known are 0 and 8',
  ],
  [
    "a zip bomb",
    () => lying(1, { data: ZEROS, deflated: true }),
    /^its \d+ bytes would unfold to 680\d+, save it without compression$/,
  ],
  [
    "a zip bomb that hides its size",
    () => lying(1, { data: ZEROS, deflated: true, size: 16 }),
    'zip entry "a/data/0" does not inflate to the 16 bytes announced',
  ],
  [
    "what is not deflated",
    () => lying(1, { method: 8 }),
    'zip entry "a/data/0" does not inflate to the 16 bytes announced',
  ],

  [
    "a legacy file that breaks off",
    () => legacy({ 0: [4, VALUES.subarray(1)] }),
    /^it ends at byte \d+, inside storage 0$/,
  ],
  [
    "a legacy file without values",
    () => legacy({ 0: [4, VALUES] }).subarray(0, -20),
    /^it ends at byte \d+, bytes \d+ to \d+ are missing$/,
  ],
  [
    "a legacy storage of another length",
    () => legacy({ 0: [5, VALUES] }),
    "storage 0 of 4 values holds 5",
  ],
  [
    "a legacy storage of negative length",
    () => legacy({ 0: [-4n, VALUES] }),
    "storage 0 of 4 values holds -4",
  ],
  [
    "a legacy storage of absurd length",
    () => legacy({ 0: [2n ** 62n, VALUES] }),
    "storage 0 of 4 values holds 4611686018427387904",
  ],
  [
    "a legacy storage that no tensor uses",
    () => legacy({ 0: [4, VALUES], 1: [4, VALUES] }),
    "it lists storage 1, which no tensor uses",
  ],
  [
    "a legacy storage listed twice",
    () => legacy({ 0: [4, VALUES] }, { keys: ["0", "0"] }),
    "it lists storage 0, which no tensor uses",
  ],
  ["a legacy storage that is not listed", () => legacy({}, { keys: [] }), "storage 0 is not in it"],
  [
    "a legacy storage of a trillion values",
    () => legacyBytes(statePickle({ w: tensor({ shape: [2 ** 40] }) }), { 0: [2 ** 40, VALUES] }),
    /^it ends at byte \d+, inside storage 0$/,
  ],
  [
    "a big-endian legacy file",
    () => legacy({ 0: [4, VALUES] }, { little: false }),
    "its values are big-endian",
  ],
  [
    "a legacy file of another version",
    () => legacy({ 0: [4, VALUES] }, { version: 7 }),
    "it has format version 7, known is 1001",
  ],
  [
    "a legacy file of nothing but its magic number",
    () => legacy({}).subarray(0, 15),
    "its pickle breaks off: 1 bytes are missing at byte 15",
  ],
];

const header = (json: string, data = 0, length: number | bigint = json.length) =>
  raw(le(length, 8), json, new Uint8Array(data));
const f32 = (begin: number, end: number, shape = "[1]") =>
  `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

/** Their errors begin with `Cannot read safetensors`. */
export const HOSTILE_SAFETENSORS: readonly Hostile[] = [
  ["a header with NaN", () => header(`{"w":${f32(0, 4, "[NaN]")}}`, 4), /^the header is not JSON/],
  [
    "a header of 2^63 bytes",
    () => header("{}", 0, 2n ** 63n),
    /^header of 9223372036854775808 bytes, at most/,
  ],
  ["a header past the end", () => header("{}", 0, 1000), "header of 1000 bytes in a file of 10"],
  [
    "overlapping tensors",
    () => header(`{"v":${f32(0, 4)},"w":${f32(2, 6)}}`, 6),
    'tensor "w" overlaps the one before it',
  ],
  [
    "a repeated name",
    () => header(`{"w":${f32(0, 4)},"w":${f32(0, 4)}}`, 4),
    "the header names something twice",
  ],
  [
    "a shape of 2^60 values",
    () => header(`{"w":${f32(0, 4, "[1152921504606846976]")}}`, 4),
    /^tensor "w" has the impossible shape/,
  ],
  [
    "an unknown dtype",
    () => header(`{"w":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}`, 1),
    /^tensor "w" has dtype "F8"/,
  ],
];
