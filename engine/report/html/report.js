// The HTML report's table of endpoints: it draws the rows that can be seen and no others, so that 40,000 are no more work than 40.
// Everything that certificates, hosts and inventories bring is set as text; nothing here makes markup out of a string.
"use strict";
(() => {
  const VERDICTS = ["compliant", "noncompliant", "unreachable", "no_tls", "not_judged"];  // by number, as engine/pki/verdict.h has them
  const TITLES = {compliant: "Compliant", waived: "Compliant (waived)", noncompliant: "Noncompliant", unreachable: "Unreachable",
                  no_tls: "No TLS", not_judged: "Not judged"};
  const WORST_FIRST = ["noncompliant", "not_judged", "no_tls", "unreachable", "waived", "compliant"];
  const SEVERITIES = ["info", "warn", "fail"];
  const SEVERITY_WORDS = {fail: "Fail", warn: "Warning", info: "Information"};
  const ENDS = {expired: "Expired", "7": "Within 7 days", "30": "Within 30 days", "90": "Within 90 days"};
  const DAY = 86400;
  const MENDABLE = 1, QUEUED = 2, POSSESSION_KNOWN = 4, POSSESSION = 8;
  const MOST_FACET_VALUES = 200, MOST_OWN_COLUMNS = 2;
  const MOST_PIXELS = 8e6;  // browsers have a highest page; beyond it scrolling is in proportion
  const ROW = 33, BEYOND = 8;
  const LONG_TITLE = 1000, LONG_SEARCH = 4096;

  const byId = (id) => document.getElementById(id);
  const numbers = new Intl.NumberFormat("en");
  const root = document.documentElement;
  root.classList.remove("no-script");

  // ------------------------------------------------------------------------------------------------ elements

  // make("td", {class: "x"}, child, ...): children are nodes or texts; absent ones are left out.
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
    return element;
  }

  // Text from elsewhere: it can't turn the text around it.
  const bdi = (text) => make("bdi", {}, text);

  function mark(kind) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "mark " + kind);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#mark-" + kind);
    svg.append(use);
    return svg;
  }

  const cut = (text, most) => text.length > most ? text.slice(0, most) + "\u2026" : text;
  const date = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const moment = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ") + " UTC";

  // ------------------------------------------------------------------------------------------------ data

  const meta = JSON.parse(byId("meta").textContent);
  const guides = new Map(Object.entries(meta.codes));  // code -> title, meaning, advice
  const rows = readRows();
  const sharedKeys = findSharedKeys();

  // A row knows its piece's table; what only the details show is read out of it when they open.
  function readRows() {
    const all = [];
    for (const element of document.querySelectorAll("script.rows")) {
      const {table, rows: raws} = JSON.parse(element.textContent);
      element.remove();
      for (const raw of raws) all.push(readRow(table, raw));
    }
    return all;
  }

  function readRow(table, raw) {
    const leaf = raw[6];
    const findings = list(table, raw[5]).map((at) => table[at]);
    const waivedFail = findings.some((finding) => finding[6] === 1 && finding[1] === 2);
    const verdict = VERDICTS[raw[3]];
    return {
      table, raw, host: table[raw[0]], address: table[raw[1]], port: raw[2],
      verdict: verdict === "compliant" && waivedFail ? "waived" : verdict,
      codes: [...new Set(findings.map((finding) => table[finding[0]]))],
      subject: leaf ? table[leaf[0]] : "", issuer: leaf ? table[leaf[1]] : "", ends: leaf ? leaf[4] : null,
      key: leaf ? table[leaf[5]] : "", own: list(table, raw[7]).map((at) => table[at]), search: "", digests: null,
    };
  }

  // The empty list is 0, and one text stands for the list of it.
  function list(table, at) { return at === 0 ? [] : typeof table[at] === "string" ? [at] : table[at]; }

  // Digests come as "=" and base64url; what is none is as it came.
  function hex(text) {
    if (!/^=[\w-]{43}$/.test(text)) return text;
    return [...atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/"))].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  }

  // Key -> rows that have it, where their certificates differ.
  function findSharedKeys() {
    const byKey = new Map();
    for (const row of rows) {
      if (!row.raw[6]) continue;
      const key = row.table[row.raw[6][10]];
      if (!key) continue;
      const use = byKey.get(key);
      if (use) use.push(row); else byKey.set(key, [row]);
    }
    for (const [key, uses] of byKey) {
      const first = certificateOf(uses[0]);
      if (uses.some((row) => certificateOf(row) !== first)) for (const row of uses) row.codes.push("shared_key");
      else byKey.delete(key);
    }
    return byKey;
  }

  function certificateOf(row) { return row.table[row.raw[6][9]]; }
  const name = (row) => row.host.includes(":") ? "[" + row.host + "]:" + row.port : row.host + ":" + row.port;
  const idOf = (row) => name(row) + "@" + row.address;
  const ownOf = (row, column) => row.own[column] || "";
  const codeTitle = (code) => guides.has(code) ? guides.get(code)[0] : code;

  function searchOf(row) {
    if (row.search) return row.search;
    const leaf = row.raw[6], table = row.table;
    const names = leaf ? [...list(table, leaf[7]), ...list(table, leaf[8])].map((at) => table[at]) : [];
    const more = leaf ? [table[leaf[2]], table[leaf[6]]] : [];
    const tls = list(table, row.raw[13]).map((at) => table[at]);
    row.search = [name(row), row.address, row.subject, row.issuer, row.key, ...row.codes, ...row.own, ...names, ...tls, ...more]
      .map((text) => cut(text, LONG_SEARCH)).join("\n").toLowerCase();
    return row.search;
  }

  function digestsOf(row) {
    const leaf = row.raw[6];
    if (row.digests === null) row.digests = leaf ? hex(row.table[leaf[9]]) + " " + hex(row.table[leaf[10]]) : "";
    return row.digests;
  }

  // ------------------------------------------------------------------------------------------------ state

  const ownColumns = meta.columns.map((title, at) => ({id: "col." + title, title, at}));
  // Those that tell one endpoint from another come into the table; all of them filter, and stand in the details.
  const shownOwn = ownColumns.filter((own) => rows.some((row) => ownOf(row, own.at) !== ownOf(rows[0], own.at))).slice(0, MOST_OWN_COLUMNS);
  const columns = [
    {id: "verdict", title: "Verdict", width: 150, key: (row) => WORST_FIRST.indexOf(row.verdict), cell: verdictCell},
    {id: "host", title: "Host", width: 262, key: (row) => row.host.toLowerCase(), header: true, cell: hostCell},
    {id: "address", title: "Address", width: 112, key: addressKey, cell: (row) => [row.address]},
    {id: "findings", title: "Findings", width: 190, key: (row) => row.codes.join(" "), cell: findingsCell},
    {id: "ends", title: "Ends", width: 154, key: (row) => row.ends === null ? Infinity : row.ends, cell: endsCell},
    {id: "key", title: "Key", width: 88, key: (row) => row.key, cell: (row) => [row.key]},
    {id: "issuer", title: "Issuer", width: 150, key: (row) => row.issuer.toLowerCase(), cell: (row) => [row.issuer ? bdi(cut(row.issuer, 300)) : ""]},
    ...shownOwn.map((own) => ({id: own.id, title: own.title, width: 90, key: (row) => ownOf(row, own.at).toLowerCase(),
                               cell: (row) => [bdi(cut(ownOf(row, own.at), 300))]})),
  ];
  const noFilter = () => ({q: "", verdict: new Set(), code: "", ends: "", from: "", to: "", own: new Map(), sort: "verdict", descending: false});
  let state = noFilter();
  let shown = [];    // rows that pass, in their order
  let current = 0;   // of `shown`: the row that Tab comes to
  let opened = null;

  function addressKey(row) {
    if (!row.address.includes(":")) return row.address.split(".").map((part) => part.padStart(3, "0")).join(".");
    const [head, tail] = row.address.split("::");
    const first = head ? head.split(":") : [], last = tail ? tail.split(":") : [];
    const gap = tail === undefined ? [] : Array(Math.max(8 - first.length - last.length, 0)).fill("0");
    return "x" + [...first, ...gap, ...last].map((part) => part.padStart(4, "0")).join(":");
  }

  function passes() {
    const terms = termsOf(state.q);
    const from = state.from ? Date.parse(state.from) / 1000 : -Infinity;
    const to = state.to ? Date.parse(state.to) / 1000 + DAY : Infinity;
    const ranged = state.from !== "" || state.to !== "";
    const own = [...state.own].map(([title, value]) => [meta.columns.indexOf(title), value]);
    return (row) => {
      if (state.verdict.size && !state.verdict.has(row.verdict)) return false;
      if (state.code && !row.codes.includes(state.code)) return false;
      if (state.ends && !endsWithin(row, state.ends)) return false;
      // What has expired is counted apart from the day and month in which it did.
      if (ranged && !(row.ends !== null && row.ends >= Math.max(from, meta.now) && row.ends < to)) return false;
      for (const [at, value] of own) if (ownOf(row, at) !== value) return false;
      return terms.length === 0 || terms.every((term) => searchOf(row).includes(term) || (isDigest(term) && digestsOf(row).includes(term)));
    };
  }

  // Words; what stands in double quotes is one.
  function termsOf(text) {
    return [...text.toLowerCase().matchAll(/"([^"]*)"|[^\s"]+/g)].map((match) => match[1] ?? match[0]).filter((term) => term !== "")
      .map((term) => /^([0-9a-f]{2}:){7,31}[0-9a-f]{2}$/.test(term) ? term.replaceAll(":", "") : term);
  }

  const isDigest = (term) => /^[0-9a-f]{8,64}$/.test(term);

  function endsWithin(row, ends) {
    if (row.ends === null) return false;
    if (ends === "expired") return row.ends < meta.now;
    return row.ends >= meta.now && row.ends < meta.now + Number(ends) * DAY;
  }

  function select() {
    const column = columns.find((one) => one.id === state.sort) || columns[0];
    const host = columns[1].key;
    const keyed = rows.filter(passes()).map((row) => [column.key(row), host(row), row]);
    const sign = state.descending ? -1 : 1;
    keyed.sort((a, b) => a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[2].port - b[2].port);
    shown = keyed.map((entry) => entry[2]);
  }

  // After a change of filter or order.
  function update() {
    select();
    current = 0;
    scroller.scrollTop = 0;
    draw(true);
    showState();
    announce();
    writeHash();
  }

  let announcing = 0;
  function announce() {
    clearTimeout(announcing);
    // Not at every letter that is typed.
    announcing = setTimeout(() => {
      const column = columns.find((one) => one.id === state.sort) || columns[0];
      byId("count").textContent = numbers.format(shown.length) + " of " + numbers.format(rows.length) +
        (rows.length === 1 ? " endpoint" : " endpoints") + ", by " + column.title.toLowerCase() +
        (state.descending ? ", descending" : state.sort === "verdict" ? ", the worst first" : "");
    }, 120);
  }

  // ------------------------------------------------------------------------------------------------ cells

  function verdictCell(row) { return [mark(row.verdict), TITLES[row.verdict]]; }

  function hostCell(row, at) {
    return [make("button", {type: "button", class: "host", "aria-haspopup": "dialog", tabindex: at === current ? 0 : -1},
                 bdi(cut(row.host, 300)), make("span", {class: "dim"}, ":" + row.port))];
  }

  function findingsCell(row) { return [row.codes.length ? bdi(cut(row.codes.map(codeTitle).join(", "), 300)) : ""]; }

  function daysLeft(seconds) {
    const days = Math.floor((seconds - meta.now) / DAY);
    if (seconds < meta.now) return days >= -1 ? "expired" : numbers.format(-days - 1) + " d ago";
    return numbers.format(days) + " d";
  }

  function endsCell(row) {
    if (row.ends === null) return [make("span", {class: "dim"}, "unknown")];
    return [date(row.ends), make("span", {class: row.ends < meta.now ? "days late" : "days"}, daysLeft(row.ends))];
  }

  // ------------------------------------------------------------------------------------------------ the drawn rows

  const scroller = byId("scroller"), grid = byId("grid");
  const body = grid.tBodies[0];
  const above = padding(), below = padding();
  const drawn = new Map();  // place in `shown` -> its <tr>

  function padding() {
    const cell = make("td", {colspan: columns.length});
    return {row: make("tr", {class: "pad", "aria-hidden": "true"}, cell), cell};
  }

  function buildHead() {
    const head = make("tr", {"aria-rowindex": 1});
    for (const column of columns) {
      const col = document.createElement("col");
      col.style.width = column.width + "px";
      grid.querySelector("colgroup").append(col);
      const button = make("button", {type: "button", onclick: () => sortBy(column.id)}, bdi(column.title),
                          make("span", {class: "arrow", "aria-hidden": "true"}, "\u2191"));
      head.append(make("th", {scope: "col", "aria-sort": "none", "data-column": column.id}, button));
    }
    grid.tHead.append(head);
    grid.style.minWidth = columns.reduce((sum, column) => sum + column.width, 0) + "px";
    body.append(above.row, below.row);
  }

  function sortBy(id) {
    state.descending = state.sort === id ? !state.descending : false;
    state.sort = id;
    update();
  }

  const heightOfAll = () => Math.min(shown.length * ROW, MOST_PIXELS);
  const room = () => scroller.clientHeight - grid.tHead.offsetHeight;

  // The place in `shown` at the top of what is seen, with its fraction.
  function topPlace() {
    const hidden = heightOfAll() - room();
    if (hidden <= 0) return 0;
    const most = shown.length - room() / ROW;
    return Math.min(scroller.scrollTop / hidden, 1) * most;
  }

  function scrollTo(place) {
    const first = topPlace(), last = first + room() / ROW - 1;
    const target = place < first ? place : place > last ? place - room() / ROW + 1 : null;
    if (target === null) return;
    const hidden = heightOfAll() - room(), most = shown.length - room() / ROW;
    scroller.scrollTop = most > 0 ? hidden * target / most : 0;
    draw(false);
  }

  function draw(anew) {
    if (anew) {
      scroller.style.height = heightOfAll() + grid.tHead.offsetHeight + 3 + "px";
      for (const row of drawn.values()) row.remove();
      drawn.clear();
    }
    const top = topPlace();
    const first = Math.max(Math.floor(top) - BEYOND, 0);
    const end = Math.min(Math.ceil(top + room() / ROW) + BEYOND, shown.length);
    const offset = Math.max(scroller.scrollTop - (top - first) * ROW, 0);
    // While rows come and go there is room below, or the browser finds the page too short and scrolls back.
    below.cell.style.height = heightOfAll() + "px";
    const hadFocus = body.contains(document.activeElement);
    for (const [at, row] of drawn) {
      if (at >= first && at < end) continue;
      row.remove();
      drawn.delete(at);
    }
    let before = above.row;
    for (let at = first; at < end; ++at) {
      let row = drawn.get(at);
      if (!row) {
        row = drawRow(shown[at], at);
        drawn.set(at, row);
        before.after(row);
      }
      before = row;
    }
    above.cell.style.height = offset + "px";
    below.cell.style.height = Math.max(heightOfAll() - offset - (end - first) * ROW, 0) + "px";
    grid.setAttribute("aria-rowcount", shown.length + 1);
    byId("none").hidden = shown.length > 0;
    // Focus whose row is gone would be lost; arrow keys go on from here.
    if (hadFocus && !body.contains(document.activeElement)) scroller.focus({preventScroll: true});
  }

  function drawRow(row, at) {
    const element = make("tr", {class: "row", "aria-rowindex": at + 2});
    element.place = at;
    for (const column of columns) {
      const cell = make(column.header ? "th" : "td", column.header ? {scope: "row"} : {}, ...column.cell(row, at));
      const text = column.id === "findings" ? row.codes.map((code) => codeTitle(code) + " (" + code + ")").join("\n")
        : column.id === "verdict" || column.id === "ends" ? "" : cell.textContent;
      if (text) cell.title = cut(text, LONG_TITLE);
      element.append(cell);
    }
    return element;
  }

  function moveTo(place) {
    if (shown.length === 0) return;
    const button = (at) => drawn.get(at)?.querySelector(".host");
    button(current)?.setAttribute("tabindex", "-1");
    current = Math.max(0, Math.min(place, shown.length - 1));
    scrollTo(current);
    button(current)?.setAttribute("tabindex", "0");
    button(current)?.focus({preventScroll: true});
  }

  function onGridKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || grid.tHead.contains(event.target)) return;
    const page = Math.max(Math.floor(room() / ROW) - 1, 1);
    const moves = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity};
    if (Object.hasOwn(moves, event.key)) {
      event.preventDefault();
      moveTo(current + moves[event.key]);
    } else if ((event.key === "Enter" || event.key === " ") && event.target === scroller && shown.length) {
      event.preventDefault();
      open(current);
    }
  }

  // ------------------------------------------------------------------------------------------------ filters

  function option(value, text) { return make("option", {value}, text); }
  function counted(text, count) { return cut(text, 80) + "  (" + numbers.format(count) + ")"; }

  function buildFilters() {
    const verdicts = new Map(), codes = new Map();
    for (const row of rows) {
      verdicts.set(row.verdict, (verdicts.get(row.verdict) || 0) + 1);
      for (const code of row.codes) codes.set(code, (codes.get(code) || 0) + 1);
    }
    for (const verdict of WORST_FIRST.filter((one) => verdicts.has(one))) {
      const box = make("input", {type: "checkbox", value: verdict, onchange: (event) => {
        if (event.target.checked) state.verdict.add(verdict); else state.verdict.delete(verdict);
        update();
      }});
      byId("verdict-choice").append(make("label", {}, box, mark(verdict), TITLES[verdict],
                                         make("span", {class: "n"}, numbers.format(verdicts.get(verdict)))));
    }
    byId("code").append(option("", "Any"), ...[...codes].sort((a, b) => b[1] - a[1]).map(([code, count]) => option(code, counted(codeTitle(code), count))));
    byId("ends").append(option("", "Any time"), ...Object.entries(ENDS).map(([value, text]) => option(value, text)));
    for (const own of ownColumns) buildFacet(own);
  }

  // A choice for each of the user's columns that has not a value of its own for every other endpoint.
  function buildFacet(own) {
    const values = new Map();
    for (const row of rows) {
      const value = ownOf(row, own.at);
      values.set(value, (values.get(value) || 0) + 1);
      if (values.size > MOST_FACET_VALUES) return;
    }
    const choice = make("select", {"data-own": own.title, onchange: (event) => {
      if (event.target.selectedIndex === 0) state.own.delete(own.title); else state.own.set(own.title, event.target.value);
      update();
    }}, option("", "Any"), ...[...values].sort((a, b) => a[0] < b[0] ? -1 : 1).map(([value, count]) => option(value, counted(value || "(empty)", count))));
    byId("facets").append(make("label", {class: "select", title: cut(own.title, 200)}, bdi(cut(own.title, 60)), choice));
  }

  // What the controls show is what holds, wherever it came from.
  function showState() {
    if (byId("q").value !== state.q) byId("q").value = state.q;
    byId("code").value = state.code;
    byId("ends").value = state.ends;
    for (const box of byId("verdict-choice").querySelectorAll("input")) box.checked = state.verdict.has(box.value);
    for (const choice of byId("facets").querySelectorAll("select")) {
      const value = state.own.get(choice.dataset.own);
      choice.selectedIndex = value === undefined ? 0 : 1 + [...choice.options].slice(1).findIndex((one) => one.value === value);
    }
    for (const head of grid.tHead.rows[0].cells) {
      const sorted = head.dataset.column === state.sort;
      head.setAttribute("aria-sort", !sorted ? "none" : state.descending ? "descending" : "ascending");
      head.querySelector(".arrow").textContent = sorted && state.descending ? "\u2193" : "\u2191";
    }
    const range = byId("range");
    range.hidden = !state.from && !state.to;
    if (!range.hidden) {
      range.replaceChildren("Ends " + (state.from || "before") + " \u2013 " + (state.to || "later"),
                            make("button", {type: "button", "aria-label": "Remove the range of dates", onclick: () => { state.from = state.to = ""; update(); }}, "\u00d7"));
    }
    byId("reset").disabled = filterOf(state) === "";
    byId("copy").disabled = shown.length === 0;
  }

  // ------------------------------------------------------------------------------------------------ the address

  function filterOf(of) {
    const parts = new URLSearchParams();
    if (of.q) parts.set("q", of.q);
    if (of.verdict.size) parts.set("verdict", [...of.verdict].join(","));
    for (const key of ["code", "ends", "from", "to"]) if (of[key]) parts.set(key, of[key]);
    for (const [title, value] of of.own) parts.set("col." + title, value);
    return parts.toString();
  }

  function writeHash() {
    const parts = new URLSearchParams(filterOf(state));
    if (state.sort !== "verdict" || state.descending) parts.set("sort", (state.descending ? "-" : "") + state.sort);
    if (opened) parts.set("open", idOf(opened));
    const text = parts.toString();
    if (text === location.hash.slice(1)) return;
    try {
      history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    } catch {
      // Some viewers of local files keep the address as it is: then links hold no filter, and all else works.
    }
  }

  const isDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

  function stateOf(parts) {
    const next = noFilter();
    next.q = parts.get("q") || "";
    for (const verdict of (parts.get("verdict") || "").split(",")) if (Object.hasOwn(TITLES, verdict)) next.verdict.add(verdict);
    // The tile of the compliant counts those by waiver too.
    if (parts.get("verdict") === "compliant" && rows.some((row) => row.verdict === "waived")) next.verdict.add("waived");
    next.code = parts.get("code") || "";
    if (Object.hasOwn(ENDS, parts.get("ends") || "")) next.ends = parts.get("ends");
    for (const key of ["from", "to"]) if (isDate(parts.get(key) || "")) next[key] = parts.get(key);
    for (const title of meta.columns) if (parts.has("col." + title)) next.own.set(title, parts.get("col." + title));
    const sort = parts.get("sort") || "verdict";
    next.descending = sort.startsWith("-");
    const id = next.descending ? sort.slice(1) : sort;
    if (columns.some((column) => column.id === id)) next.sort = id; else next.descending = false;
    return next;
  }

  // "#q=leeds&verdict=no_tls" is a filter, "#sps-0001.corp.example" a host; a part of the page is the browser's.
  function readHash(arriving) {
    const text = location.hash.slice(1);
    if (text !== "" && byId(text)) return;
    if (text.includes("=")) {
      const parts = new URLSearchParams(text);
      state = stateOf(parts);
      const wanted = parts.get("open");
      update();
      const at = wanted ? shown.findIndex((row) => idOf(row) === wanted) : -1;
      if (at >= 0) open(at);
      byId("endpoints").scrollIntoView();
      if (!arriving && at < 0) byId("endpoints").focus({preventScroll: true});
      return;
    }
    state = noFilter();
    const host = decoded(text).toLowerCase();
    update();
    const at = host === "" ? -1 : shown.findIndex((row) => row.host.toLowerCase() === host || name(row).toLowerCase() === host);
    if (at < 0) return;
    byId("endpoints").scrollIntoView();
    open(at);
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // ------------------------------------------------------------------------------------------------ CSV

  // A spreadsheet takes what begins so for a formula.
  const harmless = (text) => /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  const quoted = (text) => /[",\r\n]/.test(text) ? "\"" + text.replaceAll("\"", "\"\"") + "\"" : text;

  function csv() {
    const head = ["verdict", "host", "address", "port", "findings", "not_after", "key", "subject", "issuer", ...meta.columns];
    const lines = [head];
    for (const row of shown) {
      lines.push([row.verdict === "waived" ? "compliant" : row.verdict, row.host, row.address, String(row.port), row.codes.join(" "),
                  row.ends === null ? "" : new Date(row.ends * 1000).toISOString().replace(".000", ""), row.key, row.subject,
                  row.issuer, ...meta.columns.map((_, at) => ownOf(row, at))]);
    }
    return lines.map((line) => line.map((text) => quoted(harmless(text))).join(",") + "\r\n").join("");
  }

  async function copy(text, button) {
    const label = button.dataset.label || (button.dataset.label = button.textContent);
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = copyByHand(text);
    }
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = label; }, 1600);
  }

  function copyByHand(text) {
    const area = make("textarea", {class: "unseen", readonly: true});
    area.value = text;
    (opened ? byId("details") : document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  // ------------------------------------------------------------------------------------------------ details

  const dialog = byId("details");

  function open(at) {
    opened = shown[at];
    const inOpen = dialog.open;
    showDetails(at);
    if (!inOpen) dialog.showModal();
    moveQuietly(at);
    dialog.scrollTop = 0;
    writeHash();
  }

  // The table behind follows, so that closing comes back to where one is.
  function moveQuietly(at) {
    drawn.get(current)?.querySelector(".host")?.setAttribute("tabindex", "-1");
    current = at;
    scrollTo(at);
    drawn.get(at)?.querySelector(".host")?.setAttribute("tabindex", "0");
  }

  function step(by) {
    const at = shown.indexOf(opened) + by;
    if (at < 0 || at >= shown.length) return;
    open(at);
    const again = dialog.querySelector(by > 0 ? ".next" : ".previous");
    (again.disabled ? dialog.querySelector(".close") : again).focus();
  }

  function pairs(entries) {
    const element = make("dl", {class: "pairs"});
    for (const [title, value] of entries) {
      if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
      element.append(make("dt", {}, title), make("dd", {}, ...(Array.isArray(value) ? value : [bdi(value)])));
    }
    return element;
  }

  // Long texts scroll in a box of their own, which keys reach.
  function whole(text) {
    if (text.length < 1500) return bdi(text);
    return make("div", {class: "long", tabindex: 0, role: "group", "aria-label": "Long text of " + numbers.format(text.length) + " characters"}, bdi(text));
  }

  const code = (text) => make("code", {}, text);
  function joined(texts) { return texts.length ? [whole(texts.join(", "))] : ""; }

  function showDetails(at) {
    const row = opened;
    const tools = make("div", {class: "tools"},
      make("button", {type: "button", class: "button previous", disabled: at === 0, onclick: () => step(-1)}, "Previous"),
      make("button", {type: "button", class: "button next", disabled: at + 1 >= shown.length, onclick: () => step(1)}, "Next"),
      make("span", {class: "spring"}),
      make("button", {type: "button", class: "button", onclick: (event) => copy(location.href, event.currentTarget)}, "Copy link"),
      make("button", {type: "button", class: "button close", onclick: () => dialog.close()}, "Close"));
    const title = make("h2", {id: "details-title", tabindex: -1, autofocus: true}, bdi(row.host), ":" + row.port);
    const sub = make("p", {class: "sub"}, mark(row.verdict), TITLES[row.verdict], row.address ? " \u00b7 " + row.address : " \u00b7 no address",
                     " \u00b7 seen " + moment(meta.now + row.raw[14]));
    const content = make("div", {class: "body"}, ...findingsPart(row), ...certificatePart(row), ...chainParts(row), ...connectionPart(row), ...ownPart(row));
    dialog.replaceChildren(make("div", {class: "top"}, title, sub, tools), content);
  }

  function findingsPart(row) {
    const findings = list(row.table, row.raw[5]).map((at) => row.table[at]).sort((a, b) => b[1] - a[1]);
    const elements = findings.map((finding) => findingElement(row, finding));
    const shared = row.raw[6] && sharedKeys.get(row.table[row.raw[6][10]]);
    if (shared) elements.push(sharedElement(row, shared));
    return [make("h3", {}, "Findings"), ...(elements.length ? elements : [make("p", {class: "sub"}, "None.")])];
  }

  function findingElement(row, finding) {
    const text = (at) => row.table[finding[at]];
    const severity = SEVERITIES[finding[1]], waived = finding[6] === 1;
    const [title, , advice] = guides.get(text(0)) || [text(0), "", ""];
    return make("div", {class: "finding " + severity + (waived ? " excused" : "")},
      make("p", {class: "title"}, mark(severity), SEVERITY_WORDS[severity] + ": ", bdi(title), make("small", {}, code(text(0))),
           waived ? make("span", {class: "tag"}, "waived") : ""),
      text(3) ? make("p", {}, whole(text(3))) : "",
      pairs([["Expected", text(4) && [whole(text(4))]], ["Actual", text(5) && [whole(text(5))]],
             ["Concerns", finding[2] ? certificateName(row, finding[2] - 1) : ""], ["Waiver", waived ? text(7) : ""]]),
      advice ? make("p", {class: "advice"}, "What to do: " + advice + ".") : "");
  }

  // "the leaf", "certificate 2 of the path: CN=...".
  function certificateName(row, depth) {
    if (depth === 0) return "the leaf certificate";
    const path = list(row.table, row.raw[9]), chain = path.length ? path : list(row.table, row.raw[8]);
    const subject = chain[depth] === undefined ? "" : certificateAt(row, chain[depth], false)[0];
    return "certificate " + (depth + 1) + (path.length ? " of the path" : " of the chain as sent") + (subject ? ": " + cut(subject, 300) : "");
  }

  function sharedElement(row, shared) {
    const others = shared.filter((other) => other !== row);
    const links = others.slice(0, 12).map((other) => make("a", {href: "#" + new URLSearchParams({q: other.host, open: idOf(other)})}, bdi(cut(other.host, 200)), ":" + other.port));
    return make("div", {class: "finding warn"},
      make("p", {class: "title"}, mark("warn"), "Warning: Shared key", make("small", {}, code("shared_key"))),
      make("p", {}, "The same key is served by " + numbers.format(others.length) + (others.length === 1 ? " other endpoint:" : " other endpoints:")),
      make("p", {}, ...links.flatMap((link, at) => at ? [", ", link] : [link]), others.length > links.length ? ", \u2026" : ""),
      make("p", {class: "meaning"}, guides.get("shared_key")[1]));
  }

  function certificatePart(row) {
    const leaf = row.raw[6], table = row.table;
    if (!leaf) return [];
    const texts = (at) => list(table, leaf[at]).map((one) => table[one]);
    return [make("h3", {}, "Certificate"), pairs([
      ["Subject", [whole(row.subject || "(empty)")]], ["Issuer", [whole(row.issuer || "(empty)")]],
      ["Valid", date(leaf[3]) + " to " + moment(leaf[4]) + " (" + daysLeft(leaf[4]) + ")"],
      ["Names", joined(texts(7))], ["Addresses", joined(texts(8))],
      ["Key", row.key], ["Signature", table[leaf[6]]], ["Self-signed", leaf[11] ? "yes" : "no"],
      ["Serial number", table[leaf[2]] && [code(table[leaf[2]])]],
      ["SHA-256", leaf[9] ? [code(hex(table[leaf[9]]))] : ""], ["SHA-256 of key", leaf[10] ? [code(hex(table[leaf[10]]))] : ""],
    ])];
  }

  const FROM = {sent: "as sent", intermediates: "from the intermediates at hand", anchor: "trust anchor"};

  // 0 is the leaf.
  function certificateAt(row, one, verified) {
    const leaf = row.raw[6];
    if (one === 0) return [row.subject, row.table[leaf[9]], verified ? "sent" : "", ""];
    return row.table[one].map((text) => row.table[text]);
  }

  function chainList(row, at) {
    return make("ol", {class: "chain"}, ...list(row.table, row.raw[at]).map((one) => {
      const [subject, sha256, from, error] = certificateAt(row, one, at === 9);
      return make("li", {class: from === "anchor" ? "anchor" : null}, error ? "Not readable: " : "", whole(error || subject || "(empty subject)"),
                  from ? make("small", {}, " \u00b7 " + (Object.hasOwn(FROM, from) ? FROM[from] : from)) : "", sha256 ? code(hex(sha256)) : "");
    }));
  }

  function chainParts(row) {
    const parts = [];
    if (row.raw[8]) parts.push(make("h3", {}, "Chain as sent"), chainList(row, 8));
    if (row.raw[9]) parts.push(make("h3", {}, "Path as verified"), chainList(row, 9));
    else if (row.raw[8]) parts.push(make("h3", {}, "Path as verified"), make("p", {class: "sub"}, "None: no path leads to a trust anchor."));
    return parts;
  }

  function connectionPart(row) {
    const {table, raw} = row;
    const [version, cipher, group] = [...list(table, raw[13]).map((at) => table[at]), "", "", ""];
    const millis = (micros) => micros < 0 ? "" : (micros / 1000).toFixed(1) + " ms";
    return [make("h3", {}, "Connection"), pairs([
      ["Target", table[raw[10]]], ["Identities", joined(list(table, raw[12]).map((at) => table[at]))], ["Server name (SNI)", table[raw[11]] || "none was sent"],
      ["TLS", [version, cipher, group].filter(Boolean).join(", ")],
      ["Proof of key", raw[4] & POSSESSION_KNOWN ? (raw[4] & POSSESSION ? "given" : "not given") : ""],
      ["Attempts", String(raw[15])], ["Connected in", millis(raw[16])], ["Handshake in", millis(raw[17])],
      ["Replacement", raw[4] & QUEUED ? "queued" : raw[4] & MENDABLE ? "a new certificate would mend it" : ""],
    ])];
  }

  function ownPart(row) {
    const entries = ownColumns.filter((own) => ownOf(row, own.at)).map((own) => [own.title, [whole(ownOf(row, own.at))]]);
    return entries.length ? [make("h3", {}, "Inventory"), pairs(entries)] : [];
  }

  // ------------------------------------------------------------------------------------------------ wiring

  function wire() {
    let typing = 0;
    byId("q").addEventListener("input", (event) => {
      state.q = event.target.value;
      clearTimeout(typing);
      typing = setTimeout(update, 80);
    });
    byId("code").addEventListener("change", (event) => { state.code = event.target.value; update(); });
    byId("ends").addEventListener("change", (event) => { state.ends = event.target.value; update(); });
    byId("filters").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); update(); });
    byId("reset").addEventListener("click", () => {
      state = {...noFilter(), sort: state.sort, descending: state.descending};
      update();
      byId("q").focus();
    });
    byId("copy").addEventListener("click", (event) => copy(csv(), event.currentTarget));
    let drawing = 0;
    const drawSoon = () => { cancelAnimationFrame(drawing); drawing = requestAnimationFrame(() => draw(false)); };
    scroller.addEventListener("scroll", drawSoon, {passive: true});
    window.addEventListener("resize", drawSoon);
    scroller.addEventListener("keydown", onGridKey);
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr.row");
      // A drag that marks text opens nothing.
      if (row && String(getSelection()) === "") open(row.place);
    });
    body.addEventListener("focusin", (event) => {
      const place = event.target.closest("tr.row")?.place;
      if (place !== undefined) current = place;
    });
    dialog.addEventListener("close", () => {
      // Closed and opened again by a link: the event comes late.
      if (dialog.open) return;
      opened = null;
      writeHash();
      moveTo(current);
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    window.addEventListener("hashchange", () => { if (dialog.open) dialog.close(); readHash(false); });
  }

  function wireTheme() {
    const button = byId("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
    const label = () => { button.textContent = isDark() ? "Light colours" : "Dark colours"; };
    button.hidden = false;
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
    dark.addEventListener("change", label);
    label();
  }

  wireTheme();
  buildHead();
  buildFilters();
  byId("explorer").hidden = false;
  wire();
  readHash(true);
})();
