"""From a table under its head to rows with points, and what has to be told of it on the way."""

import ast
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import WGS84, datum_of_degrees
from gis.errors import InputError
from gis.features import ListColumns, NoPlacesError, RawFeatures, ReadRequest
from gis.findings import Finding
from gis.text_encoding import Encoding

from .cell_findings import told_of_cells, told_rounded, without_errors
from .coordinate_columns import places_of
from .coordinate_names import system_spoken_of
from .row_places import Places
from .table_head import HeadedTable, headed
from .table_rows import Grid, listed, require_column

_LITERAL_FAULTS = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)
_MOST_SEEN, _LONGEST_SEEN = 8, 40
_REASONS_ZH = {
    "blank": "空白",
    "unreadable": "无法读取",
    "zero": "为零",
    "swapped": "经纬度或东、北坐标对调",
    "not in degrees": "超出经纬度范围",
    "formula without a stored result": "公式没有存储结果",
}
_OLD_DATUMS = {"xian80": "Xi'an 1980", "beijing54": "Beijing 1954"}
_SHIFTED = {"gcj02": "GCJ-02", "bd09": "BD-09"}
_DEGREES_BY = "longitude and latitude columns (in China CGCS2000 unless `coordinates` says otherwise)"


def placed(  # noqa: PLR0913 - the cells, the request, and how they were read
    grid: Grid,
    request: ReadRequest,
    *,
    form: str,
    encoding: Encoding,
    layer: str | None = None,
    findings: tuple[Finding, ...] = (),
) -> RawFeatures:
    """
    Give a table's rows their points.

    Rows without a usable position keep an empty shape and are told with what was
    seen (H113); the door counts them. Raises `InputError` as `headed` and
    `places_of` do, and H013 where no row at all has a position.
    """
    lists = request.lists
    wanted = request.position or (() if lists is None else (lists.name, lists.position))
    table = headed(grid, stated=request.coordinates, wanted=wanted)
    rows, counted = without_errors(table.frame)
    told = [*findings, *table.findings, *counted, *told_of_cells(grid, table), *told_rounded(rows)]
    if lists is not None:
        rows = _unrolled(rows, lists, grid.what)
        pair = ("location", "location")  # the line's own columns do not stand in for its stops
        places, assumed = places_of(rows, None, grid.what, stated=request.coordinates, position=pair)
    else:
        places, assumed = places_of(
            rows, table.columns, grid.what, stated=request.coordinates, position=request.position
        )
    _refuse_notes_of_another_system(table, grid.what, request.coordinates)
    faults = _with_formulas(places, grid, table) if lists is None else places.faults
    told += [*assumed, *places.findings, *_told_faults(faults, rows, places, grid.what)]
    frame, by = _frame(rows, places, table, request.coordinates)
    return RawFeatures(
        frame=frame,
        format=form,
        layer=layer,
        crs=frame.crs,
        crs_by=by,
        encoding=encoding.name,
        encoding_by=encoding.by,
        read=len(frame) + sum(table.left_out.values()),
        left_out=table.left_out,
        findings=tuple(told),
    )


def _frame(
    rows: pd.DataFrame, places: Places, table: HeadedTable, stated: str | None
) -> tuple[gpd.GeoDataFrame, str]:
    """Build the points, with the datum of bare degrees; notes of an old datum leave it open."""
    usable = np.isfinite(places.x) & np.isfinite(places.y)
    shapes = gpd.points_from_xy(places.x, places.y)
    shapes[~usable] = None
    frame = gpd.GeoDataFrame(rows.rename(columns={"geometry": "geometry_in_file"}), geometry=shapes)
    if not places.geographic:
        return frame, ""
    old = _OLD_DATUMS.get(places.system) or _OLD_DATUMS.get(_spoken(table))
    if old is not None and stated is None:
        return frame, f"its names or notes speak of {old}, whose degrees are not those of CGCS2000"
    datum = WGS84 if stated == "wgs84" else datum_of_degrees(places.x[usable], places.y[usable])
    return frame.set_crs(datum), _DEGREES_BY


def _spoken(table: HeadedTable) -> str:
    return next(filter(None, map(system_spoken_of, (*table.above, *table.below))), "")


def _refuse_notes_of_another_system(table: HeadedTable, what: str, stated: str | None) -> None:
    spoken = _spoken(table)
    if spoken in _SHIFTED and stated is None:
        raise InputError(
            f"{what}: a line above or below the table speaks of {_SHIFTED[spoken]}, stated is nothing; "
            f'say coordinates = "{spoken}", or the true system',
            code="H020",
        )


def _with_formulas(places: Places, grid: Grid, table: HeadedTable) -> Mapping[int, tuple[str, str]]:
    """Say of blank coordinates that they are formulas which nobody has computed."""
    if not grid.empty_formulas:
        return places.faults
    empty = set(grid.empty_formulas)
    columns = [
        place
        for place, name in zip(table.places, table.frame.columns, strict=True)
        if str(name) in places.names
    ]
    return {
        place: ("formula without a stored result", seen)
        if any((table.numbers[place], column) in empty for column in columns)
        else (reason, seen)
        for place, (reason, seen) in places.faults.items()
    }


def _told_faults(
    faults: Mapping[int, tuple[str, str]], rows: pd.DataFrame, places: Places, what: str
) -> list[Finding]:
    if not faults:
        return []
    numbers = tuple(int(rows.index[place]) for place in faults)
    shown = [
        (number, _cut(seen), reason)
        for number, (reason, seen) in zip(numbers[:_MOST_SEEN], faults.values(), strict=False)
    ]
    more = " …" if len(numbers) > _MOST_SEEN else ""
    seen = "; ".join(f"row {number}: {text} ({reason})" for number, text, reason in shown) + more
    seen_zh = (
        "；".join(f"第 {number} 行：{text}（{_REASONS_ZH[reason]}）" for number, text, reason in shown) + more
    )
    columns = ", ".join(dict.fromkeys(places.names))
    if len(faults) == len(rows):
        formulas = any(reason.startswith("formula") for reason, _ in faults.values())
        blank = all(reason == "blank" for reason, _ in faults.values())
        kind = NoPlacesError if blank else InputError
        raise kind(
            f"{what} (rows {listed(numbers)}, {columns}): no row has usable coordinates ({seen[:300]}); "
            + ("open it in a spreadsheet program, let it compute, and save it" if formulas else "mend them"),
            code="H013",
        )
    values = {"count": len(faults), "columns": columns, "seen": seen, "seen_zh": seen_zh}
    return [Finding(code="H113", values=values, rows=numbers)]


def _cut(seen: str) -> str:
    plain = "".join(one if one.isprintable() else " " for one in seen)
    return f"'{plain[:_LONGEST_SEEN]}'" + (" …" if len(plain) > _LONGEST_SEEN else "")


def _unrolled(rows: pd.DataFrame, lists: ListColumns, what: str) -> pd.DataFrame:
    """Give one row a stop where each row holds a list of names and one of positions."""
    for column in (lists.name, lists.position):
        require_column(rows.columns, column, what)
    taken = {lists.name: "name", lists.position: "location"}
    cells = rows.assign(**{column: rows[column].map(_list) for column in taken})
    unequal = [
        int(number)
        for number, names, places in zip(rows.index, *(cells[column] for column in taken), strict=True)
        if not isinstance(names, list) or not isinstance(places, list) or len(names) != len(places)
    ]
    if unequal:
        raise InputError(
            f"{what} (rows {listed(unequal)}): names and positions are not lists of one length; mend them",
            code="H015",
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
