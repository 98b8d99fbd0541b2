"""Tables of shapefiles (.dbf), cell by cell: what a reader would turn into nulls or zeros without a word."""

import re
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError

_HEAD_BYTES, _FIELD_BYTES = 32, 32
_END_OF_FIELDS = 0x0D
_DELETED = ord("*")
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_BLANK = np.frombuffer(b" \0", dtype=np.uint8)
_DIGITS = np.frombuffer(b"0123456789", dtype=np.uint8)
_DATE_BYTES = 8
_CHUNK_ROWS = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DbfField:
    """One field: its name as bytes, its type's letter, and where its bytes stand in a row."""

    name: bytes
    kind: str
    start: int
    width: int
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dbf:
    """The head of a table, held against the length of its file."""

    path: Path
    rows: int
    head_bytes: int
    row_bytes: int
    language: int
    fields: tuple[DbfField, ...]

    def deleted_rows(self) -> int:
        """Count the rows that are marked as deleted."""
        return sum(int((chunk[:, 0] == _DELETED).sum()) for _, chunk in self._chunks())

    def cells(self, field: DbfField, places: NDArray[np.int64]) -> list[bytes]:
        """Give a field's bytes in some rows (numbered from 0), without padding."""
        table = self._table()
        return [
            table[place, field.start : field.start + field.width].tobytes().strip(b" \0") for place in places
        ]

    def faulty_cells(self) -> dict[DbfField, NDArray[np.int64]]:
        """Find, by field, the rows (from 0) that hold no number or no day; deleted rows do not count."""
        gone = np.concatenate([chunk[:, 0] == _DELETED for _, chunk in self._chunks()] or [np.empty(0, bool)])
        found = {}
        for field in self.fields:
            if field.width and field.kind in "NFD":
                places = self.no_dates(field) if field.kind == "D" else self.no_numbers(field)
                found[field] = places[~gone[places]]
        return {field: places for field, places in found.items() if len(places)}

    def copy_without(self, faulty: Mapping[DbfField, NDArray[np.int64]], target: Path) -> None:
        """Copy the file with some cells blanked, so that every reader takes them as missing."""
        shutil.copyfile(self.path, target)
        table = np.memmap(target, mode="r+", offset=self.head_bytes, shape=(self.rows, self.row_bytes))
        for field, places in faulty.items():
            table[places, field.start : field.start + field.width] = ord(" ")
        table.flush()

    def no_numbers(self, field: DbfField) -> NDArray[np.int64]:
        """Find the rows (from 0) whose value is neither blank nor a number."""
        doubtful = [
            first + np.flatnonzero(_doubtful(chunk[:, field.start : field.start + field.width]))
            for first, chunk in self._chunks()
        ]
        places: NDArray[np.int64] = np.concatenate([np.empty(0, dtype=np.int64), *doubtful])
        faulty = [not _NUMBER.match(cell) for cell in self.cells(field, places)]
        found: NDArray[np.int64] = places[np.array(faulty, dtype=bool)]
        return found

    def no_dates(self, field: DbfField) -> NDArray[np.int64]:
        """Find the rows (from 0) whose value is neither blank nor a day of the calendar."""
        found: list[NDArray[np.int64]] = []
        for first, chunk in self._chunks():
            column = np.ascontiguousarray(chunk[:, field.start : field.start + field.width])
            distinct, which = np.unique(column.view(f"V{field.width}").ravel(), return_inverse=True)
            faulty = np.array([not _is_day(value.tobytes()) for value in distinct], dtype=bool)
            found.append(first + np.flatnonzero(faulty[which]))
        return np.concatenate([np.empty(0, dtype=np.int64), *found])

    def _table(self) -> np.ndarray:
        if not self.rows:
            return np.empty((0, self.row_bytes), dtype=np.uint8)
        return np.memmap(self.path, mode="r", offset=self.head_bytes, shape=(self.rows, self.row_bytes))

    def _chunks(self) -> Iterator[tuple[int, np.ndarray]]:
        table = self._table()
        for first in range(0, self.rows, _CHUNK_ROWS):
            yield first, table[first : first + _CHUNK_ROWS]


def read_dbf(path: Path, what: str) -> Dbf:
    """Read the head of a .dbf; refuse a table that is shorter than it says or contradicts itself."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
        if len(head) < _HEAD_BYTES:
            raise InputError(f"{what}: its .dbf is cut short; copy all parts of the shapefile again")
        rows, head_bytes, row_bytes = struct.unpack("<IHH", head[4:12])
        described = stream.read(max(head_bytes - _HEAD_BYTES, 0))
    held = max(path.stat().st_size - head_bytes, 0) // max(row_bytes, 1)
    if held < rows:
        raise InputError(
            f"{what}: its .dbf declares {rows} rows and holds {held}; copy all parts of the shapefile again"
        )
    fields = tuple(_fields(described))
    if not fields or 1 + sum(field.width for field in fields) > row_bytes:
        raise InputError(f"{what}: the head of its .dbf contradicts itself; export it again")
    names = [field.name.lower() for field in fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        shown = twice.decode("gb18030", "replace")
        raise InputError(f"{what}: two fields are called '{shown}' in its .dbf; rename one", code="H015")
    return Dbf(
        path=path, rows=rows, head_bytes=head_bytes, row_bytes=row_bytes, language=head[29], fields=fields
    )


def _fields(described: bytes) -> Iterator[DbfField]:
    start = 1  # the mark of deletion comes first
    for place in range(0, len(described) - _FIELD_BYTES + 1, _FIELD_BYTES):
        told = described[place : place + _FIELD_BYTES]
        if told[0] == _END_OF_FIELDS:
            return
        kind = chr(told[11])
        yield DbfField(
            name=told[:11].split(b"\0")[0].strip(),
            kind=kind,
            start=start,
            width=told[16],
            decimals=told[17] if kind in "NF" else 0,
        )
        start += told[16]


def _doubtful(cells: np.ndarray) -> NDArray[np.bool_]:
    """Mark cells that are not plainly digits, with at most a sign before and a point between, amid blanks."""
    blank = np.isin(cells, _BLANK)
    digit = np.isin(cells, _DIGITS)
    sign = (cells == ord("-")) | (cells == ord("+"))
    point = cells == ord(".")
    before = np.column_stack([np.ones(len(cells), dtype=bool), blank[:, :-1]])
    begins = ~blank & before
    plain = (blank | digit | point | (sign & begins)).all(axis=1)
    whole = (begins.sum(axis=1) <= 1) & (point.sum(axis=1) <= 1)
    worded = digit.any(axis=1) | blank.all(axis=1)
    doubtful: NDArray[np.bool_] = ~(plain & whole & worded)
    return doubtful


def _is_day(raw: bytes) -> bool:
    text = raw.strip(b" \0")
    if not text:
        return True
    if len(text) != _DATE_BYTES or not text.isdigit():
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
