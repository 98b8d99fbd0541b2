"""Tables with coordinates: text tables become rows with points; any table becomes rows of text."""

from pathlib import Path

import numpy as np
import pandas as pd

from gis import text_encoding
from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest

from .delimited import split, table_text, text_grid, usual_delimiter
from .placed_table import placed
from .register_table import register_rows
from .table_rows import listed, require_column

__all__ = ["listed", "parsed", "read_rows", "read_text_table", "require_column", "usable_degrees"]

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


def read_text_table(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read a delimited table whose rows have coordinates.

    The head is found below titles. Columns are found by name (lon/lat, x/y, or one
    `lng,lat` text), else by content. Rows whose coordinates cannot be read, or are
    0, 0, keep an empty shape, so that the door counts them. With `lists` each row is
    a line of stops and gives one row a stop. Names such as `gcj02_lng` must agree
    with the stated `coordinates`. A register is read without any of that.
    """
    if request.register is not None:
        grid, found = text_grid(path, request.encoding, known=request.register)
        return register_rows(grid, request.register, form="CSV", encoding=found)
    grid, found = text_grid(path, request.encoding)
    return placed(grid, request, form="CSV", encoding=found)


def read_rows(path: Path, *, encoding: str | None = None) -> tuple[pd.DataFrame, text_encoding.Encoding]:
    """Read a delimited table, or a workbook's one sheet, as text; ragged rows are refused by number."""
    if path.suffix.lower() in SPREADSHEETS:
        from .spreadsheet import sheet_rows  # noqa: PLC0415 - loads a library that text tables do not need

        return _under_first_row(sheet_rows(path), path.name), text_encoding.Encoding(
            name="utf-8", by="format"
        )
    text, found = table_text(path, encoding)
    return parsed(text, path.name), found


def parsed(text: str, what: str) -> pd.DataFrame:
    """Split the text of a table under its heads; blank cells are missing, ragged rows are refused."""
    return _under_first_row([row for _, row in split(text, usual_delimiter(text), what)], what)


def _under_first_row(rows: list[list[str]], what: str) -> pd.DataFrame:
    if not rows:
        raise InputError(f"{what}: the table is empty; export it again", code="H010")
    names = [name.strip() for name in rows[0]]
    if len(set(names)) != len(names) or not all(names):
        raise InputError(
            f"{what} (row 1): column names are missing or repeated; name each column", code="H015"
        )
    ragged = [number for number, row in enumerate(rows[1:], 1) if len(row) != len(names)]
    if ragged:
        raise InputError(
            f"{what} (rows {listed(ragged)}): not {len(names)} cells as in the head; mend the separators",
            code="H015",
        )
    frame = pd.DataFrame(rows[1:], columns=names, index=pd.RangeIndex(1, len(rows)))
    return frame.mask(frame == "", None)


def usable_degrees(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Mark positions: numbers, and not the 0, 0 that devices write when they know none."""
    return np.asarray(np.isfinite(lon) & np.isfinite(lat) & ((lon != 0) | (lat != 0)))
