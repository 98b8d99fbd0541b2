"""Areas that a table states: right ones pass silently, the unit is recognised, the odd rows are named."""

import numpy as np
import pyproj
import pytest
from made_files import CRS, EAST, codes, frame_of, square, the_alarm, write
from shapely import Polygon, segmentize

from layers import read_layer

SHAPES = (square(), square(500, east=EAST + 2000), square(100, east=EAST + 4000))


def geodesic_m2(shape: Polygon) -> float:
    """Measure a square of the plane on the ellipsoid, by edges of 50 m: without our code."""
    to_degrees = pyproj.Transformer.from_crs(CRS, 4490, always_xy=True)
    lon, lat = to_degrees.transform(*segmentize(shape, 50).exterior.xy)
    return abs(pyproj.Geod(ellps="GRS80").polygon_area_perimeter(lon, lat)[0])


TRUE_M2 = np.array([geodesic_m2(shape) for shape in SHAPES])


def told(tmp_path, **columns):
    return read_layer(write(frame_of(*SHAPES, **columns), tmp_path / "parcels.parquet"))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("TBMJ", TRUE_M2.round(2)),
        ("mj", TRUE_M2),
        ("面积", TRUE_M2.round(0)),
        ("area_ha", (TRUE_M2 / 1e4).round(1)),
        ("面积_公顷", TRUE_M2 / 1e4),
        ("面积（亩）", TRUE_M2 * 3 / 2000),
        ("面积(亩)", [f"{area * 3 / 2000:,.2f}亩" for area in TRUE_M2]),
        ("Shape_Area", [shape.area for shape in SHAPES]),
        ("area_km2", (TRUE_M2 / 1e6).round(2)),
        ("area", ["东", "西", "南"]),
        ("建筑面积", [5.0, 6.0, 7.0]),
    ],
)
def test_areas_that_agree_raise_no_alarm(tmp_path, column, values):
    assert codes(told(tmp_path, **{column: values})) == []


@pytest.mark.parametrize(("per_m2", "unit"), [(3 / 2000, "mu"), (1e-4, "ha"), (1e-6, "km2")])
def test_a_unit_that_the_name_does_not_say_is_recognised_and_noted(tmp_path, per_m2, unit):
    alarm = the_alarm(told(tmp_path, MJ=TRUE_M2 * per_m2), "H195")
    assert (alarm.values["unit"], str(alarm.severity)) == (unit, "notice")


def test_a_unit_other_than_the_name_says_is_told(tmp_path):
    alarm = the_alarm(told(tmp_path, area_ha=TRUE_M2 * 3 / 2000), "H196")
    assert (alarm.values["named"], alarm.values["unit"], str(alarm.severity)) == ("ha", "mu", "warning")


def test_a_parcel_area_in_mu_is_not_what_the_norm_says(tmp_path):
    assert the_alarm(told(tmp_path, TBMJ=TRUE_M2 * 3 / 2000), "H196").values["unit"] == "mu"


@pytest.mark.parametrize("column", ["TBMJ", "Shape_Area", "面积"])
def test_a_row_that_disagrees_by_more_than_a_hundredth_is_named(tmp_path, column):
    alarm = the_alarm(told(tmp_path, **{column: TRUE_M2 * [1, 1, 1.02]}), "H197")
    assert (alarm.rows, alarm.values["column"]) == ((3,), column)
    assert alarm.area_m2 == pytest.approx(100 * 100)


def test_a_difference_below_a_hundredth_is_no_fault(tmp_path):
    assert codes(told(tmp_path, TBMJ=TRUE_M2 * [1, 1.008, 0.992])) == []


def test_areas_that_fit_no_unit_are_told(tmp_path):
    assert "H198" in codes(told(tmp_path, area=[3.0, 77.0, 12345.0]))


def test_areas_that_all_differ_a_little_are_told_with_the_difference(tmp_path):
    alarm = the_alarm(told(tmp_path, area=TRUE_M2 * 1.04), "H199")
    assert alarm.values["off"] == pytest.approx(0.04)


def test_an_area_without_ridges_may_be_smaller_and_not_larger(tmp_path):
    assert codes(told(tmp_path, TBDLMJ=TRUE_M2 * [1, 0.8, 0.9])) == []
    assert codes(told(tmp_path, TBMJ=TRUE_M2, TBDLMJ=TRUE_M2 * 0.5)) == []
    assert the_alarm(told(tmp_path, TBDLMJ=TRUE_M2 * [1, 0.8, 1.2]), "H197").rows == (3,)


def test_an_area_without_ridges_and_the_ridges_make_the_whole(tmp_path):
    ridges = TRUE_M2 * [0, 0.2, 0.1]
    assert codes(told(tmp_path, TBDLMJ=TRUE_M2 - ridges, KCMJ=ridges)) == []
    assert the_alarm(told(tmp_path, TBDLMJ=TRUE_M2 - ridges, KCMJ=ridges * [1, 0, 1]), "H197").rows == (2,)


def test_square_degrees_are_passed_over(tmp_path):
    there = frame_of(*SHAPES).to_crs(4490)
    there["SHAPE_Area"] = [1e-4, 2e-5, 1e-6]
    assert codes(read_layer(write(there, tmp_path / "parcels.parquet"))) == []
