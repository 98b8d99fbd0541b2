"use strict";
// The largest view of some features in which no box on the map (legend, notes, buttons) lies on them.
{
  const MARGIN = 24;
  const MOST_POINTS = 600;

  /** Some vertices of the features, enough to tell where they are. */
  const sample = (features) => {
    const all = features.flatMap(({ polygons }) => polygons.map(([outer]) => outer));
    const total = all.reduce((sum, ring) => sum + ring.length / 2, 0);
    const step = Math.max(1, Math.floor(total / MOST_POINTS));
    const points = [];
    for (const ring of all) {
      for (let i = 0; i < ring.length; i += 2 * step) points.push(L.latLng(ring[i + 1], ring[i]));
    }
    return points;
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
    const wide = Math.max(...obstacles.map(({ width }) => width), 0);
    const high = Math.max(...obstacles.map(({ height }) => height), 0);
    const points = sample(features);
    const rooms = [];
    for (const bottom of [0, 0.25, 0.5, 0.75, 1]) {
      for (const right of [0, 0.5, 1]) {
        for (const top of [MARGIN, 64, 110]) {
          const room = { left: MARGIN, top, right: MARGIN + right * wide, bottom: MARGIN + bottom * high };
          if (room.left + room.right < size.x - 50 && room.top + room.bottom < size.y - 50) rooms.push(room);
        }
      }
    }
    const views = rooms.map((room) => view(map, bounds, room)).sort((a, b) => b.zoom - a.zoom || a.cost - b.cost);
    const best = views.find((each) => free(map, each, points, obstacles)) ?? view(map, bounds, { left: MARGIN, right: MARGIN, top: MARGIN, bottom: MARGIN });
    map.setView(map.unproject(best.centre, best.zoom), best.zoom, { animate: false });
  };
}
