"""Two results side by side: what changed, target by target and unit by unit, and which inputs differ."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyses.outcome import Outcome
from analyses.result import Result, ResultRow, UnitShare
from gis.errors import InputError
from layers.alarms import Alarm

from .definitions_alike import alike_method, differing, figure, same_district

_SAME = 1e-9  # relative: less is the last bits of another machine
_BETTER = {Outcome.MISSED: 0, Outcome.UNSETTLED: 1, Outcome.MET: 2}


class Kind(StrEnum):
    """What became of a target, from the first result to the second; each target is of one kind."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    SETTLED = "settled"  # there was no data, now there is
    LOST = "lost"  # there was data, now there is none
    MOVED = "value_changed"  # the same outcome, another figure
    REDEFINED = "definition_changed"  # the same outcome; figure or bound are of another definition
    UNCHANGED = "unchanged"
    ONLY_A = "only_in_a"
    ONLY_B = "only_in_b"


OUTCOME_KINDS = frozenset({Kind.IMPROVED, Kind.WORSENED, Kind.SETTLED, Kind.LOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """One unit (a township) in both results; `only_in` where the other does not have it."""

    name: str
    value_a: float | None
    value_b: float | None
    change: float | None
    only_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """
    One target in both results, `a` or `b` absent where that result lacks it.

    `change` is the second value less the first, only where both are the same
    figure; `notes` (Chinese) say what differs besides.
    """

    target_id: str
    title: str
    kind: Kind
    a: ResultRow | None
    b: ResultRow | None
    change: float | None
    notes: tuple[str, ...]
    by: tuple[UnitChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChange:
    """One input file of both results, by layer; `sha256` is empty where a result did not use it."""

    name: str
    title: str
    file_a: str | None
    file_b: str | None
    sha256_a: str | None
    sha256_b: str | None

    @property
    def same(self) -> bool:
        """Tell whether both results read the same bytes."""
        return self.sha256_a is not None and self.sha256_a == self.sha256_b


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChanges:
    """Two results side by side; `head` lists what of plan, day, version and system differs."""

    a: Result
    b: Result
    rows: tuple[TargetChange, ...]
    inputs: tuple[InputChange, ...]
    head: Mapping[str, tuple[str, str]]
    alarms: tuple[Alarm, ...]

    def counts(self) -> dict[str, int]:
        """Count the targets of each kind; they sum to the number of rows."""
        found = Counter(row.kind for row in self.rows)
        return {str(kind): found[kind] for kind in Kind}


def result_changes(a: Result, b: Result) -> ResultChanges:
    """
    Hold two results of one district against each other: two dates, or two scenarios.

    Targets are matched by id; under two plans also by their quotes, and told (H294).
    Raises `InputError` (H281) for results of two districts.
    """
    if not same_district(a, b):
        raise InputError(
            f"results of {a.district} and of {b.district} cannot be compared; "
            "name two results of one district",
            code="H281",
        )
    first, second = _rows(a, b), _rows(b, a)
    inputs = _inputs(a, b)
    changed = {entry.name: entry.title for entry in inputs if not entry.same}
    rows = tuple(
        _changed(first.get(key), second.get(key), changed, days=(a.as_of, b.as_of))
        for key in dict.fromkeys([*second, *first])
    )
    names = ("plan", "as_of", "version", "crs")
    pairs = {name: (str(getattr(a, name)), str(getattr(b, name))) for name in names}
    alarms = () if a.plan == b.plan else (_two_plans(a, b),)
    return ResultChanges(
        a=a,
        b=b,
        rows=rows,
        inputs=inputs,
        head={name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
        alarms=alarms,
    )


def _rows(one: Result, other: Result) -> dict[tuple[str, str], ResultRow]:
    """Give rows by what makes them one target: the id, under two plans the quote as well."""
    return {(row.target_id, "" if one.plan == other.plan else row.quote): row for row in one.rows}


def _two_plans(a: Result, b: Result) -> Alarm:
    return Alarm(code="H294", layer="plan", file="assessment.json", values={"a": a.plan, "b": b.plan})


def _changed(
    a: ResultRow | None, b: ResultRow | None, inputs: Mapping[str, str], *, days: tuple[str, str]
) -> TargetChange:
    row = b or a
    if row is None:
        raise ValueError("a target that neither result has")
    if a is None or b is None:
        kind = Kind.ONLY_B if a is None else Kind.ONLY_A
        return TargetChange(
            target_id=row.target_id, title=row.title, kind=kind, a=a, b=b, change=None, notes=(), by=()
        )
    redefined = differing(a, b)
    restated = (*redefined, *_bounds(a, b))
    parts = _moved_parts(a, b)
    moved = bool(parts) or not _same(figure(a), figure(b))
    return TargetChange(
        target_id=b.target_id,
        title=b.title,
        kind=_kind(a, b, moved=moved, redefined=bool(restated)),
        a=a,
        b=b,
        change=None if redefined else _less(figure(b), figure(a)),
        notes=(*restated, *parts, *_causes(a, b, inputs, days=days, moved=moved and not restated)),
        by=_units(a.by, b.by, comparable=not redefined),
    )


def _kind(a: ResultRow, b: ResultRow, *, moved: bool, redefined: bool) -> Kind:
    if a.outcome != b.outcome:
        before, after = _BETTER.get(Outcome(a.outcome)), _BETTER.get(Outcome(b.outcome))
        if after is None:
            return Kind.LOST
        return Kind.SETTLED if before is None else Kind.IMPROVED if after > before else Kind.WORSENED
    if redefined:
        return Kind.REDEFINED
    return Kind.MOVED if moved else Kind.UNCHANGED


def _bounds(a: ResultRow, b: ResultRow) -> tuple[str, ...]:
    """Say what of the demands differs, and which parts are asked for or measured otherwise."""
    told = [] if a.bound == b.bound else [f"要求由 {a.bound_display or '—'} 变为 {b.bound_display or '—'}"]
    before = {part.name: part for part in a.parts}
    for part in b.parts:
        last = before.pop(part.name, None)
        if last is None:
            told.append(f"新列分项“{part.name}”")
        elif (last.bound, last.unit) != (part.bound, part.unit) or not alike_method(last, part):
            told.append(f"分项“{part.name}”的要求、单位或方法不同")
    return (*told, *(f"分项“{name}”不再列出" for name in before))


def _moved_parts(a: ResultRow, b: ResultRow) -> tuple[str, ...]:
    before = {part.name: part for part in a.parts}
    return tuple(
        f"分项“{part.name}”：{before[part.name].display} → {part.display}"
        for part in b.parts
        if part.name in before and not _same(before[part.name].value, part.value)
    )


def _causes(
    a: ResultRow, b: ResultRow, inputs: Mapping[str, str], *, days: tuple[str, str], moved: bool
) -> list[str]:
    """Say which of the row's layers are of other bytes; where none is although the figure moved, why."""
    used = dict.fromkeys(use.name for use in (*a.layers, *b.layers))
    titles = [inputs[name] for name in used if name in inputs]
    if titles:
        return [f"数据不同：{'、'.join(titles)}"]
    if not (moved and used and figure(a) is not None and figure(b) is not None):
        return []
    if days[0] != days[1]:
        return [f"所用数据文件相同，数据截止日期不同（{days[0]} → {days[1]}）"]
    return ["所用数据与截止日期相同而数值不同：请核对程序版本"]


def _units(a: tuple[UnitShare, ...], b: tuple[UnitShare, ...], *, comparable: bool) -> tuple[UnitChange, ...]:
    """Hold units of one name against each other; one whose name stands twice cannot be matched."""
    first, second = _by_name(a), _by_name(b)
    found = []
    for name in dict.fromkeys([*second, *first]):
        one, other = first.get(name), second.get(name)
        value_a, value_b = (None if one is None else one.value), (None if other is None else other.value)
        found.append(
            UnitChange(
                name=name,
                value_a=value_a,
                value_b=value_b,
                change=_less(value_b, value_a) if comparable else None,
                only_in="b" if one is None else "a" if other is None else None,
            )
        )
    return tuple(found)


def _by_name(units: tuple[UnitShare, ...]) -> dict[str, UnitShare]:
    names = Counter(unit.name for unit in units)
    return {unit.name: unit for unit in units if names[unit.name] == 1}


def _inputs(a: Result, b: Result) -> tuple[InputChange, ...]:
    first, second = _files(a), _files(b)
    return tuple(
        InputChange(
            name=name,
            title=(second.get(name) or first[name]).get("title", name),
            file_a=first.get(name, {}).get("file"),
            file_b=second.get(name, {}).get("file"),
            sha256_a=first.get(name, {}).get("sha256"),
            sha256_b=second.get(name, {}).get("sha256"),
        )
        for name in sorted({*first, *second})
    )


def _files(result: Result) -> dict[str, dict[str, str]]:
    """Give the inputs that the run record lists, by layer."""
    inputs = result.record.get("inputs")
    listed = inputs if isinstance(inputs, list) else []
    texts = [
        {key: str(value) for key, value in entry.items() if isinstance(value, str)}
        for entry in listed
        if isinstance(entry, Mapping)
    ]
    return {entry["name"]: entry for entry in texts if "name" in entry}


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=0.0)


def _less(value: float | None, before: float | None) -> float | None:
    return None if value is None or before is None else value - before
