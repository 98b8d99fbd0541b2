"""Ground at the door: what several polygons of a layer cover, what none covers, and slivers."""

import geopandas as gpd
import numpy as np
import shapely

from gis.topology import gaps, narrowly_apart, overlaps, slivers, whole_ground

from .catalogue import CATALOGUE
from .ledger import Ledger, rows_of
from .spec import POLYGONS


def tell_ground(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Tell overlaps, gaps and slivers of a polygon layer in a metric plane; shares count each spot once."""
    if not frame.geom_type.isin(POLYGONS).any():
        return
    shapes = frame.geometry.to_numpy()
    try:
        _tell_overlaps(frame, shapes, book)
        whole = whole_ground(shapes)
        _tell_gaps(frame, shapes, whole, book)
        _tell_seams(frame, shapes, whole, book)
    except shapely.errors.GEOSException as fault:
        book.alarm("H189", reason=str(fault).partition(":")[0])
    thin = slivers(shapes)
    if thin.any():
        area_m2 = float(shapely.area(shapes[thin]).sum())
        values = {"count": int(thin.sum()), "sliver_m2": area_m2}
        book.tell("H194", values, rows=rows_of(frame, thin), area_m2=area_m2)


def _tell_overlaps(frame: gpd.GeoDataFrame, shapes: np.ndarray, book: Ledger) -> None:
    """Measure the ground under several polygons: every figure counts it once."""
    found = overlaps(shapes)
    if found.ground_m2 <= 0:
        return
    values: dict[str, object] = {
        "overlap_m2": found.ground_m2,
        "pairs": len(found.pairs),
        "largest_m2": float(found.pair_m2.max(initial=0.0)),
        "largest_rows": " + ".join(map(str, rows_of(frame, found.pairs[0]))) if len(found.pairs) else "",
    }
    rows = rows_of(frame, np.unique(found.pairs))
    book.tell("H034", values, rows=rows, area_m2=found.ground_m2)


def _tell_gaps(frame: gpd.GeoDataFrame, shapes: np.ndarray, whole: shapely.Geometry, book: Ledger) -> None:
    """Tell enclosed ground that none covers: any in layers meant to cover all ground, else slivers only."""
    covers_all = book.spec.covers_all and CATALOGUE.get(book.spec.name) == book.spec
    found = gaps(shapes, only_slivers=not covers_all, whole=whole)
    if not len(found.gaps):
        return
    area_m2 = float(found.gap_m2.sum())
    values = {"count": len(found.gaps), "gap_m2": area_m2, "largest_m2": float(found.gap_m2.max())}
    book.tell("H188", values, rows=rows_of(frame, found.neighbours), area_m2=area_m2)


def _tell_seams(frame: gpd.GeoDataFrame, shapes: np.ndarray, whole: shapely.Geometry, book: Ledger) -> None:
    """Note shapes that run along each other without touching: gaps that are open at their ends."""
    pairs, along_m = narrowly_apart(shapes, whole=whole)
    if len(pairs):
        book.alarm("H036", rows=rows_of(frame, np.unique(pairs)), pairs=len(pairs), along_m=along_m)
