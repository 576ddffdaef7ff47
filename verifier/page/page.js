"use strict";
const WORDS = {
  same: ["same", "the same weights for every sequence of gradients"],
  translated: ["same after translation", "the same once hyperparameters are replaced by constants"],
  conditional: ["same only if …", "the same under each of the stated conditions, or once replaced by what depends on t"],
  different: ["different", "they part at the numbers given"],
  open: ["not judged", "not decided, not printed, incomplete, or with several readings"],
};
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);

/* Everything from a source is put in as text; formulas alone are markup, and made by us. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
function formula(markup) {
  const holder = element("div");
  holder.innerHTML = markup;
  return holder;
}

function choices(id, values, words = (value) => value) {
  for (const value of values) at(id).append(element("option", { value }, words(value)));
}
const distinct = (values) => [...new Set(values)];
choices("by-optimizer", distinct(data.pairs.map((pair) => pair.optimizer)));
choices("by-source", distinct(data.pairs.flatMap((pair) => pair.source.split(" "))).filter(Boolean).sort());
choices("by-verdict", Object.keys(WORDS), (key) => WORDS[key][0]);
for (const [key, [word, meaning]] of Object.entries(WORDS))
  at("legend").append(element("li", {}, element("span", { class: `word ${key}` }, word), ` – ${meaning}`));

function chosen() {
  const [optimizer, source, verdict] = ["by-optimizer", "by-source", "by-verdict"].map((id) => at(id).value);
  const words = at("by-text").value.toLowerCase().split(/\s+/).filter(Boolean);
  return data.pairs.filter((pair) =>
    (!optimizer || pair.optimizer === optimizer) &&
    (!source || pair.source.split(" ").includes(source)) &&
    (!verdict || pair.verdict === verdict) &&
    words.every((word) => `${pair.left} ${pair.right} ${pair.sentence}`.toLowerCase().includes(word)));
}

function cell(pair) {
  const button = element("button", { class: `cell ${pair.verdict}`, type: "button", "data-id": pair.id },
    element("code", {}, pair.left), " and ", element("code", {}, pair.right),
    element("small", {}, element("span", { class: "word" }, WORDS[pair.verdict][0])));
  button.addEventListener("click", () => { location.hash = encodeURIComponent(pair.id); });
  return element("li", {}, button);
}

function draw() {
  const shown = chosen();
  at("count").textContent = `${shown.length} of ${data.pairs.length} pairs`;
  const rows = distinct(shown.map((pair) => pair.optimizer)).map((optimizer) => {
    const cells = shown.filter((pair) => pair.optimizer === optimizer).map(cell);
    return element("section", {}, element("h2", {}, optimizer), element("ul", { class: "cells" }, ...cells));
  });
  at("matrix").replaceChildren(...rows);
}

function side(name, lines, others) {
  const boxes = lines.map((line) => {
    const box = formula(line);
    if (!others.includes(line)) box.className = "marked";
    return box;
  });
  return element("div", { class: "side" }, element("h3", {}, element("code", {}, name)), ...boxes);
}

function rows(pairs) {
  return element("table", {}, ...pairs.map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value))));
}

const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function witness(pair) {
  const found = pair.witness;
  const given = Object.entries(found.hyperparameters).map(([name, value]) => `${name} = ${text(value)}`).join(", ");
  const parted = found.left == null ? [] :
    [[`${pair.left}, weight`, text(found.left)], [`${pair.right}, weight`, text(found.right)]];
  return [element("h3", {}, "Numbers at which they part"), ...(found.of ? [element("p", {}, found.of)] : []),
    rows([["hyperparameters", given || "none"], ["first weight", text(found.w0)],
      ["gradients", found.gradients.map(text).join(", ")], ["after step", text(found.t)], ...parted])];
}

function proof(found) {
  return [element("h3", {}, "Proof"), element("p", {}, found.of),
    element("ol", {}, ...found.steps.map((step) => element("li", {}, step)))];
}

function parts(pair) {
  const [left, right] = pair.formulas;
  const made = [
    element("p", {}, element("span", { class: `word ${pair.verdict}` }, `${WORDS[pair.verdict][0]}: `), pair.sentence),
    element("p", {}, element("small", {}, `Scope: ${pair.scope}.`)),
  ];
  if (left.length && right.length) made.push(element("h3", {}, "Both formulas"),
    element("div", { class: "sides" }, side(pair.left, left, right), side(pair.right, right, left)));
  if (pair.witness) made.push(...witness(pair));
  for (const found of pair.proofs) made.push(...proof(found));
  const defaults = Object.entries(pair.defaults);
  if (defaults.length) made.push(element("h3", {}, "Defaults that differ"),
    rows(defaults.map(([name, values]) => [name, values.join(" and ")])));
  if (pair.letters.length) made.push(element("h3", {}, "Letters of the specification"),
    element("table", {}, ...pair.letters.map((letter) => element("tr", {},
      element("th", { scope: "row" }, formula(letter.symbol)),
      element("td", {}, [letter.meaning, letter.domain].filter(Boolean).join("; "))))));
  made.push(element("p", {}, element("small", {}, `From: ${pair.cited}. To reproduce: `),
    element("code", {}, pair.command)));
  return made;
}

function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  const pair = data.pairs.find((each) => each.id === id);
  at("detail").hidden = !pair;
  if (!pair) return;
  const close = element("button", { class: "close", type: "button" }, "close");
  close.addEventListener("click", () => { location.hash = ""; });
  at("detail").replaceChildren(close,
    element("h2", {}, element("code", {}, pair.left), " and ", element("code", {}, pair.right)), ...parts(pair));
  at("detail").focus({ preventScroll: true });
  at("detail").scrollIntoView({ block: "start" });
}

at("filters").addEventListener("input", draw);
at("filters").addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", open);
const versions = Object.entries(data.versions).map(([name, version]) => `${name} ${version}`).join(", ");
at("footer").textContent = `optimizer-verifier ${data.version}` + (versions ? `; frameworks: ${versions}` : "");
draw();
open();
