"use strict";
// The parts of the detail column that are lists and tables. Each gives an element, or nothing where there is no data.
{
  const { el, table, mark } = hecheng;

  /** A headed part of the column; empty parts vanish. */
  hecheng.section = (name, title, ...children) => {
    const kept = children.filter((child) => child);
    return kept.length ? el("section", { className: `part ${name}` }, el("h3", {}, title), ...kept) : "";
  };

  const said = (outcome) =>
    outcome
      ? el("span", { className: "said" }, mark(outcome, 14), hecheng.outcomes[outcome].title)
      : el("span", { className: "said" }, hecheng.words.not_judged);

  /** Lines of two: what it is with its figure below, and what follows from it. */
  const judged = (name, title, head, list) => {
    const { words, section } = hecheng;
    if (!list.length) return "";
    const lines = list.map((item) => ({ cells: [el("div", {}, item.title, figure(item)), said(item.outcome)] }));
    return section(name, title, table([`${head} / ${words.value}`, words.outcome], lines));
  };

  const figure = ({ display, bound }) =>
    el("p", { className: "stated" }, el("b", {}, display || hecheng.words.no_value), bound ? el("small", {}, bound) : "");

  hecheng.readings = (row) => judged("readings", hecheng.words.readings, hecheng.words.reading, row.readings);
  hecheng.parts = (row) => judged("parts", hecheng.words.parts, hecheng.words.part, row.parts);
  hecheng.siblings = (row) => {
    const rest = judged("siblings", hecheng.words.siblings, hecheng.words.definition, row.siblings);
    const robust = row.robust_text ? el("p", { className: "robust" }, row.robust_text) : "";
    if (rest && robust) rest.append(robust);
    return rest || hecheng.section("siblings", hecheng.words.robust, robust);
  };

  hecheng.decision = ({ decision }) => {
    const { words } = hecheng;
    if (!decision) return "";
    const pairs = [
      [words.reading, decision.reading],
      [words.decided_by, decision.decided_by],
      [words.document, decision.document],
      [words.date, decision.date],
    ];
    return hecheng.section("decision", words.decision, hecheng.pairs(pairs));
  };

  /** Names and values in two columns; pairs without value are left out. */
  hecheng.pairs = (pairs) => {
    const kept = pairs.filter(([, value]) => value);
    return kept.length ? el("dl", {}, ...kept.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])) : "";
  };

  hecheng.units = (row, view) => {
    const { words } = hecheng;
    if (!row.by.length) return "";
    const lines = row.by.map((unit) => ({
      cells: [el("span", {}, unit.name, el("small", {}, unit.fraction)), hecheng.bar(unit.bar), unit.figure],
      label: unit.name,
      onclick: () => view.visitUnit(unit.name),
    }));
    return hecheng.section("by", words.by, table([words.unit, "", words.value], lines, [2]));
  };

  hecheng.gaps = ({ gaps }, view) => {
    const { words } = hecheng;
    if (!gaps || !gaps.count) return "";
    const heads = gaps.columns.map((column, i) => gaps.heads[i] || words[column]);
    const numeric = gaps.columns.map((column, i) => (column === "unit" ? -1 : i));
    const lines = gaps.lines.map((cells, i) => ({
      cells,
      label: `${words.gaps} ${cells.join(" ")}`,
      onclick: () => view.visitGap(i),
    }));
    const count = hecheng.filled(words.gaps_count, { n: gaps.count.toLocaleString("en") });
    const listed = gaps.count > lines.length ? hecheng.filled(words.gaps_shown, { k: lines.length }) : "";
    const sentence = el("p", { className: "count" }, count, el("span", { className: "listed" }, listed));
    return hecheng.section("gaps-list", words.gaps, sentence, table(heads, lines, numeric));
  };

  hecheng.warnings = ({ warnings }) => {
    const lines = warnings.map((text) => el("li", {}, text));
    return lines.length ? hecheng.section("warnings", hecheng.words.warnings, el("ul", {}, ...lines)) : "";
  };

  hecheng.sources = (row, view) => {
    const { words } = hecheng;
    const uses = row.sources.map((use) => {
      const rest = [use.file, `${use.rows} ${words.rows}`, use.crs, use.source, use.licence && `${words.licence}：${use.licence}`];
      return el("li", {}, el("b", {}, use.title), el("span", {}, rest.filter((text) => text).join(" · ")), el("code", {}, use.sha256));
    });
    const named = new Set(row.sources.map(({ source }) => source));
    const drawn = view.drawn(row).filter(({ source, licence }) => (source || licence) && !named.has(source));
    const layers = drawn.map(({ title, source, licence }) =>
      el("li", {}, el("b", {}, title), el("span", {}, [source, licence && `${words.licence}：${licence}`].filter((t) => t).join(" · "))),
    );
    const lines = [...uses, ...layers];
    return lines.length ? hecheng.section("sources", words.sources, el("ul", {}, ...lines)) : "";
  };
}
