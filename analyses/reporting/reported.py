"""Hold what offices reported against the plan: which value belongs to which target, which is not taken."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from analyses.plan_tables import Plan
from analyses.quantities import UNITS
from analyses.result import LayerUse, Report
from analyses.wording import amount_text, share_text
from gis.numbers import same_unit
from layers.alarms import Alarm
from layers.fill_in import NAME, TITLE, FillIn
from layers.fill_in_rows import NOT_BEGUN, NOTHING_KNOWN, FilledRow, tidy, told
from layers.layer import RowAccount

from .fill_in_lines import FillInLine, lines_of

NOT_FILLED = "填报表中没有填写"
NO_WORKBOOK = "没有填报表"

_WHOLE = 100  # per cent
_WHOLE_DAY = len("20251231")
_ACCEPTABLE = frozenset({"H284", "H285", "H289"})  # `accept` under [fill_in] takes such values as they stand
_SKIPPED = {
    "H284": "not possible",
    "H285": "per cent or share",
    "H286": "another unit",
    "H287": "not of the plan",
    "H289": "later than the assessment",
    "H292": "contradicts its state",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One reported value in the unit of its line (shares 0 to 1), and where it stands."""

    value: float
    unit: str
    line: FillInLine
    row: FilledRow
    file: str
    plan: str = ""

    def report(self) -> Report:
        """Give the value as rows show it."""
        row = self.row
        return Report(
            value=self.value,
            display=self._display(),
            date=self._day() or None,
            document=row.document or None,
            person=row.person or None,
            note="；".join(text for text in (row.state, row.note) if text) or None,
            place=f"{self.file}“{row.sheet}”第 {row.row} 行",
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what is lacking beside the figure."""
        row = self.row
        return tuple(
            text
            for text, said in (
                (
                    f"填报表注明的方案编号是 {row.plan}，本方案是 {self.plan}，请核对",
                    bool(row.plan) and tidy(row.plan) != tidy(self.plan),
                ),
                ("填报值没有注明数据来源文件", not row.document),
                ("填报值没有截止日期", not row.day_written),
                (f"填报值的截止日期“{row.day_written}”不能识别", bool(row.day_written) and row.day is None),
                (f"填报值由文字“{row.written}”读出", not row.plain),
            )
            if said
        )

    def _display(self) -> str:
        if self.unit == "share":
            return share_text(self.value, self.line.bound)
        if self.unit in UNITS:
            return amount_text(self.value, self.unit, self.line.bound, self.line.unit_title)
        return f"{self.value:,.10g} {self.unit}".strip()

    def _day(self) -> str:
        """Give the day; a year or a month alone stays as it was written."""
        row = self.row
        return row.day_written if row.day is None or len(row.day_written) < _WHOLE_DAY else str(row.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """
    The reported values of a plan, by key (`T14`, `T17/国家级精品示范村`, `N01`).

    `reasons` says in Chinese why a key has none although one was filled in;
    `states` holds what was chosen where no value was.
    """

    taken: Mapping[str, Reported] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    file: str | None = None
    sha256: str | None = None
    rows: RowAccount | None = None

    def report(self, key: str) -> Report | None:
        """Give a key's value as rows show it."""
        return self.taken[key].report() if key in self.taken else None

    def uses(self, *keys: str) -> tuple[LayerUse, ...]:
        """List the workbook among the files behind a row, where one of its keys has a value."""
        use = self.use()
        return (use,) if use is not None and any(key in self.taken for key in keys) else ()

    def warnings(self, key: str) -> tuple[str, ...]:
        """Say in Chinese what belongs beside a key's value, or why one that was filled in is not taken."""
        if key in self.taken:
            return self.taken[key].warnings
        return (f"{self.reasons[key]}，未采用",) if key in self.reasons else ()

    def reason(self, key: str) -> str:
        """Say why a key has no value."""
        if self.file is None:
            return NO_WORKBOOK
        state = f"（状态：{self.states[key]}）" if key in self.states else ""
        return self.reasons.get(key, NOT_FILLED + state)

    def beside(self, absent: str, key: str, indicator: str) -> str:
        """Say beside why no layer answers whether the workbook does, where there is one or only it could."""
        asked = self.file is not None or indicator == "reported"
        return f"{absent}；{self.reason(key)}" if asked else absent

    def use(self) -> LayerUse | None:
        """Give the workbook as rows list what stood behind a figure."""
        if self.file is None or self.sha256 is None or self.rows is None:
            return None
        return LayerUse(
            name=NAME,
            title=TITLE,
            file=self.file,
            sha256=self.sha256,
            rows=self.rows.used,
            crs_read="—",
            crs_used="—",
            coordinates="—",
        )

    def record(self) -> dict[str, object] | None:
        """Give the workbook as the run record lists an input: file, hash, row account."""
        if self.file is None or self.rows is None:
            return None
        inputs = {"name": NAME, "title": TITLE, "file": self.file, "sha256": self.sha256}
        return {**inputs, "layer": None, "format": "spreadsheet", "rows": self.rows.as_json()}


def reported_for(plan: Plan, fill_in: FillIn | None, *, as_of: dt.date) -> Reports:
    """
    Match the rows of a fill-in workbook with the lines of a plan.

    A value is taken only where key, title and unit are the plan's, where it is
    possible (not below 0, no share over 100 %, whole things), not of a later day
    than `as_of`, and not contradicted by its state. Shares are filled in per cent:
    one of at most 1 may be meant as a share and is not taken. What is not taken is
    told in alarms with sheet and row; `accept` under [fill_in] takes H284, H285 and
    H289 as they stand.
    """
    if fill_in is None:
        return Reports()
    lines = {tidy(line.key): line for line in lines_of(plan)}
    matches = [_matched(lines.get(row.key), row, fill_in, as_of) for row in fill_in.rows]
    taken = {
        found.value.line.key: replace(found.value, plan=plan.plan.id)
        for found in matches
        if found.value is not None
    }
    reasons = {found.row.key: found.reason for found in matches if found.reason is not None}
    reasons |= {key: f"填报表中有两个不同的填报值（{places}）" for key, places in fill_in.twice.items()}
    states = {row.key: row.state for row in fill_in.rows if row.state and not row.written}
    skipped = Counter(_SKIPPED[code] for found in matches if found.value is None for code in found.codes)
    return Reports(
        taken=taken,
        reasons={lines[key].key: reason for key, reason in reasons.items() if key in lines},
        states={lines[key].key: state for key, state in states.items() if key in lines},
        alarms=(*fill_in.alarms, *_alarms(matches, fill_in, as_of)),
        file=fill_in.file,
        sha256=fill_in.sha256,
        rows=RowAccount(read=fill_in.read, used=len(taken), skipped={**fill_in.skipped, **skipped}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A filled row held against its line: its value, or why it has none; `codes` tell what is amiss."""

    row: FilledRow
    value: Reported | None = None
    reason: str | None = None
    codes: tuple[str, ...] = ()


def _matched(line: FillInLine | None, row: FilledRow, fill_in: FillIn, as_of: dt.date) -> Match:
    """Hold one filled row against its line of the plan; None is a key that the plan does not have."""
    if row.value is None:
        return Match(row=row, reason=f"填报值“{row.written}”不是明确的数字" if row.written else None)
    if line is None:
        return Match(row=row, codes=("H287",))
    faults = _faults(line, row, row.value, as_of)
    open_faults = [fault for fault in faults if not _is_accepted(fault[0], fill_in)]
    if open_faults:
        return Match(row=row, codes=(open_faults[0][0],), reason=open_faults[0][1])
    value = Reported(
        value=float(Decimal(repr(row.value)) / 100) if line.is_share else row.value,
        unit=line.unit,
        line=line,
        row=row,
        file=fill_in.file,
    )
    return Match(row=row, value=value, codes=tuple(code for code, _ in faults))


def _is_accepted(code: str, fill_in: FillIn) -> bool:
    return code in _ACCEPTABLE and code in fill_in.accepted


def _faults(line: FillInLine, row: FilledRow, value: float, as_of: dt.date) -> list[tuple[str, str]]:
    """Give the faults of a row as codes and reasons, the gravest first."""
    renamed = bool(line.title and row.about) and tidy(row.about) != tidy(line.title)
    same = tidy(row.unit) == tidy(line.unit_title) or (
        bool(row.unit) and same_unit(row.unit, line.unit_title)
    )
    contradicted = row.state == NOTHING_KNOWN or (row.state == NOT_BEGUN and value > 0)
    odd = (
        (value < 0 and not line.signed)
        or (line.unit_title == "%" and value > _WHOLE)
        or (line.is_count and not value.is_integer())
    )
    later = row.day is not None and row.day > as_of
    rules = (
        (not line.asked, "H287", "该目标按分项填报，合计行不填"),
        (renamed, "H287", f"填报行的目标“{row.about}”与方案不同"),
        (not same, "H286", f"填报值的单位“{row.unit}”与方案的“{line.unit_title}”不同"),
        (contradicted, "H292", f"填报值“{row.written}”与状态“{row.state}”矛盾"),
        (odd, "H284", f"填报值“{row.written}”不合理（单位：{line.unit_title}）"),
        (
            line.is_per_cent and 0 < abs(value) <= 1,
            "H285",
            f"填报值“{row.written}”的单位是 %，可能误按小数填写",
        ),
        (later, "H289", f"填报值的截止日期 {row.day} 晚于 {as_of}"),
    )
    return [(code, reason) for broken, code, reason in rules if broken]


def _alarms(matches: Iterable[Match], fill_in: FillIn, as_of: dt.date) -> Iterable[Alarm]:
    by_code: dict[str, list[FilledRow]] = {}
    for found in matches:
        for code in found.codes:
            by_code.setdefault(code, []).append(found.row)
    for code, rows in sorted(by_code.items()):
        for finding in told(code, rows, as_of=as_of.isoformat()):
            yield Alarm(
                code=code,
                layer=NAME,
                file=fill_in.file,
                values=finding.values,
                rows=finding.rows,
                accepted=_is_accepted(code, fill_in),
            )
