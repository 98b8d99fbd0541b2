"""The rows of a fill-in workbook: heads are found, keys tidied, values and days read or told."""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from gis.dates import read_dates
from gis.errors import InputError
from gis.findings import Finding
from gis.numbers import NO_VALUE, read_numbers
from gis.tabular.every_sheet import NamedSheet

KEY, ABOUT, UNIT, VALUE = "编号", "目标", "单位", "填报值"
STATE, DAY, DOCUMENT, PERSON, NOTE = "状态", "截止日期", "数据来源文件", "填报人", "备注"
INPUTS = (VALUE, STATE, DAY, DOCUMENT, PERSON, NOTE)
STATES = DONE, GOING_ON, NOT_BEGUN, NOTHING_KNOWN = ("已完成", "进行中", "未开展", "无数据")
INSTRUCTIONS = "填报表填写说明"  # what the first cell of the sheet says that explains the others

_HEAD_ROWS = 40  # a head further down is none
_MOST_SEEN = 8
_LONGEST_SEEN = 24  # letters of a cell that a message quotes
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAN = re.compile(r"方案编号:([^。)]+)")  # as hecheng init writes it above the head, made tidy
_BRACKETS = re.compile(r"\(.*?\)")
_MULTIPLES = ("万", "亿")  # 6.24万 in a row of 万kW is 6.24 or 62,400


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """
    One row that somebody filled in.

    `value` is the number as typed, in the words of `unit` (85.3 where that says
    "%"); None where there is none, and then `written` is blank or holds what is no
    number. `day_written` is the day as typed: `2025` is read as its first day.
    """

    key: str
    about: str
    unit: str
    value: float | None
    written: str
    state: str
    day: dt.date | None
    day_written: str
    document: str
    person: str
    note: str
    sheet: str
    row: int
    plan: str = ""  # the plan that its sheet says it was written for

    @property
    def place(self) -> str:
        """Sheet and row, as spreadsheet programs write a place."""
        return f"{self.sheet}!{self.row}"

    @property
    def plain(self) -> bool:
        """Tell whether the value is digits and no more: `85%` and full-width digits are read, but told."""
        return _PLAIN.fullmatch(self.written) is not None

    def seen(self) -> str:
        """Name the row and what it holds, in few letters."""
        return " ".join(
            [
                self.place,
                *([self.key[:_LONGEST_SEEN]] if self.key else []),
                f"“{self.written[:_LONGEST_SEEN]}”",
            ]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was read of all sheets; every row that counts as read is a row here, or skipped."""

    rows: tuple[FilledRow, ...]
    twice: Mapping[str, str]
    read: int
    skipped: Mapping[str, int]
    findings: tuple[Finding, ...] = field(default=())


def tidy(text: str) -> str:
    """Bring a key, title or unit to one spelling: no blanks, no full-width letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def filled_rows(sheets: Sequence[NamedSheet], what: str) -> Taken:
    """Read the filled rows of all sheets; the order of sheets and rows does not matter."""
    found: list[FilledRow] = []
    findings: list[Finding] = []
    unread, read = [], 0
    for sheet in sheets:
        head = _head_of(sheet, what)
        if head is None:
            unread += [sheet.name] if _says_something(sheet) else []
            continue
        rows = list(_rows(sheet, what, *head))
        read += len(rows)
        filled = [
            row for row in rows if any((row.written, row.state, row.day_written, row.document, row.note))
        ]
        found += filled
        findings += _about_sheet(sheet, head, [row for row in filled if row.written])
    if not read:
        raise InputError(
            f"{what}: no sheet has a head with {KEY}, {UNIT} and {VALUE} and rows below it; "
            "fill in the workbook that hecheng init wrote",
            code="H280",
        )
    if unread:
        names = ", ".join(sorted(unread)[:_MOST_SEEN])
        findings.append(Finding(code="H293", values={"count": len(unread), "names": names}))
    return _accounted(sorted(found, key=_order), read, findings)


def told(code: str, rows: Iterable[FilledRow], **values: object) -> Iterator[Finding]:
    """Tell a finding of rows, each with sheet and row; nothing where there are none."""
    listed = sorted(rows, key=_order)
    if listed:
        seen = "; ".join(row.seen() for row in listed[:_MOST_SEEN]) + (
            " …" if len(listed) > _MOST_SEEN else ""
        )
        yield Finding(
            code=code,
            values={"count": len(listed), "seen": seen, **values},
            rows=tuple(sorted({row.row for row in listed})),
        )


def _order(row: FilledRow) -> tuple[str, ...]:
    return (row.key, row.day_written, row.document, row.person, row.note, row.sheet, f"{row.row:09d}")


def _accounted(found: list[FilledRow], read: int, findings: list[Finding]) -> Taken:
    """Part what was filled in into what may be taken and what is left out, by reason."""
    nameless = [row for row in found if not row.key and row.written]
    named = [row for row in found if row.key]
    unreadable = [row for row in named if row.value is None and row.written]
    once, twice, equal = _once(named)
    reported = [row for row in once if row.value is not None]
    findings += [
        *told("H287", nameless),
        *told("H282", unreadable),
        *told("H283", (row for row in named if row.value is not None and not row.plain)),
        *told("H288", (row for rows in twice.values() for row in rows)),
        *told("H295", equal),
        *told("H290", (row for row in reported if row.day is None)),
        *told("H291", (row for row in reported if not row.document)),
    ]
    skipped = Counter(
        {
            "not filled in": read - sum(bool(row.written) for row in found),
            "without a key": len(nameless),
            "filled in twice": sum(len(rows) for rows in twice.values()),
            "equal to another row": len(equal),
        }
    )
    skipped["no number"] = read - sum(skipped.values()) - len(reported)
    return Taken(
        rows=tuple(once),
        twice={key: "、".join(row.place for row in rows) for key, rows in twice.items()},
        read=read,
        skipped={reason: count for reason, count in skipped.items() if count},
        findings=tuple(findings),
    )


def _once(
    rows: list[FilledRow],
) -> tuple[list[FilledRow], dict[str, list[FilledRow]], list[FilledRow]]:
    """Give one row a key, the keys with different values, and the rows that only repeat another."""
    by_key: dict[str, list[FilledRow]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    once, twice, equal = [], {}, []
    for key, same in by_key.items():
        filled = [row for row in same if row.written]
        if len({(row.value, row.written if row.value is None else "", tidy(row.unit)) for row in filled}) > 1:
            twice[key] = filled
        else:
            once.append((filled or same)[0])
            equal += filled[1:]
    return once, twice, equal


def _head(cell: str) -> str:
    """Give the name in a head: `填报值（%）` is 填报值."""
    return _BRACKETS.sub("", tidy(cell))


def _head_of(sheet: NamedSheet, what: str) -> tuple[int, dict[str, int]] | None:
    """Find the row of heads, and the column of each; None on a sheet that is no form."""
    for place, cells in enumerate(sheet.grid.rows[:_HEAD_ROWS]):
        heads = [_head(cell) for cell in cells]
        if KEY not in heads:
            continue
        where = f"{what} ({sheet.name}, row {sheet.grid.numbers[place]})"
        lacking = [name for name in (KEY, UNIT, VALUE) if name not in heads]
        doubled = [name for name in (KEY, ABOUT, UNIT, *INPUTS) if heads.count(name) > 1]
        if lacking or doubled:
            fault = f"no column {', '.join(lacking)}" if lacking else f"several columns {', '.join(doubled)}"
            raise InputError(f"{where}: {fault}; restore the heads that hecheng init wrote", code="H280")
        return place, {name: heads.index(name) for name in (KEY, ABOUT, UNIT, *INPUTS) if name in heads}
    return None


def _says_something(sheet: NamedSheet) -> bool:
    first = next((tidy(cell) for row in sheet.grid.rows for cell in row if cell.strip()), "")
    return bool(first) and first != INSTRUCTIONS


def _about_sheet(
    sheet: NamedSheet, head: tuple[int, dict[str, int]], filled: list[FilledRow]
) -> Iterator[Finding]:
    """Tell what cells do not show: sheet or rows are hidden, formulas lack results, cells are merged."""
    grid, first = sheet.grid, sheet.grid.numbers[head[0]]
    inputs = {place: name for name, place in head[1].items() if name in INPUTS}
    if sheet.hidden and filled:
        yield Finding(code="H112", values={"sheet": sheet.name})
    hidden = tuple(row.row for row in filled if row.row in grid.hidden_rows)
    if hidden:
        yield Finding(code="H124", values={"count": len(hidden)}, rows=hidden)
    empty = sorted(
        (row, inputs[column]) for row, column in grid.empty_formulas if row > first and column in inputs
    )
    if empty:
        columns = ", ".join(dict.fromkeys(f"{sheet.name} {name}" for _, name in empty))
        rows = tuple(row for row, _ in empty)
        yield Finding(code="H119", values={"count": len(empty), "columns": columns}, rows=rows)
    touched = {
        row
        for top, left, bottom, right in grid.merged
        if bottom > max(top, first) and any(left <= column <= right for column in inputs)
        for row in range(max(top, first + 1), bottom + 1)
    }
    if touched:
        yield Finding(code="H121", values={"count": len(touched)}, rows=tuple(sorted(touched)))


def _rows(sheet: NamedSheet, what: str, place: int, columns: dict[str, int]) -> Iterator[FilledRow]:
    """Give each row below the head that has a key, or anything where people write."""
    plan = _plan_above(sheet, place)
    for number, cells in zip(sheet.grid.numbers[place + 1 :], sheet.grid.rows[place + 1 :], strict=True):
        text = {name: _one_line(cells[column]) for name, column in columns.items()}
        key = tidy(text[KEY])
        if any(_head(cell) == KEY for cell in cells):  # a head again, as pasted from another sheet
            if any(_head(cells[column]) != name for name, column in columns.items()):
                raise InputError(
                    f"{what} ({sheet.name}, row {number}): a second head with other columns; "
                    "keep one head on a sheet, as hecheng init wrote it",
                    code="H280",
                )
        elif key or any(text.get(name) for name in INPUTS):
            yield replace(_row(key, text, sheet.name, number), plan=plan)


def _plan_above(sheet: NamedSheet, place: int) -> str:
    """Give the id of the plan that stands above a head; blank where none does."""
    cells = (cell for row in sheet.grid.rows[:place] for cell in row)
    return next((found.group(1) for cell in cells if (found := _PLAN.search(tidy(cell)))), "")


def _row(key: str, text: dict[str, str], sheet: str, number: int) -> FilledRow:
    written = "" if tidy(text[VALUE]).lower() in NO_VALUE else text[VALUE]
    day_written = text.get(DAY, "").removesuffix("T00:00:00")
    return FilledRow(
        key=key,
        about=text.get(ABOUT, ""),
        unit=text[UNIT],
        value=_number(written, tidy(text[UNIT])),
        written=written,
        state=tidy(text.get(STATE, "")),
        day=_day(day_written),
        day_written=day_written,
        document=text.get(DOCUMENT, ""),
        person=text.get(PERSON, ""),
        note=text.get(NOTE, ""),
        sheet=sheet,
        row=number,
    )


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _number(written: str, unit: str) -> float | None:
    """Read one value; a text with 万 or 亿 is none, since the unit may say it already."""
    if not written or any(word in written for word in _MULTIPLES):
        return None
    figure = read_numbers(pd.Series([written], dtype=object), unit).figures.iloc[0]
    return None if pd.isna(figure) else float(figure)


def _day(written: str) -> dt.date | None:
    day = read_dates(pd.Series([written or None], dtype=object)).days.iloc[0]
    return None if pd.isna(day) else pd.Timestamp(day).date()
