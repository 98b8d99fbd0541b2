"""Rows of cells as a file has them, the limits on their number, and the words to name them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gis.errors import InputError

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000
MOST_BYTES = 3 << 29  # 1.5 GiB


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """
    Cells as text, blank ones "", before anything is known of a head.

    `numbers` are the rows' numbers in the file or sheet. `shiftable` tells that a
    missing separator could move values into foreign columns (text tables, not
    sheets). `empty_formulas` are (row number, column from 0) of formulas without a
    stored result; `merged` are (top, left, bottom, right) of merged cells, rows by
    number; `long_numbers` are (row number, column) of numbers whose last digits the
    program that wrote them has lost; `hidden_rows` are numbers.
    """

    what: str
    rows: list[list[str]]
    numbers: list[int]
    shiftable: bool
    empty_formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    long_numbers: tuple[tuple[int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()


def refuse_rows(what: str, rows: int) -> None:
    """Refuse more rows than a layer of a district can have."""
    if rows > MOST_ROWS:
        raise InputError(
            f"{what}: {rows:,} rows, more than {MOST_ROWS:,}; cut it to the study area", code="H100"
        )


def refuse_columns(what: str, columns: int) -> None:
    """Refuse more columns than a table has."""
    if columns > MOST_COLUMNS:
        raise InputError(
            f"{what}: {columns:,} columns, more than {MOST_COLUMNS:,}; delete what stands far to the right",
            code="H100",
        )


def refuse_bytes(what: str, size: int) -> None:
    """Refuse a file that would not fit into memory."""
    if size > MOST_BYTES:
        raise InputError(f"{what}: larger than 1.5 GiB; cut it to the study area", code="H100")


def listed(rows: Sequence[int], most: int = 5) -> str:
    """Name the first few row numbers."""
    return ", ".join(map(str, rows[:most])) + (" …" if len(rows) > most else "")


def named(names: Sequence[str], most: int = 12) -> str:
    """Name the first few columns, each cut to what a line can hold."""
    texts = [" ".join(str(name).split())[:40] for name in names]
    shown = [text for text in texts if text]
    return ", ".join(shown[:most]) + (" …" if len(shown) > most else "")


def require_column(names: Sequence[str] | pd.Index, wanted: str, what: str) -> None:
    """Refuse a missing column with the nearest names."""
    if wanted in names:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - needed only to word a refusal

    texts = [str(name) for name in names if str(name) != "geometry"]
    near = get_close_matches(wanted, texts, n=3, cutoff=0.5) or texts[:8]
    raise InputError(f"{what}: no column '{wanted}'; nearest are {', '.join(near)}", code="H012")
