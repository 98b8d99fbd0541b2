"use strict";
// Marks of outcomes and bars: shape and position carry the meaning, colour only repeats it.
{
  const { el, svg } = hecheng;
  const SHAPES = {
    disc: (c) => [
      svg("circle", { cx: 10, cy: 10, r: 8.5, fill: c }),
      svg("path", { d: "M6 10.3l2.8 2.8L14.2 7.4", fill: "none", stroke: "#fff", "stroke-width": 2.2 }),
    ],
    diamond: (c) => [
      svg("path", { d: "M10 .8L19.2 10 10 19.2.8 10z", fill: c }),
      svg("path", { d: "M7 7l6 6M13 7l-6 6", fill: "none", stroke: "#fff", "stroke-width": 2.2 }),
    ],
    triangle: (c) => [
      svg("path", { d: "M10 1.2L19.4 18H.6z", fill: c }),
      svg("path", { d: "M10 7v5.2M10 14.2v2", fill: "none", stroke: "#fff", "stroke-width": 2.2 }),
    ],
    ring: (c) => [
      svg("circle", { cx: 10, cy: 10, r: 7.6, fill: "#fff", stroke: c, "stroke-width": 2, "stroke-dasharray": "3.2 2.2" }),
    ],
    dash: (c) => [svg("path", { d: "M3 10h14", stroke: c, "stroke-width": 2.4 })],
  };

  /** The mark of an outcome, with its title for those who cannot see it. */
  hecheng.mark = (outcome, size = 18) => {
    const look = hecheng.outcomes[outcome];
    const attributes = { viewBox: "0 0 20 20", width: size, height: size, class: "mark", role: "img", "aria-label": look.title };
    return svg("svg", attributes, ...SHAPES[look.shape](look.colour));
  };

  const percent = (share) => `${share * 100}%`;

  /** A bullet bar: value as a bar, its interval as a thin line, the bound as a tick through it. */
  hecheng.bullet = (bar, outcome) => {
    if (!bar) return "";
    const parts = [el("i", { className: "fill", style: { width: percent(bar.value), background: hecheng.outcomes[outcome].colour } })];
    if (bar.low !== null && bar.high !== null && bar.high > bar.low) {
      parts.push(el("i", { className: "range", style: { left: percent(bar.low), width: percent(bar.high - bar.low) } }));
    }
    if (bar.bound !== null) parts.push(el("i", { className: "tick", style: { left: percent(bar.bound) } }));
    return el("span", { className: "bullet", aria: { hidden: "true" } }, ...parts);
  };

  /** A small bar of one share. */
  hecheng.bar = (share) => {
    const fill = el("i", { className: "fill", style: { width: percent(share ?? 0) } });
    return el("span", { className: "bullet small", aria: { hidden: "true" } }, fill);
  };

  /** A patch of the look of one layer, for legend and switches. */
  hecheng.swatch = (role, state = "") => {
    const shapes = {
      covered: () => [svg("rect", { x: 1, y: 2, width: 22, height: 12, class: "covered" })],
      gaps: () => [svg("rect", { x: 1, y: 2, width: 22, height: 12, class: "gaps", fill: "url(#hatch)" })],
      zone: () => [svg("path", { d: "M1 8h22", class: "zone-dark" }), svg("path", { d: "M1 8h22", class: "zone-light" })],
      units: () => [svg("rect", { x: 1, y: 2, width: 22, height: 12, class: "units" })],
      veil: () => [svg("rect", { x: 1, y: 2, width: 22, height: 12, class: "veil" })],
      facilities: () => hecheng.pointShape(state),
    };
    return svg("svg", { viewBox: "0 0 24 16", width: 24, height: 16, class: "swatch", "aria-hidden": "true" }, ...shapes[role]());
  };

  hecheng.pointShape = (state) => {
    if (state === "open") return [svg("path", { d: "M12 3l5.4 9.6H6.6z", class: "facility" })];
    if (state === "no") return [svg("path", { d: "M8 4l8 8M16 4l-8 8", class: "facility faint" })];
    return [svg("circle", { cx: 12, cy: 8, r: 4.4, class: "facility" })];
  };
}
