"use strict";
// Names of units and numbers of the worst gaps; what would overlap gives way to what matters more.
// Where a label may go, in its own widths and heights from its place, the nearest first.
hecheng.STEPS = [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75]
  .flatMap((across) => [-2, -1, 0, 1, 2].map((down) => ({ across, down })))
  .sort((a, b) => Math.hypot(3 * a.across, a.down) - Math.hypot(3 * b.across, b.down));

hecheng.Labels = class {
  constructor(map) {
    this.map = map;
    const pane = map.createPane("labels");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    this.groups = new Map();
    map.on("zoomend moveend resize", () => this.spread());
  }

  clear() {
    for (const markers of this.groups.values()) markers.forEach((marker) => marker.remove());
    this.groups.clear();
  }

  /** Show texts of one kind: `items` hold lat, lon and the element. */
  show(kind, items) {
    this.groups.get(kind)?.forEach((marker) => marker.remove());
    const markers = items.map(({ at, node }) => {
      const icon = L.divIcon({ className: `label ${kind}`, html: node, iconSize: null });
      return L.marker([at[1], at[0]], { icon, pane: "labels", interactive: false, keyboard: false }).addTo(this.map);
    });
    this.groups.set(kind, markers);
    this.spread();
  }

  units(layer, figures, on) {
    const { el } = hecheng;
    const items = (on ? layer.at : []).map((at, i) => {
      const figure = figures.get(layer.names[i]) ?? "";
      return { at, node: el("span", {}, el("b", {}, layer.names[i] ?? ""), figure ? el("small", {}, figure) : "") };
    });
    this.show("unit", items.filter(({ at }) => at));
  }

  gaps(list, on) {
    const items = (on && list ? list.at : []).slice(0, 10).map((at, i) => ({ at, node: hecheng.el("span", {}, String(i + 1)) }));
    this.show("gap", items.filter(({ at }) => at));
  }

  /** Place gaps first, by rank; a unit steps aside with its figure, then without it, then vanishes. */
  spread() {
    const taken = [];
    for (const kind of ["gap", "unit"]) {
      for (const marker of this.groups.get(kind) ?? []) {
        const icon = marker.getElement();
        icon.classList.remove("hidden", "short");
        const place = this.map.latLngToContainerPoint(marker.getLatLng());
        const found = this.room(icon, place, taken, false) || this.room(icon, place, taken, true);
        icon.classList.toggle("hidden", !found);
        if (found) taken.push(found);
      }
    }
  }

  /** The first free box for a label around its place, or null; the label is moved there. */
  room(icon, { x, y }, taken, short) {
    const inner = icon.firstChild;
    icon.classList.toggle("short", short);
    const [w, h] = [inner.offsetWidth / 2 + 2, inner.offsetHeight / 2 + 2];
    const steps = icon.classList.contains("unit") ? hecheng.STEPS : [{ across: 0, down: 0 }];
    for (const { across, down } of steps) {
      const [dx, dy] = [across * 2 * w, down * 2 * h];
      const box = [x + dx - w, y + dy - h, x + dx + w, y + dy + h];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      Object.assign(inner.style, { left: `${dx}px`, top: `${dy}px` });
      return box;
    }
    return null;
  }
};
