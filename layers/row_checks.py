"""Rows at the door: those that are wanted, rows drawn twice, merged ones, and unique identifiers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import GeometryError
from gis.features import RawFeatures
from gis.tabular import tables
from gis.topology import same_shapes

from .catalogue import BUS_STOP
from .ledger import Ledger, rows_of
from .merging import merge_rows

_LARGEST_EXACT = 2.0**53  # whole numbers beyond are not told apart in a double
# Numbers that programs give to rows: two rows that differ only in them are one row twice.
ROW_NUMBERS = frozenset(["id", "fid", "fid_1", "ogc_fid", "objectid", "objectid_1", "gid", "rowid", "index"])


def wanted(frame: gpd.GeoDataFrame, raw: RawFeatures, book: Ledger) -> gpd.GeoDataFrame:
    """Keep the rows that the user (or the timetable) means; columns answer to both their names."""
    for column, values in book.statement.where.items():
        source = frame if column in frame else raw.frame
        tables.require_column(source.columns, column, book.name)
        keep = as_text(source.loc[frame.index, column]).isin(values).to_numpy(dtype=bool)
        frame = book.skip(frame, ~keep, f"where {column} is not {'/'.join(values)}")
    return _served(frame, book) if raw.format == "GTFS" else frame


def _served(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Keep the stops of a timetable that count: for the layer of bus stops those where a bus calls."""
    frame = book.skip(frame, ~frame["boarding"].to_numpy(dtype=bool), "station or entrance, not a stop")
    idle = ~frame["served"].to_numpy(dtype=bool)
    if idle.any():
        book.alarm("H062", rows=rows_of(frame, idle), count=int(idle.sum()))
    frame = book.skip(frame, idle, "no trip calls here")
    buses_only = book.spec.name == BUS_STOP.name
    other = ~frame["bus"].to_numpy(dtype=bool)
    if other.any():
        types = sorted({code for codes in frame["route_types"][other] for code in codes.split(",")}, key=int)
        values = {"count": int(other.sum()), "buses": int((~other).sum()), "types": ", ".join(types)}
        book.tell("H252" if buses_only else "H253", values, rows=rows_of(frame, other))
    if buses_only:
        frame = book.skip(frame, other, "no bus calls here")
    days = frame["bus_ended" if buses_only else "ended"]
    ended = (days != "").to_numpy(dtype=bool)
    if ended.any():
        book.alarm("H250", rows=rows_of(frame, ended), count=int(ended.sum()), last=str(days.max()))
    return frame.drop(columns=["boarding", "served", "bus", "ended", "bus_ended"])


def tell_duplicates(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Name rows that are drawn several times: wholly alike (counted twice in sums), or alike in shape."""
    if book.statement.merge is not None:
        return  # the merge says how many were alike
    groups = same_shapes(frame.geometry.to_numpy())
    twice = groups >= 0
    if not twice.any():
        return
    data = frame.drop(columns=frame.geometry.name)
    telling = [name for name in data if str(name).lower() not in ROW_NUMBERS] or list(data)
    texts = data.loc[twice, telling].astype("string").fillna("")
    alike = np.zeros(len(frame), dtype=bool)
    alike[twice] = texts.assign(**{"\0shape": groups[twice]}).duplicated(keep=False)
    _tell_alike(frame, alike, groups, "H186", book)
    _tell_alike(frame, twice & ~alike, groups, "H187", book)


def merged(frame: gpd.GeoDataFrame, book: Ledger) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries | None]:
    """Merge rows where the user said so; also give all positions that each row stands for."""
    rule = book.statement.merge
    if rule is None:
        return frame, None
    tables.require_column(frame.columns, rule.by, book.name)
    if not (frame.geom_type == "Point").all():
        raise GeometryError(
            f"{book.name}: only points are merged by {rule.by}; take `merge` out", code="H011"
        )
    done = merge_rows(frame, rule, stems=rule.stems)
    known = book.spec.field(rule.by)
    by_zh = known.title if known is not None else rule.by
    values = {"before": len(frame), "distinct": done.distinct, "after": len(done.members)}
    frame = book.skip(frame, ~done.keep, f"same {rule.by} within {rule.within_m:g} m, merged")
    book.tell("H051", values | {"by": rule.by, "by_zh": by_zh, "within_m": rule.within_m})
    return frame.assign(merged_rows=done.counts), done.members


def with_ids(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Give each row an identifier that no other has; repeated and missing ones get their row number."""
    rows = frame.index.astype(str)
    if "id" not in frame:
        return frame.assign(id=rows)
    _tell_rounded_ids(frame, book)
    ids = as_text(frame["id"])
    repeated = (ids.duplicated(keep=False) | (ids == "")).to_numpy(dtype=bool)
    if repeated.any():
        where = rows_of(frame, repeated)
        book.alarm("H052", rows=where, count=len(where))
        mark = "#"
        while (ids[repeated] + mark + rows[repeated]).isin(ids[~repeated]).any():
            mark += "#"  # a made identifier must not meet another row's own
        ids = ids.where(~repeated, ids + mark + rows)
    return frame.assign(id=ids)


def as_text(column: pd.Series) -> pd.Series:
    """Give values as text, missing ones as ""; whole numbers that a table keeps as floats lose their ".0"."""
    if pd.api.types.is_float_dtype(column) and (column.dropna().abs() < _LARGEST_EXACT).all():
        whole = (column.dropna() % 1 == 0).all()
        column = column.astype("Int64") if whole else column
    return column.astype("string").fillna("")


def _tell_rounded_ids(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Name identifiers that a table keeps as doubles too large to hold every digit."""
    if not pd.api.types.is_float_dtype(frame["id"]):
        return
    rounded = (frame["id"].abs() >= _LARGEST_EXACT).to_numpy(dtype=bool, na_value=False)
    if rounded.any():
        book.alarm("H190", rows=rows_of(frame, rounded), count=int(rounded.sum()))


def _tell_alike(
    frame: gpd.GeoDataFrame, marked: np.ndarray, groups: np.ndarray, code: str, book: Ledger
) -> None:
    if not marked.any():
        return
    places = len(np.unique(groups[marked]))
    area_m2 = float(shapely.area(frame.geometry.to_numpy()[marked]).sum())
    values = {"count": int(marked.sum()), "places": places}
    book.tell(code, values, rows=rows_of(frame, marked), area_m2=area_m2 or None)
