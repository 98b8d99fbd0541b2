"""
The guard over old Office files: their directory, sectors that run in circles, and what their sheets hold.

Formats by Microsoft's open specifications [MS-CFB] (the container) and [MS-XLS] (the records).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gis.errors import InputError

from .sheet_extent import SheetExtent, refuse_extent

_HEADER_BYTES = 512
_SHIFTS = (9, 12)
_MINI_SHIFT = 6
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks
_FIRST_FATS = 109
_CELLS = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x0006, 0x0205, 0x00D6})
_MANY_CELLS = 0x00BD
_BEGINNING, _SHEET_NAME, _PASSWORD, _ROW, _ERROR, _FORMULA = 0x0809, 0x0085, 0x002F, 0x0208, 0x0205, 0x0006
_HIDDEN_ROW = 0x20
_DIMENSIONS, _TEXTS = 0x0200, 0x00FC
_MOST_ROWS, _MOST_COLUMNS = 1 << 16, 1 << 8  # of a sheet, by the format
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


def old_workbook(raw: bytes, what: str) -> dict[str, SheetExtent]:
    """
    Look at a workbook in the old container; gives what each sheet holds, by name.

    A library follows chains of sectors without counting and holds a sheet as a full
    rectangle; both are bounded here. Raises `InputError` H125 for a password, H004
    for another Office file, H001 for a damaged one, H100 for too many cells.
    """
    try:
        container = _Container(raw, what)
        names = {entry.name for entry in container.entries if entry.kind == _STREAM}
        if "EncryptedPackage" in names:
            raise InputError(f"{what}: is encrypted; save it without a password", code="H125")
        book = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in names), None)
        if book is None:
            kind = "a Word document" if "WordDocument" in names else "no workbook, but another Office file"
            raise InputError(f"{what}: is {kind}; save its table as XLSX or CSV", code="H004")
        return _extents(container.stream(book), what)
    except (struct.error, IndexError, ValueError) as fault:
        raise _damaged(what) from fault


class _Container:
    """The sectors and the directory of a container, every chain of it known to end."""

    def __init__(self, raw: bytes, what: str) -> None:
        self.raw, self.what = raw, what
        (self.shift,) = struct.unpack_from("<H", raw, 30)
        if self.shift not in _SHIFTS:
            raise _damaged(what)
        self.next = self._next_sectors()
        first_entry, self.cutoff, first_mini = (struct.unpack_from("<I", raw, at)[0] for at in (48, 56, 60))
        self.mini_next = _numbers(self._joined(first_mini))
        self.entries = list(_entries(self._joined(first_entry)))
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self.mini = b"" if root is None else self._joined(root.start)
        for entry in self.entries:
            if entry.kind == _STREAM and entry.size:
                self._chain(entry.start, self.mini_next if entry.size < self.cutoff else self.next)

    def stream(self, name: str) -> bytes:
        """Read a stream whole."""
        entry = next(entry for entry in self.entries if entry.name == name and entry.kind == _STREAM)
        if entry.size >= self.cutoff:
            return self._joined(entry.start)[: entry.size]
        sectors = self._chain(entry.start, self.mini_next)
        parts = (self.mini[at << _MINI_SHIFT : (at + 1) << _MINI_SHIFT] for at in sectors)
        return b"".join(parts)[: entry.size]

    def _next_sectors(self) -> list[int]:
        """Join the tables that say which sector follows which."""
        tables = list(struct.unpack_from(f"<{_FIRST_FATS}I", self.raw, 76))
        (more,) = struct.unpack_from("<I", self.raw, 68)
        seen: set[int] = set()
        while more < _LAST_SECTOR:
            if more in seen:
                raise _damaged(self.what)
            seen.add(more)
            numbers = _numbers(self._sector(more))
            tables += numbers[:-1]
            more = numbers[-1]
        return [
            number for table in tables if table < _LAST_SECTOR for number in _numbers(self._sector(table))
        ]

    def _sector(self, number: int) -> bytes:
        size = 1 << self.shift
        return self.raw[(number + 1) * size : (number + 2) * size]

    def _chain(self, start: int, following: list[int]) -> list[int]:
        """Follow a chain to its end; one that is longer than its table runs in a circle."""
        chain: list[int] = []
        while start < _LAST_SECTOR:
            if len(chain) > len(following) or start >= len(following):
                raise _damaged(self.what)
            chain.append(start)
            start = following[start]
        return chain

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self.next)))


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))


def _entries(directory: bytes) -> Iterator[_Entry]:
    for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        yield _Entry(name, kind, start, size)


def _extents(book: bytes, what: str) -> dict[str, SheetExtent]:
    """Walk through the records of a book: each sheet begins at the place that its name tells."""
    begins: dict[int, SheetExtent] = {}
    named: dict[str, SheetExtent] = {}
    current, cells = SheetExtent(), 0
    for at, kind, record in _records(book):
        if kind == _PASSWORD:
            raise InputError(f"{what}: is encrypted; save it without a password", code="H125")
        if not _is_plausible(kind, record, len(book)):
            raise _damaged(what)
        if kind == _SHEET_NAME:
            extent = begins.setdefault(struct.unpack_from("<I", record)[0], SheetExtent())
            named[_name(record[6:])] = extent
        elif kind == _BEGINNING:
            current = begins.get(at, current)
        elif kind in _CELLS or kind == _MANY_CELLS:
            _take_cell(current, kind, record)
        elif kind == _ROW and struct.unpack_from("<I", record, 12)[0] & _HIDDEN_ROW:
            current.hidden_rows.add(struct.unpack_from("<H", record)[0] + 1)
    for extent in begins.values():
        cells += extent.rows * extent.columns
    refuse_extent(what, max((extent.rows for extent in begins.values()), default=0), 1, cells)
    return named


def _is_plausible(kind: int, record: bytes, size: int) -> bool:
    """Tell whether a record claims no more than can be there: a library takes memory for claims."""
    if kind == _TEXTS:
        return bool(max(struct.unpack_from("<II", record)) <= size)
    if kind == _DIMENSIONS:
        wide = len(record) >= 14  # noqa: PLR2004 - of today's kind, by MS-XLS; older ones have short rows
        first, last, left, right = struct.unpack_from("<IIHH" if wide else "<HHHH", record)
        return bool(first <= last <= _MOST_ROWS and left <= right <= _MOST_COLUMNS)
    return True


def _take_cell(extent: SheetExtent, kind: int, record: bytes) -> None:
    row, column = struct.unpack_from("<HH", record)
    last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MANY_CELLS else column
    extent.rows = max(extent.rows, row + 1)
    extent.columns = max(extent.columns, min(last, 0xFF) + 1)
    if kind == _ERROR and record[7]:
        extent.errors[row + 1, column] = _ERRORS.get(record[6], "#N/A")
    elif kind == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:  # noqa: PLR2004 - an error, by MS-XLS
        extent.errors[row + 1, column] = _ERRORS.get(record[8], "#N/A")


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield at, kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _name(text: bytes) -> str:
    """Read a short name: its length, a mark for wide characters, the characters."""
    length, wide = text[0], text[1] & 1
    return text[2 : 2 + 2 * length].decode("utf-16-le") if wide else text[2 : 2 + length].decode("latin-1")


def _damaged(what: str) -> InputError:
    return InputError(f"{what}: the old workbook is damaged inside; save it again as XLSX", code="H001")
