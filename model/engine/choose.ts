/**
 * Which engine runs, and where.
 *
 * @module
 */
import { ENGINE_DEVICES, type WhyNot, whyNot } from "./availability.ts";
import type { Device, EngineName } from "./engine.ts";

/** What was asked for, by `--engine` and `--device`. */
export interface Wish {
  readonly engine: EngineName | "auto";
  readonly device?: Device;
}

export interface Choice {
  readonly engine: EngineName;
  readonly device: Device;
  readonly reason: string;
  /** One line for people if it is not the device that was asked for. */
  readonly fallback?: string;
}

type Candidate = readonly [EngineName, Device];

/** What runs where nothing is asked for; each is taken if those before it do not work. */
const AUTO: readonly (readonly [...Candidate, reason: string])[] = [
  ["tensorflow", "cuda", "tensorflow was installed here and sees a GPU"],
  [
    "onnx",
    "cpu",
    "the fastest that was measured; a GPU is taken where tensorflow sees it, or by --device",
  ],
  ["js", "cpu", "onnx does not load; this one is slow"],
];

/** Engines that `auto` tries on a device that was asked for. */
const ON_DEVICE: readonly EngineName[] = ["onnx", "tensorflow", "webgpu"];

/**
 * The first of the engines and devices that fit the wish and work.
 *
 * A device that does not work is replaced by another of the same engine, or for `auto` by what runs
 * where none was asked for; an engine that was named is never replaced.
 *
 * @throws {Error} if the named engine does not work, with its reason.
 */
export async function chooseEngine(
  { engine, device }: Wish,
  reasonAgainst: WhyNot = whyNot,
): Promise<Choice> {
  const problems: string[] = [];
  for (const [name, place] of candidates({ engine, device })) {
    const problem = await reasonAgainst(name, place);
    if (problem !== undefined) {
      problems.push(`Cannot run ${name} on ${place}: ${problem}`);
      continue;
    }
    const isOther = device !== undefined && place !== device;
    return {
      engine: name,
      device: place,
      reason: isOther ? `${device} does not work here` : reasonFor({ engine, device }, name),
      ...isOther && { fallback: `${problems[0]}; running ${name} on ${place} instead` },
    };
  }
  throw new Error(problems[0]);
}

function candidates({ engine, device }: Wish): Candidate[] {
  if (engine !== "auto") {
    const places = ENGINE_DEVICES[engine];
    const first = device === undefined ? [] : [device];
    return [...new Set([...first, ...places])].map((place) => [engine, place]);
  }
  const asked = ON_DEVICE.filter((name) => device && ENGINE_DEVICES[name].includes(device));
  const others = AUTO.filter(([, place]) => device === undefined || place === "cpu");
  return [
    ...asked.map((name): Candidate => [name, device!]),
    ...others.map(([name, place]): Candidate => [name, place]),
  ];
}

function reasonFor({ engine, device }: Wish, chosen: EngineName): string {
  if (engine !== "auto") return "asked for";
  if (device !== undefined) return `the first that works on ${device}`;
  return AUTO.find(([name]) => name === chosen)![2];
}
