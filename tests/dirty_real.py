"""Real files and their traps: the polygon of the district, three frames in Shenzhen, the legends of Zion."""

import shutil
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from case_files import coverage, inspect, share, text
from dirty_places import to_gcj
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Where
from pyproj import Geod

cases = Cases("real")
CASES = cases.all
DATA = Path(__file__).parents[2] / "shared" / "data"
NEEDS = None if DATA.is_dir() else "the real data folder ../shared/data is not here"
HECHENG, SHENZHEN, ZION = DATA / "hecheng_admin", DATA / "shenzhen_bus_ev", DATA / "zion_landcover"
# README: Albers areas (equal-area) of the coordinates as they stand, on WGS 84
DISTRICTS_KM2 = 2_135.8616  # geodesic, by pyproj alone


def _copied(*paths):
    def make(folder):
        for path in paths:
            for part in path.parent.glob(path.stem + ".*") if path.suffix == ".shp" else [path]:
                shutil.copy(part, folder / part.name)

    return make


def _real(name, paths, words, *outcomes, **more):
    def make(folder):
        _copied(*paths)(folder)
        return words

    cases.add(name, make, *outcomes, needs=NEEDS, **more)


def about(km2, rel=1e-3):
    return Near(km2 * 1e6, rel=rel)


COUNTIES = HECHENG / "huaihua_counties_echarts_mit.geojson"
_real(
    "huaihua_counties_touch_themselves",
    [COUNTIES],
    inspect(COUNTIES.name),
    WARN,
    NOTED,
    REFUSE,
    figures={"rows.read": 12},
    file=COUNTIES.name,
)


def _from_gcj(xy):
    """Undo GCJ-02 by iterating the public forward formula."""
    back = np.array(xy)
    for _ in range(6):
        back += xy - np.array([to_gcj(lon, lat) for lon, lat in back])
    return back


def _hecheng():
    rows = pyogrio.read_dataframe(COUNTIES)
    return rows[rows["name"] == "鹤城区"]


@cases(
    *(WARN, NOTED),
    figures={
        "area_m2": Where("the area of the polygon brought back", lambda told: _brought_back() == told),
        "rows.used": 1,
    },
    needs=NEEDS,
)
def hecheng_declared_gcj02(folder):
    _hecheng().to_file(folder / "hecheng.geojson", driver="GeoJSON")
    return inspect("hecheng.geojson", "--coordinates", "gcj02")


def _brought_back():
    shape = shapely.make_valid(shapely.transform(_hecheng().geometry.iloc[0], _from_gcj))
    return about(abs(Geod(ellps="GRS80").geometry_area_perimeter(shape)[0]) / 1e6, rel=1e-6)


_real(
    "zones_in_web_mercator",
    [SHENZHEN / "SZ_districts.shp"],
    inspect("SZ_districts.shp"),
    WARN,
    NOTED,
    ACCEPT,
    figures={
        "area_m2": about(1_953.5, 2e-3),
        "rows.read": 491,
        "crs_read": Where("3857", lambda told: "3857" in str(told)),
    },
)
_real(
    "districts_in_wgs84",
    [SHENZHEN / "districts_sz.geojson"],
    inspect("districts_sz.geojson"),
    WARN,
    NOTED,
    ACCEPT,
    figures={"area_m2": about(DISTRICTS_KM2, rel=1e-6), "rows.used": 10},
)
STATIONS = SHENZHEN / "ev_stations_gcj02.csv"
_real(
    "stations_declared_gcj02",
    [STATIONS],
    inspect(STATIONS.name, "--coordinates", "gcj02"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.read": 1706},
)
_real(
    "stations_as_gcj02_against_districts",
    [STATIONS, SHENZHEN / "districts_sz.geojson"],
    [*coverage(STATIONS.name, "districts_sz.geojson", radius=1000), "--coordinates", "facilities=gcj02"],
    *(ACCEPT, NOTED, WARN),
    figures={
        "facilities.read": 1706,
        "covered_share": Where("a share within (0.1, 0.5)", lambda told: 0.1 < told < 0.5),
    },
)
_real(
    "bus_lines_are_lists_not_points",
    [SHENZHEN / "bus_lines_bd09.csv"],
    inspect("bus_lines_bd09.csv"),
    REFUSE,
    WARN,
    NOTED,
    figures={"rows.read": Where("all rows", lambda told: told >= 2113)},
)
_real(
    "a_table_without_positions",
    [HECHENG / "townships_431202_2023.csv"],
    inspect("townships_431202_2023.csv"),
    REFUSE,
)
_real(
    "zion_without_a_legend",
    [ZION / "nlcd.tif"],
    share("nlcd.tif", classes="4"),
    *(REFUSE, WARN, NOTED),
    # README: 767,537 pixels of class 4; the pixels are of one size
    figures={"area_m2": Near(767_537 * 31.53 * 31.52, rel=2e-3)},
    says="legend",
)


def _zion(raster, legend, classes):
    def make(folder):
        _copied(ZION / raster, ZION / "zion.gpkg")(folder)
        text(folder / "legend.csv", legend)
        return share(raster, "--legend", "legend.csv", "--within", "zion.gpkg", classes=classes, field="dlbm")

    return make


EIGHT = "value,code,name\n" + "".join(f"{i},{i},class {i}\n" for i in range(1, 9))
NLCD = "value,code,name\n" + "".join(
    f"{i},{i},class {i}\n" for i in (11, 21, 22, 23, 24, 31, 41, 42, 43, 52, 71, 81, 82, 90, 95)
)
FOREST = Near(0.4927, rel=2e-3)  # README: 49.27 % of the pixel centres in the park
cases.add(
    "zion_forest_by_eight_classes",
    _zion("nlcd.tif", EIGHT, "4"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"share": FOREST},
    needs=NEEDS,
)
cases.add(
    "zion_forest_by_original_codes",
    _zion("nlcd2011.tif", NLCD, "41,42,43"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"share": FOREST},
    needs=NEEDS,
)
cases.add(
    "zion_with_the_legend_of_the_other_raster",
    _zion("nlcd.tif", NLCD, "41,42,43"),
    WARN,
    REFUSE,
    figures={"share_high": Where("above the true share", lambda told: told > 0.49)},
    needs=NEEDS,
)
_real(
    "zion_elevation_in_degrees",
    [ZION / "srtm.tif"],
    inspect("srtm.tif"),
    ACCEPT,
    NOTED,
    WARN,
    figures={
        "size": [465, 457],
        "classes": Where("no list of heights", lambda told: told is None or len(told) < 300),
    },
)


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 1}, needs=NEEDS)
def zion_boundary_without_a_code(folder):
    _copied(ZION / "zion.gpkg")(folder)
    return inspect("zion.gpkg")


_real(
    "coquimbo_zones",
    [DATA / "coquimbo_city" / "coquimbo.gpkg"],
    inspect("coquimbo.gpkg", "--layer", "zones"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.used": 133, "area_m2": Near(388e6, rel=5e-3)},
)
_real(
    "coquimbo_of_three_layers",
    [DATA / "coquimbo_city" / "coquimbo.gpkg"],
    inspect("coquimbo.gpkg"),
    REFUSE,
    says="zones",
)
_real(
    "coquimbo_timetable",
    [DATA / "coquimbo_city" / "gtfs_coquimbo.zip"],
    inspect("gtfs_coquimbo.zip"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.read": 78},
)
_real(
    "sao_paulo_timetable",
    [DATA / "sao_paulo_centre" / "spo_gtfs.zip"],
    inspect("spo_gtfs.zip"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.read": 654},
)
_real(
    "sao_paulo_streets",
    [DATA / "sao_paulo_centre" / "spo_osm.pbf"],
    inspect("spo_osm.pbf", "--layer", "lines"),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.read": 6195},
)
_real(
    "sao_paulo_hexagons",
    [DATA / "sao_paulo_centre" / "spo_hexgrid.csv"],
    inspect("spo_hexgrid.csv"),
    ACCEPT,
    NOTED,
    figures={"rows.used": 323},
)


@cases(WARN, NOTED, REFUSE, needs=NEEDS, file=STATIONS.name)
def stations_in_gcj02_declared_wgs84(folder):
    _copied(STATIONS, SHENZHEN / "districts_sz.geojson")(folder)
    return [*coverage(STATIONS.name, "districts_sz.geojson"), "--coordinates", "facilities=wgs84"]
