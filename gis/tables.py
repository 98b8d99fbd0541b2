"""Tables with coordinates: find the columns, read the numbers, count what cannot be read."""

import ast
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from . import text_encoding
from .crs import WGS84, datum_of_degrees
from .errors import InputError
from .features import ListColumns, RawFeatures, ReadRequest

# Columns by the system that their names speak of; "" where a name speaks of none.
_DEGREES = {
    "wgs84": (("wgs84_lng", "wgs_lng", "wgs84_lon", "wgs_lon"), ("wgs84_lat", "wgs_lat")),
    "": (("lon", "lng", "long", "longitude", "经度", "stop_lon"), ("lat", "latitude", "纬度", "stop_lat")),
    "gcj02": (("gcj02_lng", "gcj_lng", "gcj02_lon", "gcj_lon"), ("gcj02_lat", "gcj_lat")),
    "bd09": (("bd09_lng", "bd_lng", "bd09_lon", "bd_lon"), ("bd09_lat", "bd_lat")),
}
_X = ("x", "east", "easting", "横坐标", "东坐标", "y坐标(东)")
_Y = ("y", "north", "northing", "纵坐标", "北坐标")
_PAIR = ("location", "坐标", "经纬度")
_MAX_LON, _MAX_LAT = 180.0, 90.0
_LITERAL_FAULTS = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def read_text_table(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read a delimited table whose rows have coordinates.

    Columns are found by name (lon/lat, x/y, or one `lng,lat` text). Rows whose
    coordinates cannot be read, or are 0, 0, keep an empty shape, so that the door
    counts them. With `lists` each row is a line of stops and gives one row a stop.
    Names such as `gcj02_lng` must agree with the stated `coordinates`.
    """
    lists, coordinates = request.lists, request.coordinates
    rows, found = read_rows(path, encoding=request.encoding)
    if lists is not None:
        rows = _unrolled(rows, lists, path.name)
        lon, lat = _pair(rows, "location", path.name)
        geographic = True
    else:
        lon, lat, geographic = _coordinates(rows, path.name, coordinates)
    usable = usable_degrees(lon, lat) if geographic else np.isfinite(lon) & np.isfinite(lat)
    shapes = gpd.points_from_xy(lon, lat)
    shapes[~usable] = None
    frame = gpd.GeoDataFrame(rows.rename(columns={"geometry": "geometry_in_file"}), geometry=shapes)
    if geographic:
        frame = frame.set_crs(WGS84 if coordinates == "wgs84" else datum_of_degrees(lon[usable], lat[usable]))
    return RawFeatures(
        frame=frame,
        format="CSV",
        layer=None,
        crs=frame.crs,
        crs_by="longitude and latitude columns (in China CGCS2000 unless `coordinates` says otherwise)"
        if geographic
        else "",
        encoding=found.name,
        encoding_by=found.by,
        read=len(frame),
    )


def read_rows(path: Path, *, encoding: str | None = None) -> tuple[pd.DataFrame, text_encoding.Encoding]:
    """Read a delimited table as text; ragged rows are refused by their number."""
    raw = path.read_bytes()
    if not raw.strip():
        raise InputError(f"{path.name}: the table is empty; export it again", code="H010")
    text, found = text_encoding.decoded_file(raw, what=path.name, stated=encoding)
    if "\0" in text:
        raise InputError(f"{path.name}: holds NUL characters, not a text table; save it as CSV", code="H004")
    return parsed(text, path.name), found


def _cells(text: str, what: str) -> list[list[str]]:
    """Split a text into rows of cells, empty lines left out; an open quote would swallow what follows it."""
    csv.field_size_limit(10_000_000)
    head = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [row for row in reader if row]
    except csv.Error as fault:
        raise InputError(
            f"{what} (line {reader.line_num}): {fault}; mend the quotation marks", code="H015"
        ) from fault


def _unrolled(rows: pd.DataFrame, lists: ListColumns, what: str) -> pd.DataFrame:
    for column in (lists.name, lists.position):
        require_column(rows.columns, column, what)
    taken = {lists.name: "name", lists.position: "location"}
    cells = rows.assign(**{column: rows[column].map(_list) for column in taken})
    unequal = [
        int(number)
        for number, names, places in zip(rows.index, *(cells[column] for column in taken), strict=True)
        if names is None or places is None or len(names) != len(places)
    ]
    if unequal:
        raise InputError(
            f"{what} (rows {listed(unequal)}): names and positions are not lists of one length", code="H015"
        )
    kept = {name: f"{name}_in_file" for name in taken.values() if name in rows and name not in taken}
    unrolled = cells.explode(list(taken)).rename(columns=kept | taken)
    unrolled.index = pd.RangeIndex(1, len(unrolled) + 1)
    return unrolled


def _list(cell: object) -> list[object] | None:
    """Read the text of a Python list; None where it is none."""
    try:
        read = ast.literal_eval(str(cell))
    except _LITERAL_FAULTS:
        return None
    return read if isinstance(read, list) else None


def _coordinates(rows: pd.DataFrame, what: str, stated: str | None) -> tuple[np.ndarray, np.ndarray, bool]:
    if degrees := _degree_columns(rows.columns, what, stated):
        x, y = _numbers(rows[degrees[0]]), _numbers(rows[degrees[1]])
        _refuse_swapped(x, y, what, degrees)
        return x, y, True
    if pair := _column(rows.columns, _PAIR):
        return *_pair(rows, pair, what), True
    x_name, y_name = _column(rows.columns, _X), _column(rows.columns, _Y)
    if x_name and y_name:
        return _numbers(rows[x_name]), _numbers(rows[y_name]), False
    listing = ", ".join(map(str, rows.columns[:12]))
    raise InputError(
        f"{what}: no coordinate columns among {listing}; name them lon and lat, or x and y with --crs",
        code="H012",
    )


def _degree_columns(names: pd.Index, what: str, stated: str | None) -> tuple[str, str] | None:
    """Find longitude and latitude; names that speak of another system than was stated are refused."""
    found = {
        system: (lon, lat)
        for system, (lons, lats) in _DEGREES.items()
        if (lon := _column(names, lons)) and (lat := _column(names, lats))
    }
    wanted = (stated, "") if stated in {"gcj02", "bd09"} else ("wgs84", "")
    chosen = next((found[system] for system in wanted if system in found), None)
    if chosen is None and found:
        system, columns = next(iter(found.items()))
        raise InputError(
            f"{what} ({', '.join(columns)}): the names speak of {system}, stated is {stated or 'nothing'}; "
            f'say coordinates = "{system}" or rename the columns',
            code="H020",
        )
    return chosen


def _pair(rows: pd.DataFrame, column: str, what: str) -> tuple[np.ndarray, np.ndarray]:
    split = rows[column].astype("string").str.strip().str.split(r"[,，]", n=1, expand=True, regex=True)
    split = split.reindex(columns=[0, 1])
    x, y = _numbers(split[0]), _numbers(split[1])
    _refuse_swapped(x, y, what, (column, column))
    return x, y


def _column(names: Sequence[str] | pd.Index, wanted: tuple[str, ...]) -> str | None:
    lowered = {str(name).strip().lower(): str(name) for name in names}
    return next((lowered[name] for name in wanted if name in lowered), None)


def _numbers(column: pd.Series) -> np.ndarray:
    values = pd.to_numeric(column.astype("string").str.strip(), errors="coerce")
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))


def _refuse_swapped(lon: np.ndarray, lat: np.ndarray, what: str, columns: tuple[str, str]) -> None:
    with np.errstate(invalid="ignore"):
        impossible = (np.abs(lat) > _MAX_LAT) & (np.abs(lon) <= _MAX_LAT)
        off_earth = ((np.abs(lat) > _MAX_LAT) | (np.abs(lon) > _MAX_LON)) & ~impossible
    if impossible.any():
        raise InputError(
            f"{what} ({columns[0]}, {columns[1]}): longitude and latitude are swapped "
            f"({int(impossible.sum())} rows with a latitude above 90); swap the two columns",
            code="H021",
        )
    if off_earth.any():
        raise InputError(
            f"{what} ({columns[0]}, {columns[1]}): {int(off_earth.sum())} rows are not in degrees; "
            "name the columns x and y and state --crs",
            code="H021",
        )


def parsed(text: str, what: str) -> pd.DataFrame:
    """Split the text of a table under its heads; blank cells are missing, ragged rows are refused."""
    rows = _cells(text, what)
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


def listed(rows: Sequence[int], most: int = 5) -> str:
    """Name the first few row numbers."""
    return ", ".join(map(str, rows[:most])) + (" …" if len(rows) > most else "")


def require_column(names: Sequence[str] | pd.Index, wanted: str, what: str) -> None:
    """Refuse a missing column with the nearest names."""
    if wanted in names:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - needed only to word a refusal

    texts = [str(name) for name in names if str(name) != "geometry"]
    near = get_close_matches(wanted, texts, n=3, cutoff=0.5) or texts[:8]
    raise InputError(f"{what}: no column '{wanted}'; nearest are {', '.join(near)}", code="H012")
