"""The positions of rows: degrees or metres, in which order, and why some rows have none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.errors import InputError
from gis.findings import Finding

from .angles import angles, packed_angles, plane_numbers
from .coordinate_names import Axis
from .coordinate_ranges import (
    EITHER_WAY,
    NORTH_FIRST,
    in_china,
    inside_china,
    looks_cut_from_seconds,
    swapped_in_plane,
    way_of,
)
from .table_rows import listed

_MAX_LON, _MAX_LAT = 180.0, 90.0
_HALF = 0.5
ASK = "name the two in `fields` (lon and lat, or x and y)"

Faults = dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Two columns of texts, what their names say, the rows' numbers, and whether the order was stated."""

    what: str
    axis: Axis
    system: str
    names: tuple[str, str]
    first: Sequence[str]
    second: Sequence[str]
    numbers: Sequence[int]
    stated: bool

    def turned(self) -> "Columns":
        """Give the two in the other order."""
        return Columns(
            what=self.what,
            axis=self.axis,
            system=self.system,
            names=(self.names[1], self.names[0]),
            first=self.second,
            second=self.first,
            numbers=self.numbers,
            stated=self.stated,
        )

    @property
    def title(self) -> str:
        """Name both for a message, one name once."""
        return ", ".join(dict.fromkeys(self.names))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """
    Positions of rows: NaN where a row has none, then `faults` (by place) says why and shows what was seen.

    `system` is what names speak of: "", wgs84, gcj02, bd09, xian80 or beijing54.
    """

    x: np.ndarray
    y: np.ndarray
    geographic: bool
    system: str
    names: tuple[str, str]
    faults: Faults
    findings: tuple[Finding, ...]


def places_in_degrees(columns: Columns) -> Places:
    """
    Read longitude and latitude.

    Raises `InputError` H021 where at least as many rows are swapped, or in no
    degrees, as are sound: a sound minority does not stand for a file.
    """
    findings = []
    lon, lat, sides, packed = _angles(columns)
    open_order = columns.axis in {Axis.X, Axis.Y, Axis.PAIR} and not columns.stated
    if packed:
        findings.append(Finding(code="H122", values={"columns": columns.title}))
    if open_order and in_china(lat, lon):
        columns = columns.turned()
        lon, lat, sides = lat, lon, (sides[1], sides[0])
        column = columns.names[1] + (" (first part)" if columns.axis is Axis.PAIR else "")
        findings.append(
            Finding(code="H114", values={"column": column, "axis": "latitude", "axis_zh": "纬度"})
        )
    elif columns.axis in {Axis.X, Axis.Y}:
        findings.append(Finding(code="H115", values={"columns": columns.title}))
    good, reasons = _judged_degrees(lon, lat, sides)
    faults = _faults(columns, good, reasons)
    lon, lat = np.where(good, lon, np.nan), np.where(good, lat, np.nan)
    _refuse_swapped(faults, lon, lat, columns)
    if looks_cut_from_seconds(lon, lat, columns.first, columns.second) and not packed:
        findings.append(Finding(code="H123", values={"columns": columns.title}))
    return _places(columns, lon, lat, faults, findings, geographic=True)


def places_in_metres(columns: Columns) -> Places:
    """
    Read easting and northing; of columns called x and y the magnitude tells which is which.

    In Chinese surveying X is the northing. Raises `InputError` H021 where columns
    called easting and northing have each other's magnitude, or where both columns
    of x and y have that of one axis.
    """
    findings = []
    x, y = plane_numbers(columns.first), plane_numbers(columns.second)
    way = "" if columns.stated else way_of(x, y)
    if way == NORTH_FIRST and columns.axis is Axis.EAST:
        raise InputError(
            f"{columns.what} ({columns.title}): easting and northing look swapped by their magnitude; "
            f"swap the two columns, or {ASK}",
            code="H021",
        )
    if way == NORTH_FIRST:
        x, y, columns = y, x, columns.turned()
        values = {"column": columns.names[1], "axis": "northing", "axis_zh": "北坐标"}
        findings.append(Finding(code="H114", values=values))
    elif way == EITHER_WAY and columns.axis is not Axis.EAST:
        raise InputError(
            f"{columns.what} ({columns.title}): their magnitude does not tell easting from northing; {ASK}",
            code="H021",
        )
    read = np.isfinite(x) & np.isfinite(y)
    usual = way_of(x, y, share=_HALF) not in {"", EITHER_WAY}
    zero = read & usual & ((x == 0) | (y == 0))
    swapped = read & swapped_in_plane(x, y) & (usual and not columns.stated)
    good = read & ~zero & ~swapped
    faults = _faults(columns, good, (("unreadable", ~read), ("zero", zero), ("swapped", swapped)))
    x, y = np.where(good, x, np.nan), np.where(good, y, np.nan)
    return _places(columns, x, y, faults, findings, geographic=False)


def _places(  # noqa: PLR0913 - what a reading gives
    columns: Columns,
    x: np.ndarray,
    y: np.ndarray,
    faults: Faults,
    findings: list[Finding],
    *,
    geographic: bool,
) -> Places:
    return Places(
        x=x,
        y=y,
        geographic=geographic,
        system=columns.system,
        names=columns.names,
        faults=faults,
        findings=tuple(findings),
    )


def _angles(
    columns: Columns,
) -> tuple[np.ndarray, np.ndarray, tuple[tuple[str, ...], tuple[str, ...]], bool]:
    """Read both columns; numbers without points or marks are packed angles if all of them can be."""
    packed = (packed_angles(columns.first), packed_angles(columns.second))
    one, two = packed
    if one is not None and two is not None and (in_china(one, two) or in_china(two, one)):
        return one, two, ((), ()), True
    (lon, lon_sides), (lat, lat_sides) = angles(columns.first), angles(columns.second)
    return lon, lat, (lon_sides, lat_sides), False


def _judged_degrees(
    lon: np.ndarray, lat: np.ndarray, sides: tuple[Sequence[str], Sequence[str]]
) -> tuple[np.ndarray, tuple[tuple[str, np.ndarray], ...]]:
    """Part the rows with a place on earth from the others, which are marked by reason."""
    with np.errstate(invalid="ignore"):
        inside = (np.abs(lon) <= _MAX_LON) & (np.abs(lat) <= _MAX_LAT)
        swapped = ~inside & (np.abs(lat) <= _MAX_LON) & (np.abs(lon) <= _MAX_LAT)
    read = np.isfinite(lon) & np.isfinite(lat)
    usual = in_china(lon, lat, share=_HALF)
    zero = read & (((lon == 0) & (lat == 0)) | (usual & ((lon == 0) | (lat == 0))))
    swapped |= usual & read & inside_china(lat, lon)  # 80 N 40 E is in the Arctic, 80 E 40 N at home
    for axis, letters in zip(("lon", "lat"), sides, strict=True):
        if letters:
            swapped |= np.array([letter not in {"", axis} for letter in letters], dtype=bool)
    reasons = (("unreadable", ~read), ("zero", zero), ("swapped", swapped), ("not in degrees", ~inside))
    return read & inside & ~zero & ~swapped, reasons


def _faults(columns: Columns, good: np.ndarray, reasons: Sequence[tuple[str, np.ndarray]]) -> Faults:
    """Say of each row without a place why, by the first reason that fits, and show what was seen."""
    faults = {}
    for place in np.flatnonzero(~good).tolist():
        first, second = columns.first[place].strip(), columns.second[place].strip()
        fitting = next((reason for reason, marked in reasons if marked[place]), "unreadable")
        faults[place] = (fitting if first and second else "blank", f"{first}, {second}".strip(", "))
    return faults


def _refuse_swapped(faults: Faults, lon: np.ndarray, lat: np.ndarray, columns: Columns) -> None:
    """Refuse where half of the rows or more are swapped, or in no degrees."""
    swapped = [columns.numbers[place] for place, (reason, _) in faults.items() if reason == "swapped"]
    off = [columns.numbers[place] for place, (reason, _) in faults.items() if reason == "not in degrees"]
    good = int(np.isfinite(lon).sum())
    if in_china(lat, lon, share=_HALF) and not inside_china(lon, lat).any():
        swapped += [columns.numbers[place] for place in np.flatnonzero(np.isfinite(lon)).tolist()]
        good = 0
    if swapped and len(swapped) >= max(good, len(off)):
        raise InputError(
            f"{columns.what} (rows {listed(swapped)}, {columns.title}): longitude and latitude are swapped "
            f"({len(swapped)} rows with each in the other's column); swap the two columns",
            code="H021",
        )
    if off and len(off) + len(swapped) >= good:
        raise InputError(
            f"{columns.what} (rows {listed(off)}, {columns.title}): {len(off)} rows are not in degrees; "
            "name the columns x and y and state --crs",
            code="H021",
        )
