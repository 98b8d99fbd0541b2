"""The head of a table: found below titles, over one row or two; what stands below it is rows or a footer."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.findings import Finding

from .coordinate_names import Axis, NamedColumns, meaning, named_columns
from .register_head import first_head, is_heading, register_head, tidy, upper_row
from .table_footer import is_column_numbers, records_of, rows_above_footer
from .table_rows import Grid, listed, named, refuse_columns, refuse_rows

_FARTHEST_HEAD = 30  # rows with something in them that may stand above the head
_PARTED = re.compile(r".*(?:经|纬|lon|lng|lat).*(?:分|秒|min|sec)\W*", re.IGNORECASE)
_SEXAGESIMAL = ({"度", "°"}, {"分", "'", "′"}, {"秒", '"', "″"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadedTable:
    """
    A table under its head: rows numbered from 1, the first below the head; blank cells missing.

    Rows that sum up others are left out, and leave a gap in the numbers.
    `places` are the columns' places in the grid, `numbers` the rows' numbers there.
    `above` and `below` are the lines of titles and of notes, `columns` those that
    bear coordinates (None where none was found by name).
    """

    frame: pd.DataFrame
    numbers: list[int]
    places: list[int]
    columns: NamedColumns | None
    above: tuple[str, ...]
    below: tuple[str, ...]
    left_out: dict[str, int]
    findings: tuple[Finding, ...]


def has_head(grid: Grid, stated: str | None = None) -> bool:
    """Tell whether some row names coordinates."""
    return _head_rows(grid, stated, ()) is not None


def headed(
    grid: Grid,
    *,
    stated: str | None = None,
    wanted: Sequence[str] = (),
    register: Collection[str] | None = None,
) -> HeadedTable:
    """
    Find the head and part the rows from titles, footers and rows of column numbers.

    The head is the first row (or two merged rows) that names coordinates, or all
    columns `wanted`; without one, the first row that has something in it. With
    `register` (names of columns) the table needs no coordinates: its head is the row
    of most such names, and blank rows, which nothing tells from lines of a form, are
    no records.

    Raises
    ------
    InputError
        H010 without rows, H015 for rows or names by which values could shift, H100
        for more rows or columns than are read.
    """
    grid = _trimmed(grid)
    if not grid.rows:
        raise InputError(f"{grid.what}: the table is empty; export it again", code="H010")
    top, bottom = _head(grid, stated, wanted, register)
    names = _names(grid, top, bottom)
    body, numbers, counted = _body(grid, bottom, names)
    refuse_rows(grid.what, len(body))
    names, places, renamed = _columns(grid, names, body, bottom)
    refuse_columns(grid.what, len(places))
    columns = None if register is not None else named_columns(names, stated)
    _refuse_parted_angles(grid, columns, bottom, names)
    marked = [places[names.index(name)] for name in wanted if name in names]
    if columns is not None and not marked:
        marked = [places[columns.first], places[columns.second]]
    if register is not None:
        marked = places  # a line of a form is a record only where it is filled from end to end
    computed = {number for number, _ in grid.empty_formulas}
    solid = {place for place, number in enumerate(numbers) if number in computed}
    kept, totals, below = records_of(body, marked, solid)
    headings: list[int] = []
    if register is not None:
        kept = [place for place in kept if place in solid or any(cell.strip() for cell in body[place])]
        headings = [place for place in kept if is_heading(body[place], numbers[place], grid.merged)]
        kept = [place for place in kept if place not in headings]
    blank = (
        len(body) - len(kept) - len(totals) - len(below) - len(headings)
    ) * grid.shiftable  # in a sheet all below is blank
    told = [
        *_told_head(grid, top, bottom),
        *_told_lines(counted, [*(" ".join(body[place]) for place in headings), *below]),
        *_told_totals(body, totals),
        *renamed,
    ]
    body, numbers = [body[place] for place in kept], [numbers[place] for place in kept]
    if not body and blank and not below:
        raise InputError(
            f"{grid.what} (rows 1 to {blank}): every row below the head is blank; fill them", code="H013"
        )
    if not body:
        raise InputError(f"{grid.what}: the table has a head and no rows; export it again", code="H010")
    frame = pd.DataFrame(
        [[row[place] for place in places] for row in body],
        columns=names,
        index=pd.Index([place + 1 for place in kept], dtype=np.int64),
    )
    left_out = {
        "row of column numbers": counted,
        "row of totals or means": len(totals),
        "heading between rows": len(headings),
        "footer below the table": len(below),
        "blank row below the table" if register is None else "blank row": blank,
    }
    return HeadedTable(
        frame=frame.mask(frame == "", None),
        numbers=numbers,
        places=places,
        columns=columns,
        above=tuple(" ".join(filter(None, row)) for row in grid.rows[:top]),
        below=tuple(below),
        left_out={reason: count for reason, count in left_out.items() if count},
        findings=tuple(told),
    )


def _head(
    grid: Grid, stated: str | None, wanted: Sequence[str], register: Collection[str] | None
) -> tuple[int, int]:
    """Find the head by coordinates, or by known names where the table needs none; else take the first row."""
    if register is not None:
        return register_head(grid, register) or first_head(grid)
    return _head_rows(grid, stated, wanted) or (0, 0)


def _told_head(grid: Grid, top: int, bottom: int) -> list[Finding]:
    if top == bottom and grid.numbers[bottom] == 1:
        return []
    rows = str(grid.numbers[bottom]) if top == bottom else f"{grid.numbers[top]}-{grid.numbers[bottom]}"
    return [Finding(code="H110", values={"row": rows, "above": top})]


def _told_lines(counted: int, below: list[str]) -> list[Finding]:
    if not counted and not below:
        return []
    seen = named([" ".join(line.split())[:20] for line in below], most=3) or "column numbers"
    return [Finding(code="H116", values={"count": counted + len(below), "seen": seen})]


def _told_totals(body: list[list[str]], totals: list[int]) -> list[Finding]:
    if not totals:
        return []
    seen = named([" ".join(filter(None, map(str.strip, body[place])))[:40] for place in totals], most=3)
    rows = tuple(place + 1 for place in totals)
    return [Finding(code="H126", values={"count": len(rows), "rows": listed(rows), "seen": seen}, rows=rows)]


def _trimmed(grid: Grid) -> Grid:
    """Take off blank rows on top; those between rows stay, as rows without a place."""
    filled = (place for place, row in enumerate(grid.rows) if any(cell.strip() for cell in row))
    first = next(filled, len(grid.rows))
    return Grid(
        what=grid.what,
        rows=grid.rows[first:],
        numbers=grid.numbers[first:],
        shiftable=grid.shiftable,
        empty_formulas=grid.empty_formulas,
        merged=grid.merged,
    )


def _head_rows(grid: Grid, stated: str | None, wanted: Sequence[str]) -> tuple[int, int] | None:
    """Find the first and the last row of the head: places in the grid."""
    candidates = [
        place
        for place, row in enumerate(grid.rows[: 3 * _FARTHEST_HEAD])
        if sum(bool(cell.strip()) for cell in row) >= min(len(row), 1 if wanted else 2)
    ][:_FARTHEST_HEAD]
    weak = None
    for place in candidates:
        names = [tidy(cell) for cell in grid.rows[place]]
        if wanted:
            if set(wanted) <= set(names):
                return place, place
            continue
        columns = named_columns(names, stated)
        if columns is None:
            continue
        if columns.axis is not Axis.PAIR:
            return upper_row(grid, place), place
        weak = place if weak is None else weak
    return None if weak is None else (weak, weak)


def _names(grid: Grid, top: int, bottom: int) -> list[str]:
    lower = [tidy(cell) for cell in grid.rows[bottom]]
    if top == bottom:
        return lower
    upper = _filled_right([tidy(cell) for cell in grid.rows[top]], lower)
    lower += [""] * (len(upper) - len(lower))
    repeated = {name for name in lower if name and lower.count(name) > 1}
    return [
        f"{group}_{name}" if name in repeated and group else name or group
        for group, name in zip(upper, lower, strict=True)
    ]


def _filled_right(upper: list[str], lower: list[str]) -> list[str]:
    """Carry the name of a group over the blanks to its right, as far as names stand below."""
    filled, group = [], ""
    for place, name in enumerate(upper):
        below = lower[place] if place < len(lower) else ""
        group = name or (group if below else "")
        filled.append(group)
    return filled


def _body(grid: Grid, bottom: int, names: list[str]) -> tuple[list[list[str]], list[int], int]:
    """Bring the rows below the head to one width; ragged ones are refused by their number."""
    width = len(names) if grid.shiftable else max(len(row) for row in grid.rows)
    rows, numbers = grid.rows[bottom + 1 :], grid.numbers[bottom + 1 :]
    counted = int(bool(rows) and is_column_numbers(rows[0]))
    rows, numbers = rows[counted:], numbers[counted:]
    names += [""] * (width - len(names))
    tail = rows_above_footer(rows)
    ragged = []
    body = []
    for number, row in enumerate(rows, 1):
        extra = any(cell.strip() for cell in row[width:])
        if extra or (grid.shiftable and len(row) < width and number <= tail):
            ragged.append(number)
        body.append(row[:width] + [""] * (width - len(row)))
    if ragged:
        raise InputError(
            f"{grid.what} (rows {listed(ragged)}): not {width} cells as in the head; mend the separators",
            code="H015",
        )
    return body, numbers, counted


def _columns(
    grid: Grid, names: list[str], body: list[list[str]], bottom: int
) -> tuple[list[str], list[int], list[Finding]]:
    """Name every column that has something in it; blank and repeated names get one, or are refused."""
    used = [place for place, name in enumerate(names) if name or any(row[place].strip() for row in body)]
    kept = [names[place] for place in used]
    blank = [place for place in used if not names[place]]
    repeated = sorted({name for name in kept if name and kept.count(name) > 1})
    coordinates = any(meaning(name) is not None for name in repeated)
    if (blank and grid.shiftable) or coordinates:
        raise InputError(
            f"{grid.what} (row {bottom + 1}): column names are missing or repeated"
            + (f" ({named(repeated, 3)})" if repeated else "")
            + "; name each column",
            code="H015",
        )
    told, findings = _distinct(used, names), []
    if blank or repeated:
        new = [name for name, place in zip(told, used, strict=True) if name != names[place]]
        findings.append(Finding(code="H117", values={"count": len(new), "names": named(new, 6)}))
    return told, used, findings


def _distinct(used: list[int], names: list[str]) -> list[str]:
    """Give blank columns a name by their place and repeated ones a number."""
    taken = set(names)
    given: list[str] = []
    for place in used:
        base = names[place] or f"column_{place + 1}"
        name, number = base, 2
        while name in given or (name != names[place] and name in taken):
            name, number = f"{base}_{number}", number + 1
        given.append(name)
    return given


def _refuse_parted_angles(grid: Grid, columns: NamedColumns | None, bottom: int, names: list[str]) -> None:
    """Refuse degrees, minutes and seconds in columns of their own: whole degrees look like places."""
    if columns is None:
        return
    parted = any(_PARTED.fullmatch(name) and "度分" not in name for name in names)
    for row in grid.rows[bottom : bottom + 2]:
        cells = [tidy(cell) for cell in row]
        parted |= all(any(cell in part for cell in cells) for part in _SEXAGESIMAL)
    if parted:
        raise InputError(
            f"{grid.what} (row {grid.numbers[bottom]}): degrees, minutes and seconds stand in columns of "
            "their own; join them to one column of longitude and one of latitude",
            code="H012",
        )
