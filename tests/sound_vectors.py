"""Sound vector files of every format: taken without a warning, with the figure that a formula gives."""

import json
from functools import partial

import geopandas as gpd
import pyproj
import shapely
from case_files import (
    CRS,
    KM,
    KM_M2,
    NAMES,
    STOPS,
    E,
    N,
    degrees,
    frame,
    in_degrees,
    inspect,
    shp,
    stops,
    text,
    true_area,
    zipped,
)
from dirty_containers import dxf
from dirty_places import gml
from dirty_text import kml
from input_case import ACCEPT, Cases, Near, OneOf, Where
from shapely import LineString, MultiPolygon, box

cases = Cases("vectors")
CASES = cases.all
HOLE = box(E + 250, N + 250, E + 750, N + 750)
RING = KM - HOLE
TWO = MultiPolygon([KM, box(E + 2000, N, E + 2500, N + 500)])
AREA = {"area_m2": Near(KM_M2, rel=1e-7), "rows.used": 1}
POINTS = {"rows.used": 3, "rows.read": 3, "fields.NAME.sample": OneOf(NAMES)}  # FlatGeobuf sorts its rows
PLACED = Where("a CRS", bool)
SMALL = in_degrees(KM)


def write(rows, path):
    """Write rows by the suffix of the file, as the usual programs do."""
    if path.suffix in {".parquet", ".geoparquet"}:
        rows.to_parquet(path)
    elif path.suffix == ".shp":
        shp(rows, path)
    elif path.suffix == ".gdb":
        rows.to_file(path, driver="OpenFileGDB", layer=path.stem)
    elif path.suffix == ".geojson":
        rows.to_file(path, driver="GeoJSON", engine="pyogrio")
    else:
        rows.to_file(path)
    return path


def _file(name, rows, *words):
    def make(folder):
        write(rows(), folder / name)
        return inspect(name, *words)

    return make


def _zone(shape=KM, crs=CRS):
    return lambda: frame([shape], crs=crs, NAME=["鹤城区"])


for suffix in ("shp", "gpkg", "fgb", "parquet", "geoparquet", "gdb"):
    cases.add(f"points_in_{suffix}", _file(f"stops.{suffix}", stops), ACCEPT, figures=POINTS)
    cases.add(f"a_zone_in_{suffix}", _file(f"zone.{suffix}", _zone()), ACCEPT, figures=AREA)
    cases.add(
        f"a_ring_in_{suffix}",
        _file(f"zone.{suffix}", _zone(RING)),
        ACCEPT,
        figures={"area_m2": Near(true_area(RING), rel=1e-7)},
    )
    cases.add(
        f"two_parts_in_{suffix}",
        _file(f"zone.{suffix}", _zone(TWO)),
        ACCEPT,
        figures={"area_m2": Near(true_area(TWO), rel=1e-7), "rows.used": 1},
    )
LINE = LineString([(E, N), (E + 300, N + 400)])
LENGTH = pyproj.Geod(ellps="GRS80").line_length(*zip(*degrees(LINE.coords), strict=True))
for suffix in ("shp", "gpkg", "fgb", "parquet", "gdb"):
    cases.add(
        f"a_line_in_{suffix}",
        _file(f"road.{suffix}", _zone(LINE)),
        ACCEPT,
        figures={"length_m": Near(LENGTH, rel=1e-7), "area_m2": None},
    )
for name, crs in {
    "zone_37_with_prefix": "EPSG:4525",
    "six_degree_zone": "EPSG:4508",
    "six_degree_zone_with_prefix": "EPSG:4497",
    "degrees_on_cgcs2000": "EPSG:4490",
    "degrees_on_wgs84": "EPSG:4326",
    "utm_49": "EPSG:32649",
    "web_mercator": "EPSG:3857",
}.items():

    def _brought(crs=crs):
        fine = gpd.GeoSeries([shapely.segmentize(KM, 50)], crs=CRS)
        return gpd.GeoDataFrame({"NAME": ["a"]}, geometry=fine.to_crs(crs))

    cases.add(name, _file("zone.shp", _brought), ACCEPT, figures={"area_m2": Near(KM_M2, rel=1e-6)})


for suffix in ("gpkg", "fgb", "parquet", "gdb"):
    degrees_of = partial(_zone, SMALL, "EPSG:4490")
    cases.add(
        f"degrees_in_{suffix}",
        _file(f"zone.{suffix}", degrees_of()),
        ACCEPT,
        figures={"area_m2": Near(KM_M2, rel=1e-6)},
    )


@cases(ACCEPT, figures=POINTS)
def geojson_of_points(folder):
    write(stops().to_crs("EPSG:4326"), folder / "stops.geojson")
    return inspect("stops.geojson")


@cases(ACCEPT, figures={"area_m2": Near(KM_M2, rel=1e-6)})
def geojson_of_a_zone(folder):
    write(frame([SMALL], crs="EPSG:4326", NAME=["a"]), folder / "zone.geojson")
    return inspect("zone.geojson")


@cases(ACCEPT, figures=AREA)
def geojson_with_a_named_metric_system(folder):
    write(frame([KM], NAME=["a"]), folder / "zone.geojson")
    return inspect("zone.geojson")


@cases(ACCEPT, figures=POINTS)
def geojson_with_crs84_named(folder):
    features = [
        {
            "type": "Feature",
            "id": i,
            "properties": {"NAME": name},
            "geometry": {"type": "Point", "coordinates": list(place)},
        }
        for i, (name, place) in enumerate(zip(NAMES, degrees(STOPS), strict=True))
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    text(folder / "stops.json", json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    return inspect("stops.json")


@cases(ACCEPT, figures={"rows.used": 3})
def kml_of_points(folder):
    text(folder / "stops.kml", kml())
    return inspect("stops.kml")


@cases(ACCEPT, figures={"rows.used": 3})
def kmz_of_points(folder):
    zipped(folder / "stops.kmz", {"doc.kml": kml().encode()})
    return inspect("stops.kmz")


@cases(ACCEPT, figures={"area_m2": Near(true_area(RING), rel=1e-6), "rows.used": 1})
def kml_of_a_zone_with_a_hole(folder):
    def ring(shape):
        return " ".join(f"{x:.12f},{y:.12f},0" for x, y in degrees(shape.exterior.coords))

    body = (
        f"<Placemark><name>区</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring(KM)}</coordinates></LinearRing>"
        f"</outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>{ring(HOLE)}</coordinates></LinearRing>"
        "</innerBoundaryIs></Polygon></Placemark>"
    )
    text(
        folder / "zone.kml",
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>',
    )
    return inspect("zone.kml")


FLIPPED = [(y, x) for x, y in KM.exterior.coords]
for name, srs, places in (
    ("gml_under_a_urn_northing_first", "urn:ogc:def:crs:EPSG::4546", FLIPPED),
    ("gml_under_an_address_northing_first", "http://www.opengis.net/def/crs/EPSG/0/4546", FLIPPED),
    ("gml_under_a_short_name_east_first", "EPSG:4546", list(KM.exterior.coords)),
):

    def _gml(folder, srs=srs, places=places):
        text(folder / "zone.gml", gml(srs, places))
        return inspect("zone.gml")

    cases.add(name, _gml, ACCEPT, figures=AREA)


@cases(ACCEPT, figures={"area_m2": Near(KM_M2, rel=1e-6), "rows.used": 1})
def gml_in_latitude_and_longitude(folder):
    places = [(lat, lon) for lon, lat in degrees(KM.exterior.coords)]
    text(folder / "zone.gml", gml("urn:ogc:def:crs:EPSG::4490", places))
    return inspect("zone.gml")


@cases(ACCEPT, figures={"rows.used": 3})
def dxf_of_points_with_a_stated_system(folder):
    entities = [f"0,POINT,8,stops,10,{x},20,{y},30,0" for x, y in STOPS]
    text(folder / "stops.dxf", dxf(*entities))
    return inspect("stops.dxf", "--crs", CRS)


@cases(ACCEPT, figures={"length_m": Near(LENGTH, rel=1e-7)})
def dxf_of_a_line_with_a_stated_system(folder):
    text(folder / "road.dxf", dxf(f"0,LINE,8,road,10,{E},20,{N},30,0,11,{E + 300},21,{N + 400},31,0"))
    return inspect("road.dxf", "--crs", CRS)
