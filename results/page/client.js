// Sorting, filtering, details, arrow keys and colours of the page; without it the tables still read.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const dialog = document.querySelector("dialog");
const filters = document.querySelector("#filters");

// Sorting: the best first, then the other way round; what has no value stays last.
for (const button of all("[data-sort]")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const table = button.closest("table");
    const body = table.tBodies[0];
    const { sort } = button.dataset;
    const now = head.getAttribute("aria-sort");
    const first = sort === "down" ? "descending" : "ascending";
    const order = now === first && sort !== "order"
      ? (first === "ascending" ? "descending" : "ascending")
      : first;
    const { metric, transfer } = head.dataset;
    const valueOf = (row) => {
      if (sort === "order") return Number(row.dataset.order);
      const cell = all("td", row).find(({ dataset }) =>
        dataset.metric === metric && dataset.transfer === transfer
      );
      return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
    };
    const sign = order === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => ({ row, value: valueOf(row) }));
    rows.sort((a, b) => {
      if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
      return sign * (a.value - b.value) || a.row.dataset.order - b.row.dataset.order;
    });
    body.append(...rows.map(({ row }) => row));
    for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
    if (sort !== "order") head.setAttribute("aria-sort", order);
    oneStop(table);
  });
}

// Filtering: hides columns, tables without one, and tasks without a table; heads span what is left.
function filter() {
  const ticked = (name) =>
    new Set(all(`input[name=${name}]:checked`, filters).map(({ value }) => value));
  const [tasks, transfers, metrics] = ["task", "transfer", "metric"].map(ticked);
  const isChosen = ({ metric, transfer }) =>
    metrics.has(metric) && (transfer === undefined || transfers.has(transfer));
  let left = 0;
  for (const section of all("section[data-task]")) {
    const boards = all("[data-board]", section);
    for (const board of boards) {
      for (const cell of all("[data-metric]:not([colspan])", board)) {
        cell.hidden = !isChosen(cell.dataset);
      }
      const columns = all("thead [data-metric]:not([colspan], [hidden])", board);
      for (const head of all("thead [colspan]", board)) {
        const own = columns.filter(({ dataset }) => dataset.metric === head.dataset.metric);
        head.hidden = own.length === 0;
        head.colSpan = own.length || 1;
      }
      board.hidden = columns.length === 0;
      oneStop(board.querySelector("table"));
    }
    section.hidden = !tasks.has(section.dataset.task) || boards.every(({ hidden }) => hidden);
    if (!section.hidden) left++;
  }
  document.querySelector("#nothing").hidden = left > 0;
}

// Arrow keys move among the values of a table, which is one stop of the tab key.
function linksOf(row) {
  return all("td:not([hidden]) a", row);
}
function oneStop(table, chosen) {
  const links = [...table.tBodies[0].rows].flatMap(linksOf);
  const current = chosen ?? links[0];
  for (const link of all("tbody a", table)) link.tabIndex = link === current ? 0 : -1;
}
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("tbody a");
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  const table = link.closest("table");
  const column = link.closest("td").cellIndex;
  const along = linksOf(link.closest("tr"));
  const down = [...table.tBodies[0].rows].flatMap((row) => all("a", row.cells[column]));
  const steps = {
    ArrowLeft: [along, -1],
    ArrowRight: [along, 1],
    ArrowUp: [down, -1],
    ArrowDown: [down, 1],
  };
  const ends = { Home: along[0], End: along.at(-1) };
  const [line, step] = steps[event.key] ?? [];
  const next = line ? line[line.indexOf(link) + step] : ends[event.key];
  if (line || next) event.preventDefault();
  if (!next) return;
  oneStop(table, next);
  next.focus();
});

// Details: the address after # names them, so that they can be linked and Back closes them.
function fill(place) {
  for (const hole of all("[data-include]", place)) {
    const piece = document.getElementById(hole.dataset.include).content.cloneNode(true);
    hole.removeAttribute("data-include");
    hole.append(piece);
    fill(hole);
  }
}
function address() {
  try {
    return location.hash.slice(1).split("/", 2).map(decodeURIComponent);
  } catch {
    return [""]; // what someone typed
  }
}
function follow() {
  const [group, metric = ""] = address();
  const template = document.getElementById(group);
  if (template?.tagName !== "TEMPLATE" || !group.includes(".")) return dialog.close();
  const place = document.querySelector("#detail");
  place.replaceChildren(template.content.cloneNode(true));
  fill(place);
  const row = all("tr[data-metric]", place).find(({ dataset }) => dataset.metric === metric);
  row?.setAttribute("aria-current", "true");
  dialog.setAttribute("aria-label", place.querySelector("h2").textContent);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
dialog.addEventListener("close", () => {
  if (location.hash === "") return;
  const link = document.querySelector(`a[href="${CSS.escape(location.hash).replace("\\#", "#")}"]`);
  history.replaceState(null, "", location.pathname + location.search);
  link?.focus();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
addEventListener("hashchange", follow);

// Colours: as the system has them, or the other way.
const theme = document.querySelector("#theme");
const THEMES = ["system", "light", "dark"];
theme.addEventListener("click", () => {
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
  root.dataset.theme = next;
  theme.textContent = `Colours: ${next}`;
});

theme.hidden = false;
filters.hidden = false;
filters.addEventListener("change", filter);
filter();
follow();
