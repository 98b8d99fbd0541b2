"""Layers without rows, or far from what is asked: never a silent 0 percent."""

import json

from case_files import CRS, KM, E, N, coverage, frame, inspect, parcels, share, shp, stops, text
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases
from shapely import box

cases = Cases("emptiness")
CASES = cases.all


def _empty(name):
    def make(folder):
        rows = stops().iloc[:0]
        if name.endswith(".parquet"):
            rows.to_parquet(folder / name)
        else:
            driver = "OpenFileGDB" if name.endswith(".gdb") else None
            rows.to_file(folder / name, driver=driver, geometry_type="Point", engine="pyogrio")
        return inspect(name)

    return make


for suffix in ("gpkg", "shp", "fgb", "parquet", "gdb"):
    cases.add(f"no_rows_in_{suffix}", _empty(f"stops.{suffix}"), REFUSE, says="empty|no row")


@cases(REFUSE)
def no_features_in_geojson(folder):
    text(folder / "stops.geojson", json.dumps({"type": "FeatureCollection", "features": []}))
    return inspect("stops.geojson")


@cases(REFUSE)
def no_placemarks_in_kml(folder):
    told = kml()
    start, end = told.index("<Placemark>"), told.rindex("</Placemark>") + len("</Placemark>")
    text(folder / "stops.kml", told[:start] + told[end:])
    return inspect("stops.kml")


@cases(REFUSE, file="stops.shp")
def no_facilities(folder):
    stops().iloc[:0].to_file(folder / "stops.shp", geometry_type="Point", engine="pyogrio")
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    return coverage("stops.shp", "zone.shp")


@cases(REFUSE, file="zone.gpkg")
def no_demand(folder):
    frame([KM], NAME=["a"]).iloc[:0].to_file(folder / "zone.gpkg", geometry_type="Polygon", engine="pyogrio")
    shp(stops(), folder / "stops.shp")
    return coverage("stops.shp", "zone.gpkg")


def _far(make_facilities):
    def make(folder):
        shp(make_facilities(), folder / "stops.shp")
        shp(frame([KM], NAME=["a"]), folder / "zone.shp")
        return coverage("stops.shp", "zone.shp")

    return make


cases.add(
    "facilities_in_another_city",
    _far(lambda: stops(crs="EPSG:4490", places=[(116.40, 39.90), (116.41, 39.90)])),
    REFUSE,
    WARN,
    file="stops.shp",
)
cases.add(
    "facilities_fifty_kilometres_off",
    _far(lambda: stops(places=[(E + 50_000, N), (E + 50_100, N)])),
    REFUSE,
    WARN,
    file="stops.shp",
)
cases.add(
    "some_facilities_far_off",
    _far(lambda: stops(places=[(E + 500, N + 500), (E + 50_100, N)])),
    ACCEPT,
    NOTED,
    WARN,
)
cases.add(
    "facilities_on_the_other_side_of_the_earth",
    _far(lambda: stops(crs="EPSG:4326", places=[(-70.0, -27.0), (-70.1, -27.0)])),
    REFUSE,
    WARN,
    file="stops.shp",
)


@cases(REFUSE, WARN, file="dltb.gpkg")
def parcels_far_from_the_zones(folder):
    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    frame([box(E + 50_000, N, E + 51_000, N + 1000)], NAME=["a"]).to_file(folder / "zone.gpkg")
    return share("dltb.gpkg", "--within", "zone.gpkg")


@cases(WARN, REFUSE)
def parcels_that_only_touch_the_zone(folder):
    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    frame([box(E + 1000, N, E + 2000, N + 1000)], NAME=["a"]).to_file(folder / "zone.gpkg")
    return share("dltb.gpkg", "--within", "zone.gpkg")


for number in ("0", "-5", "nan", "inf"):

    def _radius(folder, number=number):
        shp(stops(), folder / "stops.shp")
        shp(frame([KM], NAME=["a"]), folder / "zone.shp")
        return coverage("stops.shp", "zone.shp", radius=number)

    cases.add(f"a_radius_of_{number.replace('-', 'minus_')}", _radius, REFUSE, file="--radius")


@cases(REFUSE, file="nothing.shp")
def a_file_that_is_not_there(folder):
    shp(frame([KM], crs=CRS, NAME=["a"]), folder / "zone.shp")
    return coverage("nothing.shp", "zone.shp")
