/**
 * From what a cell's numbers were made: stages, data, configuration, code.
 *
 * @module
 */
import { type Markup, markup, type Part } from "../markup.ts";
import { type StageRecord, upstream } from "../stage_record.ts";
import { type DetailSources, recordOf, scrolled } from "./detail.ts";

const KINDS = ["pretrain", "finetune", "evaluate"] as const;

/** Keys of every seed, data, and the configuration of each kind of stage. */
export function provenance({ cells, records, fragments }: DetailSources): Markup {
  const rows = cells.flatMap(({ seed, stages }) =>
    KINDS.flatMap((kind) => stages[kind] === null ? [] : [{ seed, kind, key: stages[kind] }])
  );
  if (rows.length === 0) {
    return markup`<p>Computed from the targets alone: no stage trained for it.</p>`;
  }
  const isKnown = rows.some(({ key }) => records.has(key));
  const data = new Map(
    rows.flatMap(({ key }) => upstream(records, key))
      .filter(({ step }) => step === "dataset").map((record) => [record.key, record]),
  );
  const first = KINDS.flatMap((kind) => {
    const found = rows.find((row) => row.kind === kind);
    return found ? recordOf(records, found.key) ?? [] : [];
  });
  return markup`${
    scrolled(
      "Stages",
      markup`<thead><tr><th scope="col">Seed</th><th scope="col" class="name">Stage</th><th scope="col" class="name">Key</th>${
        isKnown &&
        markup`<th scope="col" class="name">Engine</th><th scope="col" class="name">Git revision</th>`
      }</tr></thead>
<tbody>${
        rows.map(({ seed, kind, key }) => {
          const record = recordOf(records, key);
          return markup`<tr><td>${seed}</td><th scope="row" class="name">${kind}</th><td class="name"><code title="${key}">${
            key.slice(0, 16)
          }</code></td>${
            isKnown &&
            markup`<td class="name">${record?.engine ?? "–"}</td><td class="name">${
              revision(record?.git)
            }</td>`
          }</tr>`;
        })
      }</tbody>`,
    )
  }${data.size > 0 && fragments.include(dataTable([...data.values()]))}${
    first.map((record) => fragments.include(configuration(record)))
  }`;
}

/** The commit of the code, and whether files differed from it. */
export function revision(git: Partial<StageRecord["git"]> = {}): Part {
  const { revision = null, dirty = null } = git;
  if (revision === null) return "not known";
  return [
    markup`<code title="${revision}">${revision.slice(0, 12)}</code>`,
    dirty && " and changes",
  ];
}

/** Terms and what they are here; those that are nothing are left out. */
export function terms(pairs: readonly (readonly [string, Part])[]): Markup {
  return markup`<dl>${
    pairs.map(([term, what]) => what && markup`<dt>${term}</dt><dd>${what}</dd>`)
  }</dl>`;
}

/** Digests of data by name: equal where nothing can change what the data are. */
export function dataDigests(digests: Readonly<Record<string, string>>): [string, Part][] {
  return Object.entries(digests).map(([name, digest]) => [
    `Data of ${name}`,
    markup`<code>${digest}</code>`,
  ]);
}

/** `deno 2.9.6, v8 14.0`. */
export function listOf(named: Readonly<Record<string, string | number>>): string {
  return Object.entries(named).map(([name, value]) => `${name} ${value}`).join(", ");
}

/** Keys of the prepared datasets and digests of what is in them. */
function dataTable(records: readonly StageRecord[]): Markup {
  return scrolled(
    "Data",
    markup`<thead><tr><th scope="col" class="name">Data</th><th scope="col" class="name">Key</th><th scope="col" class="name">Digests (SHA-256)</th></tr></thead>
<tbody>${
      records.map(({ title, key, config, files }) =>
        markup`<tr><th scope="row" class="name">${
          title.replace(/^prepare dataset /, "")
        }</th><td class="name"><code title="${key}">${
          key.slice(0, 16)
        }</code></td><td class="name">${
          typeof config.fingerprint === "string" && config.fingerprint !== "" &&
          markup`source <code>${config.fingerprint.slice(0, 16)}</code> `
        }${
          Object.entries(files).map(([name, { sha256 }]) =>
            markup`${name} <code title="${sha256}">${sha256.slice(0, 12)}</code> `
          )
        }</td></tr>`
      )
    }</tbody>`,
  );
}

/** A stage's configuration, which is the same for every seed. */
function configuration({ kind, config }: StageRecord): Markup {
  const { seed: _, ...fields } = config;
  return markup`<details><summary>Configuration of ${kind}</summary>${
    terms(
      Object.entries(fields).map(([name, value]) => [
        name,
        markup`<code>${JSON.stringify(value)}</code>`,
      ]),
    )
  }</details>`;
}
