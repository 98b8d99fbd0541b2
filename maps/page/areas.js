"use strict";
// Areas of the chosen target: each layer is ONE path in one SVG, so that thousands of gaps cost one hatching.
{
  const WORLD = [[-89, -360], [-89, 360], [89, 360], [89, -360]];
  const ORDER = ["backdrop", "fill", "veil", "covered", "gaps", "units", "outlines", "zone", "zoneLight", "chosen"];
  // colours come from the style sheet through the class: a hatch and a print view can change them
  const look = (className, more) => ({ className, interactive: false, color: null, fillColor: null, weight: 1, ...more });

  hecheng.Areas = class {
    constructor(map) {
      this.map = map;
      map.createPane("areas").style.zIndex = 400;
      this.renderer = L.svg({ pane: "areas", padding: 0.4 });
      this.paths = new Map();
    }

    clear() {
      for (const path of this.paths.values()) path.remove();
      this.paths.clear();
    }

    /** Draw or take away the layer of a role. */
    show(role, layer, on) {
      if (role === "zone") return this.zone(layer, on);
      const features = on ? hecheng.features(layer) : [];
      return this.put(role, features, { filled: role !== "units" });
    }

    /** Outlines of units under everything, so that no map is empty. */
    backdrop(layer) {
      this.put("backdrop", layer ? hecheng.features(layer) : [], { filled: true });
    }

    /** What counts stays bright, the rest goes under a veil; the border is a dark double line. */
    zone(layer, on) {
      const features = on ? hecheng.features(layer) : [];
      this.put("fill", features, { filled: true });
      this.put("zone", features, { filled: false });
      this.put("zoneLight", features, { filled: false });
      const holes = features.flatMap((feature) => hecheng.latLngs(feature).map((rings) => rings[0]));
      this.draw("veil", on ? [WORLD, ...holes] : null, true);
    }

    chosen(feature) {
      this.put("chosen", feature ? [feature] : [], { filled: false });
    }

    strokes(list) {
      this.paths.get("outlines")?.remove();
      this.paths.delete("outlines");
      if (!list.length) return;
      const options = { ...look("outlines"), fill: false, renderer: this.renderer };
      this.paths.set("outlines", L.polyline(list, options).addTo(this.map));
    }

    put(role, features, { filled }) {
      this.draw(role, features.length ? features.flatMap(hecheng.latLngs) : null, filled);
    }

    draw(role, rings, filled) {
      this.paths.get(role)?.remove();
      this.paths.delete(role);
      if (!rings) return;
      const fillColor = role === "gaps" ? "url(#hatch)" : null;
      const options = { ...look(`area ${role}`), fill: filled, fillColor, fillOpacity: null, renderer: this.renderer };
      this.paths.set(role, L.polygon(rings, options).addTo(this.map));
      for (const name of ORDER) this.paths.get(name)?.bringToFront();
    }
  };
}
