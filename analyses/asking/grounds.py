"""The ground that a question is asked of: a scope as one polygon, or cut by the district's units."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from gis.geometry import areal
from layers.layer import Layer
from layers.workspace import Scope

UNIT_COLUMN = "unit"
_NO_UNIT = "（单元外）"
_SLIVER_M2 = 1.0


def demand_by_unit(scope: Scope, units: Layer | None) -> Layer:
    """Cut the scope's ground by the units; ground in none is a part too, so that parts fill the whole."""
    base = scope.layers[0]
    ground = scope.polygon
    if units is None:
        return whole(scope)
    rows = _in_order(units.frame)
    names = rows["name"].astype("string").fillna(_NO_UNIT)
    pieces = [areal(shapely.intersection(shape, ground)) for shape in rows.geometry]
    names_and_pieces = [*zip(map(str, names), pieces, strict=True)]
    rest = areal(shapely.difference(ground, shapely.union_all(units.frame.geometry.to_numpy())))
    inside = [
        (name, piece) for name, piece in [*names_and_pieces, (_NO_UNIT, rest)] if piece.area > _SLIVER_M2
    ]
    frame = _frame([piece for _, piece in inside], [name for name, _ in inside], base)
    return replace(base, name=scope.word, frame=frame)


def _in_order(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put units in the order of their codes, else of their names: never in that of the file."""
    keys = [column for column in ("code", "name") if column in units]
    shape = units.geometry.to_wkb()  # the last word where codes and names are equal
    return units.assign(_shape=shape).sort_values([*keys, "_shape"], kind="stable").drop(columns="_shape")


def whole(scope: Scope) -> Layer:
    """Give a scope's ground as one demand polygon."""
    return replace(
        scope.layers[0], name=scope.word, frame=_frame([scope.polygon], [scope.word], scope.layers[0])
    )


def ground_of(scope: Scope, shape: shapely.Geometry) -> Layer:
    """Give a part of a scope's ground as one demand polygon."""
    return replace(
        scope.layers[0], name=scope.word, frame=_frame([areal(shape)], [scope.word], scope.layers[0])
    )


def _frame(shapes: list[shapely.Geometry], names: list[str], base: Layer) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {UNIT_COLUMN: pd.array(names, dtype="string")}, geometry=shapes, crs=base.frame.crs
    )
    return frame.assign(id=[str(number) for number in range(1, len(frame) + 1)])
