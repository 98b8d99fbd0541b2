"""Rows as a file has them, before anything is asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pyproj


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawFeatures:
    """
    Rows as the file has them: numbered from 1 in `frame.index`, CRS perhaps missing.

    `read` counts the frame's rows and those that the file itself leaves out.
    """

    frame: gpd.GeoDataFrame
    format: str
    layer: str | None
    crs: pyproj.CRS | None
    crs_by: str
    encoding: str | None
    encoding_by: str | None
    cut_rows: tuple[int, ...] = ()
    read: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
