"""Totals: counts, sums and areas of rows, with what is unknown kept apart from what is not there."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pyproj
import pytest
from conftest import CRS, made_layer, made_points
from shapely import box

from analyses.amounts.sums import totals
from analyses.counting import counted
from analyses.plan_tables import Counting
from gis.errors import ParameterError
from layers.spec import Field

BUILT = {"status": Counting(yes="并网", no=("在建", "拟建"))}
NEW_YEAR = dt.date(2020, 12, 31)


def plants(status, **columns):
    """Plants in a row, 100 m apart; capacity is a column of kW."""
    layer = made_points(*((100.0 * place, 0.0) for place in range(len(status))), status=status, **columns)
    spec = replace(layer.spec, fields=(*layer.spec.fields, Field(name="capacity_kw", unit="kW")))
    return replace(layer, spec=spec)


def without_places(layer):
    nothing = layer.frame.geometry.map(lambda _: None)
    return replace(layer, frame=layer.frame.set_geometry(nothing, crs=CRS))


def ends(measured):
    return measured.low, measured.value, measured.high


def test_only_rows_that_surely_count_are_counted():
    found = totals(counted(plants(["并网", "在建", "并网", "不详"]), BUILT))
    assert ends(found) == (2, 2, 3)
    assert list(found.evidence["state"]) == ["计入", "不计", "计入", "待定"]


def test_a_count_without_open_rows_has_no_interval():
    assert ends(totals(counted(plants(["并网", "拟建"]), BUILT))) == (None, 1, None)


def test_no_rows_at_all_are_none_and_not_an_error():
    empty = plants(["在建"])
    empty = replace(empty, frame=empty.frame.iloc[:0].assign(capacity_kw=pd.Series(dtype=float)))
    for of in ("count", "total", "length", "area"):
        column = "capacity_kw" if of == "total" else None
        assert totals(counted(empty, BUILT), of=of, column=column).value == 0


def test_what_was_built_on_the_baseline_day_is_not_new():
    days = pd.to_datetime(["2020-12-31", "2021-01-01", None, "2019-05-01"])
    found = totals(counted(made_points(*[(0, 0)] * 4, built=days), {}, built_after=NEW_YEAR))
    assert ends(found) == (1, 1, 2)


def test_a_thing_on_several_rows_counts_once_and_a_blank_one_for_itself():
    layer = made_points(*[(0, 0)] * 5, plan=["甲", "甲", "乙", None, " "])
    found = totals(counted(layer, {}), distinct="plan")
    assert found.value == 4
    assert any("没有“plan”" in text for text in found.warnings)


def test_a_thing_that_counts_on_one_row_is_not_open_on_another():
    layer = plants(["并网", "不详"], plan=["甲", "甲"])
    assert ends(totals(counted(layer, BUILT), distinct="plan")) == (None, 1, None)


def test_named_things_that_the_list_lacks_are_open():
    assert ends(totals(counted(plants(["并网", "在建"]), BUILT), named=3)) == (1, 1, 2)
    found = totals(
        counted(plants(["并网"], capacity_kw=[10.0]), BUILT), of="total", column="capacity_kw", named=2
    )
    assert ends(found) == (10, 10, math.inf)


def test_a_sum_is_in_the_columns_unit_and_takes_only_what_counts():
    layer = plants(["并网", "并网", "在建"], capacity_kw=[62_400.0, 100_000.0, 5.0])
    found = totals(counted(layer, BUILT), of="total", column="capacity_kw")
    assert (found.value, found.unit, found.high) == (162_400, "kW", None)


def test_open_rows_are_in_the_upper_end_of_a_sum():
    layer = plants(["并网", "不详"], capacity_kw=[10.0, 4.0])
    assert ends(totals(counted(layer, BUILT), of="total", column="capacity_kw")) == (10, 10, 14)


def test_a_row_without_a_figure_leaves_the_sum_open_above():
    layer = plants(["并网", "并网"], capacity_kw=[10.0, None])
    found = totals(counted(layer, BUILT), of="total", column="capacity_kw")
    assert ends(found) == (10, 10, math.inf)
    assert found.details["open_above"]
    assert any("只是下限" in text for text in found.warnings)


def test_a_row_that_does_not_count_needs_no_figure():
    layer = plants(["并网", "在建"], capacity_kw=[10.0, None])
    assert ends(totals(counted(layer, BUILT), of="total", column="capacity_kw")) == (None, 10, None)


def test_the_same_plant_listed_twice_adds_once():
    layer = plants(["并网", "并网"], capacity_kw=[50.0, 50.0], plant=["甲", "甲"])
    found = totals(counted(layer, BUILT), of="total", column="capacity_kw", distinct="plant")
    assert ends(found) == (None, 50, None)


def test_two_phases_under_one_name_leave_open_whether_they_add():
    layer = plants(["并网", "并网"], capacity_kw=[50.0, 30.0], plant=["甲", "甲"])
    found = totals(counted(layer, BUILT), of="total", column="capacity_kw", distinct="plant")
    assert ends(found) == (50, 50, 80)


def test_households_of_a_column_are_counted():
    found = totals(counted(made_points((0, 0), (1, 0), households=[300, 40]), {}), column="households")
    assert (found.value, found.unit) == (340, "count")


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ParameterError, match="no column 'power'"):
        totals(counted(made_points((0, 0)), {}), of="total", column="power")
    with pytest.raises(ParameterError, match="needs the column"):
        totals(counted(made_points((0, 0)), {}), of="total")


def test_rows_outside_the_scope_are_out_and_named(square_km):
    found = totals(counted(made_points((500, 500), (1000, 1000), (1500, 500)), {}), within=square_km)
    assert found.value == 2
    assert list(found.evidence["reason"]) == ["", "", "位于范围之外"]


def test_rows_without_a_place_are_open_in_a_scope(square_km):
    rows = counted(without_places(made_points((0, 0), (1, 1))), {})
    assert ends(totals(rows, within=square_km)) == (0, 0, 2)
    taken = totals(rows, within=square_km, placeless_inside=True)
    assert ends(taken) == (None, 2, None)
    assert taken.warnings == ("2 条记录没有位置，按在全区范围内计",)
    assert ends(totals(rows)) == (None, 2, None)


def test_overlapping_polygons_are_measured_once_and_told():
    layer = made_layer([box(0, 0, 100, 100), box(50, 0, 150, 100)])
    found = totals(counted(layer, {}), of="area")
    assert found.value == pytest.approx(15_000, rel=1e-4)  # on the meridian the plane is 1e-4 true
    assert any("5,000 m²" in text for text in found.warnings)


def test_area_is_that_of_geodesics():
    shape = made_layer([box(0, 0, 90, 90)])
    ring = shape.frame.to_crs(4490).geometry.iloc[0]
    area_m2, _ = pyproj.Geod(ellps="GRS80").geometry_area_perimeter(ring)
    assert totals(counted(shape, {}), of="area").value == pytest.approx(abs(area_m2), rel=1e-9)


def test_area_is_clipped_to_the_scope(square_km):
    layer = made_layer([box(900, 0, 1100, 100), box(2000, 0, 2100, 100)])
    found = totals(counted(layer, {}), of="area", within=square_km)
    whole = totals(counted(made_layer([box(900, 0, 1000, 100)]), {}), of="area")
    assert found.value == pytest.approx(whole.value, rel=1e-12)


def test_open_polygons_are_in_the_upper_end():
    layer = made_layer([box(0, 0, 100, 100), box(0, 0, 200, 100)], status=["并网", "不详"])
    found = totals(counted(layer, BUILT), of="area")
    assert found.high == pytest.approx(2 * found.value, rel=1e-9)


def test_a_row_without_a_polygon_leaves_the_area_open_above():
    found = totals(counted(without_places(made_layer([box(0, 0, 1, 1)])), {}), of="area")
    assert ends(found) == (0, 0, math.inf)


@pytest.mark.parametrize("order", ["543210", "350142", "204513"])
def test_the_order_of_rows_changes_no_bit(order):
    shapes = [box(37 * n, 11 * n, 37 * n + 50, 11 * n + 61.7) for n in range(6)]
    layer = made_layer(shapes, size=[0.1 * 3**n for n in range(6)])
    turned = replace(layer, frame=layer.frame.iloc[[int(n) for n in order]])
    for of, column in (("area", None), ("total", "size"), ("count", None)):
        straight, other = (totals(counted(one, {}), of=of, column=column) for one in (layer, turned))
        assert straight.value == other.value
        assert np.array_equal(
            straight.evidence.sort_values("id")["amount"], other.evidence.sort_values("id")["amount"]
        )


def test_the_given_rows_stay_as_they_were(square_km):
    rows = counted(plants(["并网", "不详"], capacity_kw=[1.0, 2.0]), BUILT)
    before = rows.marked.frame.copy()
    totals(rows, of="total", column="capacity_kw", within=square_km)
    pd.testing.assert_frame_equal(pd.DataFrame(rows.marked.frame), pd.DataFrame(before))


def test_a_facility_that_serves_several_villages_counts_for_each_of_them():
    served = ["431202205201;431202205202", "205202", "431202205203、431202205204", None]
    layer = made_points(*[(0, place) for place in range(4)], serves_code=served)
    found = totals(counted(layer, {}), distinct="serves_code")
    assert found.value == 4 + 1  # four villages, and one facility that names none


def test_a_named_thing_listed_twice_opens_the_interval_downwards():
    layer = made_points((0, 0), (0, 0), (5, 5), capacity_kw=[6.0, 6.0, 4.0])
    layer = replace(layer, frame=layer.frame.assign(name=["四十湾", "四十湾", "深能"]))
    found = totals(counted(layer, {}), of="total", column="capacity_kw")
    assert (found.value, found.low, found.high) == (16.0, 10.0, 16.0)
    assert any("完全相同" in text for text in found.warnings)


def test_rows_without_a_name_are_things_of_their_own():
    layer = made_points((0, 0), (0, 0), stage=["竣工", "竣工"])
    found = totals(layer)
    assert (found.value, found.low) == (2, None)
