"""Layers as they stand behind the door: checked, in one metric system, with every row accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from gis.errors import ToolkitError
from gis.rasters.raster import Raster

from .alarms import Alarm
from .spec import LayerSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAccount:
    """
    What became of every row of a file: `read = used + skipped`.

    `repaired` rows are counted among the used ones; `skipped` names the reason.
    """

    read: int
    used: int
    repaired: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.read != self.used + sum(self.skipped.values()):
            raise ToolkitError(f"rows do not add up ({self}); tell the makers of hecheng")

    def as_json(self) -> dict[str, object]:
        """Give the account as DESIGN 5 lists it."""
        return {
            "read": self.read,
            "used": self.used,
            "repaired": self.repaired,
            "skipped": dict(self.skipped),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a layer came from and how its file was understood; every value says how it was decided."""

    file: str
    sha256: str
    layer: str | None
    format: str
    crs_read: str
    crs_read_by: str
    crs_used: str
    encoding: str | None
    encoding_by: str | None
    coordinates: str
    source: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """
    Vector rows that fit their spec: metric CRS, valid shapes, unique ids, the columns it needs.

    Where rows were merged, `members` holds under each row's index all positions
    that it stands for, as multipoints.
    """

    name: str
    title: str
    frame: gpd.GeoDataFrame
    spec: LayerSpec
    origin: Origin
    rows: RowAccount
    alarms: tuple[Alarm, ...] = ()
    members: gpd.GeoSeries | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RasterLayer:
    """
    A raster with its legend: pixel value -> (code, name).

    `legend_by` says where the legend came from; None where there is none.
    """

    name: str
    title: str
    raster: Raster
    legend: Mapping[int, tuple[str, str]]
    origin: Origin
    alarms: tuple[Alarm, ...] = ()
    legend_by: str | None = None
