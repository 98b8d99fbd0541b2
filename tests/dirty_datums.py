"""Old datums under many names: none may reach CGCS2000 by a shift that nobody gave."""

import pyproj
from case_files import (
    CRS,
    KM,
    E,
    N,
    clockwise,
    coverage,
    frame,
    inspect,
    parcels,
    raw_shp,
    ring_record,
    share,
    text,
)
from dirty_places import gml, moved
from input_case import REFUSE, WARN, Cases
from shapely import Point

cases = Cases("datums")
CASES = cases.all
PLANE = "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +units=m"
RECORD = ring_record(clockwise(KM))


def _prj(told):
    def make(folder):
        raw_shp(folder / "zone.shp", [RECORD], prj=None)
        text(folder / "zone.prj", told)
        return inspect("zone.shp")

    return make


def _esri(code):
    return pyproj.CRS(code).to_wkt("WKT1_ESRI")


def _zeros(code):
    wkt = pyproj.CRS(code).to_wkt("WKT1_GDAL")
    place = wkt.index("]", wkt.index("SPHEROID"))
    end = (
        wkt.index("]", place + 1) + 1
        if wkt[place + 1] == "," and "AUTHORITY" in wkt[place : place + 14]
        else place + 1
    )
    return wkt[:end] + ",TOWGS84[0,0,0,0,0,0,0]" + wkt[end:]


OLD = "Xi'?an|Xian|Beijing|parameter|datum"
for name, code in {"xian": "EPSG:2382", "beijing": "EPSG:2434"}.items():
    cases.add(f"{name}_in_a_prj_of_arcgis", _prj(_esri(code)), REFUSE, says=OLD)
    renamed = _esri(code).replace(_esri(code).split('"')[1], "鹤城区坐标系", 1)
    cases.add(f"{name}_under_a_name_of_its_own", _prj(renamed), REFUSE, says=OLD)
    cases.add(f"{name}_with_parameters_of_zero", _prj(_zeros(code)), REFUSE, WARN)
    unnamed = renamed.replace("D_Xian_1980", "D_unknown").replace("D_Beijing_1954", "D_unknown")
    cases.add(f"{name}_as_an_unknown_datum_on_its_ellipsoid", _prj(unnamed), REFUSE, WARN)
for name, ellipsoid in {"iag_1975": "+a=6378140 +rf=298.257", "krassovsky": "+ellps=krass"}.items():

    def _stated(folder, ellipsoid=ellipsoid):
        raw_shp(folder / "zone.shp", [RECORD], prj=None)
        return inspect("zone.shp", "--crs", f"{PLANE} {ellipsoid} +type=crs")

    cases.add(f"a_stated_plane_on_{name}", _stated, REFUSE, WARN, file="")


@cases(REFUSE, says=OLD)
def xian_in_a_geopackage(folder):
    frame([KM], crs="EPSG:2382", NAME=["a"]).to_file(folder / "zone.gpkg")
    return inspect("zone.gpkg")


@cases(REFUSE, says=OLD)
def xian_in_geoparquet(folder):
    frame([KM], crs="EPSG:2382", NAME=["a"]).to_parquet(folder / "zone.parquet")
    return inspect("zone.parquet")


@cases(REFUSE, says=OLD)
def beijing_in_gml(folder):
    text(folder / "zone.gml", gml("urn:ogc:def:crs:EPSG::2434", [(y, x) for x, y in KM.exterior.coords]))
    return inspect("zone.gml")


@cases(REFUSE, says=OLD)
def xian_in_a_geodatabase(folder):
    frame([moved(KM, east=37_000_000.0)], crs="EPSG:2361", NAME=["a"]).to_file(
        folder / "zone.gdb", driver="OpenFileGDB"
    )
    return inspect("zone.gdb")


@cases(REFUSE, says=OLD, file="dltb.gpkg")
def xian_parcels_within_cgcs2000_zones(folder):
    parcels("0301", "0101", "0301", "0601", crs="EPSG:2382").to_file(folder / "dltb.gpkg")
    frame([KM], crs=CRS, NAME=["a"]).to_file(folder / "zone.gpkg")
    return share("dltb.gpkg", "--within", "zone.gpkg")


@cases(REFUSE, says=OLD)
def xian_zones_and_xian_stops_too(folder):
    frame([Point(E + 500, N + 500)], crs="EPSG:2382", NAME=["a"]).to_file(folder / "stops.gpkg")
    frame([KM], crs="EPSG:2382", NAME=["a"]).to_file(folder / "zone.gpkg")
    return coverage("stops.gpkg", "zone.gpkg")
