"use strict";
// Facilities by the thousand on one canvas. A click looks through all points: 0.1 ms for 10,000, so no index is kept.
hecheng.Points = L.Layer.extend({
  initialize(layer) {
    const { lon, lat, empty } = hecheng.positions(layer);
    this.layer = layer;
    this.count = lon.length;
    this.x = new Float64Array(this.count);
    this.y = new Float64Array(this.count);
    for (let i = 0; i < this.count; i += 1) {
      const place = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat[i], lon[i]), 0);
      this.x[i] = empty.has(i) ? NaN : place.x;
      this.y[i] = place.y;
    }
    this.sharpness = 1;
  },

  onAdd(map) {
    if (!map.getPane("points")) {
      const pane = map.createPane("points");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
    }
    this.canvas = hecheng.el("canvas", { className: "leaflet-zoom-animated points" });
    map.getPane("points").append(this.canvas);
    map.on({ moveend: this.draw, resize: this.draw, zoomanim: this.follow }, this);
    this.draw();
  },

  onRemove(map) {
    map.off({ moveend: this.draw, resize: this.draw, zoomanim: this.follow }, this);
    this.canvas.remove();
  },

  /** Stretch with the map while it zooms; drawn anew at the end. */
  follow(event) {
    const scale = this._map.getZoomScale(event.zoom, this.zoom);
    const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  },

  radius() {
    const least = this.count < 300 ? 3.2 : this.count < 2500 ? 2.2 : 0.7;
    return Math.min(7, Math.max(least, 1 + (this._map.getZoom() - 10.5) * 0.85));
  },

  draw() {
    const map = this._map;
    const size = map.getSize();
    const ratio = (window.devicePixelRatio || 1) * this.sharpness;
    const start = map.containerPointToLayerPoint([0, 0]);
    this.zoom = map.getZoom();
    this.corner = map.layerPointToLatLng(start);
    Object.assign(this.canvas, { width: size.x * ratio, height: size.y * ratio });
    Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    L.DomUtil.setPosition(this.canvas, start);
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    this.paint(pen, size, map.getPixelOrigin().add(start), 2 ** this.zoom);
  },

  paint(pen, size, origin, scale) {
    const r = this.radius();
    const paths = { yes: new Path2D(), open: new Path2D(), no: new Path2D() };
    for (let i = 0; i < this.count; i += 1) {
      const x = this.x[i] * scale - origin.x;
      const y = this.y[i] * scale - origin.y;
      if (!(x > -9 && y > -9 && x < size.x + 9 && y < size.y + 9)) continue;
      this.trace(paths, this.state(i), x, y, r);
    }
    pen.fillStyle = r < 2 ? hecheng.colours.facilities : "#fff";
    pen.lineWidth = r < 2 ? 0.3 : 1 + r / 6;
    pen.globalAlpha = r < 2 ? Math.min(0.6, r / 2) : 1;
    // what counts comes last: at one spot it must not vanish under what may count or does not
    pen.strokeStyle = hecheng.colours.soft;
    pen.stroke(paths.no);
    pen.strokeStyle = hecheng.colours.facilities;
    for (const path of [paths.open, paths.yes]) {
      pen.fill(path);
      pen.stroke(path);
    }
  },

  trace(paths, state, x, y, r) {
    if (state === "no") {
      paths.no.moveTo(x - r, y - r);
      paths.no.lineTo(x + r, y + r);
      paths.no.moveTo(x + r, y - r);
      paths.no.lineTo(x - r, y + r);
    } else if (state === "open") {
      paths.open.moveTo(x, y - r * 1.25);
      paths.open.lineTo(x + r * 1.2, y + r);
      paths.open.lineTo(x - r * 1.2, y + r);
      paths.open.closePath();
    } else {
      paths.yes.moveTo(x + r, y);
      paths.yes.arc(x, y, r, 0, 2 * Math.PI);
    }
  },

  /** yes, open or no: whether the facility counts. */
  state(i) {
    const { words } = hecheng;
    const said = this.layer.states[i];
    if (said === words.state_open) return "open";
    return said === words.state_no ? "no" : "yes";
  },

  /** The nearest point within a finger's width, or -1; of two at one spot the one that counts, drawn on top. */
  at(containerPoint) {
    const scale = 2 ** this._map.getZoom();
    const place = this._map.containerPointToLayerPoint(containerPoint).add(this._map.getPixelOrigin());
    let best = -1;
    let nearest = Math.max(7, this.radius() + 4) ** 2;
    for (let i = 0; i < this.count; i += 1) {
      const apart = (this.x[i] * scale - place.x) ** 2 + (this.y[i] * scale - place.y) ** 2;
      const above = best >= 0 && apart === nearest && this.state(i) === "yes" && this.state(best) !== "yes";
      if (apart < nearest || above) [best, nearest] = [i, apart];
    }
    return best;
  },

  latLng(i) {
    const { lon, lat } = hecheng.positions(this.layer);
    return L.latLng(lat[i], lon[i]);
  },
});
