"""Dates as people write them; what is no day of the calendar stays unknown."""

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .numbers import NO_VALUE

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(\d{4})\s*年?(?:\.0)?()()",  # before months: 2023.0 is a year that a table keeps as a float
        rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}",
        r"(\d{4})(\d{2})(\d{2})(?:\.0)?",
        r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]",
        r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:份)?()",
        r"(\d{4})[-/.](\d{1,2})()",
        r"(\d{4})(\d{2})(?:\.0)?()",
    )
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 to 2099, counted by spreadsheets from 1899-12-30
_SERIAL_START = dt.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1700, 2199


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dates:
    """The days (NaT where there is none), and which cells hold something that is no day."""

    days: pd.Series
    unreadable: NDArray[np.bool_]


def read_dates(column: pd.Series) -> Dates:
    """
    Read a column of dates: `2023-05-01`, `20230501`, `2023年5月1日`, `2023/5`, `2023`, spreadsheet serials.

    A month or a year alone stands for its first day. Days that no calendar has
    (`2023-02-30`, `1900-01-00`) are marked. `1/2/2023` is ambiguous and marked.
    Blank cells, `-`, `无` and `N/A` are missing without a mark.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return Dates(days=column, unreadable=np.zeros(len(column), dtype=bool))
    texts = [None if pd.isna(value) else str(value).translate(_FULL_WIDTH).strip() for value in column]
    days = [None if text is None else _day(text) for text in texts]
    missing = np.array([text is None or text.lower() in NO_VALUE for text in texts], dtype=bool)
    found = pd.Series(np.array(days, dtype="datetime64[s]"), index=column.index)
    return Dates(days=found, unreadable=found.isna().to_numpy() & ~missing)


def _day(text: str) -> dt.date | None:
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        return _day_of_serial(text)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day_of_serial(text: str) -> dt.date | None:
    if not _SERIAL.fullmatch(text) or not _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return None
    return _SERIAL_START + dt.timedelta(days=int(float(text)))
