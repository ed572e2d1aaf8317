"use strict";
// What a reader can do with the document: sort and filter tables, copy a number with its source, read a chart point by point.
// Without it the page is whole. All words come from the catalogue, as data of the main element.
(() => {
  const main = document.getElementById("text");
  const { lang } = document.documentElement;
  const words = main.dataset;
  const collator = new Intl.Collator(lang, { numeric: true });
  const said = make("p", { id: "fz-said", role: "status" });
  const FEWEST = 8; // rows from which a table gets a filter
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  function make(name, attributes = {}, ...content) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  }

  let quiet;
  function say(text) {
    said.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => (said.textContent = ""), 8000);
  }

  // The cells that head one column each, by column.
  function headsOf(table) {
    const [first, second] = table.tHead.rows;
    const below = second ? [...second.cells] : [];
    return [...first.cells].flatMap((cell) => (cell.colSpan > 1 || cell.scope === "colgroup" ? below.splice(0, cell.colSpan) : [cell]));
  }

  // What a cell said before there were buttons in it.
  const texts = new Map();
  function textOf(cell) {
    if (!texts.has(cell)) texts.set(cell, cell.textContent.trim());
    return texts.get(cell);
  }

  // A number, 3/4 as a percentage, an interval by its lower end; other words as words; what is not there as nothing.
  function keyOf(text) {
    const part = /^(\d+)\/(\d+)$/.exec(text);
    if (part) return (100 * part[1]) / part[2];
    const number = /^\|?([-+−]?\d[\d,]*(?:\.\d+)?)%?[*†]*(?:\s*[\uff5e~–].*)?$/.exec(text);
    if (number) return Number(number[1].replace(/,/g, "").replace("−", "-"));
    return /^[—×…\s]*$/.test(text) ? null : text;
  }

  function compare(a, b) {
    if (a == null || b == null) return (a == null) - (b == null);
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === typeof b) return collator.compare(a, b);
    return typeof a === "number" ? -1 : 1;
  }

  function sortable(table, rows) {
    const heads = headsOf(table);
    const totals = [...table.tBodies[0].rows].filter((row) => !rows.includes(row));
    let order = { column: -1, descending: false };
    function sort(column) {
      // Ascending, then descending, then the order of the page again.
      const again = order.column === column;
      const next = { column: again && order.descending ? -1 : column, descending: again && !order.descending };
      order = next;
      table.classList.toggle("fz-sorted", next.column >= 0);
      heads.forEach((head, i) => {
        if (i === next.column) head.setAttribute("aria-sort", next.descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const held = rows.map((row, place) => ({ row, place, key: next.column < 0 ? place : keyOf(textOf(row.cells[next.column])) }));
      // What is unknown comes last either way; what is equal keeps the order of the page.
      held.sort((a, b) => (next.descending && a.key != null && b.key != null ? -1 : 1) * compare(a.key, b.key) || a.place - b.place);
      table.tBodies[0].append(...held.map((one) => one.row), ...totals);
      const how = next.column < 0 ? "unsorted" : next.descending ? "descending" : "ascending";
      say(fill(words[how], { column: heads[column].textContent }));
    }
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", class: "fz-sort" }, ...head.childNodes);
      button.addEventListener("click", () => sort(column));
      head.append(button);
    });
  }

  function filterable(block, rows) {
    const name = block.querySelector(".fz-label")?.textContent ?? "";
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false", "aria-label": `${words.filter} ${name}`.trim() });
    const count = make("span");
    const contents = rows.map((row) => fold([...row.cells].map(textOf).join("\t")));
    function show() {
      const wanted = fold(field.value).split(/\s+/);
      block.querySelector("table").classList.toggle("fz-filtered", field.value.trim() !== "");
      const shown = rows.filter((row, i) => !(row.hidden = !wanted.every((word) => contents[i].includes(word)))).length;
      count.textContent = field.value.trim() ? fill(words.shown, { shown, total: rows.length }) : "";
      if (count.textContent) say(count.textContent);
      block.dispatchEvent(new Event("fz-filtered"));
    }
    // While an input method is composing, the field holds keystrokes, not words.
    field.addEventListener("input", (event) => event.isComposing || show());
    field.addEventListener("compositionend", show);
    block.prepend(make("p", { class: "fz-filter" }, make("label", {}, words.filter, " ", field), count));
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers that give no clipboard to a page from the file system still have the old command.
      const field = make("textarea", { readonly: "", "aria-hidden": "true", class: "fz-hidden" });
      const { activeElement } = document;
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      activeElement?.focus();
      if (!done) return say(text);
    }
    say(fill(words.copied, { text }));
  }

  // Each number that says how it is quoted gets a button. Tab passes a table in one step, the arrow keys lead from number to number.
  function citable(block) {
    const cited = [...block.querySelectorAll("[data-cite]")];
    if (!cited.length) return;
    const columns = new Set(cited.map((place) => place.cellIndex));
    for (const place of cited) {
      const label = fill(words.copy, { name: nameOf(place, columns.size > 1), value: textOf(place) });
      const button = make("button", { type: "button", class: "fz-copy", tabindex: -1, "aria-label": label, title: label });
      button.addEventListener("click", () => copy(place.dataset.cite + (block.dataset.source ?? "")));
      place.append(" ", button);
    }
    // So that what stands in the column stays aligned.
    for (const row of block.querySelectorAll("tbody tr"))
      for (const cell of row.cells) if (columns.has(cell.cellIndex) && !("cite" in cell.dataset)) cell.append(" ", make("span", { class: "fz-copy" }));
    const shown = () => [...block.querySelectorAll("button.fz-copy")].filter((button) => !button.closest("[hidden]"));
    const stop = () => shown().some((button) => button.tabIndex === 0) || shown()[0]?.setAttribute("tabindex", 0);
    block.addEventListener("keydown", (event) => {
      const from = event.target;
      if (!from.matches("button.fz-copy") || event.ctrlKey || event.metaKey || event.altKey) return;
      const all = shown();
      const line = columns.size > 1 && /Up|Down/.test(event.key) ? all.filter((one) => one.parentElement.cellIndex === from.parentElement.cellIndex) : all;
      const at = line.indexOf(from);
      const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: line.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      line[to]?.focus();
    });
    block.addEventListener("focusin", ({ target }) => {
      if (!target.matches("button.fz-copy")) return;
      for (const button of block.querySelectorAll("button.fz-copy")) button.tabIndex = button === target ? 0 : -1;
      if (hinted || cited.length < 2 || !target.matches(":focus-visible")) return;
      hinted = true;
      say(words.arrows);
    });
    block.addEventListener("fz-filtered", stop);
    stop();
  }

  // What a number is of: the headings of its row, and its column's where the row has several; in a card its term.
  let hinted = false;
  function nameOf(place, several) {
    const row = place.closest("tr");
    if (!row) return place.closest("div").querySelector("dt").textContent.trim();
    const heads = [...row.querySelectorAll("th")];
    if (several) heads.push(headsOf(place.closest("table"))[place.cellIndex]);
    return heads.map(textOf).join(" ");
  }

  // A slider steps through the rows of the chart's data; pointing at a mark does the same.
  function readable(figure) {
    const table = figure.querySelector("details table");
    const marks = [...figure.querySelectorAll("[data-row]")];
    if (!table || !marks.length) return;
    const heads = headsOf(table).map(textOf);
    const readings = [...table.tBodies[0].rows].map((row) => {
      const [first, ...others] = [...row.cells].map(textOf);
      const parts = others.flatMap((text, i) => (text ? [fill(words.pair, { label: heads[i + 1], text })] : []));
      return fill(words.pair, { label: first, text: parts.join(words.semicolon) });
    });
    const caption = figure.querySelector(".fz-label")?.textContent ?? "";
    const field = make("input", { type: "range", min: 0, max: readings.length - 1, value: 0, "aria-label": `${words.read} ${caption}`.trim() });
    const text = make("span", {}, words.hint);
    function show(row) {
      field.value = row;
      field.setAttribute("aria-valuetext", (text.textContent = readings[row]));
      for (const mark of marks) mark.classList.toggle("fz-on", mark.dataset.row === String(row));
    }
    field.setAttribute("aria-valuetext", readings[0]);
    field.addEventListener("input", () => show(Number(field.value)));
    field.addEventListener("focus", () => show(Number(field.value)));
    figure.querySelector(".fz-drawing").addEventListener("pointerover", (event) => {
      const mark = event.target.closest("[data-row]");
      if (mark) show(Number(mark.dataset.row));
    });
    figure.querySelector("figure > .fz-scroll").after(make("p", { class: "fz-reader" }, make("label", {}, words.read, " ", field), text));
  }

  for (const figure of main.querySelectorAll(".fz-figure")) readable(figure);
  for (const block of main.querySelectorAll(".fz-table")) {
    const table = block.querySelector("table");
    const rows = [...table.tBodies[0].rows].filter((row) => !row.matches(".fz-total") && row.cells.length > 1);
    for (const cell of block.querySelectorAll("th, td")) textOf(cell);
    if (table.tHead && rows.length > 1) sortable(table, rows);
    citable(block);
    if (table.tHead && rows.length >= FEWEST) filterable(block, rows);
  }
  for (const block of main.querySelectorAll(".fz-cards")) citable(block);
  for (const link of main.querySelectorAll('td a[href^="evidence/"]')) link.title = words.evidence;
  document.body.append(said);
})();
