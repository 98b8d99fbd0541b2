"use strict";
// The largest view of some features in which no box on the map (legend, notes, buttons) lies on them.
{
  const SAMPLES = 200; // steps along width and height of the whole

  /** Places along the outlines, enough to tell where the features are; long straight edges count too. */
  const sample = (features) => {
    const rings = features.flatMap(({ polygons }) => polygons.map(([outer]) => outer));
    const { west, south, east, north } = features.reduce((whole, { box }) => join(whole, box), NOWHERE);
    const step = (east - west + north - south) / SAMPLES;
    return rings.flatMap((ring) => along(ring, step));
  };

  const NOWHERE = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  const join = (a, b) => ({
    west: Math.min(a.west, b.west),
    south: Math.min(a.south, b.south),
    east: Math.max(a.east, b.east),
    north: Math.max(a.north, b.north),
  });

  /** A place wherever the ring has gone on by one step. */
  const along = (ring, step) => {
    const places = [L.latLng(ring[1], ring[0])];
    let [x, y] = ring;
    for (let i = 2; i < ring.length; i += 2) {
      const apart = Math.hypot(ring[i] - x, ring[i + 1] - y);
      if (apart < step) continue;
      const parts = Math.ceil(apart / step);
      for (let k = 1; k <= parts; k += 1) {
        places.push(L.latLng(y + ((ring[i + 1] - y) * k) / parts, x + ((ring[i] - x) * k) / parts));
      }
      [x, y] = [ring[i], ring[i + 1]];
    }
    return places;
  };

  const boxes = (map) => {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
      const box = node.getBoundingClientRect();
      const [left, top] = [box.left - frame.left, box.top - frame.top];
      return { left: left - 8, top: top - 8, right: left + box.width + 8, bottom: top + box.height + 8, height: box.height, width: box.width };
    });
  };

  /** Where the view would stand with this room kept free at each side. */
  const view = (map, bounds, { top, right, bottom, left }) => {
    const zoom = Math.min(map.getBoundsZoom(bounds, false, L.point(left + right, top + bottom)), 17);
    const middle = map.project(bounds.getSouthWest(), zoom).add(map.project(bounds.getNorthEast(), zoom)).divideBy(2);
    return { zoom, centre: middle.add([(right - left) / 2, (bottom - top) / 2]), cost: top + right + bottom + left };
  };

  const free = (map, { zoom, centre }, points, obstacles) => {
    const corner = centre.subtract(map.getSize().divideBy(2));
    return points.every((point) => {
      const { x, y } = map.project(point, zoom).subtract(corner);
      return obstacles.every((box) => x < box.left || x > box.right || y < box.top || y > box.bottom);
    });
  };

  hecheng.fit = (map, features) => {
    const bounds = hecheng.bounds(features);
    if (!bounds.isValid()) return;
    const obstacles = boxes(map);
    const size = map.getSize();
    const margin = Math.min(24, Math.round(size.x / 50));
    const wide = Math.max(...obstacles.map(({ width }) => width), 0);
    const high = Math.max(...obstacles.map(({ height }) => height), 0);
    const points = sample(features);
    const rooms = [];
    for (const bottom of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      for (const right of [0, 0.35, 0.7, 1]) {
        for (const top of [0, 20, 40, 60, 90]) {
          const room = { left: margin, top: margin + top, right: margin + right * wide, bottom: margin + bottom * high };
          if (room.left + room.right < size.x - 50 && room.top + room.bottom < size.y - 50) rooms.push(room);
        }
      }
    }
    const views = rooms.map((room) => view(map, bounds, room)).sort((a, b) => b.zoom - a.zoom || a.cost - b.cost);
    const best = views.find((each) => free(map, each, points, obstacles)) ?? view(map, bounds, { left: margin, right: margin, top: margin, bottom: margin });
    map.setView(map.unproject(best.centre, best.zoom), best.zoom, { animate: false });
  };
}
