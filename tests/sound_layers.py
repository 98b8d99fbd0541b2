"""Sound archives, folders, parcels and coverages: taken without a warning, with the right figure."""

import json
import math
import shutil
import struct
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from case_files import (
    CRS,
    KM,
    KM_M2,
    STOPS,
    E,
    N,
    clockwise,
    coverage,
    degrees,
    frame,
    inspect,
    parcels,
    quarters,
    raw_shp,
    ring_record,
    share,
    shp,
    sql,
    stops,
    text,
    true_area,
    zipped,
)
from dirty_places import to_gcj
from input_case import ACCEPT, Cases, Near
from shapely import Point, Polygon, box
from sound_vectors import AREA, HOLE, PLACED, POINTS, RING, SMALL, write

cases = Cases("vectors")
CASES = cases.all


@cases(ACCEPT, figures=POINTS)
def a_zipped_shapefile(folder):
    parts = folder / "parts"
    parts.mkdir()
    shp(stops(), parts / "stops.shp")
    zipped(folder / "stops.zip", parts)
    shutil.rmtree(parts)
    return inspect("stops.zip")


@cases(ACCEPT, figures=AREA)
def a_zipped_shapefile_in_a_folder_with_notes(folder):
    parts = folder / "parts" / "数据"
    parts.mkdir(parents=True)
    shp(frame([KM], NAME=["a"]), parts / "zone.shp")
    text(parts / "说明.txt.bak", "see the report")
    text(parts / "zone.shp.xml", "<metadata/>")
    zipped(folder / "zone.zip", folder / "parts")
    shutil.rmtree(folder / "parts")
    return inspect("zone.zip")


@cases(ACCEPT, figures=POINTS)
def a_zipped_file_geodatabase(folder):
    parts = folder / "parts"
    parts.mkdir()
    write(stops(), parts / "stops.gdb")
    zipped(folder / "town.zip", parts)
    shutil.rmtree(parts)
    return inspect("town.zip")


@cases(ACCEPT, figures=AREA)
def a_zipped_geopackage(folder):
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg")
    raw = (folder / "zone.gpkg").read_bytes()
    (folder / "zone.gpkg").unlink()
    zipped(folder / "zone.zip", {"zone.gpkg": raw})
    return inspect("zone.zip")


@cases(ACCEPT, figures=POINTS)
def one_of_two_layers_by_name(folder):
    stops().to_file(folder / "town.gpkg", layer="stops")
    frame([KM], NAME=["a"]).to_file(folder / "town.gpkg", layer="zone")
    return inspect("town.gpkg", "--layer", "stops")


@cases(ACCEPT, figures=POINTS)
def one_of_two_feature_classes_by_name(folder):
    stops().to_file(folder / "town.gdb", driver="OpenFileGDB", layer="stops")
    frame([KM], NAME=["a"]).to_file(folder / "town.gdb", driver="OpenFileGDB", layer="zone", mode="a")
    return inspect("town.gdb", "--layer", "stops")


@cases(ACCEPT, figures=POINTS)
def a_folder_of_one_shapefile(folder):
    (folder / "data").mkdir()
    shp(stops(), folder / "data" / "stops.shp")
    return inspect("data")


@cases(ACCEPT, figures=AREA)
def upper_case_suffixes(folder):
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    for path in sorted(folder.iterdir()):
        path.rename(path.with_name(path.name.upper()))
    return inspect("ZONE.SHP")


@cases(ACCEPT, figures=AREA)
def names_with_blanks_and_chinese(folder):
    shp(frame([KM], NAME=["a"]), folder / "鹤城区 范围(最终版) v2.shp")
    return inspect("鹤城区 范围(最终版) v2.shp")


@cases(ACCEPT, figures=AREA)
def a_name_that_begins_with_a_bracket(folder):
    shp(frame([KM], NAME=["a"]), folder / "[2023]范围.shp")
    return inspect("[2023]范围.shp")


@cases(ACCEPT, figures={"area_m2": Near(true_area(RING), rel=1e-7)})
def a_shapefile_wound_as_it_should_be(folder):
    raw_shp(folder / "zone.shp", [ring_record(clockwise(KM), clockwise(HOLE)[::-1])])
    (folder / "zone.cpg").write_text("UTF-8", encoding="ascii")
    return inspect("zone.shp")


@cases(ACCEPT, figures={"rows.used": 3})
def a_shapefile_in_gbk_that_says_so(folder):
    shp(stops(), folder / "stops.shp", encoding="gb18030", cpg="GBK")
    return inspect("stops.shp")


@cases(ACCEPT, figures=AREA)
def heights_of_the_system_beside_the_plane(folder):
    rows = frame([KM], NAME=["a"]).set_crs(pyproj.CRS("EPSG:4546+5737"), allow_override=True)
    rows.to_file(folder / "zone.gpkg")
    return inspect("zone.gpkg")


@cases(ACCEPT, figures={"covered": Near(math.pi * 300**2, rel=1e-5)})
def a_geopackage_without_a_spatial_index(folder):
    stops(places=STOPS[1:2]).to_file(folder / "stops.gpkg", SPATIAL_INDEX="NO")
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg", SPATIAL_INDEX="NO")
    return coverage("stops.gpkg", "zone.gpkg")


@cases(ACCEPT, figures={"rows.used": 4})
def parcels_that_fit_exactly(folder):
    areas = [round(true_area(shape), 2) for shape in quarters()]
    parcels("0301", "0101", "0301", "0601", TBMJ=areas, ZLDWMC=["芦坪村"] * 4).to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")


AREAS = [true_area(shape) for shape in quarters()]
for name, column, unit in (
    ("mu", "面积_亩", 2000 / 3),
    ("hectares", "area_ha", 1e4),
    ("square_metres", "TBMJ", 1.0),
    ("square_kilometres", "area_km2", 1e6),
):

    def _units(folder, column=column, unit=unit):
        parcels("0301", "0101", "0301", "0601", **{column: [area / unit for area in AREAS]}).to_file(
            folder / "dltb.gpkg"
        )
        return inspect("dltb.gpkg")

    cases.add(f"an_area_attribute_in_{name}", _units, ACCEPT, figures={"area_m2": Near(KM_M2, rel=1e-7)})
WEST = (AREAS[0] + AREAS[2]) / sum(AREAS)
for suffix in ("shp", "gpkg", "parquet", "gdb", "fgb"):

    def _share(folder, suffix=suffix):
        write(parcels("0301", "0101", "0301K", "0601"), folder / f"dltb.{suffix}")
        return share(f"dltb.{suffix}")

    cases.add(
        f"a_share_from_{suffix}",
        _share,
        ACCEPT,
        figures={
            "share": Near(WEST, rel=1e-6),
            "share_low": Near(WEST, rel=1e-6),
            "share_high": Near(WEST, rel=1e-6),
        },
    )


@cases(
    ACCEPT,
    figures={
        "share": Near(0.5, rel=1e-5),
        "by.east.share": Near(0, off=1e-9),
        "by.west.share": Near(1, rel=1e-6),
    },
)
def a_share_by_zones_in_degrees(folder):
    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    halves = [box(E, N, E + 500, N + 1000), box(E + 500, N, E + 1000, N + 1000)]
    fine = gpd.GeoSeries([shapely.segmentize(half, 20) for half in halves], crs=CRS).to_crs("EPSG:4490")
    gpd.GeoDataFrame({"NAME": ["west", "east"]}, geometry=fine).to_file(folder / "zones.gpkg")
    return share("dltb.gpkg", "--within", "zones.gpkg", "--by", "NAME")


@cases(
    ACCEPT,
    figures={"covered_share": Near(math.pi * 300**2 / KM_M2, rel=1e-5), "total": Near(KM_M2, rel=1e-6)},
)
def a_coverage_of_one_stop(folder):
    shp(stops(places=STOPS[1:2]), folder / "stops.shp")
    write(frame([KM], NAME=["a"]), folder / "zone.gpkg")
    return coverage("stops.shp", "zone.gpkg")


@cases(ACCEPT, figures={"covered": Near(math.pi * 300**2, rel=1e-5)})
def a_coverage_of_a_declared_gcj02_table(folder):
    ((lon, lat),) = degrees(STOPS[1:2])
    x, y = to_gcj(lon, lat)
    text(folder / "stops.csv", f"name,lng,lat\n一站,{x:.9f},{y:.9f}\n")
    write(frame([KM], NAME=["a"]), folder / "zone.gpkg")
    return [*coverage("stops.csv", "zone.gpkg"), "--coordinates", "facilities=gcj02"]


FEET = box(980_000, 190_000, 983_000, 193_000)


@cases(ACCEPT, figures={"area_m2": Near(true_area(FEET, "EPSG:2263"), rel=1e-6), "crs_read": PLACED})
def a_plane_in_feet_far_from_china(folder):
    frame([FEET], crs="EPSG:2263", NAME=["a"]).to_file(folder / "zone.gpkg")
    return inspect("zone.gpkg")


@cases(ACCEPT, figures={"rows.used": 1})
def a_point_with_measures(folder):
    raw_shp(folder / "stops.shp", [struct.pack("<3d", E, N, 12.5)], kind=21)
    (folder / "stops.cpg").write_text("UTF-8", encoding="ascii")
    return inspect("stops.shp")


@cases(ACCEPT, figures={"rows.used": 2_000})
def two_thousand_parcels_without_gaps(folder):
    cuts = np.linspace(0, 1000, 51)
    shapes = [box(E + a, N + b, E + c, N + d) for a, c in pairwise(cuts) for b, d in pairwise(cuts[:41])]
    frame(shapes, DLBM=["0301"] * len(shapes)).to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")


@cases(ACCEPT, figures={"rows.used": 2})
def parcels_whose_borders_round_to_a_tenth_of_a_millimetre(folder):
    west = Polygon([(E, N), (E + 333.3333, N), (E + 500.12345678, N + 1000), (E, N + 1000)])
    east = Polygon([(E + 333.3333, N), (E + 1000, N), (E + 1000, N + 1000), (E + 500.12340, N + 1000)])
    frame([west, east], NAME=["a", "b"]).to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")


@cases(ACCEPT, figures={"rows.used": 3})
def a_geopackage_view(folder):
    stops().to_file(folder / "stops.gpkg")
    sql(
        folder / "stops.gpkg",
        "create view v as select fid, geom, NAME from stops",
        "insert into gpkg_contents select 'v', data_type, 'v', description, last_change, "
        "min_x, min_y, max_x, max_y, srs_id from gpkg_contents where table_name = 'stops'",
        "insert into gpkg_geometry_columns select 'v', column_name, geometry_type_name, srs_id, z, m "
        "from gpkg_geometry_columns",
    )
    return inspect("stops.gpkg", "--layer", "v")


@cases(ACCEPT, figures={"rows.used": 1, "area_m2": Near(KM_M2, rel=1e-6)})
def geoparquet_without_a_crs_is_longitude_and_latitude(folder):
    import pyarrow.parquet as pq  # noqa: PLC0415

    frame([SMALL], crs="OGC:CRS84", NAME=["a"]).to_parquet(folder / "zone.parquet")
    table = pq.read_table(folder / "zone.parquet")
    told = json.loads(table.schema.metadata[b"geo"])
    del told["columns"]["geometry"]["crs"]
    pq.write_table(
        table.replace_schema_metadata({b"geo": json.dumps(told).encode()}), folder / "zone.parquet"
    )
    return inspect("zone.parquet")


@cases(ACCEPT, figures={"rows.used": 2})
def stops_of_one_street_on_two_sides(folder):
    rows = gpd.GeoDataFrame({"NAME": ["一站", "一站"]}, geometry=[Point(E, N), Point(E + 30, N)], crs=CRS)
    shp(rows, folder / "stops.shp")
    return inspect("stops.shp")
