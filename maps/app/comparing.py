"""`hecheng compare`: two results of one district side by side, as JSON and as a table for people."""

from analyses.outcome import OUTCOME_TITLES
from analyses.quantities import UNITS
from analyses.reporting.definitions_alike import figure
from analyses.reporting.result_changes import (
    OUTCOME_KINDS,
    Kind,
    ResultChanges,
    TargetChange,
    UnitChange,
    result_changes,
)
from analyses.result import Result, ResultRow
from maps.result_folder import open_result

from .answer import Answer

_SHORT = 12  # letters of a hash that tell two files apart
_MOST_UNITS = 5
_TITLES = {
    Kind.IMPROVED: "变好",
    Kind.WORSENED: "变差",
    Kind.SETTLED: "由无数据到有结论",
    Kind.LOST: "由有结论到无数据",
    Kind.MOVED: "数值变化",
    Kind.REDEFINED: "口径或要求变化",
    Kind.UNCHANGED: "未变",
    Kind.ONLY_A: "只在前一份",
    Kind.ONLY_B: "只在后一份",
}
_HEAD = {"plan": "方案", "as_of": "数据截止", "version": "程序版本", "crs": "坐标系"}


def compare(before: str, after: str) -> Answer:
    """
    Open two result folders and tell what changed from the first to the second.

    What changed in outcome comes first, then in figure; what stayed is only counted.
    """
    changes = result_changes(open_result(before), open_result(after))
    return Answer(
        json=_json(changes),
        lines=_lines(changes, before, after),
        table=_table(changes),
        alarms=changes.alarms,
    )


def _json(changes: ResultChanges) -> dict[str, object]:
    return {
        "schema": "hecheng.compare/1",
        "a": _result(changes.a),
        "b": _result(changes.b),
        "differing": {name: list(pair) for name, pair in changes.head.items()},
        "inputs": [
            {
                "name": entry.name,
                "title": entry.title,
                "same": entry.same,
                "file_a": entry.file_a,
                "file_b": entry.file_b,
                "sha256_a": entry.sha256_a,
                "sha256_b": entry.sha256_b,
            }
            for entry in changes.inputs
        ],
        "rows": [_row(row) for row in changes.rows],
        "counts": changes.counts(),
        "alarms": [alarm.as_json() for alarm in changes.alarms],
    }


def _result(result: Result) -> dict[str, str]:
    names = ("district", "code", "plan", "plan_title", "as_of", "version", "crs")
    return {name: str(getattr(result, name)) for name in names}


def _row(row: TargetChange) -> dict[str, object]:
    either = row.b or row.a
    return {
        "target_id": row.target_id,
        "title": row.title,
        "kind": str(row.kind),
        "outcome_a": None if row.a is None else row.a.outcome,
        "outcome_b": None if row.b is None else row.b.outcome,
        "value_a": None if row.a is None else figure(row.a),
        "value_b": None if row.b is None else figure(row.b),
        "change": row.change,
        "unit": None if either is None else either.unit,
        "changed": row.kind is not Kind.UNCHANGED,
        "notes": list(row.notes),
        "by": [_unit(unit) for unit in row.by],
    }


def _unit(unit: UnitChange) -> dict[str, object]:
    return {
        "name": unit.name,
        "value_a": unit.value_a,
        "value_b": unit.value_b,
        "change": unit.change,
        "only_in": unit.only_in,
    }


def _lines(changes: ResultChanges, before: str, after: str) -> tuple[str, ...]:
    counts = changes.counts()
    differ = [entry for entry in changes.inputs if not entry.same]
    return (
        f"A {before}: {_told(changes.a)}",
        f"B {after}: {_told(changes.b)}",
        *(f"{_HEAD[name]}：{pair[0]} → {pair[1]}" for name, pair in changes.head.items()),
        f"输入：{len(changes.inputs) - len(differ)} 个相同，{len(differ)} 个不同",
        *(
            f"  {entry.title} {entry.name}：{_file(entry.file_a, entry.sha256_a)} → "
            f"{_file(entry.file_b, entry.sha256_b)}"
            for entry in differ
        ),
        "，".join(f"{title} {counts[kind]}" for kind, title in _TITLES.items() if counts[kind]) or "没有条目",
    )


def _told(result: Result) -> str:
    return f"{result.district} · {result.plan_title} · {result.as_of} · hecheng {result.version}"


def _file(name: str | None, sha256: str | None) -> str:
    return "无" if name is None else f"{name} ({(sha256 or '')[:_SHORT]})"


def _table(changes: ResultChanges) -> tuple[tuple[str, ...], ...]:
    """Group the rows: outcomes first, then figures, then definitions, then what only one result has."""
    groups = (
        ("结论变化", OUTCOME_KINDS),
        ("数值变化", {Kind.MOVED}),
        ("口径或要求变化", {Kind.REDEFINED}),
        ("只在一份中", {Kind.ONLY_A, Kind.ONLY_B}),
    )
    rows = [_line(group, row) for group, kinds in groups for row in changes.rows if row.kind in kinds]
    return (("", "编号", "目标", "结论", "数值", "增减", "说明"), *rows) if rows else ()


def _line(group: str, row: TargetChange) -> tuple[str, ...]:
    told = [_TITLES[row.kind]] if row.kind in OUTCOME_KINDS or row.a is None or row.b is None else []
    units = [unit for unit in row.by if unit.only_in or unit.change]
    more = f" 等 {len(units)} 个单元" if len(units) > _MOST_UNITS else ""
    by = "、".join(_unit_text(unit, row) for unit in units[:_MOST_UNITS]) + more
    return (
        group,
        row.target_id,
        row.title,
        _pair(_outcome(row.a), _outcome(row.b)),
        _pair(_figure(row.a), _figure(row.b)),
        "" if row.change is None else _change_text(row.change, row.b),
        "；".join([*told, *row.notes, *([by] if by else [])]),
    )


def _pair(one: str, other: str) -> str:
    return one if one == other else f"{one} → {other}"


def _outcome(row: ResultRow | None) -> str:
    return "—" if row is None else OUTCOME_TITLES[row.outcome]


def _figure(row: ResultRow | None) -> str:
    return "—" if row is None else row.display or "—"


def _change_text(change: float, row: ResultRow | None) -> str:
    """Write a change with its sign: shares in points of a per cent, else in the row's unit."""
    unit = None if row is None else row.unit
    if unit == "share":
        return f"{change * 100:+.2f} 个百分点"
    known = UNITS.get(unit or "")
    digits, title = (2, unit or "") if known is None else (known.digits, known.title)
    return f"{change:+,.{digits}f} {title}".strip()


def _unit_text(unit: UnitChange, row: TargetChange) -> str:
    if unit.only_in is not None:
        return f"{unit.name}（只在{'前' if unit.only_in == 'a' else '后'}一份）"
    return unit.name if unit.change is None else f"{unit.name} {_change_text(unit.change, row.b)}"
