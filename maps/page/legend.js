"use strict";
// What stands on the map beside the shapes: legend, notes, scale, pointer position, buttons.
{
  const { el, svg } = hecheng;
  const ICONS = {
    plus: "M10 3v14M3 10h14",
    minus: "M3 10h14",
    home: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
    print: "M5 8V3h10v5M5 14H3V8h14v6h-2M6 12h8v5H6z",
  };
  const MOST_CLASSES = 7;
  const icon = (d) => {
    const line = svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 2 });
    return svg("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, line);
  };

  const corner = (map, position, node) => {
    const control = L.control({ position });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      return node;
    };
    control.addTo(map);
    return node;
  };

  /** Put the fixed furniture on the map; returns the boxes that change. */
  hecheng.furnish = (map, data, actions) => {
    const { words } = hecheng;
    const notes = data.notes.map((note) => el("p", { className: "note" }, note));
    if (notes.length) corner(map, "topleft", el("div", { className: "notes" }, ...notes));
    const button = (name, title, onclick) =>
      el("button", { type: "button", title, aria: { label: title }, onclick }, icon(ICONS[name]));
    corner(
      map,
      "topright",
      el(
        "div",
        { className: "buttons" },
        button("plus", words.zoom_in, () => map.zoomIn()),
        button("minus", words.zoom_out, () => map.zoomOut()),
        button("home", words.home, actions.home),
        button("print", words.print, actions.print),
      ),
    );
    L.control.attribution({ prefix: "Leaflet", position: "bottomright" }).addTo(map);
    const credits = corner(map, "bottomleft", el("p", { className: "credits", aria: { label: words.credits } }));
    const legend = corner(map, "bottomright", el("div", { className: "legend", role: "region", aria: { label: words.legend } }));
    pointer(map);
    L.control.scale({ imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(map);
    return { legend, credits };
  };

  const pointer = (map) => {
    const box = corner(map, "bottomleft", el("div", { className: "pointer", aria: { label: hecheng.words.pointer } }));
    const side = (value, plus, minus) => `${Math.abs(value).toFixed(5)}°${value < 0 ? minus : plus}`;
    map.on("mousemove", ({ latlng }) => {
      const { lat, lng } = latlng.wrap();
      box.textContent = `${side(lng, "E", "W")}  ${side(lat, "N", "S")}`;
    });
    map.on("mouseout", () => (box.textContent = ""));
  };

  /** Name the sources of what is on, as texts. */
  hecheng.writeCredits = (box, layers) => {
    const told = new Map();
    for (const { title, source, licence } of layers) {
      const text = [source, licence].filter((part) => part).join("，");
      if (text) told.set(text, [...new Set([...(told.get(text) ?? []), title])]);
    }
    const parts = [...told].flatMap(([text, titles], i) => [i ? "；" : "", el("b", {}, titles.join("、")), ` ${text}`]);
    box.replaceChildren(...(parts.length ? [`${hecheng.words.source}：`, ...parts] : []));
  };

  /** Write the legend of what is on: at most seven classes, numbers on the right. */
  hecheng.writeLegend = (box, shown, row) => {
    const { words } = hecheng;
    if (!shown.length) {
      box.replaceChildren(el("p", { className: "none" }, words.nothing_drawn));
      return;
    }
    const all = shown.flatMap((entry) => entries(entry, row));
    const veiled = shown.some(({ role }) => role === "zone") ? [[hecheng.swatch("veil"), words.veil, ""]] : [];
    const lines = [...all, ...veiled].slice(0, MOST_CLASSES);
    const units = all.some(([, , number]) => number) ? el("small", {}, `（${words.legend_units}）`) : "";
    const body = lines.flatMap(([swatch, title, number, note]) => [
      el("tr", {}, el("td", {}, swatch), el("td", {}, title), el("td", { className: "number" }, number)),
      ...(note ? [el("tr", {}, el("td"), el("td", { colSpan: 2 }, note))] : []),
    ]);
    box.replaceChildren(el("h2", {}, words.legend, units), el("table", {}, el("tbody", {}, ...body)));
  };

  /** One line, or one for each state of facilities: swatch, title, number, and what is said of it below. */
  const entries = ({ role, layer, count }, row) => {
    const { words, swatch } = hecheng;
    const amount = row.legend[role];
    if (role === "gaps") return [[swatch(role), `${layer.title}（${count} ${words.places}）`, amount]];
    if (role === "zone") return [[swatch(role), layer.title, amount, hecheng.scopeNote(row)]];
    if (role !== "facilities") return [[swatch(role), layer.title, amount]];
    if (!amount.length) return [[swatch(role), `${layer.title}（${words.withheld}）`, ""]];
    const order = [words.state_yes, words.state_open, words.state_no];
    return [...amount]
      .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
      .map((tally) => {
        const title = tally.state ? `${layer.title}·${tally.state}` : layer.title;
        return [swatch(role, stateOf(tally.state)), title, tally.count, where(tally)];
      });
  };

  const stateOf = (word) => ({ [hecheng.words.state_open]: "open", [hecheng.words.state_no]: "no" })[word] ?? "yes";

  const where = ({ inside, outside }) => {
    const { words } = hecheng;
    return inside === undefined ? "" : el("small", {}, `${words.inside} ${inside} / ${words.outside} ${outside}`);
  };
}
