"""Reference systems missing, contradictory or untransformable; datums; axes swapped; shifted coordinates."""

import math

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
    coverage,
    csv_text,
    degrees,
    frame,
    in_degrees,
    inspect,
    share,
    shp,
    sql,
    stops,
    text,
    true_area,
)
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, OneOf, Where
from shapely import Point, box

cases = Cases("places")
CASES = cases.all
UNPLACED = {"crs_read": None, "area_m2": None}
AREA = {"area_m2": Near(KM_M2, rel=1e-7)}
DISC_M2 = Near(math.pi * 300**2, rel=1e-5)
SWAP = "swap|exchang|order|lon.*lat|northing|对调|颠倒"


def _zone(folder, crs=CRS, shape=KM, name="zone.shp", **more):
    shp(frame([shape], crs=crs, NAME=["a"]), folder / name, **more)
    return inspect(name)


def _made(*words, **zone):
    def make(folder):
        return [*_zone(folder, **zone), *words]

    return make


def moved(shape, east=0.0, north=0.0):
    return shapely.transform(shape, lambda xy: np.add(xy, [east, north]))


def _flipped(shape):
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


LOCAL = (
    'LOCAL_CS["鹤城独立坐标系",LOCAL_DATUM["local",32767],UNIT["metre",1],'
    'AXIS["East",EAST],AXIS["North",NORTH]]'
)
DEGREES = in_degrees(KM)
SOURCE_37 = moved(KM, east=37_000_000.0)

cases.add("no_prj_is_described_not_measured", _made(prj=False), WARN, figures=UNPLACED)
cases.add("no_prj_but_stated", _made("--crs", CRS, prj=False), ACCEPT, NOTED, figures=AREA)
for name, zone in {
    "degrees_under_a_metric_crs": {"crs": CRS, "shape": DEGREES},
    "metres_under_a_geographic_crs": {"crs": "EPSG:4490", "shape": KM},
    "zone_prefix_under_a_crs_without": {"crs": "EPSG:4546", "shape": SOURCE_37},
    "no_prefix_under_a_crs_with_one": {"crs": "EPSG:4525", "shape": KM},
    "eastings_of_zone_36_under_zone_37": {"crs": "EPSG:4525", "shape": moved(KM, east=36_000_000.0)},
    "eastings_of_zone_37_under_zone_36": {"crs": "EPSG:4524", "shape": SOURCE_37},
    "six_degree_prefix_under_a_three_degree_crs": {
        "crs": "EPSG:4525",
        "shape": moved(KM, east=19_000_000.0),
    },
    "three_degree_prefix_under_a_six_degree_crs": {"crs": "EPSG:4497", "shape": SOURCE_37},
    "northing_first_in_a_shapefile": {"crs": CRS, "shape": _flipped(KM)},
    "latitude_first_in_a_shapefile": {"crs": "EPSG:4490", "shape": _flipped(DEGREES)},
    "eastings_cut_to_local_metres": {"crs": CRS, "shape": box(0, 0, 1000, 1000)},
    "millimetres_under_metres": {"crs": CRS, "shape": shapely.transform(KM, lambda xy: xy * 1000)},
}.items():
    says = {"zone_prefix_under_a_crs_without": "4525|zone", "northing_first_in_a_shapefile": SWAP}
    wanted = says.get(name, SWAP if "latitude" in name else ())
    cases.add(name, _made(**zone), REFUSE, says=wanted)
for name, crs in {
    "xian_1980": "EPSG:2382",
    "xian_1980_with_prefix": "EPSG:2361",
    "beijing_1954": "EPSG:2434",
    "beijing_1954_with_prefix": "EPSG:2413",
}.items():
    shape = moved(KM, east=37_000_000.0) if "prefix" in name else KM
    cases.add(name + "_alone", _made(crs=crs, shape=shape), REFUSE, says="Xi'?an|Beijing|parameter")
cases.add("xian_1980_in_degrees", _made(crs="EPSG:4610", shape=DEGREES), REFUSE, says="Xi'?an|parameter")
cases.add("a_stated_crs_that_nobody_knows", _made("--crs", "EPSG:999999", prj=False), REFUSE)
cases.add("a_stated_crs_that_is_no_crs", _made("--crs", "banana", prj=False), REFUSE, says="banana")
cases.add("a_stated_crs_against_the_numbers", _made("--crs", "EPSG:4490", prj=False), REFUSE)
cases.add("stated_xian_1980", _made("--crs", "EPSG:2382", prj=False), REFUSE, says="Xi'?an|parameter")
cases.add(
    "a_stated_crs_against_the_file_wins",
    _made("--crs", CRS, crs="EPSG:4547"),
    *(NOTED, WARN),
    figures=AREA | {"crs_read": Where("4546", lambda told: "4546" in str(told))},
)


@cases(NOTED, WARN, figures={"area_m2": Near(KM_M2, rel=1e-4)})
def xian_1980_with_its_own_parameters(folder):
    shape = frame([KM], NAME=["a"])
    bound = pyproj.CRS.from_proj4(
        "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +ellps=IAU76 +units=m "
        "+towgs84=-104.1,-49.1,-9.9,0.971,-2.917,0.714,-11.68"
    )
    shp(shape, folder / "zone.shp")
    (folder / "zone.prj").write_text(bound.to_wkt("WKT1_GDAL"), encoding="utf-8")
    return inspect("zone.shp")


@cases(WARN, REFUSE, figures=UNPLACED)
def a_local_system_in_the_prj(folder):
    words = _zone(folder)
    text(folder / "zone.prj", LOCAL)
    return words


@cases(WARN, REFUSE, figures=UNPLACED)
def rubbish_in_the_prj(folder):
    words = _zone(folder)
    text(folder / "zone.prj", "the usual one")
    return words


@cases(WARN, REFUSE, figures=UNPLACED)
def an_empty_prj(folder):
    words = _zone(folder)
    (folder / "zone.prj").write_bytes(b"")
    return words


@cases(REFUSE, says="zone|easting|row")
def two_zones_in_one_layer(folder):
    frame([SOURCE_37, moved(KM, east=36_000_000.0)], crs="EPSG:4525", NAME=["a", "b"]).to_file(
        folder / "zones.gpkg", driver="GPKG"
    )
    return inspect("zones.gpkg")


@cases(REFUSE, WARN, figures={"rows.used": 4}, says="row")
def one_row_without_the_prefix_of_the_others(folder):
    places = [(37_000_000 + E + i * 100, N) for i in range(4)] + [(E, N)]
    frame([Point(place) for place in places], crs="EPSG:4525", NAME=list("abcde")).to_file(
        folder / "stops.gpkg", driver="GPKG"
    )
    return inspect("stops.gpkg")


@cases(REFUSE)
def a_plane_six_degrees_from_its_meridian(folder):
    far = gpd.GeoSeries([DEGREES], crs="EPSG:4490").to_crs("EPSG:4548").iloc[0]
    return _zone(folder, crs="EPSG:4548", shape=far)


@cases(WARN, figures=UNPLACED)
def geoparquet_with_a_null_crs(folder):
    rows = gpd.GeoDataFrame({"NAME": ["a"]}, geometry=[KM])
    rows.to_parquet(folder / "zone.parquet")
    return inspect("zone.parquet")


for number in (0, -1):

    def _undefined(folder, number=number):
        frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg", driver="GPKG")
        sql(
            folder / "zone.gpkg",
            f"update gpkg_contents set srs_id = {number}",  # noqa: S608
            f"update gpkg_geometry_columns set srs_id = {number}",  # noqa: S608
        )
        return inspect("zone.gpkg")

    outcome = (WARN,) if number else (WARN, REFUSE)
    cases.add(f"geopackage_with_srs_{number}", _undefined, *outcome, figures=UNPLACED)


@cases(WARN, REFUSE, figures=UNPLACED)
def geopackage_whose_system_is_missing_from_its_table(folder):
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg", driver="GPKG")
    sql(folder / "zone.gpkg", "delete from gpkg_spatial_ref_sys where srs_id = 4546")
    return inspect("zone.gpkg")


def geojson(shapes, **members):
    """Write a FeatureCollection as text."""
    import json  # noqa: PLC0415

    features = [
        {"type": "Feature", "properties": {"NAME": str(i)}, "geometry": shapely.geometry.mapping(shape)}
        for i, shape in enumerate(shapes, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features} | members)


POINTS = [Point(place) for place in degrees(STOPS)]


@cases(REFUSE, WARN, figures={"area_m2": OneOf((None, Near(KM_M2)))})
def geojson_with_a_null_crs(folder):
    text(folder / "zone.geojson", geojson([DEGREES], crs=None))
    return inspect("zone.geojson")


@cases(REFUSE)
def geojson_in_metres_without_a_crs(folder):
    text(folder / "zone.geojson", geojson([KM]))
    return inspect("zone.geojson")


@cases(REFUSE, says=SWAP)
def geojson_latitude_first(folder):
    text(folder / "stops.geojson", geojson([_flipped(point) for point in POINTS]))
    return inspect("stops.geojson")


@cases(REFUSE, says=SWAP)
def csv_longitude_and_latitude_exchanged(folder):
    rows = [f"{i},{y:.7f},{x:.7f}" for i, (x, y) in enumerate(degrees(STOPS))]
    text(folder / "stops.csv", csv_text("NAME,经度,纬度", *rows))
    return inspect("stops.csv")


@cases(WARN, REFUSE, figures={"rows.used": 4}, says="row|5")
def csv_with_one_row_exchanged(folder):
    rows = [f"{i},{109.97 + i / 100:.4f},27.55" for i in range(4)]
    text(folder / "stops.csv", csv_text("NAME,lon,lat", *rows, "e,27.55,109.99"))
    return inspect("stops.csv")


@cases(REFUSE, says=SWAP)
def kml_latitude_first(folder):
    marks = "".join(
        f"<Placemark><name>{i}</name><Point><coordinates>27.55,{109.97 + i / 100}</coordinates></Point>"
        "</Placemark>"
        for i in range(3)
    )
    text(
        folder / "stops.kml",
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}'
        "</Document></kml>",
    )
    return inspect("stops.kml")


def gml(srs, positions, fid="z.1"):
    """Write one polygon in GML 3.2, its positions as given."""
    flat = " ".join(f"{a!r} {b!r}" for a, b in positions)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml/3.2"
 gml:id="c"><ogr:featureMember>

<ogr:zone gml:id="{fid}"><ogr:geom><gml:Polygon gml:id="g.{fid}" srsName="{srs}">
<gml:exterior><gml:LinearRing><gml:posList>{flat}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ogr:geom>
<ogr:NAME>a</ogr:NAME></ogr:zone></ogr:featureMember></ogr:FeatureCollection>
"""


@cases(REFUSE, says=SWAP)
def gml_northing_first_under_a_short_name(folder):
    text(folder / "zone.gml", gml("EPSG:4546", [(y, x) for x, y in KM.exterior.coords]))
    return inspect("zone.gml")


@cases(REFUSE, says=SWAP)
def gml_east_first_under_a_urn(folder):
    text(folder / "zone.gml", gml("urn:ogc:def:crs:EPSG::4546", list(KM.exterior.coords)))
    return inspect("zone.gml")


@cases(WARN, REFUSE, figures=UNPLACED)
def gml_without_a_system(folder):
    text(folder / "zone.gml", gml("", list(KM.exterior.coords)).replace(' srsName=""', ""))
    return inspect("zone.gml")


@cases(WARN, figures={"crs_read": None})
def csv_of_metres_without_a_system(folder):
    rows = [f"{i},{x},{y}" for i, (x, y) in enumerate(STOPS)]
    text(folder / "stops.csv", csv_text("NAME,x,y", *rows))
    return inspect("stops.csv")


@cases(REFUSE, file="stops.shp")
def coverage_with_facilities_without_a_system(folder):
    shp(stops(), folder / "stops.shp", prj=False)
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    return coverage("stops.shp", "zone.shp")


@cases(REFUSE, file="dltb.shp")
def share_of_parcels_without_a_system(folder):
    shp(frame([KM], DLBM=["0301"]), folder / "dltb.shp", prj=False)
    return share("dltb.shp")


@cases(ACCEPT, NOTED, figures={"covered": DISC_M2, "total": Near(KM_M2, rel=1e-5)})
def facilities_with_a_prefix_and_demand_without(folder):
    one = stops(places=STOPS[1:2]).to_crs("EPSG:4525")
    shp(one, folder / "stops.shp")
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    return coverage("stops.shp", "zone.shp")


@cases(REFUSE, file="stops.shp", says="Xi'?an|parameter")
def facilities_on_xian_1980(folder):
    shp(stops().set_crs("EPSG:2382", allow_override=True), folder / "stops.shp")
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    return coverage("stops.shp", "zone.shp")


@cases(ACCEPT, NOTED, figures={"area_m2": Near(true_area(KM), rel=1e-6)})
def web_mercator_is_never_measured_in(folder):
    mercator = gpd.GeoSeries([DEGREES], crs="EPSG:4490").to_crs("EPSG:3857")
    shp(gpd.GeoDataFrame({"NAME": ["a"]}, geometry=mercator), folder / "zone.shp")
    return inspect("zone.shp")


def to_gcj(lon, lat):
    """Shift WGS 84 to GCJ-02 by the public formula."""
    a, ee = 6378245.0, 0.00669342162296594323
    x, y = lon - 105.0, lat - 35.0
    common = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    d_lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + common
    d_lat += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    d_lat += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    d_lon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + common
    d_lon += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    d_lon += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    phi = math.radians(lat)
    magic = 1 - ee * math.sin(phi) ** 2
    d_lat *= 180 / (a * (1 - ee) / magic**1.5 * math.pi)
    d_lon *= 180 / (a / math.sqrt(magic) * math.cos(phi) * math.pi)
    return lon + d_lon, lat + d_lat


def to_bd(lon, lat):
    """Shift WGS 84 to BD-09 by the public formula."""
    x, y = to_gcj(lon, lat)
    k = math.pi * 3000 / 180
    z = math.hypot(x, y) + 0.00002 * math.sin(y * k)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * k)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


for system, shifted in (("gcj02", to_gcj), ("bd09", to_bd)):

    def _shifted(folder, system=system, shifted=shifted):
        ((lon, lat),) = degrees(STOPS[1:2])
        x, y = shifted(lon, lat)
        text(folder / "stops.csv", csv_text("NAME,lon,lat", f"a,{x:.9f},{y:.9f}"))
        shp(frame([KM], NAME=["a"]), folder / "zone.shp")
        return [*coverage("stops.csv", "zone.shp"), "--coordinates", f"facilities={system}"]

    cases.add(f"stops_declared_{system}", _shifted, ACCEPT, NOTED, figures={"covered": DISC_M2})

    def _hinted(folder, system=system, shifted=shifted):
        ((lon, lat),) = degrees(STOPS[1:2])
        x, y = shifted(lon, lat)
        text(folder / "stops.csv", csv_text(f"NAME,{system}_lng,{system}_lat", f"a,{x:.9f},{y:.9f}"))
        shp(frame([KM], NAME=["a"]), folder / "zone.shp")
        return coverage("stops.csv", "zone.shp")

    cases.add(
        f"columns_named_{system}_undeclared", _hinted, NOTED, WARN, REFUSE, says="gcj|bd", file="stops.csv"
    )


@cases(WARN, figures={"rows.used": 2})
def a_row_outside_china_declared_gcj02(folder):
    text(folder / "stops.csv", csv_text("NAME,lon,lat", "a,109.98,27.55", "b,-71.2,-29.9"))
    return [*inspect("stops.csv"), "--coordinates", "gcj02"]
