"""The shipped samples, from file to layer: every real row is accounted for, and no source is touched."""

from pathlib import Path

import pytest
from made_files import codes, snapshot, the_alarm, write_csv

import layers
from gis.shifted import wgs84_to_bd09
from layers import open_district, read_layer

SAMPLES = Path(layers.__file__).parent / "samples"


@pytest.fixture(scope="module")
def shenzhen():
    return open_district(SAMPLES / "shenzhen")


@pytest.fixture(scope="module")
def coquimbo():
    return open_district(SAMPLES / "coquimbo")


def test_shenzhen_has_1706_stations_that_its_authors_call_public(shenzhen):
    layer = shenzhen.vector("charger")
    assert (layer.rows.read, layer.rows.used) == (1706, 1706)
    assumed = {
        alarm.values["column"]: alarm.values["value"] for alarm in layer.alarms if alarm.code == "H060"
    }
    assert assumed == {"open_type": "公共", "status": "运营"}
    assert layer.frame["guns"].sum() == (layer.frame["fast"] + layer.frame["slow"]).sum()


def test_shenzhen_has_61026_visits_of_lines_to_stops(shenzhen):
    layer = shenzhen.vector("bus_stop")
    assert layer.rows.read == 61_026
    assert layer.rows.read == layer.rows.used + sum(layer.rows.skipped.values())
    merged = the_alarm(layer, "H051").values
    assert merged["before"] == 61_026
    assert merged["after"] == layer.rows.used < merged["distinct"] < 61_026
    assert layer.frame["merged_rows"].sum() == 61_026


def test_the_shift_of_shenzhens_stops_is_undone_where_they_stand(shenzhen):
    layer = shenzhen.vector("bus_stop")
    first = layer.frame[layer.frame["merged_rows"] == 1].iloc[[0]].to_crs(4326)
    back = wgs84_to_bd09(first.geometry.x.iloc[0], first.geometry.y.iloc[0])
    stated = [float(part) for part in first["location"].iloc[0].split(",")]
    assert [float(value) for value in back] == pytest.approx(stated, abs=1e-7)


def test_shenzhen_has_ten_districts_that_fill_it(shenzhen):
    units, whole = shenzhen.vector("unit"), shenzhen.scope("全区")
    assert units.rows.used == 10
    assert units.frame["name"].is_unique
    assert whole.polygon.area == pytest.approx(1.997e9, rel=0.1)  # the yearbook; the borders are sketched


def test_coquimbo_has_133_zones_and_451834_people(coquimbo):
    people = coquimbo.vector("pop")
    assert people.rows.used == 133
    assert people.frame["persons"].sum() == 451_834
    assert coquimbo.vector("district").rows.used == 133


def test_coquimbo_has_78_stops_where_trips_call(coquimbo):
    layer = coquimbo.vector("bus_stop")
    assert layer.rows.used == 78
    assert layer.rows.read == 78 + sum(layer.rows.skipped.values())
    assert layer.origin.format == "GTFS"
    assert coquimbo.crs == "EPSG:32719"


def test_several_tables_of_coquimbo_must_be_chosen_from():
    with pytest.raises(Exception, match="several layers") as caught:
        read_layer(SAMPLES / "coquimbo" / "coquimbo.gpkg")
    assert caught.value.code == "H005"


def test_zions_land_cover_has_eight_classes_and_its_park_one_polygon(tmp_path):
    names = ("water", "developed", "barren", "forest", "shrubland", "herbaceous", "pasture", "wetlands")
    rows = [("value", "code", "name"), *((value, value, name) for value, name in enumerate(names, 1))]
    folder = SAMPLES / "zion_landcover"
    cover = read_layer(folder / "nlcd.tif", legend=write_csv(tmp_path / "legend.csv", rows))
    assert (cover.raster.width, cover.raster.height, cover.raster.nodata) == (1073, 1359, 255)
    assert cover.legend[4] == ("4", "forest")
    assert cover.origin.crs_read == "EPSG:26912"
    park = read_layer(folder / "zion.gpkg")
    assert (park.rows.used, codes(park)) == (1, [])
    assert 5.9e8 < park.frame.geometry.area.sum() < 6.1e8  # the park service gives 146,597 acres, 593 km2


def test_opening_the_samples_leaves_them_as_they_are(shenzhen, coquimbo):
    before = snapshot(SAMPLES)
    open_district(shenzhen.folder).open_all(("district", "charger"))
    open_district(coquimbo.folder).open_all(("district", "pop", "bus_stop"))
    assert snapshot(SAMPLES) == before
