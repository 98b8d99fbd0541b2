"""What changed between two dates: ground covered, ground of some classes, or the sum of a column."""

import math
from collections.abc import Sequence
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from analyses.land.class_reading import read_classes
from analyses.measurement import Measurement
from analyses.quantities import known_unit
from gis.areal import Areal
from gis.errors import ParameterError
from gis.geometry import areal
from gis.measure import ellipsoidal_area_m2
from gis.topology import slivers
from layers.layer import Layer

from .listed_rows import union_of

ChangeOf = Literal["area", "column", "classes"]
ChangeResult = Literal["difference", "share"]
_GAINED, _LOST = "增加", "减少"
_METHODS = {
    "area": "ellipsoidal area of the union after, less that before",
    "column": "exact sum of a column after, less that before",
    "classes": "overlay of two dates: ground that joined the classes, less ground that left them",
}


def change(  # noqa: PLR0913 - three kinds of change share one frame
    before: Layer,
    after: Layer,
    *,
    of: ChangeOf,
    within: Layer | None = None,
    column: str = "dlbm",
    classes: Sequence[str] = (),
    result: ChangeResult = "difference",
) -> Measurement:
    """
    Measure a change: after less before, or that by before.

    Parameters
    ----------
    before, after
        The two versions, in one metric CRS.
    of
        `area`: ground covered, each spot once (禁燃区, 红线); `column`: the sum of a
        column (蓄积量); `classes`: ground that joined some land classes less ground that
        left them (耕地占补), over what both dates cover.
    within
        Ground that the shapes are clipped to.
    column
        The column added up, or that of the codes.
    classes
        Codes with their subdivisions, in the one list that both dates speak.
    result
        `difference`, in m² or the column's unit, or `share` of before (nan where that is 0).

    Returns
    -------
    Measurement
        `numerator` and `denominator`: after and before (added and occupied for
        classes). `low` and `high` where rows lack a figure, or one date does not
        cover what the other has. `evidence`: gained and lost ground with `area_ha`
        (for a column: none). `details["common_m2"]`: ground that both versions share.

    Raises
    ------
    ParameterError
        If the two dates speak different lists of classes, or the column is not there.
    """
    if of == "column":
        return _column_change(before, after, column, result)
    ground = None if within is None else areal(union_of(within.frame.geometry.to_numpy()))
    if of == "area":
        return _area_change(before, after, ground, result)
    return _class_change(before, after, ground, column, classes, result)


def _area_change(before: Layer, after: Layer, ground: Areal | None, result: ChangeResult) -> Measurement:
    old, new = (_united(layer.frame.geometry.to_numpy(), ground) for layer in (before, after))
    old_m2, new_m2 = _m2(old, before), _m2(new, before)
    common_m2 = _m2(areal(shapely.intersection(old, new)), before)
    return _measurement(
        of="area",
        result=result,
        figures=(new_m2, old_m2, new_m2 - old_m2),
        definition="后期面积 − 前期面积（重叠只计一次，椭球面积）",
        unit="m2",
        evidence=_evidence(before, shapely.difference(new, old), shapely.difference(old, new)),
        details={"common_m2": common_m2, "before_m2": old_m2, "after_m2": new_m2},
        warnings=(),
    )


def _class_change(  # noqa: PLR0913, PLR0917 - two dates and what is asked of them
    before: Layer,
    after: Layer,
    ground: Areal | None,
    column: str,
    classes: Sequence[str],
    result: ChangeResult,
) -> Measurement:
    (old, old_all, old_lists), (new, new_all, new_lists) = (
        _of_classes(layer, ground, column, classes) for layer in (before, after)
    )
    if old_lists and new_lists and not set(old_lists) & set(new_lists):
        raise ParameterError(
            f"{before.title} speaks {'/'.join(old_lists)}, {after.title} {'/'.join(new_lists)}: "
            "classes of two dates are compared in one list only"
        )
    gained, lost = areal(shapely.difference(new, old)), areal(shapely.difference(old, new))
    added, occupied = (
        areal(shapely.intersection(one, other)) for one, other in ((gained, old_all), (lost, new_all))
    )
    added_m2, occupied_m2 = _m2(added, before), _m2(occupied, before)
    unseen_before_m2, unseen_after_m2 = _m2(gained, before) - added_m2, _m2(lost, before) - occupied_m2
    old_m2 = _m2(old, before)
    net_m2 = added_m2 - occupied_m2
    spread = (net_m2 - max(unseen_after_m2, 0.0), net_m2 + max(unseen_before_m2, 0.0))
    warnings = []
    if max(unseen_before_m2, unseen_after_m2) > 1.0:
        warnings.append(
            f"两期未同时覆盖的地块不计：前期缺 {unseen_before_m2:,.0f} m²，后期缺 {unseen_after_m2:,.0f} m²"
        )
    thin_m2 = _thin_m2(before, added, occupied)
    if thin_m2 > 1.0:
        warnings.append(
            f"变化图斑中宽度不足 0.5 m 的碎屑共 {thin_m2:,.0f} m²，多为边界套合误差，已计入，请核对"
        )
    base = old_m2 if result == "share" else occupied_m2
    return _measurement(
        of="classes",
        result=result,
        figures=(added_m2, base, net_m2),
        definition=f"地类 {'、'.join(classes)}：新增面积 − 占用面积（两期叠加，椭球面积）",
        unit="m2",
        evidence=_evidence(before, added, occupied),
        details={
            "added_m2": added_m2,
            "occupied_m2": occupied_m2,
            "before_m2": old_m2,
            "unseen_before_m2": max(unseen_before_m2, 0.0),
            "unseen_after_m2": max(unseen_after_m2, 0.0),
            "sliver_m2": thin_m2,
            "common_m2": _m2(areal(shapely.intersection(old_all, new_all)), before),
        },
        warnings=tuple(warnings),
        spread=spread if max(unseen_before_m2, unseen_after_m2) > 1.0 else None,
    )


def _column_change(before: Layer, after: Layer, column: str, result: ChangeResult) -> Measurement:
    (old, old_open), (new, new_open) = (_column_sum(layer, column) for layer in (before, after))
    warnings = [
        f"图层“{layer.title}”有 {lacking} 条记录没有 {column} 数值，未计入合计"
        for layer, lacking in ((before, old_open), (after, new_open))
        if lacking
    ]
    known = after.spec.field(column)
    unit = "count"
    if known is not None and known.unit is not None:
        try:
            unit = known_unit(known.unit)
        except ParameterError:
            unit = "count"
    spread = None
    if old_open or new_open:  # what lacks a figure may hold any
        spread = (-math.inf if old_open else new - old, math.inf if new_open else new - old)
    known = after.spec.field(column)
    title = (known.title if known is not None else "") or column
    return _measurement(
        of="column",
        result=result,
        figures=(new, old, new - old),
        definition=f"后期“{title}”合计 − 前期“{title}”合计",
        unit=unit,
        evidence=gpd.GeoDataFrame({"change": [], "area_ha": []}, geometry=[], crs=after.frame.crs),
        details={"before": old, "after": new, "rows_without_figure": old_open + new_open},
        warnings=tuple(warnings),
        spread=spread,
    )


def _measurement(  # noqa: PLR0913 - the parts of one figure
    *,
    of: ChangeOf,
    result: ChangeResult,
    figures: tuple[float, float, float],
    definition: str,
    unit: str,
    evidence: gpd.GeoDataFrame,
    details: dict[str, object],
    warnings: tuple[str, ...],
    spread: tuple[float, float] | None = None,
) -> Measurement:
    numerator, denominator, difference = figures
    low, high = spread or (None, None)
    value, shown = difference, unit
    if result == "share":
        value = difference / denominator if denominator else math.nan
        low, high = (None if end is None or not denominator else end / denominator for end in (low, high))
        if of == "column" and low is not None and math.isinf(low):
            low = -1.0  # a sum of what cannot be below 0 loses at most all
        definition, shown = f"（{definition}）/ 前期", "share"
    return Measurement(
        value=value,
        unit=shown,
        method=_METHODS[of],
        definition=definition,
        evidence=evidence,
        numerator=difference if result == "share" else numerator,
        denominator=denominator,
        quantity_unit=unit,
        low=low,
        high=high,
        parameters={"of": of, "result": result},
        details={**details, "open_above": high is not None and math.isinf(high)},
        warnings=warnings,
    )


def _column_sum(layer: Layer, column: str) -> tuple[float, int]:
    if column not in layer.frame:
        raise ParameterError(f"{layer.title}: no column '{column}' to add up")
    figures = layer.frame[column].astype("Float64")
    return math.fsum(float(figure) for figure in figures.dropna()), int(figures.isna().sum())


def _of_classes(
    layer: Layer, ground: Areal | None, column: str, classes: Sequence[str]
) -> tuple[Areal, Areal, tuple[str, ...]]:
    """Unite the rows of the classes, and all whose class is known; name the lists that they may speak."""
    read, counted = read_classes(layer, classes, (), column, None)
    codes = [str(code) for code in read.codes]
    yes = np.array([counted.counts(code) for code in codes], dtype=bool)
    known = np.array([not counted.is_unknown(code) for code in codes], dtype=bool)
    shapes = layer.frame.geometry.to_numpy()
    return _united(shapes[yes], ground), _united(shapes[known], ground), tuple(read.systems)


def _united(shapes: NDArray[np.object_], ground: Areal | None) -> Areal:
    whole = areal(union_of(shapes))
    return whole if ground is None else areal(shapely.intersection(whole, ground))


def _m2(shape: shapely.Geometry, layer: Layer) -> float:
    return float(ellipsoidal_area_m2(gpd.GeoSeries([areal(shape)], crs=layer.frame.crs))[0])


def _parts(shape: shapely.Geometry) -> NDArray[np.object_]:
    parts: NDArray[np.object_] = shapely.get_parts(areal(shape))
    return parts[~shapely.is_empty(parts)]


def _thin_m2(layer: Layer, *shapes: shapely.Geometry) -> float:
    parts = np.concatenate([_parts(shape) for shape in shapes])
    thin = parts[slivers(parts)] if len(parts) else parts
    return math.fsum(ellipsoidal_area_m2(gpd.GeoSeries(thin, crs=layer.frame.crs)).tolist())


def _evidence(layer: Layer, gained: shapely.Geometry, lost: shapely.Geometry) -> gpd.GeoDataFrame:
    kinds, shapes = [], []
    for word, shape in ((_GAINED, gained), (_LOST, lost)):
        parts = _parts(shape)
        kinds += [word] * len(parts)
        shapes += parts.tolist()
    drawn = gpd.GeoSeries(shapes, crs=layer.frame.crs)
    return gpd.GeoDataFrame({"change": kinds, "area_ha": ellipsoidal_area_m2(drawn) / 1e4}, geometry=drawn)
