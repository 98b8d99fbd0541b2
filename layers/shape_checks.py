"""Shapes at the door: the missing counted, collections opened, kinds held apart, the broken repaired."""

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import GeometryError
from gis.geometry import REPAIR_METHOD, Repair, null_rows, opened, repair
from gis.plane import local_plane
from gis.tabular.tables import listed

from .ledger import Ledger, rows_of
from .spec import POLYGONS

_MAX_MOVED_SHARE = 0.001  # RELIABILITY 2: more than 0.1 % of a layer's area moved by repair is refused
_SHAPE_FAMILIES = {
    "MultiPoint": "Point",
    "MultiLineString": "LineString",
    "LinearRing": "LineString",
    "MultiPolygon": "Polygon",
}


def with_shapes(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Leave out rows without a usable shape; refuse where they are most rows, or bound other figures."""
    book.require_rows(frame)
    broken = null_rows(frame)
    if broken.any() and not broken.all() and "H030" not in book.accepted:
        rows = rows_of(frame, broken)
        bounding = book.spec.bounds and (frame.geom_type[~broken].isin(POLYGONS)).any()
        why = "the layer bounds other figures" if bounding else "these are most of its rows"
        if bounding or broken.sum() * 2 > len(frame):
            raise GeometryError(
                f"{book.name} (rows {listed(rows)}): no usable geometry ({len(rows)} of {len(frame)} rows), "
                f"and {why}; mend or delete these rows",
                code="H030",
            )
    frame = book.skip_broken(frame, broken, "no usable geometry", "没有可用的图形")
    book.require_rows(frame)
    collected = (frame.geom_type == "GeometryCollection").to_numpy()
    if collected.any():
        shapes, single = opened(frame.geometry.to_numpy())
        frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
        if (collected & single).any():
            book.alarm("H184", rows=rows_of(frame, collected & single), count=int((collected & single).sum()))
    return frame


def require_one_kind(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Refuse mixed kinds, and kinds that the layer is not made of."""
    kinds = set(frame.geom_type.unique())
    families = {_SHAPE_FAMILIES.get(kind, kind) for kind in kinds}
    wanted_families = {_SHAPE_FAMILIES.get(kind, kind) for kind in book.spec.geometry}
    if not families <= wanted_families or len(families) > 1:
        counts = frame.geom_type.value_counts()
        held = ", ".join(f"{counts[kind]} {kind}" for kind in sorted(kinds))
        fitting = sorted(families & wanted_families)
        name = book.statement.layer or book.path.stem
        mend = f"one kind a layer: split it, or take one with --layer {name}/{fitting[-1]}" if fitting else ""
        raise GeometryError(
            f"{book.name}: holds {held}; {book.spec.title} needs {' or '.join(sorted(wanted_families))}, "
            + (mend or "give a layer of that kind"),
            code="H011",
        )


def mended(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Drop heights, take multipoints of one point, repair what is invalid and say what that moved."""
    if frame.geometry.has_z.any() or shapely.has_m(frame.geometry.to_numpy()).any():
        frame = frame.set_geometry(frame.geometry.force_2d())
        book.alarm("H035")
    if (frame.geom_type == "MultiPoint").any():
        frame = _single_points(frame, book)
    done = _repaired(frame, book)
    if not len(done.repaired):
        return frame
    rows = rows_of(frame, done.repaired)
    before_m2 = _raw_area_m2(frame.geometry.iloc[done.repaired])
    after_m2 = _raw_area_m2(done.shapes.iloc[done.repaired])
    if done.moved_share > _MAX_MOVED_SHARE and "H032" not in book.accepted:
        raise GeometryError(
            f"{book.name} (rows {listed(rows)}): repair of {len(rows)} invalid shapes moves "
            f"{done.moved_share:.2%} of the layer's area (these shapes: {before_m2:.1f} m2 before, "
            f"{after_m2:.1f} m2 after); repair them in a GIS, or --accept H032",
            code="H032",
        )
    values = {
        "count": len(rows),
        "method": REPAIR_METHOD,
        "moved": done.moved_share,
        "before_m2": before_m2,
        "after_m2": after_m2,
    }
    book.tell("H031", values, rows=rows, area_m2=after_m2, accepted_as="H032")
    if done.lost_parts:
        book.alarm("H185", count=done.lost_parts)
    frame = frame.set_geometry(done.shapes)
    collapsed = frame.geometry.is_empty.to_numpy()
    book.repaired = len(rows) - int(collapsed.sum())
    frame = book.skip_broken(frame, collapsed, "nothing left after repair", "修复后退化，没有剩余图形")
    book.require_rows(frame)
    return frame


def _repaired(frame: gpd.GeoDataFrame, book: Ledger) -> Repair:
    try:
        return repair(frame.geometry)
    except shapely.errors.GEOSException as fault:  # of memory too: a tangle has corners without number
        broken = ~shapely.is_valid(frame.geometry.to_numpy())
        raise GeometryError(
            f"{book.name} (rows {listed(rows_of(frame, broken))}): too tangled to be repaired; "
            "draw these shapes again",
            code="H030",
        ) from fault


def _raw_area_m2(shapes: gpd.GeoSeries) -> float:
    """Measure shapes as they are, invalid ones too, in an equal-area plane: a bow-tie's halves cancel."""
    there = shapes[~shapes.is_empty]
    return 0.0 if there.empty else float(np.sum(there.to_crs(local_plane(there)).area))


def _single_points(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    several = shapely.get_num_geometries(frame.geometry.to_numpy()) > 1
    if several.any():
        raise GeometryError(
            f"{book.name} (rows {listed(rows_of(frame, several))}): holds multipoints; "
            "split them into one point a row",
            code="H011",
        )
    return frame.set_geometry(frame.geometry.explode(index_parts=False))
