/**
 * A spec as YAML text: its values, and where in the file each one stands.
 *
 * @module
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { type Problem, SpecError } from "./spec_error.ts";
import { type Path, show } from "./spec_words.ts";

/** Aliases (`*name`) that may be expanded; more is a mistake or an attack. */
const ALIASES = 100;

const FIELDS = "write a map of fields such as name, variants, datasets, transfers and tasks";

/** One YAML document. */
export class SpecDocument {
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  /**
   * @param file Name in error positions.
   * @throws {SpecError} if the text is not one YAML map.
   */
  constructor(readonly text: string, readonly file: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    this.#refuseSyntaxErrors();
    this.#refuseStrangeNodes();
    const { contents } = this.#document;
    if (isMap(contents)) return;
    const seen = isScalar(contents) ? contents.value : contents ? [] : null;
    const what = seen === null ? "nothing in it" : `got ${isSeq(contents) ? "a list" : show(seen)}`;
    throw this.#error(contents?.range[0] ?? 0, `Cannot read the spec: ${what}, ${FIELDS}`);
  }

  /** The document as plain values; a value behind several aliases is one object. */
  value(): Record<string, unknown> {
    try {
      return this.#document.toJS({ maxAliasCount: ALIASES });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw this.#error(0, "Cannot read the spec: aliases expand too far, write the values out");
    }
  }

  /** Where the value at `path` starts, or its name, or else the innermost map around it. */
  position(path: Path, of: "value" | "name" = "value"): Omit<Problem, "sentence"> {
    return this.#position(this.#walk(path, of).offset);
  }

  /** Is there a field at `path`? */
  has(path: Path): boolean {
    return this.#walk(path, "value").found;
  }

  #walk(path: Path, of: "value" | "name"): { found: boolean; offset: number } {
    let node: Node | null | undefined = this.#document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const [depth, part] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const pair = isMap(node) && node.items.find(({ key }) => String(key) === String(part));
      const next = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
      if (next === undefined) return { found: false, offset };
      node = next as Node | null;
      const name = pair ? (pair.key as Node).range?.[0] : undefined;
      const [start, end] = node?.range ?? [0, 0];
      const written = end > start ? start : name;
      offset = (of === "name" && depth === path.length - 1 ? name : written) ?? offset;
    }
    return { found: true, offset };
  }

  #position(offset: number): Omit<Problem, "sentence"> {
    const { line, col } = this.#lines.linePos(offset);
    return { position: `${this.file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, offset };
  }

  #error(offset: number, sentence: string): SpecError {
    return new SpecError([{ ...this.#position(offset), sentence }]);
  }

  /** Throws the first one only: what follows a syntax error is often a consequence of it. */
  #refuseSyntaxErrors() {
    const [first] = [...this.#document.errors, ...this.#document.warnings]
      .toSorted((a, b) => a.pos[0] - b.pos[0]);
    if (!first) return;
    if (first.message.includes("call stack")) {
      throw this.#error(0, "Cannot read the spec: it is nested too deeply, write it flat");
    }
    const offset = first.pos[0];
    const { line } = this.#lines.linePos(offset);
    const seen = this.text.split("\n")[line - 1]!.trim();
    const problem = first.code === "DUPLICATE_KEY"
      ? "the field is there twice, remove one"
      : first.code === "MULTIPLE_DOCS"
      ? "a second document starts here, keep one"
      : `${lowerFirst(first.message)}, check this line and the one above`;
    throw this.#error(offset, `Cannot read ${seen ? show(seen) : "the last line"}: ${problem}`);
  }

  /** Refuses what has no meaning in a spec, and what `toJS` would stumble over. */
  #refuseStrangeNodes() {
    const refuse = (node: unknown, sentence: string) => {
      throw this.#error((node as Node).range?.[0] ?? 0, sentence);
    };
    visit(this.#document, {
      Alias: (_, alias, ancestors) => {
        const target = alias.resolve(this.#document);
        if (!target) {
          refuse(alias, `Cannot read *${alias.source}: no such anchor before it, write the value`);
        } else if (ancestors.includes(target)) {
          refuse(alias, `Cannot read *${alias.source}: it contains itself, write the value`);
        }
      },
      Pair: (_, { key }) => {
        if (isScalar(key) && key.value !== "__proto__" && key.value !== null) return;
        const seen = isScalar(key) ? show(key.value) : "a list or map";
        refuse(key, `Cannot use ${seen} as a field name: it is none, use a plain word`);
      },
    });
  }
}

function lowerFirst(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}
