"use strict";
// The page's state and its start: which target is chosen, which of its layers are on.
{
  class View {
    constructor(map, data) {
      Object.assign(this, { map, data, row: null, points: null, on: new Set() });
      this.areas = new hecheng.Areas(map);
      this.labels = new hecheng.Labels(map);
      this.boxes = Object.fromEntries(["panel", "head", "targets", "detail"].map((id) => [id, document.getElementById(id)]));
      const actions = { home: () => this.home(), print: () => window.print() };
      Object.assign(this, hecheng.furnish(map, data, actions)); // legend and credits
      this.cards = new hecheng.Cards(this);
    }

    /** The layer that the chosen target has in a role, on or off. */
    layer(role) {
      return this.data.layers[this.row?.evidence[role]] ?? null;
    }

    shown(role) {
      return this.on.has(role) ? this.layer(role) : null;
    }

    drawn(row) {
      return Object.values(row.evidence).map((name) => this.data.layers[name]);
    }

    choose(row) {
      this.map.closePopup();
      this.row = row;
      this.on = new Set(Object.keys(row.evidence));
      for (const button of this.boxes.targets.querySelectorAll("button.target")) {
        button.setAttribute("aria-current", String(button.dataset.id === row.id));
      }
      hecheng.writeDetail(this.boxes.detail, row, this);
      this.writeLegend(); // its size decides how much room the map keeps free
      this.home();
      this.draw();
      history.replaceState(null, "", `#${encodeURIComponent(row.id)}`);
    }

    toggle(role, on) {
      if (on) this.on.add(role);
      else this.on.delete(role);
      this.map.closePopup();
      this.draw();
    }

    /** Draw the layers that are on, and nothing else. */
    draw() {
      const figures = new Map(this.row.by.map(({ name, figure }) => [name, figure]));
      this.areas.clear();
      this.areas.backdrop(this.layer("zone") ? null : this.data.layers[this.data.backdrop]);
      for (const role of ["zone", "covered", "gaps", "units"]) {
        if (this.shown(role)) this.areas.show(role, this.shown(role), true);
      }
      this.points?.remove();
      const facilities = this.shown("facilities");
      this.points = facilities ? new hecheng.Points(facilities).addTo(this.map) : null;
      this.areas.strokes(facilities ? hecheng.strokes(facilities) : []);
      this.labels.clear();
      this.labels.units(this.layer("units"), figures, this.on.has("units"));
      this.labels.gaps(this.row.gaps, this.on.has("gaps"));
      this.map.getContainer().dataset.shown = [...this.on].sort().join(" ");
      this.writeLegend();
    }

    writeLegend() {
      const shown = hecheng.ROLES.filter((role) => this.on.has(role)).map((role) => ({
        role,
        layer: this.layer(role),
        count: (this.layer(role).areas?.length ?? 0).toLocaleString("en"),
      }));
      hecheng.writeLegend(this.legend, shown, this.row);
      const backdrop = this.layer("zone") ? [] : [this.data.layers[this.data.backdrop]];
      const layers = [...hecheng.ROLES.map((role) => this.shown(role)), ...backdrop];
      hecheng.writeCredits(this.credits, layers.filter((layer) => layer));
    }

    /** Show the whole zone of the chosen target, or whatever it has. */
    home() {
      const layers = ["zone", "units", "covered", "gaps"].map((role) => this.layer(role)).filter((layer) => layer);
      const layer = layers[0] ?? this.data.layers[this.data.backdrop];
      if (layer?.areas) hecheng.fit(this.map, hecheng.features(layer));
      this.homeView = `${this.map.getCenter()} ${this.map.getZoom()}`;
    }

    /** Whether the map still stands where `home` put it. */
    isHome() {
      return this.homeView === `${this.map.getCenter()} ${this.map.getZoom()}`;
    }

    visitGap(i) {
      const { gaps } = this.row;
      this.cards.visit("gaps", gaps.places[i], gaps.at[i]);
    }

    visitUnit(name) {
      const layer = this.layer("units");
      const index = layer ? layer.names.indexOf(name) : -1;
      if (index >= 0) this.cards.visit("units", index, layer.at[index]);
    }

    filter(outcome, keys, key) {
      const only = key.getAttribute("aria-pressed") === "true" ? null : outcome;
      for (const other of keys) other.setAttribute("aria-pressed", String(other === key && only !== null));
      for (const button of this.boxes.targets.querySelectorAll("button.target")) {
        button.hidden = only !== null && button.dataset.outcome !== only;
      }
      for (const group of this.boxes.targets.querySelectorAll("section, details:not(.alarms):not(.about)")) {
        group.hidden = [...group.querySelectorAll("button.target")].every((button) => button.hidden);
      }
    }

    sharpen(times) {
      if (!this.points) return;
      this.points.sharpness = times;
      this.points.draw();
    }
  }

  /** The first target worth a look: the one in the address, else a missed one with shapes, else any with shapes. */
  const first = ({ rows }) => {
    const drawn = rows.filter((row) => Object.keys(row.evidence).length);
    return rows.find(({ id }) => location.hash === `#${encodeURIComponent(id)}`) ?? drawn.find((row) => row.outcome === "missed") ?? drawn[0] ?? rows[0];
  };

  const begin = (map, data) => {
    Object.assign(hecheng, { words: data.words, colours: data.colours, outcomes: data.outcomes });
    map.setView([35, 105], 4, { animate: false });
    const view = new View(map, data);
    const { panel, head, targets } = view.boxes;
    document.body.prepend(panel);
    panel.hidden = false;
    hecheng.writeHead(head, data, (outcome, keys, key) => view.filter(outcome, keys, key));
    hecheng.writeTargets(targets, data, (row) => view.choose(row));
    map.getContainer().setAttribute("aria-label", data.words.map);
    view.boxes.detail.setAttribute("aria-label", data.words.detail);
    map.invalidateSize({ animate: false });
    const row = first(data);
    if (row) view.choose(row);
    hecheng.preparePrint(view);
    document.getElementById("waiting").remove();
    document.body.dataset.ready = "true";
  };

  /** Open the page; where that fails the sentence that stands there already says what to do. */
  hecheng.open = async (map, packed) => {
    if (typeof DecompressionStream === "undefined") return;
    begin(map, await hecheng.unpack(packed));
  };
}
