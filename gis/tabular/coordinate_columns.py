"""Which columns of a table bear coordinates: stated, by name, or by what can only be such."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.features import NoPlacesError
from gis.findings import Finding

from .angles import angle, angles, plane_numbers
from .coordinate_names import Axis, NamedColumns, meaning, named_columns
from .coordinate_ranges import could_be_lat_lon, in_china
from .row_places import ASK, Columns, Places, places_in_degrees, places_in_metres
from .table_rows import named, require_column

_MAX_LON, _MAX_LAT = 180.0, 90.0
_HALF = 0.5
_MOST = 0.9
_FEWEST_DECIMALS = 3
_SAME_DEGREES, _SAME_METRES = 1e-5, 1.0  # a metre: two roundings of one place
_SHIFTED = ("gcj02", "bd09")
_WORDS = re.compile(r"(?:经度|纬度|lng|lon|lat)\s*[:：=]|^\s*point\s*z?(?=\s*\()", re.IGNORECASE)
_MARKS = (",", "，", ";", "；", "、", "|", "/", "\t", "\u3000", " ")


def places_of(
    rows: pd.DataFrame,
    columns: NamedColumns | None,
    what: str,
    *,
    stated: str | None = None,
    position: tuple[str, str] | None = None,
) -> tuple[Places, tuple[Finding, ...]]:
    """
    Read the positions of a table's rows; gives them and what was assumed.

    Parameters
    ----------
    rows
        Cells as text.
    columns
        Those found by name, if any; else two are sought that can only be longitude
        and latitude in China, which is told as an assumption.
    stated
        The `coordinates` that the user stated.
    position
        Columns of x and y (or longitude and latitude), which override all that.

    Raises
    ------
    InputError
        H012 without such columns or with several, H020 where names speak of another
        system, H021 where axes are swapped or at least half of the rows are in no
        degrees.
    """
    findings: tuple[Finding, ...] = ()
    if position is None and columns is not None and columns.axis is Axis.PAIR:
        columns = _without_addresses(rows, columns, stated)
    if position is not None:
        columns = _stated_columns(rows, position, what)
    elif columns is None:
        columns = _by_content(rows, what)
        _refuse_headless(rows, columns, what)
        found = dict.fromkeys((str(rows.columns[columns.first]), str(rows.columns[columns.second])))
        findings = (Finding(code="H115", values={"columns": ", ".join(found)}),)
    _refuse_foreign_system(rows, columns, what, stated)
    first, second = _cells(rows, columns)
    open_axis = columns.axis in {Axis.X, Axis.Y} and position is None
    geographic = columns.axis in {Axis.LON, Axis.PAIR} or (open_axis and _are_degrees(first, second))
    _refuse_unlike_columns(rows, columns, what, (first, second), geographic=geographic)
    read = Columns(
        what=what,
        axis=columns.axis,
        system=columns.system,
        names=(str(rows.columns[columns.first]), str(rows.columns[columns.second])),
        first=first,
        second=second,
        numbers=rows.index.tolist(),
        stated=position is not None,
    )
    return (places_in_degrees(read) if geographic else places_in_metres(read)), findings


def _without_addresses(rows: pd.DataFrame, columns: NamedColumns, stated: str | None) -> NamedColumns | None:
    """Look for other columns where one called `location` holds no pairs of numbers."""
    first, second = _parted(_texts(rows, columns.first))
    if (np.isfinite(angles(first)[0]) & np.isfinite(angles(second)[0])).any():
        return columns
    names = [str(name) for name in rows.columns]
    others = named_columns(
        ["" if place == columns.first else name for place, name in enumerate(names)], stated
    )
    return columns if others is None else others


def _stated_columns(rows: pd.DataFrame, position: tuple[str, str], what: str) -> NamedColumns:
    """Take the two columns in the order stated; names or values tell degrees from metres."""
    for name in position:
        require_column(rows.columns, name, what)
    first, second = (list(rows.columns).index(name) for name in position)
    meant = meaning(position[0])
    system = "" if meant is None else meant.system
    if meant is not None and meant.axis is Axis.PAIR and first == second:
        return NamedColumns(axis=Axis.PAIR, system=system, first=first, second=second)
    by_name = meant is not None and meant.axis in {Axis.LON, Axis.LAT}
    metric = meant is not None and meant.axis in {Axis.EAST, Axis.NORTH}
    degrees = by_name or (not metric and _mostly_degrees(_texts(rows, first), _texts(rows, second)))
    return NamedColumns(axis=Axis.LON if degrees else Axis.EAST, system=system, first=first, second=second)


def _refuse_foreign_system(rows: pd.DataFrame, columns: NamedColumns, what: str, stated: str | None) -> None:
    """Refuse names that speak of another system than was stated."""
    speaks = columns.system
    if (speaks in _SHIFTED and speaks != stated) or (speaks == "wgs84" and stated in _SHIFTED):
        names = dict.fromkeys(str(rows.columns[place]) for place in (columns.first, columns.second))
        raise InputError(
            f"{what} ({', '.join(names)}): the names speak of {speaks}, stated is {stated or 'nothing'}; "
            f'say coordinates = "{speaks}" or rename the columns',
            code="H020",
        )


def _cells(rows: pd.DataFrame, columns: NamedColumns) -> tuple[list[str], list[str]]:
    """Give the texts of both columns; a pair is parted at its comma or other mark."""
    if columns.axis is not Axis.PAIR:
        return _texts(rows, columns.first), _texts(rows, columns.second)
    return _parted(_texts(rows, columns.first))


def _parted(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    pairs = [_pair(cell) for cell in cells]
    return [one for one, _ in pairs], [two for _, two in pairs]


def _pair(cell: str) -> tuple[str, str]:
    bare = _WORDS.sub("", cell).strip().strip("[]()（）【】")
    for mark in _MARKS:
        parts = [part for part in bare.split(mark) if part.strip()]
        if len(parts) == 2:  # noqa: PLR2004 - a pair is two
            return parts[0], parts[1]
    return bare, bare  # unreadable, and seen as it is


def _texts(rows: pd.DataFrame, place: int) -> list[str]:
    return rows.iloc[:, place].fillna("").astype(str).tolist()


def _are_degrees(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether columns named x and y can only be degrees in China, in either order."""
    (x, _), (y, _) = angles(first), angles(second)
    return in_china(x, y) or in_china(y, x)


def _mostly_degrees(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether most readable rows lie within the range of degrees, not all of them on whole ones."""
    (x, _), (y, _) = angles(first), angles(second)
    read = np.isfinite(x) & np.isfinite(y)
    if not read.any():
        return False
    x, y = x[read], y[read]
    inside = (np.abs(x) <= _MAX_LON) & (np.abs(y) <= _MAX_LAT)
    broken = (x % 1 != 0) | (y % 1 != 0)
    return bool(inside.mean() > _HALF and broken.any())


def _by_content(rows: pd.DataFrame, what: str) -> NamedColumns:
    """Take two columns that can only be longitude and latitude in China; refuse none and several."""
    lons, lats, pairs = [], [], []
    for place in range(rows.shape[1]):
        cells = [cell for cell in _texts(rows, place) if cell.strip()]
        values, _ = angles(cells)
        fine = [len(cell.partition(".")[2]) >= _FEWEST_DECIMALS or "°" in cell for cell in cells]
        if not cells or np.mean(fine) < _MOST:
            continue
        if np.isfinite(values).mean() >= _MOST:
            as_lat, as_lon = could_be_lat_lon(values)
            lons += [place] * (as_lon >= _MOST)
            lats += [place] * (as_lat >= _MOST)
        elif _is_pair(cells):
            pairs.append(place)
    if len(lons) == 1 and len(lats) == 1 and not pairs:
        return NamedColumns(axis=Axis.LON, system="", first=lons[0], second=lats[0])
    if len(pairs) == 1 and not (lons and lats):
        return NamedColumns(axis=Axis.PAIR, system="", first=pairs[0], second=pairs[0])
    if (lons and lats) or pairs:
        several = named([str(rows.columns[place]) for place in sorted({*lons, *lats, *pairs})])
        raise InputError(f"{what}: several columns could be coordinates ({several}); {ASK}", code="H012")
    raise NoPlacesError(
        f"{what}: no coordinate columns among {named([str(name) for name in rows.columns])}; "
        "name them lon and lat, or x and y with --crs",
        code="H012",
    )


def _refuse_headless(rows: pd.DataFrame, columns: NamedColumns, what: str) -> None:
    """Refuse a table without a head: its first row would be lost as names."""
    names = [str(rows.columns[place]) for place in (columns.first, columns.second)]
    if any(angle(name) is not None or None not in map(angle, _pair(name)) for name in names):
        raise InputError(
            f"{what} (row 1): the table has no head ({named(names, 2)} stand in its place); "
            "put a row of column names on top",
            code="H012",
        )


def _is_pair(cells: Sequence[str]) -> bool:
    (x, _), (y, _) = (angles(half) for half in _parted(cells))
    read = np.isfinite(x) & np.isfinite(y)
    return bool(read.mean() >= _MOST) and (in_china(x, y) or in_china(y, x))


def _refuse_unlike_columns(
    rows: pd.DataFrame,
    columns: NamedColumns,
    what: str,
    chosen: tuple[list[str], list[str]],
    *,
    geographic: bool,
) -> None:
    """Refuse where other columns of the same meaning say something else."""
    if not columns.others:
        return
    known = [_numbers(cells, geographic=geographic) for cells in chosen]
    margin = _SAME_DEGREES if geographic else _SAME_METRES
    for place in columns.others:
        cells = _texts(rows, place)
        if columns.axis is Axis.PAIR:
            cells, _ = _parted(cells)
        values = _numbers(cells, geographic=geographic)
        if not any(np.allclose(values, one, rtol=0, atol=margin, equal_nan=True) for one in known):
            places = sorted({columns.first, columns.second, *columns.others})
            several = named([str(rows.columns[one]) for one in places])
            raise InputError(
                f"{what}: several columns could be coordinates ({several}) and differ; {ASK}", code="H012"
            )


def _numbers(cells: Sequence[str], *, geographic: bool) -> np.ndarray:
    return angles(cells)[0] if geographic else plane_numbers(cells)
