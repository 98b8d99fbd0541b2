"""Class areas of zones from polygons, by overlay in a local equal-area plane."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.areal import Areal
from gis.plane import local_plane, to_plane
from layers.layer import Layer

from .land_codes import CountedCodes
from .zone_share import ZoneShare

_ROUNDING = 1e-9  # of a zone: less ground than that is no gap


def polygon_shares(
    cover: Layer, zones: gpd.GeoDataFrame, counted: CountedCodes, codes: pd.Series
) -> tuple[ZoneShare, ...]:
    """
    Cut polygons by zones; shapes of one class that overlap count once.

    `codes` are the plain codes of the polygons, a row each. Ground that no polygon
    covers is unknown where the layer is meant to cover all ground (a land-use layer),
    and is "not" where it shows one thing only.
    """
    plane = local_plane(zones.geometry)
    shapes = to_plane(cover.frame.geometry, plane).to_numpy()
    tree = shapely.STRtree(shapes)
    bare_is_unknown = counted.classes is not None and cover.spec.covers_all
    grounds = to_plane(zones.geometry, plane).to_numpy()
    shares = [
        _polygon_share(str(name), ground=ground, shapes=shapes, codes=codes, tree=tree, counted=counted)
        for name, ground in zip(zones["name"], grounds, strict=True)
    ]
    if bare_is_unknown:
        shares = [replace(share, unknown_m2=share.unknown_m2 + _bare_m2(share)) for share in shares]
    return tuple(shares)


def _polygon_share(  # noqa: PLR0913 - one zone against one prepared cover
    name: str,
    *,
    ground: Areal,
    shapes: np.ndarray,
    codes: pd.Series,
    tree: shapely.STRtree,
    counted: CountedCodes,
) -> ZoneShare:
    hits = np.sort(tree.query(ground, predicate="intersects"))
    pieces = shapely.intersection(shapes[hits], ground)
    found = codes.iloc[hits].to_numpy(dtype=object)
    areas = {str(code): _union_m2(pieces[found == code]) for code in dict.fromkeys(found)}
    yes = np.array([bool(code) and counted.counts(code) for code in found], dtype=bool)
    may = np.array([bool(code) and counted.may_count(code) for code in found], dtype=bool)
    unknown = np.array([counted.is_unknown(str(code)) for code in found], dtype=bool)
    class_m2 = _union_m2(pieces[yes])
    with_maybe = _union_m2(pieces[yes | may])
    unlisted_m2 = _union_m2(pieces[yes | may | unknown]) - with_maybe
    return ZoneShare(
        name=name,
        class_m2=class_m2,
        maybe_m2=with_maybe - class_m2,
        unknown_m2=unlisted_m2,
        unlisted_m2=unlisted_m2,
        covered_m2=_union_m2(pieces),
        total_m2=ground.area,
        classes={code: area for code, area in areas.items() if code},
    )


def _bare_m2(share: ZoneShare) -> float:
    bare_m2 = share.total_m2 - share.covered_m2
    return bare_m2 if bare_m2 > _ROUNDING * share.total_m2 else 0.0


def _union_m2(pieces: np.ndarray) -> float:
    return float(shapely.area(shapely.union_all(pieces))) if len(pieces) else 0.0
