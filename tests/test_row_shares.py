"""Shares of rows: by number, by area, by a column; what is unknown makes an interval."""

import datetime as dt
import math
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import CRS, made_layer, made_points
from pydantic import ValidationError

from analyses.counting import counted
from analyses.per_unit.row_shares import row_share
from analyses.plan_tables import Counting, Question
from gis.errors import InputError, ParameterError

TREATED = {"treated": Counting(yes="是", no="否")}
STEP = 100


def villages(*answers, **columns):
    return made_points(*[(STEP * i, 0) for i in range(len(answers))], treated=list(answers), **columns)


def squares(*answers, shapes=None):
    shapes = shapes or [shapely.box(STEP * i, 0, STEP * (i + 1), STEP) for i in range(len(answers))]
    return made_layer(shapes, treated=list(answers))


def share(layer, rules=TREATED, **parameters):
    return row_share(counted(layer, rules), **parameters)


def interval(measured):
    return measured.low, measured.value, measured.high


def placeless(layer):
    bare = gpd.GeoSeries([None] * len(layer.frame), index=layer.frame.index, crs=CRS)
    return replace(layer, frame=layer.frame.set_geometry(bare))


def test_rows_that_count_over_all_rows():
    measured = share(villages("是", "是", "否"))
    assert (measured.value, measured.numerator, measured.denominator) == (2 / 3, 2, 3)
    assert interval(measured) == (None, 2 / 3, None)


def test_an_unknown_row_is_a_no_below_and_a_yes_above():
    measured = share(villages("是", "否", "", None))
    assert interval(measured) == (0.25, 0.25, 0.75)
    assert measured.details["unknown"] == 2
    assert any("2 条记录是否计入不明" in warning for warning in measured.warnings)


def test_no_row_is_no_number():
    assert math.isnan(share(villages()).value)


def test_a_register_is_measured_like_any_layer():
    assert share(placeless(villages("是", "否"))).value == 0.5


def test_ground_limits_the_rows():
    west = made_layer([shapely.box(-10, -10, 150, 10)])
    assert interval(share(villages("是", "是", "否", "否"), within=west)) == (None, 1.0, None)


def test_a_row_without_a_place_may_be_inside_or_not():
    layer = villages("是", "否", "是", "否")
    shapes = layer.frame.geometry.where([True, True, False, False], None)
    layer = replace(layer, frame=layer.frame.set_geometry(shapes))
    everywhere = made_layer([shapely.box(-10, -10, 1000, 10)])
    assert interval(share(layer, within=everywhere)) == (1 / 3, 0.5, 2 / 3)


def test_a_no_without_a_place_can_only_lower_the_share():
    layer = villages("是", "否", "否")
    shapes = layer.frame.geometry.where([True, True, False], None)
    everywhere = made_layer([shapely.box(-10, -10, 1000, 10)])
    layer = replace(layer, frame=layer.frame.set_geometry(shapes))
    assert interval(share(layer, within=everywhere)) == (1 / 3, 0.5, 0.5)


@pytest.mark.parametrize(("answer", "ends"), [("是", (0.5, 0.5, 1.0)), ("否", (0.0, 0.5, 0.5))])
def test_ground_that_is_not_drawn_leaves_the_share_open_to_its_side(answer, ends):
    layer = squares("是", "否", answer)
    shapes = layer.frame.geometry.where([True, True, False], None)
    layer = replace(layer, frame=layer.frame.set_geometry(shapes))
    assert interval(share(layer, weight="area")) == pytest.approx(ends, rel=1e-6)


def test_rows_without_any_place_tell_nothing_of_a_part_of_the_district():
    west = made_layer([shapely.box(-10, -10, 150, 10)])
    assert math.isnan(share(placeless(villages("是", "否")), within=west).value)


def test_a_column_weighs_the_rows():
    measured = share(villages("是", "否", "否", households=[30, 50, 20]), weight="households")
    assert (measured.value, measured.numerator, measured.denominator) == (0.3, 30, 100)


def test_a_no_without_its_number_leaves_the_share_open_below():
    measured = share(villages("是", "否", "否", households=[30, 70, None]), weight="households")
    assert interval(measured) == (0.0, 0.3, 0.3)


def test_a_yes_without_its_number_leaves_the_share_open_above():
    measured = share(villages("是", "否", "是", households=[30, 70, None]), weight="households")
    assert interval(measured) == (0.3, 0.3, 1.0)


def test_a_part_of_each_row_may_count():
    roofs = villages("是", "是", roof_m2=[100, 300], pv_m2=[50, 150])
    assert interval(share(roofs, {}, weight="roof_m2", part="pv_m2")) == (None, 0.5, None)


def test_a_part_that_is_not_filled_in_is_between_nothing_and_all():
    roofs = villages("是", "是", roof_m2=[100, 300], pv_m2=[50, None])
    assert interval(share(roofs, {}, weight="roof_m2", part="pv_m2")) == (0.125, 0.125, 0.875)


def test_named_things_that_lack_a_row_are_unknown():
    measured = share(villages("是", "否"), named=4)
    assert interval(measured) == (0.25, 0.25, 0.75)
    assert (measured.numerator, measured.denominator) == (1, 4)


def test_area_is_ellipsoidal_and_its_share_that_of_the_squares():
    measured = share(squares("是", "否", "否", "否"), weight="area")
    assert measured.value == pytest.approx(0.25, rel=1e-7)
    assert measured.denominator == pytest.approx(4 * STEP**2, rel=1e-3)
    assert measured.low is None


def test_overlaps_of_one_class_count_once():
    twice = [shapely.box(0, 0, 100, 100), shapely.box(50, 0, 100, 100), shapely.box(100, 0, 200, 100)]
    assert share(squares("是", "是", "否", shapes=twice), weight="area").value == pytest.approx(0.5, rel=1e-6)


def test_ground_that_counts_and_does_not_is_open_below():
    across = [shapely.box(0, 0, 100, 100), shapely.box(50, 0, 200, 100)]
    measured = share(squares("是", "否", shapes=across), weight="area")
    assert (measured.low, measured.value) == pytest.approx((0.25, 0.5), rel=1e-6)
    assert any("重叠 5,0" in warning or "重叠 4,9" in warning for warning in measured.warnings)


def test_unknown_ground_makes_an_interval():
    measured = share(squares("是", "否", None, "否"), weight="area")
    assert interval(measured) == pytest.approx((0.25, 0.25, 0.5), rel=1e-6)


def test_all_ground_is_exactly_all():
    assert share(squares("是", "是", "是"), weight="area").value == 1.0


def test_areas_are_cut_at_the_ground():
    half = made_layer([shapely.box(0, 0, 150, 100)])
    measured = share(squares("是", "否", "否"), weight="area", within=half)
    assert measured.value == pytest.approx(2 / 3, rel=1e-6)
    assert len(measured.evidence) == 2


def test_points_have_no_area():
    with pytest.raises(ParameterError, match="no area"):
        share(villages("是"), weight="area", within=made_layer([shapely.box(-10, -10, 1000, 10)]))


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="households"):
        share(villages("是"), weight="households")


@pytest.mark.parametrize("parameters", [{"weight": "area", "part": "a"}, {"weight": "a", "named": 3}])
def test_parameters_that_exclude_each_other_are_refused(parameters):
    with pytest.raises(ParameterError):
        share(squares("是"), **parameters)


def test_parts_sum_to_the_whole():
    layer = villages("是", "否", "是", None, town=["甲", "甲", "乙", None], households=[0.1, 0.2, 0.3, 0.4])
    measured = share(layer, weight="households", by="town")
    assert [part.name for part in measured.parts] == ["乙", "甲", "（未注明）"]
    assert math.fsum(part.numerator for part in measured.parts) == measured.numerator
    assert math.fsum(part.denominator for part in measured.parts) == measured.denominator


@pytest.mark.parametrize("weight", ["count", "area", "households"])
def test_the_order_of_rows_changes_no_bit(weight):
    shapes = [shapely.Point(37 * i % 11, 13 * i % 7).buffer(2.3 + i / 7) for i in range(9)]
    layer = made_layer(shapes, treated=["是", "否", None] * 3, households=[0.1 * i for i in range(9)])
    turned = replace(layer, frame=layer.frame.sample(frac=1, random_state=5))
    assert interval(share(layer, weight=weight)) == interval(share(turned, weight=weight))


def test_the_frame_given_is_left_as_it_is():
    layer = squares("是", "否")
    before = layer.frame.copy()
    share(layer, weight="area", within=made_layer([shapely.box(0, 0, 150, 100)]))
    assert layer.frame.equals(before)


def states(layer, rules, **parameters):
    return list(counted(layer, rules, **parameters).marked.frame["state"])


EQUIPPED_OR_RESERVED = {"ev_spaces": Counting(at_least=1), "reserved": Counting(yes="是", no="否")}


def test_any_rule_is_enough_and_only_all_rules_are_a_no():
    lots = made_points(
        *[(i, 0) for i in range(5)],
        ev_spaces=[3, 0, 0, None, None],
        reserved=["否", "是", "否", "否", "是"],
    )
    found = states(lots, EQUIPPED_OR_RESERVED, any_of=True)
    assert found == ["计入", "计入", "不计", "待定", "计入"]


def test_all_rules_are_asked_by_default():
    lots = made_points((0, 0), (1, 0), (2, 0), ev_spaces=[3, 0, None], reserved=["是", "是", "是"])
    assert states(lots, EQUIPPED_OR_RESERVED) == ["计入", "不计", "待定"]


def test_with_any_of_a_missing_column_keeps_the_rest_unknown():
    lots = made_points((0, 0), (1, 0), ev_spaces=[3, 0])
    assert states(lots, EQUIPPED_OR_RESERVED, any_of=True) == ["计入", "待定"]


def test_any_of_does_not_replace_the_date():
    lots = made_points((0, 0), (1, 0), ev_spaces=[3, 3], built=pd.to_datetime(["2019-01-01", "2022-01-01"]))
    found = states(lots, EQUIPPED_OR_RESERVED, any_of=True, built_after=dt.date(2020, 12, 31))
    assert found == ["不计", "计入"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (Counting(at_least=35), ["不计", "计入", "计入", "待定"]),
        (Counting(below=35), ["计入", "不计", "不计", "待定"]),
        (Counting(at_least=35, below=65), ["不计", "计入", "不计", "待定"]),
    ],
)
def test_at_least_includes_its_number_and_below_does_not(rule, found):
    boilers = made_points((0, 0), (1, 0), (2, 0), (3, 0), steam=[34.9, 35, 65, None])
    assert states(boilers, {"steam": rule}) == found


@pytest.mark.parametrize("rule", [{}, {"no": "否"}, {"yes": "是", "below": 1}, {"no": "否", "at_least": 1}])
def test_a_rule_of_texts_or_of_numbers_but_not_of_both(rule):
    with pytest.raises(ValidationError):
        Question(counts={"treated": rule})
