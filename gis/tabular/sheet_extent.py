"""How far a sheet reaches, and what its reader does not tell: errors, empty formulas, hidden rows."""

import re
from dataclasses import dataclass, field

from gis.errors import InputError

from .table_rows import MOST_ROWS, refuse_columns

_MOST_CELLS = 20_000_000
_SPARE_ROWS = 1_000  # titles above the head and notes below
_LONGEST_HELD = 8 << 20  # bytes of one cell's or row's XML
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*?)(/?)>")
_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])([^<>]*?)(/?)>")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']\$?([A-Za-z]{1,4})\$?(\d{1,9})[\"']")
_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")  # a formula whose result is a text, perhaps none
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_SPECIAL = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^<>]*?)>((?:(?!</(?:\w+:)?c>|<(?:\w+:)?c(?=[\s>/])).)*)</(?:\w+:)?c>", re.DOTALL
)
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s>/])")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)<")
_INLINE = re.compile(rb"<(?:\w+:)?is(?=[\s>])")
_ODS_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s>/])([^<>]*?)(/?)>")
_REPEATED = re.compile(rb"table:number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,12})[\"']")
_ODS_NAME = re.compile(rb"table:name\s*=\s*\"([^\"]*)\"")
_ODS_VALUE = re.compile(rb"office:value-type|office:value\b|office:string-value")


@dataclass(slots=True, kw_only=True)
class SheetExtent:
    """
    Cells that hold something, by (row number from 1, column from 0).

    `errors` are error values with their text, `empty_formulas` formulas without a
    stored result, `hidden_rows` rows hidden by hand or by a filter.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def refuse_extent(what: str, rows: int, columns: int, cells: int) -> None:
    """Refuse more rows, columns or cells of the full rectangle than are held in memory."""
    refuse_columns(what, columns)
    if rows > MOST_ROWS + _SPARE_ROWS:
        raise InputError(
            f"{what}: {rows:,} rows, more than {MOST_ROWS:,}; cut it to the study area", code="H100"
        )
    if cells > _MOST_CELLS:
        raise InputError(
            f"{what}: sheets reach over {cells:,} cells; delete what stands far below or to the right",
            code="H100",
        )


class SheetScan:
    """
    Looks at one part of a workbook while it is unpacked.

    A library holds a sheet as a full rectangle: two cells in opposite corners would
    take all memory. So the extent is known, and refused, before.
    """

    def __init__(self, what: str, *, kind: str, part: str) -> None:
        self.what, self.kind = what, kind
        self.of_cells = part == "content.xml" if kind == "ods" else part.lower().endswith(".xml")
        self._extent = SheetExtent()
        self._rest = b""
        self._row = 0
        self._ods: dict[str, SheetExtent] = {}
        self._repeat, self._across, self._filled, self._depth = 1, 0, 0, 0

    def feed(self, chunk: bytes) -> None:
        """Take the next piece; what ends inside a cell waits for the rest of it."""
        if not self.of_cells:
            return
        text = self._rest + chunk
        end = text.rfind(b"<row" if self.kind == "xlsx" else b"<table:table-row")
        end = max(end, text.rfind(b"</c>") + 4) if self.kind == "xlsx" else text.rfind(b"<")
        if end <= len(b"</c>"):
            end = text.rfind(b"<") if len(text) > _LONGEST_HELD else 0
        self._take(text[:end])
        self._rest = text[end:]

    def close(self) -> None:
        """Take what is left."""
        if self.of_cells:
            self._take(self._rest)
        self._rest = b""

    def extent(self) -> SheetExtent:
        """Give what the one sheet of this part holds."""
        return self._extent

    def tables(self) -> dict[str, SheetExtent]:
        """Give what each table of an OpenDocument file holds."""
        return self._ods

    def _take(self, text: bytes) -> None:
        if self.kind == "xlsx":
            self._take_rows(text)
        else:
            self._take_tables(text)

    def _take_rows(self, text: bytes) -> None:
        extent = self._extent
        for attributes, closed in _ROW.findall(text):
            number = _NUMBER.search(attributes)
            self._row = int(number[1]) if number else self._row + 1
            if _HIDDEN.search(attributes) and not closed:
                extent.hidden_rows.add(self._row)
        unplaced = False
        for attributes, closed in _CELL.findall(text):
            if closed:
                continue
            place = _REFERENCE.search(attributes)
            if place is None:
                unplaced = True
            else:
                extent.rows = max(extent.rows, int(place[2]))
                extent.columns = max(extent.columns, _column(place[1]) + 1)
        if unplaced:  # cells without a reference stand one after another
            extent.rows = max(extent.rows, self._row)
            extent.columns = max(extent.columns, *(len(_CELL.findall(row)) for row in _ROW_START.split(text)))
        refuse_extent(self.what, extent.rows, extent.columns, extent.rows * extent.columns)
        if b"<f" in text or b":f" in text or b'"e"' in text or b"'e'" in text:
            self._take_special(text)

    def _take_special(self, text: bytes) -> None:
        for attributes, inside in _SPECIAL.findall(text):
            error = _ERROR.search(attributes) is not None
            formula = _FORMULA.search(inside) is not None
            place = _REFERENCE.search(attributes) if error or formula else None
            if place is None:
                continue
            where = (int(place[2]), _column(place[1]))
            value = _VALUE.search(inside)
            if error:
                self._extent.errors[where] = value[1].decode("utf-8", "replace") if value else "#N/A"
            elif value is None and not (_INLINE.search(inside) or _TEXT_RESULT.search(attributes)):
                self._extent.empty_formulas.add(where)

    def _take_tables(self, text: bytes) -> None:
        """Count rows and columns with their repetitions; blank ones at the end do not count."""
        for ending, tag, attributes, closed in _ODS_TAG.findall(text):
            if tag == b"table":
                self._open_table(attributes, ending=bool(ending))
            elif tag == b"table-row":
                if not ending:
                    self._repeat, self._across, self._filled = _times(attributes), 0, 0
                if ending or closed:
                    self._end_row()
            elif not ending:
                self._across += _times(attributes)
                if _ODS_VALUE.search(attributes) or not closed:
                    self._filled = self._across

    def _open_table(self, attributes: bytes, *, ending: bool) -> None:
        if ending:
            return
        name = _ODS_NAME.search(attributes)
        self._extent = SheetExtent()
        self._row = 0
        self._ods[name[1].decode("utf-8", "replace") if name else ""] = self._extent

    def _end_row(self) -> None:
        self._row += self._repeat
        if self._filled:
            self._extent.rows = self._row
            self._extent.columns = max(self._extent.columns, self._filled)
            refuse_extent(self.what, self._row, self._filled, self._row * self._extent.columns)
        self._repeat, self._across, self._filled = 1, 0, 0


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place - 1


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
