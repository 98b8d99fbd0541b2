"""What a question found: the figure, the layers behind it, and what of it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from analyses.measurement import Measurement
from layers.layer import Layer, RasterLayer
from layers.workspace import Scope


class NoData(Exception):  # noqa: N818 - an answer, not a fault
    """The question cannot be put: a layer or a scope is not there. The text (Chinese) says which."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exhibit:
    """
    Shapes or rows that prove a figure, for GeoPackage and map.

    `role` is one of zone, covered, gaps, facilities, units, overlaps, land.
    `name` is unique for its content: two rows that show the same share it.
    `titles` gives the Chinese head of each column that people may see.
    `cut_from` are the layers whose export rule it obeys: if one must not leave
    the house, neither does the exhibit. A frame without geometry is a table.
    """

    role: str
    name: str
    title: str
    frame: gpd.GeoDataFrame
    titles: Mapping[str, str]
    cut_from: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """
    One answered question.

    `measured` is in the question's unit and carries `low` and `high` where
    something is unknown. `used` lists the layers behind it, what is counted first.
    """

    measured: Measurement
    used: tuple[Layer | RasterLayer, ...]
    scope: Scope | None = None
    exhibits: tuple[Exhibit, ...] = ()
    warnings: tuple[str, ...] = ()
