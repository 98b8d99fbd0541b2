"use strict";
// The files of this page share one name. Data reaches the page as text nodes only: nothing here reads HTML.
const hecheng = { words: {}, colours: {} };

/** The roles of layers as legend and switches list them: the finding first. */
hecheng.ROLES = ["covered", "gaps", "facilities", "zone", "units"];

/** Make an element; `options` holds properties (className, type, onclick …), `data` and `aria`. */
hecheng.el = (tag, options = {}, ...children) => {
  const node = document.createElement(tag);
  const { aria = {}, data = {}, style = {}, ...properties } = options;
  Object.assign(node, properties);
  Object.assign(node.dataset, data);
  Object.assign(node.style, style);
  for (const [name, value] of Object.entries(aria)) node.setAttribute(`aria-${name}`, value);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
};

/** Make an SVG element from numbers and names of ours. */
hecheng.svg = (tag, attributes = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Put values into a sentence: `共 {n} 处`. */
hecheng.filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** A table with a head; cells are texts or elements; columns named in `numeric` stand right. */
hecheng.table = (heads, lines, numeric = []) => {
  const { el } = hecheng;
  const side = (column) => (numeric.includes(column) ? "number" : "");
  const head = el("tr", {}, ...heads.map((text, i) => el("th", { scope: "col", className: side(i) }, text)));
  const body = lines.map((line) => {
    const row = el("tr", {}, ...line.cells.map((cell, i) => el("td", { className: side(i) }, cell)));
    if (line.onclick) hecheng.pressable(row, line.label, line.onclick);
    return row;
  });
  return el("table", {}, el("thead", {}, head), el("tbody", {}, ...body));
};

/** Let a table row be pressed by mouse and by keyboard. */
hecheng.pressable = (row, label, action) => {
  row.classList.add("pressable");
  row.tabIndex = 0;
  row.setAttribute("aria-label", label);
  row.onclick = action;
  row.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    action();
  };
};
