"use strict";
/* The matrix of all pairs, its filters, and the dialog of the pair that the address names. */
const at = (id) => document.getElementById(id);
const FILTERS = { optimizer: "by-optimizer", source: "by-source", verdict: "by-verdict", find: "by-text" };
const SHORT = { same: "same", translated: "translated", conditional: "only if …", different: "different", open: "not judged" };
const SPECIFICATION = "specification";
const distinct = (values) => [...new Set(values)];
const titled = (name) => data.titles[name] ?? name;
const isRun = (pair) => pair.left.includes(":") || pair.right.includes(":");

function choices(id, values, words) {
  for (const value of values) at(id).append(element("option", { value }, words(value)));
}
choices("by-optimizer", distinct(data.pairs.map((pair) => pair.optimizer)), String);
choices("by-source", distinct(data.pairs.flatMap((pair) => pair.sources)).sort(), titled);
choices("by-verdict", Object.keys(WORDS), (key) => WORDS[key][1]);
for (const [key, words] of Object.entries(WORDS))
  at("legend").append(element("li", {}, word(key), ` – ${words[2]}`));

const haystack = new Map(data.pairs.map((pair) =>
  [pair, [pair.left, pair.right, pair.optimizer, ...pair.sources.map(titled)].join(" ").toLowerCase()]));

function chosen() {
  const [optimizer, source, verdict, find] = Object.values(FILTERS).map((id) => at(id).value);
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  return data.pairs.filter((pair) =>
    (!optimizer || pair.optimizer === optimizer) && (!source || pair.sources.includes(source)) &&
    (!verdict || pair.verdict === verdict) && words.every((each) => haystack.get(pair).includes(each)));
}

function cell(pair, label) {
  const said = `${pair.left} and ${pair.right}: ${WORDS[pair.verdict][1]}`;
  return element("a", { class: `cell ${pair.verdict}`, href: `#${encodeURIComponent(pair.id)}`, title: said, "aria-label": said },
    ...(label ? [code(label), " "] : []),
    element("span", { class: "word" }, label ? WORDS[pair.verdict][0] : `${WORDS[pair.verdict][0]} ${SHORT[pair.verdict]}`));
}

function cells(pairs, label) {
  return pairs.length ? element("div", { class: "cells" }, ...pairs.map((pair) => cell(pair, label(pair)))) : "";
}

/* What frameworks run: a column for every two of them, and for the specification and each. */
function column(pair) {
  const sides = [pair.left, pair.right].map((side) => (side.includes(":") ? titled(side.split(":")[0]) : SPECIFICATION));
  return sides.join(" and ");
}
/* Two frameworks first, then the specification and one; last, two settings of the same. */
function rank(name) {
  const [left, right] = name.split(" and ");
  return left === right ? 2 : Number(left === SPECIFICATION);
}
function frameworks(pairs) {
  if (!pairs.length) return [];
  const every = distinct(data.pairs.filter(isRun).map(column));
  const columns = [...every].sort((one, other) => rank(one) - rank(other));
  const rows = distinct(pairs.map((pair) => pair.optimizer)).map((optimizer) => {
    const own = pairs.filter((pair) => pair.optimizer === optimizer);
    return [code(optimizer), ...columns.map((name) => {
      const here = own.filter((pair) => column(pair) === name);
      return cells(here, (pair) => (here.length > 1 ? pair.right : ""));
    })];
  });
  return [element("h2", {}, "What frameworks run"),
    note("Read out of the running code. The specification is the method as its article defines it."),
    table(["optimizer", ...columns], rows, { class: "stacked" })];
}

/* What is printed: every form of an optimizer, by its source. */
function forms(pairs) {
  if (!pairs.length) return [];
  const rows = distinct(pairs.map((pair) => pair.optimizer)).map((optimizer) =>
    [code(optimizer), cells(pairs.filter((pair) => pair.optimizer === optimizer), (pair) => pair.left.slice(optimizer.length + 1))]);
  return [element("h2", {}, "What is printed"),
    note("Each form that an article, a document or a framework prints, against the specification of its optimizer."),
    table(["optimizer", "form, by its source"], rows, { class: "stacked" })];
}

function draw() {
  const shown = chosen();
  at("count").textContent = `${shown.length} of ${data.pairs.length} pairs`;
  at("matrix").replaceChildren(...frameworks(shown.filter(isRun)), ...forms(shown.filter((pair) => !isRun(pair))));
}

/* The address names a pair, or after a question mark the filters. */
function follow() {
  const hash = location.hash.slice(1);
  if (hash.startsWith("?")) {
    const wanted = new URLSearchParams(hash.slice(1));
    for (const [name, id] of Object.entries(FILTERS)) at(id).value = wanted.get(name) ?? "";
    draw();
  }
  const pair = data.pairs.find((each) => each.id === decoded(hash));
  if (pair) open(pair);
  else if (at("detail").open) at("detail").close();
}
function decoded(hash) {
  try { return decodeURIComponent(hash); } catch { return hash; }
}

function open(pair) {
  const close = element("button", { type: "button" }, "close");
  close.addEventListener("click", () => at("detail").close());
  const heading = element("h2", { id: "pair-title", tabindex: "-1" }, code(pair.left), " and ", code(pair.right));
  const link = element("p", { class: "small" }, element("a", { href: `#${encodeURIComponent(pair.id)}` }, "link to this pair"));
  at("detail").replaceChildren(element("div", { class: "top" }, heading, close), ...parts(pair), link);
  if (!at("detail").open) at("detail").showModal();
  at("detail").scrollTop = 0;
  heading.focus({ preventScroll: true });
}
at("detail").addEventListener("close", () => { history.replaceState(null, "", filtered()); });
at("detail").addEventListener("click", (event) => { if (event.target === at("detail")) at("detail").close(); });

function filtered() {
  const set = Object.entries(FILTERS).map(([name, id]) => [name, at(id).value]).filter(([, value]) => value);
  return set.length ? `#?${new URLSearchParams(set)}` : "#";
}
at("filters").addEventListener("input", () => { history.replaceState(null, "", filtered()); draw(); });
at("filters").addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", follow);
const versions = Object.entries(data.versions).map(([name, version]) => `${titled(name)} ${version}`).join(", ");
at("footer").textContent = `optimizer-verifier ${data.version}` + (versions ? `; read: ${versions}` : "");
draw();
follow();
