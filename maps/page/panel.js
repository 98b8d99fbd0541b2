"use strict";
// The left panel: district, outcomes counted, targets by theme.
{
  const { el, mark } = hecheng;
  const SPATIAL = ["met", "missed", "unsettled", "no_data"];

  const count = (data, outcome) => data.rows.filter((row) => row.outcome === outcome).length;

  /** Write name, plan and date, and the bar of outcomes; a press on an outcome filters the list. */
  hecheng.writeHead = (box, data, filter) => {
    const { words } = hecheng;
    const counted = SPATIAL.map((outcome) => [outcome, count(data, outcome)]);
    const strips = counted.filter(([, n]) => n).map(([outcome, n]) =>
      el("i", { className: outcome, style: { flexGrow: n, background: hecheng.outcomes[outcome].colour } }),
    );
    const keys = counted.map(([outcome, n]) => {
      const key = el(
        "button",
        { type: "button", className: "key", aria: { pressed: "false" }, title: `${words.filter}${hecheng.outcomes[outcome].title}` },
        mark(outcome, 15),
        el("span", {}, hecheng.outcomes[outcome].title),
        el("b", {}, String(n)),
      );
      key.disabled = !n;
      key.onclick = () => filter(outcome, keys, key);
      return key;
    });
    box.replaceChildren(
      el("h1", {}, data.district),
      el("p", { className: "plan" }, data.plan),
      el("p", { className: "as-of" }, `${words.as_of} ${data.as_of}`),
      el("div", { className: "outcomes", aria: { hidden: "true" } }, ...strips),
      el("div", { className: "keys" }, ...keys),
    );
  };

  const line = (row, choose) => {
    const button = el(
      "button",
      { type: "button", className: "target", data: { id: row.id, outcome: row.outcome } },
      mark(row.outcome),
      el("span", { className: "id" }, row.id),
      el("span", { className: "title", title: row.title }, row.title),
      el("span", { className: "value" }, row.figure),
      hecheng.bullet(row.bar, row.outcome),
    );
    button.onclick = () => choose(row);
    return button;
  };

  /** Write the targets under their themes; what has no place on a map stands folded at the end, then the alarms. */
  hecheng.writeTargets = (box, data, choose) => {
    const { words } = hecheng;
    const themes = new Map();
    for (const row of data.rows.filter(({ outcome }) => outcome !== "not_spatial")) {
      themes.set(row.theme, [...(themes.get(row.theme) ?? []), row]);
    }
    const groups = [...themes].map(([theme, rows]) =>
      el("section", {}, el("h2", {}, theme), ...rows.map((row) => line(row, choose))),
    );
    const rest = data.rows.filter(({ outcome }) => outcome === "not_spatial");
    const folded = rest.length
      ? el("details", {}, el("summary", {}, `${words.not_spatial}（${rest.length}）`), ...rest.map((row) => line(row, choose)))
      : "";
    box.replaceChildren(...groups, ...[folded, alarms(data), about(data)].filter((part) => part));
    box.setAttribute("aria-label", words.targets);
    box.onkeydown = walk;
  };

  /** Up and down walk through the targets. */
  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...event.currentTarget.querySelectorAll("button.target")].filter((b) => b.offsetParent);
    const place = buttons.indexOf(document.activeElement);
    if (!step || place < 0) return;
    event.preventDefault();
    buttons[Math.min(Math.max(place + step, 0), buttons.length - 1)].focus();
  };

  const alarms = (data) => {
    const { words } = hecheng;
    if (!data.alarms.length) return "";
    const lines = data.alarms.map(({ code, severity, layer, file, message, fix }) =>
      el("li", { className: severity }, el("b", {}, code), el("span", {}, ` ${layer} · ${file}`), el("p", {}, message), el("p", { className: "fix" }, fix)),
    );
    return el("details", { className: "alarms" }, el("summary", {}, `${words.alarms}（${lines.length}）`), el("ul", {}, ...lines));
  };

  const about = (data) => {
    const { words } = hecheng;
    return el(
      "details",
      { className: "about" },
      el("summary", {}, words.about),
      el("p", {}, hecheng.filled(words.drawn, { m: data.tolerance_m })),
      el("p", {}, words.offline),
      el("p", {}, `${words.version} ${data.version}`),
      el("pre", {}, data.leaflet_licence),
    );
  };
}
