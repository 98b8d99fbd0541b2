"use strict";
// Everything about the chosen target, most telling first: outcome, figure, distance, then definition and tables.
{
  const { el, mark } = hecheng;

  const figure = (row) => {
    const { words } = hecheng;
    const bound = row.bound ? el("p", { className: "required" }, `${words.required} ${row.bound}`, el("small", {}, row.strength)) : "";
    return el(
      "div",
      { className: "figure" },
      row.figure && row.figure !== hecheng.outcomes[row.outcome].title ? el("p", { className: "display" }, row.figure) : "",
      row.fraction ? el("p", { className: "fraction" }, row.fraction) : "",
      row.figure || row.fraction ? hecheng.scopeNote(row) : "",
      hecheng.bullet(row.bar, row.outcome),
      bound,
      row.interval ? el("p", { className: "interval" }, `${words.interval} ${row.interval}`) : "",
      row.distance ? el("p", { className: "distance" }, row.distance) : "",
    );
  };

  /** What the figure is a share of; where the scope stands in for another, a mark says so before the note. */
  hecheng.scopeNote = ({ scope_note: note, stand_in: mark }) => {
    if (!note) return "";
    const rest = note.slice(mark.length);
    return el("p", { className: "scope-note" }, mark ? el("mark", {}, mark) : "", rest);
  };

  const definition = (row) => {
    const { words } = hecheng;
    const year = row.year ? `${row.year} ${words.year}` : words.no_year;
    const pairs = [
      [words.meaning, row.definition],
      [words.method, row.method],
      [words.scope, row.scope],
      [words.quote, row.quote && el("q", {}, row.quote)],
      ["", `${row.clause} · ${year}`],
      ...row.notes.map((note) => [words.note, note]),
      [words.reported, row.reported],
      [words.previous, row.previous],
      [words.departments, row.departments],
    ];
    return hecheng.section("definition", words.definition, hecheng.pairs(pairs));
  };

  /** One switch for each layer of the target. */
  const switches = (row, view) => {
    const roles = hecheng.ROLES.filter((role) => row.evidence[role]);
    const boxes = roles.map((role) => {
      const box = el("input", { type: "checkbox", checked: view.on.has(role), data: { role } });
      box.onchange = () => view.toggle(role, box.checked);
      return el("label", {}, box, hecheng.swatch(role), el("span", {}, view.layer(role).title));
    });
    return hecheng.section("switches", hecheng.words.layers, ...boxes);
  };

  /** Write the column for one row. */
  hecheng.writeDetail = (box, row, view) => {
    const reason = row.reason ? el("p", { className: "reason" }, row.reason) : "";
    const finding = [
      el(
        "header",
        { className: `verdict ${row.outcome}` },
        el("p", { className: "outcome" }, mark(row.outcome, 24), el("b", {}, hecheng.outcomes[row.outcome].title)),
        el("h2", {}, el("span", { className: "id" }, row.id), row.title),
      ),
      reason,
      figure(row),
      hecheng.readings(row),
      hecheng.parts(row),
      switches(row, view),
      hecheng.gaps(row, view),
      hecheng.units(row, view),
    ];
    const grounds = [
      definition(row),
      hecheng.decision(row),
      hecheng.sources(row, view),
      hecheng.warnings(row),
      hecheng.siblings(row),
    ];
    box.replaceChildren(el("div", { className: "finding" }, ...finding), el("div", { className: "grounds" }, ...grounds));
    box.scrollTop = 0;
  };
}
