"""What a reader is asked, and the rows that it gives before anything is asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pyproj

from .errors import InputError
from .findings import Finding


class NoPlacesError(InputError):
    """The rows have neither coordinates nor shapes; where none are needed they may be read as a register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """Two columns that hold lists of equal length: names and `lon,lat` texts (crawled line lists)."""

    name: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """
    What the user said of a file as far as it bears on reading.

    `layer` names a layer, sheet or member of a folder or archive; `position` the
    two columns of x and y (or longitude and latitude) of a table. `register` holds
    the names by which the head of a table is known that needs no coordinates (its
    shapes, if it has any, are read and left to the door); None where places are needed.
    """

    layer: str | None = None
    encoding: str | None = None
    coordinates: str | None = None
    lists: ListColumns | None = None
    position: tuple[str, str] | None = None
    register: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawFeatures:
    """
    Rows as the file has them: numbered from 1 in `frame.index`, CRS perhaps missing.

    `read` counts the frame's rows and those that the file itself leaves out
    (`left_out`, by reason). `findings` are what the reader noticed on the way.
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
    findings: tuple[Finding, ...] = ()
