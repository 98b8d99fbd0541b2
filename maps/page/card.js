"use strict";
// A card for whatever was clicked: a facility first, then a gap, then a unit.
hecheng.Cards = class {
  constructor(view) {
    this.view = view;
    const { map } = view;
    map.on("click", (event) => this.click(event));
    map.on("popupclose", () => view.areas.chosen(null));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
    let waiting = false;
    map.on("mousemove", (event) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        map.getContainer().classList.toggle("hit", this.find(event) !== null);
      });
    });
  }

  /** What lies under the pointer: a layer, its role and the number of the feature. */
  find({ latlng, containerPoint }) {
    const { points } = this.view;
    const point = points ? points.at(containerPoint) : -1;
    if (point >= 0) return { role: "facilities", layer: points.layer, index: point, at: points.latLng(point) };
    for (const role of ["gaps", "units"]) {
      const layer = this.view.shown(role);
      const index = layer ? hecheng.featureAt(hecheng.features(layer), latlng) : -1;
      if (index >= 0) return { role, layer, index, at: latlng };
    }
    return null;
  }

  click(event) {
    const found = this.find(event);
    if (found) this.open(found);
  }

  open({ role, layer, index, at }) {
    const { el } = hecheng;
    const lines = layer.heads.map((head, column) => [head, layer.cells[column][index]]);
    const title = layer.names[index] || layer.title;
    const node = el(
      "article",
      { className: "card" },
      el("h2", {}, hecheng.swatch(role), title),
      role === "gaps" || title === layer.title ? "" : el("p", { className: "kind" }, layer.title),
      el("dl", {}, ...lines.flatMap(([head, text]) => [el("dt", {}, head), el("dd", {}, text)])),
      layer.source ? el("p", { className: "kind" }, `${hecheng.words.source}：${layer.source}`) : "",
    );
    const popup = L.popup({ maxWidth: 340, minWidth: 180, offset: [0, role === "facilities" ? -4 : 0] });
    popup.setLatLng(at).setContent(node).openOn(this.view.map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", hecheng.words.close);
    close.title = hecheng.words.close;
    this.view.areas.chosen(role === "facilities" ? null : hecheng.features(layer)[index]);
  }

  /** Go to one feature of an area layer and open its card. */
  visit(role, index, at) {
    const layer = this.view.layer(role);
    const feature = layer && hecheng.features(layer)[index];
    if (!feature || feature.box.west > feature.box.east) return;
    this.view.map.fitBounds(hecheng.bounds([feature]), { maxZoom: 16, padding: [60, 60], animate: false });
    this.open({ role, layer, index, at: at ? L.latLng(at[1], at[0]) : hecheng.bounds([feature]).getCenter() });
  }
};
