import { FINDINGS, type LabelValue } from "../dataset.ts";
import { CONVENTIONS } from "./conventions.ts";
import { BREAKS, DENIED_AFTER, DENIED_BEFORE, NO_CHANGE, OPEN_AFTER, OPEN_BEFORE, OR } from "./cues.ts";
import { anyOf, tester } from "./patterns.ts";
import { type Mentionable, OTHER_SIGNS, SIGNS } from "./phrases.ts";
import { sentencesOf } from "./sentences.ts";

const NAMES = FINDINGS.slice(1) as Mentionable[];
const SIGN = NAMES.map((n) => anyOf(SIGNS[n]));
const CONV = NAMES.map((n) => CONVENTIONS[n] && !(globalThis as any).NOCONV ? anyOf(CONVENTIONS[n]!) : undefined);
const OTHER = anyOf(OTHER_SIGNS);
const brk = anyOf(BREAKS), db = tester(DENIED_BEFORE), nd = anyOf(NO_CHANGE), da = tester(DENIED_AFTER), ob = tester(OPEN_BEFORE), oa = tester(OPEN_AFTER);
const orB = new RegExp(`(?<![a-z])(?:${OR.join("|")}) (?:[a-z]+ )?$`), orA = new RegExp(`^(?: [a-z]+)?(?: and)?(?: \/)? (?:${OR.join("|")}) `);
const told = /\bhistory of\b/;

function status(s: string, start: number, end: number): LabelValue {
  const before = s.slice(0, start).split(brk).at(-1)!.replace(nd, "");
  const after = s.slice(end).split(brk)[0]!;
  if (told.test(before)) return null;
  if (ob(before) || oa(after)) return -1;
  if (db(before) || da(after)) return 0;
  if (orB.test(before) || orA.test(after)) return -1;
  return 1;
}
const HEART = /\b(heart|cardiac (silhouettes?|size|contours?|shadow))\b(?! failure| xxxx)/;
const MEDI = /\b(mediastinum|(cardio ?)?mediastinal (\w+ )?(silhouettes?|contours?|structures|borders?|width|size))/;
const NORMAL = /\b(normal|unremarkable|within limits|not enlarged|not significantly enlarged|not grossly enlarged|clear)\b/;
const STABLE = /\b(stable|unchanged)\b/;
const rank = (v: LabelValue) => v === 1 ? 3 : v === -1 ? 2 : v === 0 ? 1 : 0;
const best = (a: LabelValue, b: LabelValue) => rank(b) > rank(a) ? b : a;

export function labelReport(text: string): LabelValue[] {
  const v: LabelValue[] = NAMES.map(() => null);
  let other = false;
  for (const s of sentencesOf(text)) {
    SIGN.forEach((re, k) => {
      if (CONV[k] && s.search(CONV[k]) >= 0) v[k] = 1;
      for (const m of s.matchAll(re)) v[k] = best(v[k]!, status(s, m.index, m.index + m[0].length));
    });
    for (const m of s.matchAll(OTHER)) { const x = status(s, m.index, m.index + m[0].length); if (x === 1 || x === -1) other = true; }
    for (const [k, re] of [[0, MEDI], [1, HEART]] as const) {
      if (re.test(s)) v[k] = best(v[k]!, NORMAL.test(s) ? 0 : STABLE.test(s) ? -1 : k === 1 ? null : 1);
    }
  }
  const sick = other || v.some((x, k) => (x === 1 || x === -1) && NAMES[k] !== "Support Devices");
  return [sick ? null : 1, ...v];
}
