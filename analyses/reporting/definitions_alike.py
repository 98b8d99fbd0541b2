"""Tell whether two rows of two results give the same figure: same unit, ground, method and definition."""

import json
import re
from collections.abc import Iterator

from analyses.outcome import Outcome
from analyses.result import PartValue, Result, ResultRow
from analyses.row_parts import REPORTED

_AMOUNT = re.compile(
    r"\d[\d,]*(?=\s*[处个条座家户])"
)  # a definition may tell how many things it was measured by
_CUT = 60  # letters of a definition that a warning quotes


def same_district(one: Result, other: Result) -> bool:
    """Tell whether two results are of one district: by code, else by name."""
    return one.code == other.code if one.code and other.code else one.district == other.district


def figure(row: ResultRow) -> float | None:
    """Give the figure of a row: its value, or what was reported where no map can prove anything."""
    return row.reported if row.outcome == Outcome.NOT_SPATIAL else row.value


def differing(one: ResultRow, other: ResultRow) -> tuple[str, ...]:
    """
    Say in Chinese what makes two figures of one target incomparable; nothing where they are alike.

    Reported values differ in document and day by nature: for those the method is enough.
    """
    return tuple(_differing(one, other))


def _differing(one: ResultRow, other: ResultRow) -> Iterator[str]:
    if one.quote != other.quote:
        yield "条目原文不同"
    if one.unit != other.unit:
        yield f"单位由 {one.unit} 变为 {other.unit}"
    if one.scope != other.scope:
        yield f"范围由“{one.scope or '—'}”变为“{other.scope or '—'}”"
    if _decided(one) != _decided(other):
        yield f"选定的读法由“{_decided(one) or '未定'}”变为“{_decided(other) or '未定'}”"
    yield from _of_parts(one, other) if one.parts or other.parts else _of_figures(one, other)


def _of_figures(one: ResultRow, other: ResultRow) -> Iterator[str]:
    if one.method is None or other.method is None:
        return  # no figure, no definition
    if one.scope_note != other.scope_note:
        yield f"范围的替代说明由“{_cut(one.scope_note)}”变为“{_cut(other.scope_note)}”"
    if one.method != other.method:
        yield f"方法由“{_cut(one.method)}”变为“{_cut(other.method)}”"
    elif one.method != REPORTED:
        if _plain(one.definition) != _plain(other.definition):
            yield f"口径由“{_cut(one.definition)}”变为“{_cut(other.definition)}”"
        yield from _parameters(one, other)


def _of_parts(one: ResultRow, other: ResultRow) -> Iterator[str]:
    """Compare part by part, where both were measured: what the row says joins the reasons of absent ones."""
    if one.scope_note and other.scope_note and one.scope_note != other.scope_note:
        yield f"范围的替代说明由“{_cut(one.scope_note)}”变为“{_cut(other.scope_note)}”"
    before = {part.name: part for part in one.parts}
    for part in other.parts:
        last = before.get(part.name)
        if last is None or part.method in {None, REPORTED} or part.method != last.method:
            continue  # no figure, no definition; another method is told as such
        if _plain(last.definition) != _plain(part.definition):
            was, now = _cut(last.definition), _cut(part.definition)
            yield f"分项“{part.name}”的口径由“{was}”变为“{now}”"


def like_figures(one: PartValue, other: PartValue) -> bool:
    """Tell whether two parts have figures of one unit and method."""
    return one.unit == other.unit and one.method is not None and one.method == other.method


def alike_method(one: PartValue, other: PartValue) -> bool:
    """Tell whether two parts were found by one method; one without a figure speaks of none."""
    return one.method is None or other.method is None or one.method == other.method


def _parameters(one: ResultRow, other: ResultRow) -> Iterator[str]:
    for name in sorted({*one.parameters, *other.parameters}):
        first, second = _told(one.parameters.get(name)), _told(other.parameters.get(name))
        if first != second:
            yield f"参数 {name} 由 {_cut(first)} 变为 {_cut(second)}"


def _told(value: object) -> str:
    """Write a parameter as a result folder holds it: what was a tuple is a list when it is opened again."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _decided(row: ResultRow) -> str | None:
    return None if row.decision is None else row.decision.reading


def _plain(definition: str | None) -> str:
    return _AMOUNT.sub("", definition or "")


def _cut(text: str | None) -> str:
    return (text or "—")[:_CUT]
