"""Attribute tables as a scan meets them: sheets of workbooks, tables of databases, a lone .dbf."""

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from gis import child_process
from gis.errors import ToolkitError
from gis.features import NoPlacesError, RawFeatures, ReadRequest
from gis.paths import members
from gis.reading import DBF_TABLE
from gis.tabular.placed_table import placed
from gis.tabular.register_table import register_rows
from gis.tabular.spreadsheet import sheets_of
from gis.tabular.table_rows import Grid
from gis.tabular.tables import SPREADSHEETS
from gis.tabular.workbook_guard import examined
from gis.text_encoding import Encoding
from gis.vectors.ogr import told_as_input_error

from .catalogue import CATALOGUE
from .fill_in_rows import KEY, UNIT, VALUE, tidy

_HEAD_ROWS = 40  # a head further down is none
_DATABASES = frozenset({".gpkg", ".gdb"})
_VALUE_TABLE = ".vat.dbf"  # the classes of a raster
_FORM_HEADS = frozenset({KEY, UNIT, VALUE})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """
    One filled sheet: its rows, or the reason why it gives none.

    `no_places` says why its rows have no points; they were read as a register then.
    """

    name: str
    raw: RawFeatures | None = None
    no_places: ToolkitError | None = None
    refusal: ToolkitError | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workbook:
    """The filled sheets of a workbook; `fill_in` where it is the workbook that offices report in."""

    sheets: tuple[Sheet, ...] = ()
    fill_in: bool = False


def register_names() -> tuple[str, ...]:
    """Give every name by which the head of a table can be told that may be a register."""
    known = (
        name
        for spec in CATALOGUE.values()
        if not spec.geometry or spec.register_too
        for field in spec.fields
        for name in (field.name, *field.aliases, field.title)
    )
    return tuple(name for name in dict.fromkeys(known) if name)


def read_register(path: Path, layer: str | None) -> RawFeatures:
    """Read a table as a register, in the child process."""
    request = ReadRequest(layer=layer, register=register_names())
    raw: RawFeatures = child_process.call(
        "gis.reading:read_features", path, request, path=path, size_bytes=_size_bytes(path)
    )
    return raw


def workbook_of(path: Path) -> Workbook | None:
    """Read every filled sheet of a workbook, in the child process; None for what is no workbook."""
    if path.suffix.lower() not in SPREADSHEETS:
        return None
    workbook: Workbook | None = child_process.call(
        "layers.table_scan:read_workbook", path, path=path, size_bytes=_size_bytes(path)
    )
    return workbook


def tables_of(path: Path) -> list[str]:
    """Name the tables of a database that hold attributes only; other files have none."""
    if path.suffix.lower() not in _DATABASES:
        return []
    names: list[str] = child_process.call(
        "layers.table_scan:table_names", path, path=path, size_bytes=_size_bytes(path)
    )
    return names


def is_lone_dbf(path: Path, beside: Iterable[Path]) -> bool:
    """Tell a .dbf that is a table of its own from a part of a shapefile or of a raster's legend."""
    if path.suffix.lower() not in DBF_TABLE.suffixes or path.name.lower().endswith(_VALUE_TABLE):
        return False
    return not any(
        other.suffix.lower() == ".shp" and other.stem.casefold() == path.stem.casefold() for other in beside
    )


def lost_shapefile(path: Path) -> bool:
    """Tell a .dbf whose index of shapes is there and whose shapes are not."""
    return path.suffix.lower() in DBF_TABLE.suffixes and any(
        path.with_suffix(suffix).is_file() for suffix in (".shx", ".SHX")
    )


def read_workbook(path: Path) -> Workbook | None:
    """Read every filled sheet by itself; called in the child process. None for a text that is called .xls."""
    book = examined(path)
    if book.kind == "text":
        return None
    filled = [sheet for sheet in sheets_of(path, book) if any(map(any, sheet.grid.rows))]
    if any(_is_form(sheet.grid) for sheet in filled):
        return Workbook(fill_in=True)
    known = register_names()
    return Workbook(sheets=tuple(_read_sheet(sheet.name, sheet.grid, known) for sheet in filled))


def table_names(path: Path) -> list[str]:
    """List the tables without geometry of a GeoPackage or geodatabase; called in the child process."""
    with told_as_input_error(path), tempfile.TemporaryDirectory(prefix="hecheng-") as folder:
        if path.is_file():  # SQLite would write beside what it opens
            path = Path(shutil.copyfile(path, Path(folder) / path.name))
        return [str(name) for name, kind in pyogrio.list_layers(path) if kind is None]


def _read_sheet(name: str, grid: Grid, known: tuple[str, ...]) -> Sheet:
    """Give a sheet's rows their points; where it names none, read it as a register."""
    by = Encoding(name="utf-8", by="format")
    try:
        try:
            return Sheet(
                name=name, raw=placed(grid, ReadRequest(), form="spreadsheet", encoding=by, layer=name)
            )
        except NoPlacesError as none:
            raw = register_rows(grid, known, form="spreadsheet", encoding=by, layer=name)
            return Sheet(name=name, raw=raw, no_places=none)
    except ToolkitError as fault:
        return Sheet(name=name, refusal=fault)


def _is_form(grid: Grid) -> bool:
    """Tell a sheet of the fill-in workbook by its heads: `填报值（%）` is 填报值."""
    return any(
        {tidy(cell).partition("(")[0].strip() for cell in row} >= _FORM_HEADS
        for row in grid.rows[:_HEAD_ROWS]
    )


def _size_bytes(path: Path) -> int:
    return sum(member.stat().st_size for member in members(path))
