"use strict";
/* One pair: what stands in the dialog. */
const WORDS = {
  same: ["=", "same", "the same method for every sequence of gradients; where its weights are read at another point, the pair says so"],
  translated: ["⇄", "same after translation", "the same once hyperparameters are replaced by constants"],
  conditional: ["◐", "same only if …", "the same under each stated condition, or once replaced by what depends on the step"],
  different: ["≠", "different", "they part at the numbers given"],
  open: ["?", "not judged", "not decided, not printed, incomplete, or with several readings"],
};
const SYMBOLS = [["t", "the number of the step: 1, 2, 3, …"], ["g", "the gradient that the step is given"],
  ["w", "the weight, one coordinate of it"]];
const data = JSON.parse(document.getElementById("data").textContent);

/* Everything from a source is put in as text; formulas alone are markup, and made by us. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
function formula(number) {
  const holder = element("div");
  if (number !== null) holder.innerHTML = data.formulas[number];
  return holder;
}
const code = (text) => element("code", {}, text);
const title = (text) => element("h3", {}, text);
const note = (...text) => element("p", { class: "small" }, ...text);
const word = (verdict) => element("span", { class: `word ${verdict}` }, `${WORDS[verdict][0]} ${WORDS[verdict][1]}`);
function text(value) {
  const list = (values) => `[${values.map(text).join(", ")}]`;
  if (Array.isArray(value)) return value.every((each) => text(each) === text(value[0])) ? text(value[0]) : list(value);
  if (!value?.polynomial) return String(value);
  return `the root of ${list(value.polynomial)} (constant term first) in ${list(value.interval)}`;
}

function table(head, rows, attributes = {}) {
  const names = head.map((name) => element("th", { scope: "col" }, name));
  const body = rows.map((row) => element("tr", {}, ...row.map((cell, k) =>
    element(k ? "td" : "th", k ? { "data-of": text(head[k]) } : { scope: "row" }, cell ?? ""))));
  return element("div", { class: "wide" }, element("table", attributes,
    element("thead", {}, element("tr", {}, ...names)), element("tbody", {}, ...body)));
}

/* Why nothing better was found, where that is no proof. */
function stopped(pair) {
  const open = ["different", "open"].includes(pair.verdict) && pair.reason && !pair.constant_translation;
  return open ? [element("p", {}, `Not the last word: ${pair.reason}.`)] : [];
}

function verdict(pair) {
  const said = pair.sentence ? [element("p", {}, pair.sentence, ".")] : [];
  const why = pair.why ? [element("p", {}, "Claimed of it, and held against the proof: ", pair.why, ".")] : [];
  return element("div", { class: `verdict ${pair.verdict}` }, element("p", {}, word(pair.verdict)), ...why, ...said, ...stopped(pair),
    note(`Scope: ${pair.scope}.`));
}

function copied(call) {
  const box = element("pre", {}, code(call)), button = element("button", { type: "button" }, "copy");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(call); button.textContent = "copied"; }
    catch { getSelection().selectAllChildren(box); button.textContent = "selected"; }
  });
  return element("div", { class: "call" }, box, button);
}

function call(found) {
  const told = found.same
    ? "The same run, proved over the reals at these numbers:"
    : "The same numbers under the same names. It is not the same run:";
  return [element("p", {}, "You have ", code(found.of), " with its defaults, and want it as ", code(found.to), ". ", told),
    copied(found.call)];
}

function settings(pair) {
  const found = pair.translation;
  const moved = !found ? [] : Object.entries(found.map).map(([name, value]) =>
    element("li", {}, "on the ", code(pair[found.to]), " side ", code(name), " is ", code(value)));
  const kind = found && (found.kind === "constant" ? "by constants" : "by what depends on the step t, so no constructor call can say it");
  const limits = found?.where?.length ? ` where ${found.where.join(" and ")}` : "";
  const parts = [
    ...(pair.calls ?? []).flatMap(call),
    ...(moved.length ? [element("p", {}, `The same once replaced, ${kind}; proved${limits}:`), element("ul", {}, ...moved)] : []),
    ...(pair.conditions ? [element("p", {}, "Each of these by itself makes the two the same; proved: ",
      ...pair.conditions.flatMap((each, k) => [k ? ", or " : "", code(each)]), ".")] : []),
    ...constants(pair)];
  return parts.length ? [title("What to set"), ...parts] : [];
}

function constants(pair) {
  const [left, right] = [pair.left, pair.right];
  const port = left.includes(":") && right.includes(":") && pair.verdict !== "same"
    ? [note("An optimizer that takes the same steps, and how far apart the two calls are: ",
        code(`verifier port "${left}" --to ${right.split(":")[0]}`))] : [];
  const told = {
    impossible: "That no constants make the two the same is proved.",
    "not found": "Constants that make the two the same were looked for and not found; that there are none is not proved.",
  }[pair.constant_translation];
  return [...(told ? [note(told)] : []), ...port];
}

function formulas(pair) {
  if (!pair.rows) return printed(pair, true);
  const rows = pair.rows.map(([left, right, same]) => {
    const sign = element("span", {}, same ? "= equal" : "≠ differs");
    return element("tr", same ? {} : { class: "differs" }, element("td", { "data-of": pair.left }, formula(left)),
      element("td", { class: "sign" }, sign), element("td", { "data-of": pair.right }, formula(right)));
  });
  const head = [pair.left, "", pair.right].map((name) => element("th", { scope: "col" }, name && code(name)));
  return [title("Both formulas, in the letters of the left"),
    note("One step, then the first values. Terms that differ are ", element("span", { class: "key" }, "marked"),
      "; a line that is not proved equal by itself counts as differing, even where the whole is the same."),
    element("div", { class: "wide" }, element("table", { class: "formulas stacked" },
      element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))),
    ...letters(pair), ...printed(pair, false)];
}

function printed(pair, open) {
  if (!pair.printed?.length) return [];
  return [element("details", open ? { open: "" } : {}, element("summary", {}, "As it is printed, in the letters of the source"),
    ...pair.printed.map(formula))];
}

function letters(pair) {
  const rows = pair.letters.map((each) => [formula(each.symbol), each.left && code(each.left), each.right && code(each.right),
    [each.meaning, each.domain ?? "a state: kept from step to step"].filter(Boolean).join("; ")]);
  const fixed = SYMBOLS.map(([symbol, meaning]) => [element("i", {}, symbol), "", "", meaning]);
  return [element("details", {}, element("summary", {}, "What each letter means"),
    table(["letter", `in ${pair.left}`, `in ${pair.right}`, "meaning"], [...rows, ...fixed]))];
}

function defaults(pair) {
  const rows = Object.entries(pair.defaults_differ ?? {}).map(([name, values]) => [code(name), ...values.map(code)]);
  return rows.length ? [title("Defaults that differ"), note("They are no part of the verdict, which holds for all values."),
    table(["hyperparameter", pair.left, pair.right], rows)] : [];
}

function working(name, found) {
  if (!found) return element("p", {}, code(name), ": too long, or with numbers that no one writes out by hand.");
  return element("div", {}, element("p", {}, code(name), ", step by step:"), table(["step t", "gradient g", ...found.names], found.rows));
}

function witness(pair) {
  const found = pair.witness;
  if (!found) return [];
  const given = Object.entries(found.hyperparameters).map(([name, value]) => `${name} = ${text(value)}`);
  const [left, right] = [found.left, found.right].map(text);
  const what = found.queries ? "asks for the gradient at" : "has the weight";
  const decimals = `${left}${right}`.includes("+/-") ? [note("A number behind +/- says how far off the decimals may be at most.")] : [];
  return [title("Numbers at which they part, worked out by hand"),
    element("p", {}, `Let ${[...given, `the first weight w = ${text(found.w0)}`].join(", ")}, and the gradients ${found.gradients.map(text).join(", ")}.`),
    element("div", { class: "sides" }, ...(pair.worked ?? []).map((each, k) => working(k ? pair.right : pair.left, each))),
    element("p", {}, `At step ${text(found.t)} `, code(pair.left), ` ${what} ${left}, and `, code(pair.right), ` ${right}.`), ...decimals];
}

function proofs(pair) {
  const of = pair.translation ? "Of the two once replaced as said under “What to set”, by" : "By";
  const own = pair.proof?.steps ? [{ of: `${of} ${pair.proof.method}.`, steps: pair.proof.steps }] : [];
  const found = [...own, ...pair.proofs.filter((each) => pair.verdict !== "same" || !own.length)];
  return found.flatMap((each, k) => [...(k ? [] : [title("Proof")]), element("p", {}, each.of),
    element("ol", {}, ...each.steps.map((step) => element("li", {}, step)))]);
}

function sketch(pair) {
  const found = pair.sketch;
  if (!found) return [];
  const parts = [title("To look at"), note("Computed with floating point at one setting, to be looked at; it proves nothing.")];
  if (found.distance) {
    const names = Object.keys(found.distance);
    const legend = names.map((name, k) => element("li", {}, swatch(k), ` ${name}`));
    parts.push(element("div", { class: "sides" },
      element("div", {}, element("p", {}, "How far the two weights are apart, by step"),
        chart(data.axes.steps, found.distance, { title: "distance of the weights by step", across: "step" }, "y"),
        element("ul", { class: "legend" }, ...legend)),
      element("div", {}, element("p", {}, "First step of the left, divided by that of the right"),
        chart(data.axes.sizes, { ratio: found.ratio }, { title: "ratio of the first steps by size of the gradient", across: "size of the first gradient" }, "x"))));
  }
  return [...parts, note(found.caption)];
}

function parts(pair) {
  return [verdict(pair), ...settings(pair), ...defaults(pair), ...formulas(pair), ...witness(pair), ...sketch(pair),
    ...proofs(pair), note(`From: ${pair.cited}. To reproduce: `, code(pair.command))];
}
