"use strict";
// The start page's search, filters and sorting. Without it the page is the whole table in the order of names.
(() => {
  const form = document.getElementById("controls");
  if (!form) return;
  const table = document.querySelector("#entries table");
  const shown = document.getElementById("shown");
  const heads = [...table.querySelectorAll("th[data-sort]")];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const statuses = [...form.elements.status.options].map((option) => option.value);
  const filters = ["q", "status", "year"];
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  const number = (text) => (/\d/.test(text) ? Number(text.replace(/\D/g, "")) : null);
  const entries = [...table.tBodies].map((body, place) => {
    const { name, year, status } = body.dataset;
    const values = heads.map((head) => number(body.rows[0].cells[head.cellIndex].textContent));
    const known = { township: name, year: Number(year), status: statuses.indexOf(status) };
    heads.forEach((head, i) => (known[head.dataset.sort] ??= values[i]));
    return { body, place, status, year, text: fold(`${name} ${year}`), known };
  });
  let order = { column: "", descending: false };

  function matches(entry) {
    const words = fold(form.elements.q.value).split(/\s+/);
    const { status, year, todo } = form.elements;
    return (
      words.every((word) => entry.text.includes(word)) &&
      (!status.value || entry.status === status.value) &&
      (!year.value || entry.year === year.value) &&
      (!todo.checked || entry.status !== "done")
    );
  }

  // What is unknown comes last either way; what is equal keeps the order of the page.
  function compare(a, b) {
    const [x, y] = [a.known[order.column], b.known[order.column]];
    if (x == null || y == null) return (x == null) - (y == null) || a.place - b.place;
    const difference = typeof x === "string" ? collator.compare(x, y) : x - y;
    return (order.descending ? -difference : difference) || a.place - b.place;
  }

  function show() {
    const found = entries.filter((entry) => (entry.body.hidden = !matches(entry)) === false);
    const sorted = order.column ? [...entries].sort(compare) : entries;
    if (sorted.some((entry, i) => table.tBodies[i] !== entry.body)) table.append(...sorted.map((entry) => entry.body));
    let said = form.dataset.shown.replace("{shown}", found.length).replace("{total}", entries.length);
    for (const head of heads) {
      const mine = head.dataset.sort === order.column;
      if (!mine) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
      if (mine) said += form.dataset[order.descending ? "descending" : "ascending"].replace("{column}", head.textContent);
    }
    if (shown.textContent !== said) shown.textContent = said;
  }

  // The view is the address: whoever opens a copied link sees the same rows in the same order.
  function write() {
    const state = new URLSearchParams();
    for (const name of filters) {
      const value = form.elements[name].value.trim();
      if (value) state.set(name, value);
    }
    if (form.elements.todo.checked) state.set("todo", "1");
    if (order.column) state.set("sort", order.column);
    if (order.descending) state.set("descending", "1");
    try {
      history.replaceState(null, "", `#${state}`);
    } catch {
      // Some browsers keep a page from the file system from changing its address; the view itself works.
    }
  }

  function read() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of filters) {
      form.elements[name].value = state.get(name) ?? "";
      if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
    }
    form.elements.todo.checked = state.get("todo") === "1";
    const column = heads.some((head) => head.dataset.sort === state.get("sort")) ? state.get("sort") : "";
    order = { column, descending: column !== "" && state.get("descending") === "1" };
    show();
  }

  function change() {
    show();
    write();
  }

  // Ascending, then descending, then the order of the page again.
  function sortBy(column) {
    if (order.column !== column) order = { column, descending: false };
    else if (!order.descending) order = { column, descending: true };
    else order = { column: "", descending: false };
    change();
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(head.dataset.sort));
    head.append(button);
  }
  // While an input method is composing, the field holds keystrokes, not words.
  form.addEventListener("input", (event) => event.isComposing || change());
  form.addEventListener("compositionend", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.clear.addEventListener("click", () => {
    form.reset();
    order = { column: "", descending: false };
    change();
    form.elements.q.focus();
  });
  addEventListener("hashchange", () => {
    if (location.hash.length > 1 && !location.hash.includes("=")) write(); // a jump within the page, no view
    else read();
  });
  document.documentElement.classList.add("fz-live");
  form.hidden = false;
  read();
})();
