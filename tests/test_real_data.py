"""Real layers open with the right alarms: shifted, self-touching, in web Mercator, in degrees."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
from made_files import write_csv

from layers import read_layer
from maps.app import cli

DATA = Path(__file__).parents[2] / "shared" / "data"
COUNTIES = DATA / "hecheng_admin" / "huaihua_counties_echarts_mit.geojson"
SHENZHEN = DATA / "shenzhen_bus_ev"
ZION = DATA / "zion_landcover"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not at hand")


def geodesic_m2(shapes):
    """Measure by Karney's method, ring by ring, edges as geodesics."""
    geod = pyproj.Geod(ellps="GRS80")
    return sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in shapes.to_crs(4326))


def told(capsys, *words):
    with pytest.raises(SystemExit) as end:
        cli.main([*map(str, words), "--json"])
    return end.value.code, json.loads(capsys.readouterr().out)


def codes(answer):
    return {alarm["code"] for alarm in answer["alarms"]}


def test_the_counties_are_repaired_and_known_as_a_web_maps(capsys):
    code, answer = told(capsys, "inspect", COUNTIES)
    assert code == 0
    assert {"H031", "H223"} <= codes(answer)
    assert answer["rows"]["repaired"] == 7


def test_the_counties_declared_gcj02_move_back_by_588_m():
    plain, undone = (read_layer(COUNTIES, coordinates=system) for system in ("wgs84", "gcj02"))
    alarm = next(alarm for alarm in undone.alarms if alarm.code == "H024")
    assert 560 < alarm.values["moved_m"] < 620
    before, after = (
        layer.frame.set_index("name").to_crs(4326).loc["鹤城区"].geometry.centroid
        for layer in (plain, undone)
    )
    assert (before.x - after.x, before.y - after.y) == pytest.approx((0.004537, -0.003449), abs=2e-4)
    assert {alarm.code for alarm in undone.alarms} >= {"H024", "H031"}


def test_zones_in_web_mercator_are_measured_on_the_ellipsoid(capsys):
    code, answer = told(capsys, "inspect", SHENZHEN / "SZ_districts.shp")
    assert (code, answer["crs_read"]) == (0, "EPSG:3857")
    zones = gpd.read_file(SHENZHEN / "SZ_districts.shp")
    overlaps = next(alarm for alarm in answer["alarms"] if alarm["code"] == "H034")["area_m2"]
    assert answer["area_m2"] + overlaps == pytest.approx(geodesic_m2(zones.geometry), rel=1e-5)
    assert zones.area.sum() / answer["area_m2"] > 1.17


@pytest.mark.parametrize("declared", [(), ("--coordinates", "wgs84"), ("--coordinates", "bd09")])
def test_chargers_whose_system_is_declared_wrongly_are_suspected(declared, capsys):
    code, answer = coverage(capsys, *declared)
    assert code == 0
    found = [alarm for alarm in answer["alarms"] if alarm["code"] in {"H220", "H224"}]
    assert [alarm["values"]["coordinates"] for alarm in found] == ["gcj02"]


def test_chargers_declared_gcj02_are_believed(capsys):
    code, answer = coverage(capsys, "--coordinates", "gcj02")
    assert code == 0
    assert not codes(answer) & {"H220", "H221", "H222", "H223", "H224"}


def coverage(capsys, *declared):
    return told(
        capsys,
        *("measure", "coverage", "--radius", 1000, "--facilities", SHENZHEN / "ev_stations_gcj02.csv"),
        *("--demand", SHENZHEN / "SZ_districts.shp", *declared),
    )


def test_the_three_systems_of_shenzhen_stand_apart_as_the_web_maps_put_them():
    districts = read_layer(SHENZHEN / "districts_sz.geojson")
    places = {
        system: read_layer(
            SHENZHEN / "ev_stations_gcj02.csv", coordinates=system, to=districts
        ).frame.geometry
        for system in ("wgs84", "gcj02", "bd09")
    }
    apart = {system: places["wgs84"].distance(places[system]).median() for system in ("gcj02", "bd09")}
    assert 550 < apart["gcj02"] < 650
    assert 1100 < apart["bd09"] < 1300


@pytest.mark.parametrize(("raster", "classes"), [("nlcd.tif", "4"), ("nlcd2011.tif", "41,42,43")])
def test_both_legends_of_zion_give_one_forest(raster, classes, capsys):
    words = ["--of", ZION / raster, "--classes", classes, "--within", ZION / "zion.gpkg"]
    code, answer = told(capsys, "measure", "share", *words)
    assert code == 0
    assert answer["share"] == pytest.approx(0.492634, abs=1e-5)
    assert "H075" in codes(answer)


def test_elevation_in_degrees_is_described_and_is_no_class_raster(capsys):
    code, answer = told(capsys, "inspect", ZION / "srtm.tif")
    assert (code, answer["crs_read"], answer["classes"]) == (0, "EPSG:4326", None)
    assert "H174" in codes(answer)
    words = ["--of", ZION / "srtm.tif", "--classes", "4", "--within", ZION / "zion.gpkg"]
    assert told(capsys, "measure", "share", *words)[0] == 2


def test_a_class_raster_stored_as_floats_gives_the_same_share(tmp_path, capsys):
    with rasterio.open(ZION / "nlcd.tif") as source:
        pixels, profile = source.read(1).astype("float32"), source.profile | {"dtype": "float32"}
    pixels[pixels == 255] = np.nan
    with rasterio.open(tmp_path / "nlcd.tif", "w", **(profile | {"nodata": np.nan})) as target:
        target.write(pixels, 1)
    legend = write_csv(
        tmp_path / "legend.csv", [["value", "code", "name"], *[[v, v, v] for v in range(1, 9)]]
    )
    words = ["--classes", "4", "--within", ZION / "zion.gpkg", "--legend", legend]
    answers = [
        told(capsys, "measure", "share", "--of", path, *words)[1]
        for path in (ZION / "nlcd.tif", tmp_path / "nlcd.tif")
    ]
    assert answers[0]["share"] == answers[1]["share"]
