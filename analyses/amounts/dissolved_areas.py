"""How much ground polygons cover, each spot once, as far as they lie in a scope."""

import math

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from analyses.measurement import Measurement
from gis.geometry import areal
from gis.measure import ellipsoidal_area_m2

from .listed_rows import ListedRows, Marks, state_warnings, union_of

_METHOD = "ellipsoidal area of the union of the rows that count, clipped to the scope"
_TOLD_M2 = 1.0


def total_area(listed: ListedRows) -> Measurement:
    """Measure the ground of the rows that count; see `sums.totals`."""
    groundless = _groundless(listed)
    shapes = listed.pieces()
    shapes[~groundless] = [areal(one) for one in shapes[~groundless]]
    each_m2 = _area_m2(listed, shapes)
    value = dissolved_m2(listed.frame, shapes[listed.sure])
    most = dissolved_m2(listed.frame, shapes[listed.possible]) if listed.open.any() else value
    open_above = bool((listed.possible & groundless).any())
    high = math.inf if open_above else most
    twice_m2 = math.fsum(each_m2[listed.sure].tolist()) - value
    warnings = state_warnings(listed)
    if twice_m2 > _TOLD_M2:
        warnings.append(f"图形重叠 {twice_m2:,.0f} m²（{twice_m2 * 3 / 2000:,.2f} 亩），重叠部分只计一次")
    lacking = listed.sure & groundless
    if lacking.any():
        warnings.append(f"{int(lacking.sum())} 条计入记录没有面状图形（{listed.ids(lacking)}），面积只是下限")
    return Measurement(
        value=value,
        unit="m2",
        method=_METHOD,
        definition="计入图形的面积（重叠只计一次，椭球面积" + ("，按范围裁切）" if listed.ground else "）"),
        evidence=listed.evidence(np.where(groundless, math.nan, each_m2), "m2", shapes=shapes),
        numerator=value,
        quantity_unit="m2",
        low=value if high != value else None,
        high=high if high != value else None,
        details={
            "rows": int(listed.sure.sum()),
            "rows_open": int(listed.open.sum()),
            "overlap_m2": max(twice_m2, 0.0),
            "open_above": open_above,
        },
        warnings=tuple(warnings),
    )


def dissolved_m2(frame: gpd.GeoDataFrame, shapes: NDArray[np.object_]) -> float:
    """Measure the union of polygons on the ellipsoid of the frame's CRS; 0 for none."""
    whole = areal(union_of(shapes))
    return float(ellipsoidal_area_m2(gpd.GeoSeries([whole], crs=frame.crs))[0])


def _area_m2(listed: ListedRows, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    series = gpd.GeoSeries(shapes, index=listed.frame.index, crs=listed.frame.crs)
    return np.where(listed.possible, ellipsoidal_area_m2(series), 0.0)


def _groundless(listed: ListedRows) -> Marks:
    """Mark rows that have no polygon: points, lines, and no shape at all."""
    dimensions = shapely.get_dimensions(listed.frame.geometry.to_numpy())
    return np.asarray(dimensions != 2, dtype=bool)  # noqa: PLR2004 - polygons
