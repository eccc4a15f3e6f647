/**
 * Pickles that want to run something, to last forever, or to be what they are not.
 *
 * @module
 */
import { count, dict, pickle, text } from "../../../model/checkpoint/pickle_write.ts";
import { legacyBytes, raw } from "./forge.ts";
import { asksFor, call, type Hostile, SOUND, stateOf, times, VALUES, zipOf } from "./hostile.ts";

const SYSTEM = call("posix", "system", text("touch owned"));
const PROTO = [0x80, 2];

/** `{"w": <the object that memo 0 holds>}` at the end of a pickle. */
const W_IS_TOP = raw("q", [0], "0}", text("w"), "h", [0], "s.");

export const HOSTILE_PICKLES: readonly Hostile[] = [
  // Classes and functions.
  ["os.system in a state dict", () => stateOf(SYSTEM), asksFor("posix.system")],
  ["os.system as the whole", () => zipOf(pickle(SYSTEM)), asksFor("posix.system")],
  [
    "os.system in the legacy format",
    () => legacyBytes(pickle(SYSTEM), { 0: [4, VALUES] }),
    asksFor("posix.system"),
  ],
  [
    "os.system beside the state dict",
    () => zipOf(pickle(dict([[text("state_dict"), dict([])], [text("x"), SYSTEM]]))),
    asksFor("posix.system"),
  ],
  [
    "os.system as an argument of a tensor",
    () => stateOf(call("torch._utils", "_rebuild_tensor_v2", SYSTEM)),
    asksFor("posix.system"),
  ],
  [
    "os.system by STACK_GLOBAL",
    () => stateOf(raw(text("os"), text("system"), [0x93])),
    asksFor("os.system"),
  ],
  ["builtins.eval", () => stateOf(call("builtins", "eval", text("1"))), asksFor("builtins.eval")],
  [
    "builtins.getattr",
    () => stateOf(call("builtins", "getattr", text("a"), text("b"))),
    asksFor("builtins.getattr"),
  ],
  ["a whole module", () => stateOf(call("torch.nn", "Linear")), asksFor("torch.nn.Linear")],
  [
    "a subclass of an allowed class",
    () => stateOf(call("collections", "OrderedDict.fromkeys")),
    asksFor("collections.OrderedDict.fromkeys"),
  ],
  ["a class named by control characters", () => stateOf(call("\x1b[2J", "x")), asksFor("?[2J.x")],
  [
    "a class by INST",
    () => stateOf(raw("(iposix\nsystem\n")),
    /has opcode 0x69 at byte \d+, which no state dict needs/,
  ],
  [
    "an object by NEWOBJ",
    () => stateOf(raw("ccollections\nOrderedDict\n)", [0x81])),
    /has opcode 0x81 at byte \d+, which no state dict needs/,
  ],
  ["a call of a tensor", () => stateOf(raw(SOUND, ")R")), "its pickle calls a tensor"],
  [
    "a call of a storage class",
    () => stateOf(call("torch", "FloatStorage")),
    "its pickle calls torch.FloatStorage",
  ],
  [
    "the state of a tensor",
    () => stateOf(raw(SOUND, dict([]), "b")),
    "its pickle sets the state of a tensor",
  ],

  // Shapes of pickles.
  [
    "a list that contains itself",
    () => zipOf(raw(PROTO, "]q", [0], "h", [0], "a.")),
    "it holds a list of 1, not a state dict",
  ],
  [
    "a state dict that contains itself",
    () => zipOf(raw(PROTO, "}q", [0], text("state_dict"), "h", [0], "s.")),
    "its state dict holds what are not tensors (state_dict: a dict of 1), and it has no state_dict",
  ],
  [
    "tuples 400,000 deep",
    () => zipOf(raw(PROTO, "N", times(400_000, Uint8Array.of(0x85)), W_IS_TOP)),
    "its state dict holds what are not tensors (w: a tuple of 1), and it has no state_dict",
  ],
  [
    "a billion laughs",
    () => {
      const doubled = Array.from(
        { length: 40 },
        (_, i) => raw("](h", [i], "h", [i], "eq", [i + 1]),
      );
      return zipOf(raw(PROTO, "]q", [0], ...doubled, W_IS_TOP));
    },
    "its state dict holds what are not tensors (w: a list of 2), and it has no state_dict",
  ],
  [
    "a far memo",
    () => zipOf(raw(PROTO, "Nr", [255, 255, 255, 255], "j", [254, 255, 255, 255], ".")),
    "its pickle refers to memo 4294967294, which is empty",
  ],
  [
    "too many opcodes",
    () => zipOf(times(500_001, raw("}"))),
    "its pickle has more than 500000 opcodes",
  ],
  [
    "a call repeated on a long list",
    () => {
      const list = raw("](", times(200_000, raw("N")), "e", [0x85], "q", [1], "0");
      const calls = times(100_000, raw("h", [0], "h", [1], "R0"));
      return zipOf(raw(PROTO, "ccollections\nOrderedDict\nq", [0], "0", list, calls, "N."));
    },
    "it makes an OrderedDict of a list of 200000",
  ],
  [
    "an encoding of a long text",
    () => stateOf(call("_codecs", "encode", text("a".repeat(100_000)), text("latin1"))),
    "it encodes a string as a string",
  ],
  [
    "a pickle of 17 MB",
    () => zipOf(new Uint8Array(17_000_000)),
    "its pickle has 17000000 bytes, at most 16000000 are read",
  ],
  [
    "an integer of 16 MB",
    () => zipOf(raw(PROTO, [0x8b, 0, 0, 0, 1])),
    "its pickle has an integer of 16777216 bytes",
  ],
  [
    "a text of 2^62 bytes",
    () => zipOf(raw(PROTO, [0x8d, 0, 0, 0, 0, 0, 0, 0, 0x40])),
    /breaks off: 4611686018427388000 bytes are missing at byte 11/,
  ],
  [
    "protocol 255",
    () => zipOf(raw([0x80, 255], "N.")),
    "its pickle has protocol 255, at most 5 is read",
  ],
  [
    "an empty stack",
    () => zipOf(raw(PROTO, "0.")),
    "its pickle takes more from the stack than there is at byte 3",
  ],
  [
    "a missing mark",
    () => zipOf(raw(PROTO, "Nt.")),
    "its pickle needs a mark at byte 4, there is none",
  ],
  [
    "a pickle without an end",
    () => zipOf(raw(PROTO, "N")),
    "its pickle breaks off: 1 bytes are missing at byte 3",
  ],
  ["an empty pickle", () => zipOf(raw()), "its pickle breaks off: 1 bytes are missing at byte 0"],
  [
    "a repeated name",
    () => zipOf(raw(PROTO, "}(", text("w"), SOUND, text("w"), SOUND, "u.")),
    'its pickle has "w" twice',
  ],
  [
    "a number for a state dict",
    () => zipOf(pickle(count(7))),
    "it holds the number 7, not a state dict",
  ],
  [
    "a model's description for a state dict",
    () => stateOf(text("model")),
    "its state dict holds what are not tensors (w: a string), and it has no state_dict",
  ],
  [
    "names that are numbers",
    () => zipOf(pickle(dict([[count(1), SOUND]]))),
    "its state dict holds what are not tensors (the number 1), and it has no state_dict",
  ],
];
