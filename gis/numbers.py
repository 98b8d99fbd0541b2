"""Numbers as people write them: separators, full-width digits, 万, units; what is ambiguous stays unknown."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# What offices write where they have no figure: missing, not unreadable.
NO_VALUE = frozenset(
    ["", "-", "--", "—", "——", "/", "\\", "无", "空", "缺", "na", "n/a", "null", "none", "nan", "nil"]
)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2212: 0x2D,
}
_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_GROUPED = r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?"
_WRITTEN = re.compile(rf"({_GROUPED}|{_PLAIN})\s*([万亿]?)\s*(\D*[23²³]?[^\d]*)", re.ASCII)
# A comma before the last one or two digits is a decimal comma, and so is one after points or a single 0;
# several points part thousands.
_DECIMAL_COMMA = re.compile(
    r"[+-]?(?:\d+,\d{1,2}|0,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})", re.ASCII
)
# Digits that could be a thousand and something or a fraction of three places; others of a column may tell.
_BEFORE_UNIT = re.compile(r"[+-]?(?:[\d.,]*\d)", re.ASCII)
_EITHER_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_EITHER_POINT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_FIGURE = re.compile(rf"{_GROUPED}|{_PLAIN}", re.ASCII)
_LONGEST = 64  # characters of a figure with its unit
_MULTIPLES = {"": 1, "万": 10_000, "亿": 100_000_000}
_SAME_UNITS = (
    frozenset(["m²", "m2", "m^2", "㎡", "平方米", "平米"]),
    frozenset(["km²", "km2", "km^2", "平方公里", "平方千米"]),
    frozenset(["ha", "hm²", "hm2", "公顷"]),
    frozenset(["亩", "mu"]),
    frozenset(["m", "米"]),
    frozenset(["km", "千米", "公里"]),
    frozenset(["kw", "千瓦"]),
    frozenset(["kva", "千伏安"]),
    frozenset(["kv", "千伏"]),
    frozenset(["人", "口", "persons"]),
    frozenset(["把", "枪", "个", "根"]),
    frozenset(["m3/d", "m³/d", "立方米/日", "吨/日", "t/d", "方/日"]),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbers:
    """The figures (NaN where there is none), and which cells hold something that is no figure."""

    figures: pd.Series
    unreadable: NDArray[np.bool_]


def read_numbers(column: pd.Series, unit: str | None = None) -> Numbers:
    """
    Read a column of numbers as people write them.

    Taken: `1,234.5`, `1 234`, full-width digits, a trailing 万 or 亿, a trailing
    name of `unit`, and `%` where the unit is "%" or "share" (then a hundredth).
    Where one cell of the column has a decimal comma, no comma of the column is
    taken for a separator, and `5.678` stays open; so do `1,234` and `5.678` in one
    column where no other figure tells which mark is the decimal one. Not taken, and
    marked: another unit, `****` (a figure too wide for its field), words, infinity.
    Blank cells, `-`, `无` and `N/A` are missing without a mark.
    """
    if pd.api.types.is_numeric_dtype(column):
        exact = pd.api.types.is_integer_dtype(column) or pd.api.types.is_bool_dtype(column)
        numbers = column if exact else column.replace([np.inf, -np.inf], np.nan)
        return Numbers(figures=numbers, unreadable=np.asarray(numbers.isna() & column.notna(), dtype=bool))
    texts = column.map(_tidy, na_action="ignore")
    heads = [_head(text) if isinstance(text, str) else "" for text in texts]
    commas = not any(_DECIMAL_COMMA.fullmatch(head) for head in heads)
    doubtful = _either_way(heads, commas=commas)
    read = [
        _number(text, unit, commas=commas) if isinstance(text, str) and not either else None
        for text, either in zip(texts, doubtful, strict=True)
    ]
    values = pd.to_numeric(pd.Series(read, index=column.index, dtype=object), errors="coerce")
    missing = np.array([not isinstance(text, str) or text.lower() in NO_VALUE for text in texts], dtype=bool)
    return Numbers(figures=values, unreadable=values.isna().to_numpy() & ~missing)


def same_unit(one: str, other: str) -> bool:
    """Tell whether two words name one unit."""
    one, other = one.strip().lower(), other.strip().lower()
    return one == other or any(one in names and other in names for names in _SAME_UNITS)


def _tidy(value: object) -> str:
    return str(value).translate(_FULL_WIDTH).strip()


def _head(text: str) -> str:
    """Give the digits and marks of a figure without what trails it."""
    found = _BEFORE_UNIT.match(text[:_LONGEST]) if "," in text or "." in text else None
    return found[0] if found else ""


def _either_way(heads: list[str], *, commas: bool) -> list[bool]:
    """Mark figures whose comma or point could part thousands as well as be the decimal mark."""
    points = [_EITHER_POINT.fullmatch(head) is not None for head in heads]
    groups = [_EITHER_COMMA.fullmatch(head) is not None for head in heads]
    if not commas:
        return points
    open_ = [point or group for point, group in zip(points, groups, strict=True)]
    told = any(_FIGURE.fullmatch(head) for head, either in zip(heads, open_, strict=True) if not either)
    return [False] * len(heads) if told or not (any(points) and any(groups)) else open_


def _number(text: str, unit: str | None, *, commas: bool) -> float | int | None:
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or ("," in match[1] and not commas):
        return None
    digits, multiple, tail = (
        match[1].replace(",", "").replace(" ", ""),
        _MULTIPLES[match[2]],
        match[3].strip(),
    )
    factor = _factor_of(tail, unit)
    if factor is None:
        return None
    if multiple == 1 and factor == 1 and re.fullmatch(r"[+-]?\d+", digits):
        return int(digits)
    number = float(digits) * multiple * factor
    return (
        round(number, 9) if np.isfinite(number) and multiple > 1 else number if np.isfinite(number) else None
    )


def _factor_of(tail: str, unit: str | None) -> float | None:
    """Give what a trailing word multiplies by; None where it is not the column's unit."""
    if not tail:
        return 1
    if tail == "%":
        return {"%": 1, "share": 0.01}.get(unit or "")
    return 1 if unit is not None and same_unit(tail, unit) else None
