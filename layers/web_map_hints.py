"""Names that speak of a Chinese web map, in a layer whose user has declared no coordinate system."""

import re

import geopandas as gpd
import pyproj

from gis.crs import CGCS2000, geographic_bounds

from .frames import SHIFTED_SYSTEMS
from .ledger import Ledger

_HINTS = {
    "gcj02": re.compile(r"gcj|amap|gaode|高德|腾讯|火星坐标", re.IGNORECASE),
    "bd09": re.compile(r"bd[-_ ]?09|(^|_)bd_?(lon|lng|lat|x|y)($|_)|baidu|百度", re.IGNORECASE),
}
_PLAIN = re.compile(r"wgs|cgcs|2000国家|已(转换|纠偏)|converted", re.IGNORECASE)
# The columns of polygons that web pages draw (ECharts, DataV): both are taken from 高德.
_DRAWN_BY_PAGES = (frozenset({"cp", "childnum"}), frozenset({"adcode", "childrennum", "level"}))


def tell_web_map(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """
    Tell where file name, columns or stated source speak of a shifted system that nobody declared.

    Only for layers in China; one name that speaks of WGS 84 or CGCS2000 silences it.
    """
    said = book.statement
    if said.coordinates is not None or not _in_china(frame):
        return
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    texts = [*columns, book.path.stem, *said.notes, said.source or "", said.layer or ""]
    if any(_PLAIN.search(text) for text in texts):
        return
    lowered = {column.lower() for column in columns}
    if any(names <= lowered for names in _DRAWN_BY_PAGES):
        seen = "ECharts/DataV: " + ", ".join(columns[:4])
        book.alarm("H223", seen=seen, likely=SHIFTED_SYSTEMS["gcj02"], coordinates="gcj02")
        return
    for system, pattern in _HINTS.items():
        found = [text for text in texts if pattern.search(text)]
        if found:
            seen = ", ".join(found[:3])
            book.alarm("H223", seen=seen, likely=SHIFTED_SYSTEMS[system], coordinates=system)
            return


def _in_china(frame: gpd.GeoDataFrame) -> bool:
    area = pyproj.CRS(CGCS2000).area_of_use
    west, south, east, north = geographic_bounds(frame)
    lon, lat = (west + east) / 2, (south + north) / 2
    return area is not None and area.west <= lon <= area.east and area.south <= lat <= area.north
