"""A district of one square kilometre on disk, written as a bureau would hand it over."""

import geopandas as gpd
import pandas as pd
import shapely
import shapely.affinity
from conftest import CRS, EAST, NORTH

HEAD = f"""
[district]
name = "合成示例区"
code = "000000"
crs = "{CRS}"
plan = "hecheng-2024-1"
as_of = 2025-12-31
notes = ["合成示例：一平方公里的假想区"]

[scopes]
"全区" = "district"
"中心城区" = "district"
"城区" = "district"
"建成区∩中心城区" = {{ intersection = ["built_up", "district"] }}
"""
DISTRICT = '\n[layers.district]\nfile = "district.gpkg"\n'
BUILT_UP = '\n[layers.built_up]\nfile = "built_up.gpkg"\n'
STOPS = '\n[layers.bus_stop]\nfile = "公交 站点.csv"\ncrs = "EPSG:4546"\n'
CHARGERS = '\n[layers.charger]\nfile = "chargers.csv"\ncrs = "EPSG:4546"\n'
HOMES = '\n[layers.pop]\nfile = "homes.gpkg"\n'
UNITS = '\n[layers.unit]\nfile = "units.gpkg"\n'
EVERYTHING = DISTRICT + BUILT_UP + STOPS + CHARGERS + HOMES + UNITS


def write_district(folder, tables=EVERYTHING, more=""):
    """Write district.toml and all layers; `tables` says which of them it names."""
    folder.mkdir(parents=True, exist_ok=True)
    square = shapely.box(0, 0, 1000, 1000)
    polygons(folder / "district.gpkg", [square])
    polygons(folder / "built_up.gpkg", [shapely.box(0, 0, 1000, 500), shapely.box(2000, 0, 3000, 500)])
    polygons(
        folder / "units.gpkg",
        [shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)],
        name=["西街道", "东街道"],
    )
    polygons(
        folder / "homes.gpkg",
        [shapely.box(0, 0, 100, 100), shapely.box(900, 0, 1000, 100)],
        persons=[900, 100],
    )
    table(folder / "公交 站点.csv", [(0, 0, "运营"), (1000, 0, "停运")], column="状态", encoding="gb18030")
    table(folder / "chargers.csv", [(500, 500, "公共"), (0, 0, ""), (1000, 1000, "专用")], column="open_type")
    (folder / "district.toml").write_text(HEAD + tables + more, encoding="utf-8")
    return folder


def polygons(path, shapes, **columns):
    moved = [None if shape is None else shapely.affinity.translate(shape, EAST, NORTH) for shape in shapes]
    gpd.GeoDataFrame(columns, geometry=moved, crs=CRS).to_file(path)


def table(path, rows, *, column, encoding="utf-8"):
    frame = pd.DataFrame([(EAST + x, NORTH + y, text) for x, y, text in rows], columns=["x", "y", column])
    frame.to_csv(path, index=False, encoding=encoding)
