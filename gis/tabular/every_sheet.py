"""All sheets of a workbook at once, each as rows of text: for workbooks whose sheets are of one kind."""

from dataclasses import dataclass
from pathlib import Path

from gis.errors import InputError

from .spreadsheet import sheets_of  # the one reader of sheets; read_spreadsheet chooses among what it gives
from .table_rows import Grid
from .workbook_guard import examined


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedSheet:
    """One sheet with the name that people see on its tab."""

    name: str
    grid: Grid
    hidden: bool


def every_sheet(path: Path) -> tuple[NamedSheet, ...]:
    """
    Read every sheet of an XLSX, XLSM, XLS or ODS file, in the order of their tabs.

    Numbers become the digits that were typed, dates ISO text, formulas their stored
    results. Raises `InputError` as `read_spreadsheet` does, and H004 for a text that
    is called .xls.
    """
    book = examined(path)
    if book.kind == "text":
        raise InputError(f"{path.name}: a text, no workbook; save it as XLSX", code="H004")
    return tuple(
        NamedSheet(name=sheet.name, grid=sheet.grid, hidden=sheet.hidden) for sheet in sheets_of(path, book)
    )
