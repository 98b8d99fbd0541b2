"""The only real things of the sample: an outline (示意，非法定边界) and the lists of units of 2023."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import shapely

from gis.shifted import gcj02_to_wgs84

CRS = "EPSG:4546"  # CGCS2000 / 3-degree Gauss-Kruger CM 111E
DEGREES = "EPSG:4490"
OUTLINE_FILE = "鹤城区轮廓_GCJ02.geojson"
UNITS_FILE = "街道乡镇名录2023.csv"
VILLAGES_FILE = "村社区名录2023.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """A unit of the official list: township-level with 9 digits, village-level with 12."""

    code: str
    name: str

    @property
    def township(self) -> str:
        """The code of the township-level unit that it lies in (or is)."""
        return self.code[:9]

    @property
    def is_village(self) -> bool:
        """A 村 (村委会), not a 社区: the last digits say so."""
        return self.code[9:] >= "200"


def outline(folder: Path) -> shapely.Polygon:
    """
    Give the outline in metres, off the shift of web maps, its touching rings opened.

    Three specks that the repair cuts off (together under 0.1 km²) are left out.
    """
    table = json.loads((folder / OUTLINE_FILE).read_text(encoding="utf-8"))
    drawn = shapely.make_valid(shapely.geometry.shape(table["features"][0]["geometry"]))
    lon, lat = gcj02_to_wgs84(*shapely.get_coordinates(drawn).T)
    to_metres = pyproj.Transformer.from_crs(DEGREES, CRS, always_xy=True)
    placed = shapely.set_coordinates(drawn, np.column_stack(to_metres.transform(lon, lat)))
    largest = max(shapely.get_parts(placed), key=shapely.area)
    return shapely.Polygon(shapely.set_precision(largest, 0.01).exterior)


def listed_units(folder: Path) -> tuple[ListedUnit, ...]:
    """Read the 11 township-level units."""
    return _read(folder / UNITS_FILE)


def listed_villages(folder: Path) -> tuple[ListedUnit, ...]:
    """Read the 128 village-level units: 66 社区 and 62 村."""
    return _read(folder / VILLAGES_FILE)


def _read(path: Path) -> tuple[ListedUnit, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(ListedUnit(code=row["code"], name=row["name"]) for row in csv.DictReader(file))
