"""The ground that projects stand on: polygons as they are, lines and points by their working width."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from gis.areal import Shapes
from gis.curved_areas import curved_areas
from gis.errors import InputError, ParameterError
from gis.plane import local_plane, to_plane
from gis.units import m2_to_ha, m2_to_mu
from layers.layer import Layer

Floats = npt.NDArray[np.float64]

WIDTH_COLUMNS = ("width_m", "作业宽度", "宽度_m", "作业带宽度")
_GROUP_COLUMNS = ("project", "项目", "所属项目", "project_name", "full_name", "name")
_ROUND = 64  # segments in a quarter of a disc: 0.01 % below the circle
_MOST_NAMED = 10
_POLYGON = 2  # dimension


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footprints:
    """
    Footprints as polygons in `crs`, a row each in the order of the layer.

    `area_m2` is ellipsoidal, measured in the equal-area `plane`; `widened` marks
    rows that were lines or points; `group` is the project that a row is a part of
    (empty where rows are projects of their own).
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    group: tuple[str, ...]
    shapes: Shapes
    area_m2: Floats
    width_m: Floats  # mean: 2·area/perimeter
    widened: npt.NDArray[np.bool_]
    crs: pyproj.CRS
    plane: pyproj.CRS

    def measured_m2(self, shapes: Shapes) -> Floats:
        """Measure ellipsoidal areas of shapes in `crs`."""
        return measured_m2(shapes, self.crs, self.plane)[0]


def footprints_of(
    layer: Layer, *, width_m: float | None, crs: pyproj.CRS | None = None, group: str | None = None
) -> Footprints:
    """
    Make the footprints of a layer in `crs` (its own if None).

    A line is widened by half its working width to each side, with flat ends; a
    point becomes the disc of that diameter. A column `width_m` (作业宽度) holds
    for its row, `width_m` for all others. Rows that share a value of `group` are
    parts of one project; without it the first of the columns project, full_name
    and name in which a value comes twice.

    Rows without a shape have no ground.

    Raises
    ------
    ParameterError
        If `width_m` is not more than 0.
    InputError
        If no row has a shape, or lines or points have no working width; all are named.
    """
    if width_m is not None and not (np.isfinite(width_m) and width_m > 0):
        raise ParameterError(f"--width must be more than 0, not {width_m:g}; give metres such as 20")
    frame = layer.frame
    if frame.geometry.is_empty.all() or frame.geometry.isna().all():
        raise InputError(f"{layer.origin.file}: no row has a shape to screen; give polygons", code="H010")
    plane = local_plane(frame.geometry)
    shapes = frame.geometry.to_numpy().copy()
    lies = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))  # a register's rows lie nowhere
    thin = lies & (shapely.get_dimensions(shapes) < _POLYGON)
    target = frame.crs if crs is None else crs
    if thin.any():
        shapes[thin] = _widened(frame.geometry[thin], _widths(layer, thin, width_m), plane)
    kept = gpd.GeoSeries(shapes, crs=frame.crs)
    if target != frame.crs:
        kept = to_plane(kept, target)
    area_m2, mean_width_m = measured_m2(kept.to_numpy(), target, plane)
    return Footprints(
        id=tuple(frame["id"].astype(str)),
        name=_texts(frame, "name") or _texts(frame, "full_name") or tuple("" for _ in range(len(frame))),
        group=_groups(frame, group),
        shapes=kept.to_numpy(),
        area_m2=area_m2,
        width_m=mean_width_m,
        widened=thin,
        crs=target,
        plane=plane,
    )


def measured_m2(shapes: Shapes, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    """Measure areas on the ellipsoid and mean widths (2·area/perimeter, DOMAIN D4) through `plane`."""
    area_m2, around_m = curved_areas(shapes, crs, plane)
    width_m = np.divide(2 * area_m2, around_m, out=np.zeros(len(shapes)), where=around_m > 0)
    return area_m2, width_m


def area_json(area_m2: float, what: str) -> dict[str, float]:
    """Give an area in the three units of planning tables."""
    return {
        f"{what}_m2": area_m2,
        f"{what}_ha": float(m2_to_ha(area_m2)),
        f"{what}_mu": float(m2_to_mu(area_m2)),
    }


def _widened(thin: gpd.GeoSeries, widths: Floats, plane: pyproj.CRS) -> Shapes:
    drawn = to_plane(thin, plane).to_numpy()
    buffered = shapely.buffer(drawn, widths / 2, quad_segs=_ROUND, cap_style="flat")
    points = shapely.get_dimensions(drawn) == 0
    buffered[points] = shapely.buffer(drawn[points], widths[points] / 2, quad_segs=_ROUND)
    shapes: Shapes = to_plane(gpd.GeoSeries(buffered, crs=plane), thin.crs).to_numpy()
    return shapes


def _widths(layer: Layer, thin: npt.NDArray[np.bool_], width_m: float | None) -> Floats:
    """Give the working width of each line and point, or name those that have none."""
    frame = layer.frame[thin]
    widths = np.full(len(frame), np.nan if width_m is None else width_m)
    column = next((name for name in WIDTH_COLUMNS if name in frame), None)
    if column is not None:
        own = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
        widths = np.where(own > 0, own, widths)
    lacking = frame["id"].astype(str)[np.isnan(widths)].tolist()
    if lacking:
        more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
        raise InputError(
            f"{layer.origin.file} (id {', '.join(lacking[:_MOST_NAMED])}{more}): lines and points have no "
            "area; state the working width with --width or in a column width_m",
            code="H002",
        )
    return widths


def _groups(frame: gpd.GeoDataFrame, column: str | None) -> tuple[str, ...]:
    if column is not None:
        if column not in frame:
            raise InputError(f"no column '{column}' to group footprints by", code="H002")
        return _texts(frame, column)
    for name in _GROUP_COLUMNS:
        texts = _texts(frame, name)
        named = [text for text in texts if text]
        if len(set(named)) < len(named):
            return texts
    return tuple("" for _ in range(len(frame)))


def _texts(frame: gpd.GeoDataFrame, column: str) -> tuple[str, ...]:
    if column not in frame:
        return ()
    return tuple("" if pd.isna(value) else str(value).strip() for value in frame[column])
