"""Rows at the door: identifiers, filters, merging, and an account that adds up."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import (
    CRS,
    EAST,
    NORTH,
    feature,
    frame_of,
    square,
    stops,
    the_alarm,
    write,
    write_csv,
    write_geojson,
)
from shapely import Point

from gis.errors import GeometryError, InputError, ToolkitError
from layers import read_layer
from layers.catalogue import BUS_STOP, CATALOGUE
from layers.door import Merge, Statement, open_layer


def test_repeated_and_missing_identifiers_get_their_row_number(tmp_path):
    layer = read_layer(write(stops(id=["a", None, "a"]), tmp_path / "stops.gpkg"))
    assert list(layer.frame["id"]) == ["a#1", "#2", "a#3"]
    assert the_alarm(layer, "H052").rows == (1, 2, 3)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.sampled_from(["a", "b", "a#1", "a#2", "a##1", "", "#3"]), min_size=1, max_size=8))
def test_identifiers_are_unique_whatever_the_file_says(tmp_path, ids):
    rows = [["id", "x", "y"], *([name, EAST + place, NORTH] for place, name in enumerate(ids))]
    layer = read_layer(write_csv(tmp_path / "ids.csv", rows), crs=CRS)
    assert layer.frame["id"].is_unique
    assert (layer.frame["id"] != "").all()


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson", "parquet", "csv"])
def test_long_numbers_stay_exact_beside_a_missing_one(tmp_path, suffix):
    long_id = 2**53 + 1  # the first whole number that a double cannot hold
    frame = stops(id=np.array([long_id, 0, 7], dtype=object))
    frame["id"] = frame["id"].astype("Int64").mask(frame["id"] == 0)
    if suffix in {"geojson", "csv"}:
        frame["id"] = [long_id, None, 7]
        frame["id"] = frame["id"].astype(object)
        frame.loc[0, "id"], frame.loc[2, "id"], frame.loc[1, "id"] = long_id, 7, None
    layer = read_layer(write(frame, tmp_path / f"ids.{suffix}"), crs=CRS)
    assert list(layer.frame["id"]) == ["9007199254740993", "#2", "7"]


def test_whole_numbers_that_a_table_keeps_as_floats_read_as_numbers(tmp_path):
    layer = read_layer(write(stops(id=[1.0, 2.0, 3.0]), tmp_path / "stops.gpkg"))
    assert list(layer.frame["id"]) == ["1", "2", "3"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["399254.5", "", "n/a", "nan", "inf", "399300"]),
            st.sampled_from(["3049000", "", "-"]),
            st.sampled_from(["运营", "停运", ""]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_of_a_file_is_used_or_skipped_for_a_reason(tmp_path, cells):
    path = write_csv(tmp_path / "rows.csv", [["x", "y", "zt"], *cells])
    running = [(x, y) for x, y, zt in cells if zt == "运营"]
    good = sum(x in {"399254.5", "399300"} and y == "3049000" for x, y in running)
    statement = Statement(crs=CRS, where={"status": ("运营",)})
    if not good or 2 * good < len(running):  # nothing, or less than half of what was asked for, has a place
        with pytest.raises(ToolkitError) as caught:
            open_layer(path, statement, spec=BUS_STOP)
        assert caught.value.code == ("H030" if good else "H013")
        return
    account = open_layer(path, statement, spec=BUS_STOP).rows
    assert (account.read, account.used) == (len(cells), good)
    assert account.read == account.used + sum(account.skipped.values())


def test_a_filter_answers_to_both_names_of_a_column(tmp_path):
    path = write(stops(zt=["在用", "停用", "在用"]), tmp_path / "stops.gpkg")
    by_meaning = open_layer(path, Statement(where={"status": ("运营",)}), spec=BUS_STOP)
    by_column = open_layer(path, Statement(where={"zt": ("在用",)}), spec=BUS_STOP)
    assert list(by_meaning.frame["id"]) == list(by_column.frame["id"]) == ["a", "c"]
    assert dict(by_meaning.rows.skipped) == {"where status is not 运营": 1}


def test_a_filter_on_an_unknown_column_is_refused_with_the_nearest(tmp_path):
    path = write(stops(), tmp_path / "stops.gpkg")
    with pytest.raises(InputError, match="no column 'nam'; nearest are name") as caught:
        open_layer(path, Statement(where={"nam": ("x",)}), spec=BUS_STOP)
    assert caught.value.code == "H012"


def test_a_merge_tells_rows_distinct_places_and_what_is_left(tmp_path):
    # two names; 甲 drawn at 0, 0 (the same spot), 40 and 500 m: three places, two of them one stop
    offsets = [("甲", 0), ("甲", 0), ("甲", 40), ("甲", 500), ("乙", 10), (None, 0)]
    frame = frame_of(*(Point(EAST + east, NORTH) for _, east in offsets), name=[name for name, _ in offsets])
    path = write(frame, tmp_path / "stops.gpkg")
    layer = open_layer(path, Statement(merge=Merge(by="name", within_m=50)), spec=BUS_STOP)
    values = the_alarm(layer, "H051").values
    assert (values["before"], values["distinct"], values["after"]) == (6, 5, 4)
    assert layer.frame["merged_rows"].tolist() == [3, 1, 1, 1]
    assert (layer.rows.read, layer.rows.used, sum(layer.rows.skipped.values())) == (6, 4, 2)


def test_only_points_are_merged(tmp_path):
    path = write(frame_of(square(), name=["甲"]), tmp_path / "zones.gpkg")
    with pytest.raises(GeometryError, match="only points are merged") as caught:
        open_layer(path, Statement(merge=Merge(within_m=50)), spec=CATALOGUE["district"])
    assert caught.value.code == "H011"


def test_a_column_named_geometry_is_kept_under_another_name(tmp_path):
    for suffix in ("geojson", "csv"):
        path = tmp_path / f"stops.{suffix}"
        if suffix == "csv":
            write_csv(path, [["geometry", "x", "y"], ["old", EAST, NORTH]])
        else:
            write_geojson(path, [feature(Point(EAST, NORTH), {"geometry": "old"})], crs=CRS)
        layer = read_layer(path, crs=CRS)
        assert list(layer.frame["geometry_in_file"]) == ["old"]
        assert layer.frame.geometry[1] == Point(EAST, NORTH)


def test_columns_served_and_boarding_of_a_users_own_file_filter_nothing(tmp_path):
    path = write(stops(served=[0, 0, 1], boarding=[0, 1, 1]), tmp_path / "stops.gpkg")
    assert read_layer(path).rows.used == 3


def test_dates_and_booleans_pass(tmp_path):
    days = np.array(["2020-01-01", "2021-02-03", "2025-12-31"], dtype="datetime64[ms]")
    path = write(stops(open=[True, False, True], day=days), tmp_path / "stops.gpkg")
    layer = read_layer(path)
    assert layer.frame["open"].tolist() == [True, False, True]
    assert [day.isoformat()[:10] for day in layer.frame["day"]] == ["2020-01-01", "2021-02-03", "2025-12-31"]


# Columns that could be taken for each other


def test_identifiers_that_lost_digits_in_a_double_are_named(tmp_path):
    layer = read_layer(write(stops(id=[1e17, 2e17, 3.0]), tmp_path / "stops.gpkg"))
    assert the_alarm(layer, "H190").rows == (1, 2)


def test_columns_alike_but_for_case_are_named(tmp_path):
    path = write(stops(NAME=["x", "y", "z"]), tmp_path / "stops.parquet")
    layer = read_layer(path)
    assert the_alarm(layer, "H191").values["columns"] == "name / NAME"


def test_long_names_that_a_shapefile_cut_are_noted(tmp_path):
    frame = stops().rename(columns={"name": "population"}).assign(populati_1=["1", "2", "3"])
    alarm = the_alarm(read_layer(write(frame, tmp_path / "stops.shp")), "H192")
    assert (alarm.values["columns"], str(alarm.severity)) == ("population / populati_1", "notice")


def test_two_columns_that_could_be_one_field_are_named_where_they_differ(tmp_path):
    path = write(stops(人口=[1, 2, 3], 常住人口=[1, 2, 4]), tmp_path / "people.gpkg")
    alarm = the_alarm(open_layer(path, Statement(), spec=CATALOGUE["pop"]), "H193")
    assert (alarm.values["used"], alarm.values["others"]) == ("人口", "常住人口")
    stated = open_layer(path, Statement(fields={"persons": "常住人口"}), spec=CATALOGUE["pop"])
    assert "H193" not in [alarm.code for alarm in stated.alarms]
    same = write(stops(人口=[1, 2, 3], 常住人口=[1, 2, 3]), tmp_path / "same.gpkg")
    assert open_layer(same, Statement(), spec=CATALOGUE["pop"]).alarms == ()
