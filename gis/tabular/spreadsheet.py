"""Spreadsheets: the sheet with coordinates is found, its cells become the text that a CSV would hold."""

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from gis.errors import InputError
from gis.features import NoPlacesError, RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer
from gis.text_encoding import Encoding

from .delimited import text_grid
from .placed_table import placed
from .register_head import register_head
from .register_table import register_rows
from .sheet_extent import SheetExtent
from .table_head import has_head
from .table_rows import Grid, named, refuse_columns, refuse_rows
from .tables import read_text_table
from .workbook_guard import Workbook, examined

_EXACT = 1e15  # doubles keep 15 digits of what was typed
_LONGEST_INTEGER = 1e21
_SUFFIX = {"xlsx": ".xlsx", "ods": ".ods", "xls": ".xls"}
_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sheet:
    name: str
    grid: Grid
    hidden: bool


def read_spreadsheet(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read the sheet of a workbook whose rows have coordinates.

    Of several sheets the only one with coordinates (for a register: with a known head)
    is taken and told; `request.layer` names another. Numbers become the digits that
    were typed, dates ISO text, error values are missing. A text that is called .xls is
    read as text.

    Raises
    ------
    InputError
        H005 with the list where several sheets have coordinates, H012 where none
        has, H125, H100, H004, H001 as the guard and the library find; else as for
        text tables.
    """
    book = examined(path)
    if book.kind == "text":
        return read_text_table(path, folder, request)
    sheet, findings = _chosen(path, sheets_of(path, book), request)
    by = Encoding(name="utf-8", by="format")
    grid, form, name = sheet.grid, "spreadsheet", sheet.name
    if request.register is not None:
        return register_rows(grid, request.register, form=form, encoding=by, layer=name, findings=findings)
    return placed(grid, request, form=form, encoding=by, layer=name, findings=findings)


def sheet_rows(path: Path) -> list[list[str]]:
    """Read the one sheet of a workbook as rows of text, blank rows and columns left out."""
    book = examined(path)
    if book.kind == "text":
        grid, _ = text_grid(path, None)
        return grid.rows
    sheets = [sheet for sheet in sheets_of(path, book) if sheet.grid.rows]
    if not sheets:
        raise InputError(f"{path.name}: the table is empty; export it again", code="H010")
    name = chosen_layer([sheet.name for sheet in sheets], None, path.name)
    rows = next(sheet.grid.rows for sheet in sheets if sheet.name == name)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    used = [place for place in range(len(rows[0])) if any(row[place].strip() for row in rows)]
    return [[row[place] for place in used] for row in rows]


def _chosen(path: Path, sheets: list[_Sheet], request: ReadRequest) -> tuple[_Sheet, tuple[Finding, ...]]:
    """Take the sheet that is named, or the only one with coordinates."""
    filled = [sheet for sheet in sheets if sheet.grid.rows]
    if request.layer is not None:
        chosen_layer(
            [sheet.name for sheet in filled], request.layer, path.name, all_names=[s.name for s in sheets]
        )
        sheet = next(sheet for sheet in sheets if sheet.name == request.layer)
        if not sheet.grid.rows:
            raise InputError(
                f"{path.name}: sheet '{sheet.name}' is empty; name another with --layer", code="H010"
            )
        return sheet, _told_hidden(sheet)
    if not filled:
        raise InputError(f"{path.name}: the workbook has no rows; export it again", code="H010")
    wanted = request.position or (
        () if request.lists is None else (request.lists.name, request.lists.position)
    )
    if request.register is None:
        fitting = [sheet for sheet in filled if _fits(sheet.grid, request.coordinates, wanted)]
    else:
        fitting = [sheet for sheet in filled if register_head(sheet.grid, request.register)]
    if not fitting and len(filled) > 1 and request.register is not None:
        raise InputError(
            f"{path.name}: no sheet has a column that this layer knows ({named([s.name for s in filled])}); "
            "name the sheet with --layer or `layer =`, and its columns in `fields`",
            code="H012",
        )
    if not fitting and len(filled) > 1:
        raise NoPlacesError(
            f"{path.name}: no sheet names coordinate columns ({named([s.name for s in filled])}); "
            "name them lon and lat, or x and y, or name the sheet with --layer",
            code="H012",
        )
    names = [sheet.name for sheet in fitting or filled]
    name = chosen_layer(names, None, path.name)
    sheet = next(sheet for sheet in filled if sheet.name == name)
    told = _told_hidden(sheet)
    if len(filled) > 1:
        others = named([one.name for one in filled], 8)
        values = {"sheet": sheet.name, "count": len(filled), "sheets": others}
        code = "H111" if request.register is None else "H279"
        told = (Finding(code=code, values=values), *told)
    return sheet, told


def _fits(grid: Grid, stated: str | None, wanted: tuple[str, ...]) -> bool:
    if wanted:
        return any(set(wanted) <= {cell.strip() for cell in row} for row in grid.rows[:90])
    return has_head(grid, stated)


def _told_hidden(sheet: _Sheet) -> tuple[Finding, ...]:
    return (Finding(code="H112", values={"sheet": sheet.name}),) if sheet.hidden else ()


def sheets_of(path: Path, book: Workbook) -> list[_Sheet]:
    """Read every sheet of a workbook as a grid of cells."""
    with _library(path), _opened(path, book.kind) as workbook:
        return [
            _Sheet(
                name=about.name,
                grid=_grid(path, workbook, about.name, book.sheets.get(about.name, SheetExtent())),
                hidden=about.visible != calamine.SheetVisibleEnum.Visible,
            )
            for about in workbook.sheets_metadata
            if about.typ == calamine.SheetTypeEnum.WorkSheet
        ]


def _grid(path: Path, workbook: calamine.CalamineWorkbook, name: str, extent: SheetExtent) -> Grid:
    """Bring a sheet's cells to text, with the row numbers that a user sees."""
    sheet = workbook.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    refuse_rows(path.name, sheet.height - 1_000)
    refuse_columns(path.name, sheet.width)
    rows, long_numbers = [], []
    for place, cells in enumerate(sheet.iter_rows() if sheet.height else ()):
        rows.append([""] * left + [_text(cell) for cell in cells])
        long_numbers += [
            (place, left + column) for column, cell in enumerate(cells) if _has_lost_digits(cell)
        ]
    first = 1 if len(rows) > sheet.height else top + 1  # some sheets begin at their first row, some above it
    width = max(left + sheet.width, 1 + max((column for _, column in extent.empty_formulas), default=-1))
    if rows or extent.empty_formulas:  # rows of nothing but formulas without results are rows
        last = max((number for number, _ in extent.empty_formulas), default=0)
        rows += [[""] * width for _ in range(first + len(rows), last + 1)]
        rows = [row + [""] * (width - len(row)) for row in rows]
    for (number, column), text in extent.errors.items():
        if first <= number < first + len(rows) and column < len(rows[number - first]):
            rows[number - first][column] = text
    merged = getattr(sheet, "merged_cell_ranges", None) or []
    return Grid(
        what=path.name,
        rows=rows,
        numbers=list(range(first, first + len(rows))),
        shiftable=False,
        empty_formulas=frozenset(extent.empty_formulas),
        merged=tuple((a + 1, b, c + 1, d) for (a, b), (c, d) in merged),
        long_numbers=tuple((place + first, column) for place, column in long_numbers),
        hidden_rows=frozenset(extent.hidden_rows),
    )


def _text(cell: _Cell) -> str:
    """Write a cell as a CSV would hold it: whole numbers without a point, dates as ISO text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _LONGEST_INTEGER
        return str(int(cell)) if whole else repr(cell) if math.isfinite(cell) else ""
    if isinstance(cell, dt.timedelta):
        return _duration(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _duration(cell: dt.timedelta) -> str:
    """Write hours, minutes and seconds: programs take an angle typed 109:58:48 for such."""
    sign = "-" if cell < dt.timedelta(0) else ""
    seconds, micro = divmod(round(abs(cell) / dt.timedelta(microseconds=1)), 1_000_000)
    fraction = f".{micro:06d}".rstrip("0") if micro else ""
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}{fraction}"


def _has_lost_digits(cell: _Cell) -> bool:
    return isinstance(cell, float) and abs(cell) >= _EXACT and cell.is_integer()


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[calamine.CalamineWorkbook]:
    """Open a workbook by its true kind, whatever it is called."""
    if path.suffix.lower().replace("xlsm", "xlsx") == _SUFFIX[kind]:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            yield workbook
    else:
        with path.open("rb") as stream, calamine.CalamineWorkbook.from_filelike(stream) as workbook:
            yield workbook


@contextmanager
def _library(path: Path) -> Iterator[None]:
    """Turn what the library raises into one line."""
    try:
        yield
    except InputError:
        raise
    except calamine.PasswordError as fault:
        raise InputError(f"{path.name}: is encrypted; save it without a password", code="H125") from fault
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as fault:
        reason = " ".join(str(fault).split())[:120]
        raise InputError(
            f"{path.name}: the workbook cannot be read ({reason}); "
            "open it in a spreadsheet program and save it again",
            code="H001",
        ) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise InputError(
            f"{path.name}: the workbook cannot be read (damaged inside); export it again", code="H001"
        ) from fault
