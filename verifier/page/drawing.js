"use strict";
/* Small drawings from few numbers. */
const SPACE = "http://www.w3.org/2000/svg";
const BOX = { width: 420, height: 210, left: 62, right: 10, top: 10, bottom: 34 };
const DASHES = ["", "6 3", "2 3", "8 3 2 3"];

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/* Where numbers lie between two ends, and which of them are written at an axis. */
function scale(numbers, logarithmic, from, to) {
  const known = numbers.filter((x) => x !== null && (!logarithmic || x > 0));
  if (!known.length) known.push(1);
  let low = Math.min(...known), high = Math.max(...known);
  if (low === high) [low, high] = logarithmic ? [low / 10, high * 10] : [low - Math.abs(low) / 2 - 1e-12, high + Math.abs(high) / 2 + 1e-12];
  const of = logarithmic ? Math.log10 : (x) => x;
  const place = (x) => from + ((of(x) - of(low)) / (of(high) - of(low))) * (to - from);
  return { place, ticks: logarithmic ? powers(low, high) : [low, middle(low, high), high] };
}
const middle = (low, high) => (high - low > 10 ? Math.round((low + high) / 2) : (low + high) / 2);
function powers(low, high) {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  if (last - first < 1) return [low, high];
  const apart = Math.ceil((last - first) / 5);
  return Array.from({ length: Math.floor((last - first) / apart) + 1 }, (_, k) => 10 ** (first + k * apart));
}
const written = (x) => String(Number(x.toPrecision(3)));

function axes(across, up, words) {
  const { width, height, left, right, bottom, top } = BOX;
  const marks = [
    ...across.ticks.map((x) => drawn("text", { x: across.place(x), y: height - bottom + 14, "text-anchor": "middle" }, written(x))),
    ...up.ticks.map((y) => drawn("text", { x: left - 5, y: up.place(y) + 4, "text-anchor": "end" }, written(y))),
    drawn("text", { x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" }, words.across),
  ];
  return [drawn("path", { class: "axis", d: `M${left} ${top}V${height - bottom}H${width - right}` }), ...marks];
}

/* A line through points; it is broken where there is no number. */
function line(xs, ys, across, up, logarithmic) {
  let pen = "M";
  return ys.map((y, k) => {
    if (y === null || (logarithmic && y <= 0)) { pen = "M"; return ""; }
    const step = `${pen}${across.place(xs[k]).toFixed(1)} ${up.place(y).toFixed(1)}`;
    pen = "L";
    return step;
  }).join("");
}

/* A chart: `curves` by name over common `xs`; `words` has title, across; `logs` the logarithmic axes. */
function chart(xs, curves, words, logs) {
  const { width, height, left, right, bottom, top } = BOX;
  const across = scale(xs, logs.includes("x"), left + 4, width - right - 12);
  const up = scale(Object.values(curves).flat(), logs.includes("y"), height - bottom - 4, top + 6);
  const paths = Object.values(curves).map((ys, k) => drawn("path", {
    class: "curve", d: line(xs, ys, across, up, logs.includes("y")), stroke: `var(--c${k % 4})`,
    "stroke-dasharray": DASHES[k % 4] }));
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.title },
    ...axes(across, up, words), ...paths);
}
function swatch(k) {
  return drawn("svg", { viewBox: "0 0 26 8", style: "width:26px;height:8px;vertical-align:middle", "aria-hidden": "true" },
    drawn("path", { class: "curve", d: "M0 4H26", stroke: `var(--c${k % 4})`, "stroke-dasharray": DASHES[k % 4] }));
}
