"""Rows without a place, zones without ground, shapes written byte by byte."""

import json
import math
import struct

import geopandas as gpd
import numpy as np
import shapely
from case_files import (
    CRS,
    KM,
    KM_M2,
    E,
    N,
    circle,
    clockwise,
    coverage,
    degrees,
    frame,
    gpkg_blob,
    in_degrees,
    inspect,
    parcels,
    raw_shp,
    ring_record,
    set_geometry,
    share,
    shp,
    stops,
    text,
    true_area,
)
from dirty_shapes import AREA, AWAY, FLAT, HOLE, RING, gpkg
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Total
from shapely import LineString, Point, Polygon

cases = Cases("shapes")
CASES = cases.all


def _points(*places):
    return gpkg([Point(E + i * 10, N) for i in range(5)] + [Point(place) for place in places])


for name, place in {
    "an_absurd_coordinate": (1e20, 1e20),
    "a_nan_coordinate": (math.nan, math.nan),
    "an_infinite_coordinate": (math.inf, N),
    "minus_9999_for_missing": (-9999.0, -9999.0),
    "a_point_at_zero_zero": (0.0, 0.0),
}.items():
    cases.add(
        f"points_with_{name}",
        _points(place),
        WARN,
        figures={"rows.used": 5, "rows.skipped": Total(1)},
        says='"rows": \\[6\\]',
    )
cases.add(
    "most_points_at_zero_zero",
    gpkg([Point(E, N), *(Point(0, 0) for _ in range(9))]),
    REFUSE,
    WARN,
    figures={"rows.used": 1},
)


def _zones(shapes):
    def make(folder):
        frame(shapes, NAME=[str(i) for i in range(len(shapes))]).to_file(folder / "zones.gpkg", driver="GPKG")
        parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg", driver="GPKG")
        return share("dltb.gpkg", "--within", "zones.gpkg")

    return make


for name, shape in {
    "a_null_zone": None,
    "an_empty_zone": Polygon(),
    "a_zone_with_an_absurd_corner": Polygon([(E, N), (1e20, N), (E, N + 1000)]),
}.items():
    cases.add(name, _zones([KM, shape]), REFUSE, file="zones.gpkg")
cases.add(
    "a_zone_without_ground",
    _zones([KM, FLAT]),
    *(REFUSE, WARN),
    figures={"share": Near(0.5, rel=1e-4)},
    file="zones.gpkg",
)
cases.add(
    "a_zone_that_is_a_bow_tie",
    _zones([Polygon([(E, N), (E + 1000, N + 1000), (E + 1000, N), (E, N + 1000)])]),
    REFUSE,
    file="zones.gpkg",
)
cases.add("zones_that_are_lines", _zones([LineString([(E, N), (E + 9, N)])]), REFUSE, file="zones.gpkg")
cases.add(
    "zones_that_overlap",
    _zones([KM, KM]),
    WARN,
    figures={"share": Near(0.5, rel=1e-4), "total_m2": Near(KM_M2, rel=1e-6)},
)


@cases(WARN, REFUSE, figures={"share": Near(0.5, rel=1e-4), "total_m2": Near(KM_M2, rel=1e-6)})
def parcels_doubled_in_the_share(folder):
    rows = parcels("0301", "0101", "0301", "0601")
    gpd.GeoDataFrame(
        np.concatenate([rows, rows[:1]]), columns=rows.columns, geometry="geometry", crs=CRS
    ).to_file(folder / "dltb.gpkg", driver="GPKG")
    return share("dltb.gpkg")


@cases(REFUSE, says="point", file="zone.gpkg")
def facilities_that_are_polygons(folder):
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg", driver="GPKG")
    return coverage("zone.gpkg", "zone.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"area_m2": Near(true_area(RING), rel=1e-7)})
def shapefile_hole_wound_like_its_shell(folder):
    raw_shp(folder / "zone.shp", [ring_record(clockwise(KM), clockwise(HOLE))])
    return inspect("zone.shp")


@cases(ACCEPT, NOTED, WARN, figures={"area_m2": Near(true_area(RING), rel=1e-7)})
def shapefile_shell_wound_anticlockwise_and_hole_clockwise(folder):
    raw_shp(folder / "zone.shp", [ring_record(clockwise(KM)[::-1], clockwise(HOLE))])
    return inspect("zone.shp")


@cases(WARN, REFUSE, NOTED, figures=AREA)
def shapefile_ring_not_closed(folder):
    raw_shp(folder / "zone.shp", [ring_record(clockwise(KM)[:-1])])
    return inspect("zone.shp")


@cases(WARN, figures={"rows.used": 1, "rows.skipped": Total(1)})
def shapefile_with_a_null_shape(folder):
    raw_shp(folder / "zone.shp", [ring_record(clockwise(KM)), None])
    return inspect("zone.shp")


@cases(REFUSE)
def shapefile_of_multipatches(folder):
    points = clockwise(KM)[:3]
    body = struct.pack("<4d2i", E, N, E + 1000, N + 1000, 1, 3) + struct.pack("<ii", 0, 0)
    body += b"".join(struct.pack("<2d", *point) for point in points)
    body += struct.pack("<2d3d", 0, 9, 0, 5, 9) + struct.pack("<2d3d", 0, 0, 0, 0, 0)
    raw_shp(folder / "roof.shp", [body], kind=31)
    return inspect("roof.shp")


def _blob(blob, outcome, others=1):
    def make(folder):
        rows = frame([KM, AWAY][: others + 1], NAME=["a", "b"][: others + 1])
        rows.to_file(folder / "zone.gpkg", driver="GPKG")
        set_geometry(folder / "zone.gpkg", others + 1, blob)
        return inspect("zone.gpkg") if outcome != "share" else share("zone.gpkg")

    return make


def circular(x, y, radius):
    """Write a CURVEPOLYGON of one circle: start, the point opposite, start again."""
    points = struct.pack("<6d", x - radius, y, x + radius, y, x - radius, y)
    return struct.pack("<BIIBII", 1, 10, 1, 1, 8, 3) + points


cases.add(
    "a_blob_that_is_no_wkb",
    _blob(gpkg_blob(b"\x01\x03\x00\x00"), "row"),
    WARN,
    REFUSE,
    figures={"rows.used": 1},
)
cases.add(
    "a_blob_that_is_no_geopackage_geometry", _blob(b"rubbish", "row"), WARN, REFUSE, figures={"rows.used": 1}
)
MOST_OFF_M = 0.0002  # what the alarm says: edges leave an arc by a fifth of a millimetre

for radius in (500, 100, 10):
    cases.add(
        f"a_circle_of_arcs_of_{radius}_m",
        _blob(gpkg_blob(circular(E + 500, N + 500, radius)), "curve", others=0),
        *(NOTED, WARN),
        figures={
            "area_m2": Near(true_area(circle(E + 500, N + 500, radius)), off=MOST_OFF_M * math.tau * radius)
        },
    )
TIN = (
    struct.pack("<BII", 1, 16, 1)
    + struct.pack("<BIII", 1, 17, 1, 4)
    + struct.pack("<8d", E, N, E + 9, N, E, N + 9, E, N)
)
cases.add("a_tin", _blob(gpkg_blob(TIN), "tin", others=0), REFUSE)


@cases(WARN, REFUSE, figures={"rows.used": 1})
def geoparquet_with_unreadable_wkb(folder):
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    frame([KM, AWAY], NAME=["a", "b"]).to_parquet(folder / "zone.parquet")
    table = pq.read_table(folder / "zone.parquet")
    wkb = [KM.wkb, b"\x01\x03\x00\x00\x00rubbish"]
    table = table.set_column(table.column_names.index("geometry"), "geometry", pa.array(wkb))
    pq.write_table(table, folder / "zone.parquet")
    return inspect("zone.parquet")


@cases(WARN, figures={"rows.used": 4})
def a_lone_point_far_from_the_others(folder):
    places = [(E + i * 100, N) for i in range(3)]
    far = frame(
        [Point(degrees([(E, N)])[0]), *(Point(place) for place in degrees(places[1:])), Point(116.4, 39.9)],
        crs="EPSG:4490",
        NAME=list("abcd"),
    )
    shp(far, folder / "stops.shp")
    return inspect("stops.shp")


@cases(WARN, NOTED, figures={"rows.read": 6})
def stops_that_stand_twice(folder):
    rows = stops()
    shp(
        gpd.GeoDataFrame(
            {"NAME": [*rows["NAME"], *rows["NAME"]]}, geometry=[*rows.geometry, *rows.geometry], crs=CRS
        ),
        folder / "stops.shp",
    )
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, figures={"area_m2": Near(KM_M2, rel=1e-6)})
def geojson_ring_wound_clockwise(folder):
    shape = in_degrees(KM)
    ring = [list(point) for point in shapely.reverse(shape).exterior.coords]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text(folder / "zone.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return inspect("zone.geojson")
