"""Join rows with the official list of units: by code, then by full name or alias, never by a mere stem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from gis.errors import InputError

from .alarms import Alarm
from .unit_names import DISTRICT, Aliases, full_code, plain_name, shipped_aliases, stem

_CODE_COLUMNS = ("code", "unit_code", "xzqdm", "行政区代码", "代码", "统计用区划代码")
_NAME_COLUMNS = ("name", "xzqmc", "mc", "名称", "行政区名称")
_MOST_LISTED = 6


class By(StrEnum):
    """How a row found its unit, or why it found none."""

    CODE = "code"
    NAME = "name"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    FORMER = "former"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the official list: code of 6, 9 or 12 digits and full name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnitMatching:
    """
    What became of every row: its official code (or None) and how it was found.

    `candidates` names for ambiguous rows the units between which nothing decides;
    `missing` are units of the list that no row bears.
    """

    codes: pd.Series
    by: pd.Series
    labels: pd.Series
    missing: tuple[Unit, ...]
    candidates: Mapping[int, tuple[Unit, ...]] = field(default_factory=dict)

    def rows(self, by: By) -> tuple[int, ...]:
        """List the rows that were found (or not found) in one way."""
        return tuple(int(row) for row in self.by.index[self.by == by])


def official_units(table: pd.DataFrame, what: str) -> tuple[Unit, ...]:
    """Take the official list out of a table with a column of codes and one of names; doubles are refused."""
    code, name = _column(table, _CODE_COLUMNS), _column(table, _NAME_COLUMNS)
    if code is None or name is None:
        raise InputError(
            f"{what}: a list of units needs a column of codes and one of names; name them code and name",
            code="H237",
        )
    units = tuple(
        Unit(code=full_code(raw), name=plain_name(text))
        for raw, text in zip(table[code], table[name], strict=True)
    )
    counts = pd.Series([unit.code for unit in units], dtype=object).value_counts()
    bad = [unit.code or unit.name for unit in units if not unit.code or counts[unit.code] > 1]
    if bad or not units:
        seen = ", ".join(dict.fromkeys(bad[:_MOST_LISTED])) or "no row"
        raise InputError(
            f"{what} ({code}): {seen} is no official code of 6, 9 or 12 digits, or is doubled; mend the list",
            code="H237",
        )
    return units


def match_units(
    frame: pd.DataFrame,
    units: Sequence[Unit],
    *,
    code: str | None = None,
    name: str | None = None,
    aliases: Aliases | None = None,
) -> UnitMatching:
    """
    Join rows with the official list.

    A code decides, unless the row bears the full name of another unit. Rows
    without a code are joined by their full name (社区 and 村 of one stem are two
    units), also in another spelling of the alias table. A stem alone joins
    nothing.

    Parameters
    ----------
    frame
        Rows with a column of codes, of names, or both.
    units
        The official list, from `official_units`.
    code, name
        Columns; found by their usual names where not stated.
    aliases
        Another alias table than the one shipped.
    """
    finder = _Finder(units, aliases or shipped_aliases())
    code, name = code or _column(frame, _CODE_COLUMNS), name or _column(frame, _NAME_COLUMNS)
    blank = pd.Series("", index=frame.index, dtype=object)
    raw = blank if code is None else frame[code]
    texts = blank if name is None else frame[name]
    found = {row: finder.find(raw[row], texts[row]) for row in frame.index}
    codes = pd.Series({row: one.code if one else None for row, (one, _, _) in found.items()}, dtype=object)
    borne = set(codes.dropna())
    labels = {row: plain_name(texts[row]) or str(raw[row]) for row in frame.index}
    return UnitMatching(
        codes=codes,
        by=pd.Series({row: by for row, (_, by, _) in found.items()}, dtype=object),
        labels=pd.Series(labels, dtype=object),
        missing=tuple(unit for unit in units if unit.code not in borne),
        candidates={int(row): others for row, (_, _, others) in found.items() if others},
    )


def unit_alarms(matching: UnitMatching, *, layer: str, file: str) -> tuple[Alarm, ...]:
    """Tell what the join leaves open: unmatched, ambiguous, former and missing units, and joins by name."""
    alarms = []
    told = (
        ("H231", By.UNMATCHED),
        ("H232", By.AMBIGUOUS),
        ("H233", By.FORMER),
        ("H235", By.ALIAS),
        ("H236", By.NAME),
    )
    for code, by in told:
        rows = matching.rows(by)
        if rows:
            seen = ", ".join(_described(matching, row) for row in rows[:_MOST_LISTED])
            values = {"count": len(rows), "seen": seen}
            alarms.append(Alarm(code=code, layer=layer, file=file, values=values, rows=rows))
    if matching.missing:
        names = [f"{unit.name} ({unit.code})" for unit in matching.missing]
        seen = ", ".join(names[:_MOST_LISTED]) + (" …" if len(names) > _MOST_LISTED else "")
        values = {"count": len(names), "seen": seen}
        alarms.append(Alarm(code="H234", layer=layer, file=file, values=values))
    return tuple(alarms)


def _described(matching: UnitMatching, row: int) -> str:
    others = matching.candidates.get(row, ())
    between = "/".join(unit.name for unit in others)
    return f"{matching.labels[row]} ({between})" if between else str(matching.labels[row])


_Found = tuple[Unit | None, By, tuple[Unit, ...]]


class _Finder:
    """The official list, ready to be asked by code, by name and by alias."""

    def __init__(self, units: Sequence[Unit], aliases: Aliases) -> None:
        self.aliases = aliases
        self.by_code = {unit.code: unit for unit in units}
        self.by_name: dict[str, list[Unit]] = {}
        self.by_usual: dict[str, list[Unit]] = {}
        self.by_stem: dict[str, list[Unit]] = {}
        for unit in units:
            self.by_name.setdefault(plain_name(unit.name), []).append(unit)
            self.by_usual.setdefault(aliases.usual(unit.name), []).append(unit)
            self.by_stem.setdefault(stem(unit.name), []).append(unit)
        prefixes = {unit.code[:DISTRICT] for unit in units}
        self.prefix = prefixes.pop() if len(prefixes) == 1 else ""
        self.former_codes = {full_code(entry.code): entry for entry in aliases.former}
        self.former_names = {plain_name(entry.name): entry for entry in aliases.former}

    def find(self, raw: object, text: object) -> _Found:
        code = full_code(raw, self.prefix)
        name = plain_name(text)
        if code in self.by_code:
            return self._by_code(self.by_code[code], name)
        if code in self.former_codes:
            return None, By.FORMER, ()
        if code or not name:
            return None, By.UNMATCHED, tuple(self.by_name.get(name, ()))
        return self._by_name(name)

    def _by_code(self, unit: Unit, name: str) -> _Found:
        """Take the code's unit, unless the row bears the full name of others only."""
        others = self.by_usual.get(self.aliases.usual(name), []) if name else []
        if others and unit not in others:
            return None, By.AMBIGUOUS, (unit, *others)
        return unit, By.CODE, ()

    def _by_name(self, name: str) -> _Found:
        for table, key, by in (
            (self.by_name, name, By.NAME),
            (self.by_usual, self.aliases.usual(name), By.ALIAS),
        ):
            units = table.get(key, [])
            if len(units) == 1:
                return units[0], by, ()
            if units:
                return None, By.AMBIGUOUS, tuple(units)
        if name in self.former_names:
            return None, By.FORMER, ()
        alike = tuple(dict.fromkeys(self.by_stem.get(name, []) + self.by_stem.get(stem(name), [])))
        return None, By.AMBIGUOUS if len(alike) > 1 else By.UNMATCHED, alike


def _column(frame: pd.DataFrame, wanted: tuple[str, ...]) -> str | None:
    lowered = {str(column).strip().casefold(): str(column) for column in frame.columns}
    return next((lowered[one] for one in wanted if one in lowered), None)
