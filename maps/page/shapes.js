"use strict";
// From the packed text to shapes in degrees, and the question whether a place lies in one of them.
{
  const PER_DEGREE = 1e6;

  /** Unpack the data of the page. Needs DecompressionStream (Chrome and Edge 80, Firefox 113). */
  hecheng.unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  };

  /** One ring: [x, y, dx, dy, …] to a flat list of degrees. */
  const degrees = (steps) => {
    const ring = new Float64Array(steps.length);
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      ring[i] = x / PER_DEGREE;
      ring[i + 1] = y / PER_DEGREE;
    }
    return ring;
  };

  const boxOf = (polygons) => {
    const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
    for (const [outer] of polygons) {
      for (let i = 0; i < outer.length; i += 2) {
        box.west = Math.min(box.west, outer[i]);
        box.east = Math.max(box.east, outer[i]);
        box.south = Math.min(box.south, outer[i + 1]);
        box.north = Math.max(box.north, outer[i + 1]);
      }
    }
    return box;
  };

  /** Turn the packed shapes of a layer into features with a box each; done once, when first shown. */
  hecheng.features = (layer) => {
    layer.features ??= layer.areas.map((packed) => {
      const polygons = packed.map((rings) => rings.map(degrees));
      return { polygons, box: boxOf(polygons) };
    });
    return layer.features;
  };

  /** Positions of points: longitude and latitude as two flat lists. */
  hecheng.positions = (layer) => {
    layer.positions ??= {
      lon: hecheng.running(layer.points.x),
      lat: hecheng.running(layer.points.y),
      empty: new Set(layer.points.empty),
    };
    return layer.positions;
  };

  hecheng.running = (steps) => {
    let sum = 0;
    return Float64Array.from(steps, (step) => (sum += step) / PER_DEGREE);
  };

  hecheng.strokes = (layer) => layer.lines.map((steps) => latLngs(degrees(steps)));

  const latLngs = (ring) => {
    const list = [];
    for (let i = 0; i < ring.length; i += 2) list.push(L.latLng(ring[i + 1], ring[i]));
    return list;
  };

  /** Rings of one feature as Leaflet wants them. */
  hecheng.latLngs = (feature) => feature.polygons.map((rings) => rings.map(latLngs));

  hecheng.bounds = (features) => {
    const whole = L.latLngBounds([]);
    for (const { box } of features) {
      if (box.west <= box.east) whole.extend([[box.south, box.west], [box.north, box.east]]);
    }
    return whole;
  };

  const crossings = (ring, x, y) => {
    let count = 0;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const above = ring[i + 1] > y;
      if (above === ring[j + 1] > y) continue;
      if (x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) count += 1;
    }
    return count;
  };

  /** The number of the feature that holds a place, or -1. */
  hecheng.featureAt = (features, { lat, lng }) =>
    features.findIndex(({ polygons, box }) => {
      if (lng < box.west || lng > box.east || lat < box.south || lat > box.north) return false;
      return polygons.some((rings) => rings.reduce((sum, ring) => sum + crossings(ring, lng, lat), 0) % 2 === 1);
    });
}
