"""Changes between two dates: of ground, of land classes, of sums."""

import math
from dataclasses import replace

import pytest
from conftest import made_layer, made_points
from shapely import box

from analyses.amounts.changes import change
from gis.errors import ParameterError

HECTARE = 1e4


def strip(*classes, wide=100, **columns):
    """Parcels of one hectare side by side, with their classes."""
    shapes = [box(wide * n, 0, wide * (n + 1), 100) for n in range(len(classes))]
    return made_layer(shapes, dlbm=list(classes), **columns)


def test_a_zone_that_grew_by_half_its_ground():
    old, new = made_layer([box(0, 0, 200, 100)]), made_layer([box(0, 0, 300, 100)])
    found = change(old, new, of="area")
    assert found.value == pytest.approx(HECTARE, rel=1e-4)
    assert change(old, new, of="area", result="share").value == pytest.approx(0.5, rel=1e-4)
    assert list(found.evidence["change"]) == ["增加"]
    assert found.evidence["area_ha"].sum() == pytest.approx(1, rel=1e-4)


def test_ground_under_several_polygons_counts_once_on_both_dates():
    old = made_layer([box(0, 0, 200, 100), box(100, 0, 200, 100)])
    assert change(old, made_layer([box(0, 0, 200, 100)]), of="area").value == pytest.approx(0, abs=1e-6)


def test_a_zone_that_moved_gains_and_loses():
    found = change(made_layer([box(0, 0, 200, 100)]), made_layer([box(100, 0, 300, 100)]), of="area")
    assert found.value == pytest.approx(0, abs=0.01)
    assert sorted(found.evidence["change"]) == ["减少", "增加"]


def test_versions_without_common_ground_say_so():
    found = change(made_layer([box(0, 0, 1, 1)]), made_layer([box(9, 0, 10, 1)]), of="area")
    assert found.details["common_m2"] == 0


def test_only_ground_in_the_scope_is_compared(square_km):
    old, new = made_layer([box(900, 0, 1000, 100)]), made_layer([box(900, 0, 1500, 100)])
    assert change(old, new, of="area", within=square_km).value == pytest.approx(0, abs=1e-6)


def test_farmland_added_less_farmland_occupied():
    found = change(strip("0101", "0101", "0301"), strip("0101", "0602", "0103"), of="classes", classes=["01"])
    assert found.value == pytest.approx(0, abs=0.01)
    assert (found.numerator, found.denominator) == pytest.approx((HECTARE, HECTARE), rel=1e-4)


def test_farmland_that_changed_its_kind_is_still_farmland():
    found = change(strip("0101", "0103"), strip("0103", "0101"), of="classes", classes=["01"])
    assert (found.numerator, found.denominator) == (0, 0)


def test_what_one_date_does_not_cover_makes_an_interval():
    old, new = strip("0101", "0101", "0301"), strip("0101")
    found = change(old, new, of="classes", classes=["01"])
    assert found.value == 0
    assert (found.low, found.high) == pytest.approx((-HECTARE, 0), rel=1e-4)
    assert any("未同时覆盖" in text for text in found.warnings)


def test_slivers_along_borders_are_told():
    found = change(strip("0101", "0301"), strip("0101", "0301", wide=100.2), of="classes", classes=["01"])
    assert found.details["sliver_m2"] == pytest.approx(20, rel=1e-3)
    assert any("碎屑" in text for text in found.warnings)


def test_dates_in_two_lists_of_classes_are_not_compared():
    old, new = strip("0101", code_system=["三调"]), strip("0101", code_system=["用地用海"])
    with pytest.raises(ParameterError, match="one list only"):
        change(old, new, of="classes", classes=["01"])


def test_volume_that_grew_by_a_share():
    old, new = made_points((0, 0), (1, 1), volume_m3=[60.0, 40.0]), made_points((0, 0), volume_m3=[103.5])
    found = change(old, new, of="column", column="volume_m3", result="share")
    assert found.value == 0.035
    assert (found.numerator, found.denominator) == (3.5, 100)


def test_a_missing_figure_opens_the_change_on_its_side():
    full, gap = made_points((0, 0), (1, 1), v=[1.0, 2.0]), made_points((0, 0), (1, 1), v=[5.0, None])
    later = change(full, gap, of="column", column="v")
    assert (later.low, later.value, later.high) == (2, 2, math.inf)
    earlier = change(gap, full, of="column", column="v")
    assert (earlier.low, earlier.value, earlier.high) == (-math.inf, -2, -2)


def test_a_share_of_nothing_is_no_number():
    nothing = made_points((0, 0), v=[0.0])
    assert math.isnan(change(nothing, nothing, of="column", column="v", result="share").value)


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ParameterError, match="no column 'v'"):
        change(made_points((0, 0)), made_points((0, 0)), of="column", column="v")


def test_the_order_of_rows_changes_no_bit():
    old, new = strip("0101", "0101", "0301"), strip("0101", "0602", "0103")
    turned = replace(old, frame=old.frame.iloc[::-1])
    for of in ("area", "classes"):
        one, other = (change(layer, new, of=of, classes=["01"]) for layer in (old, turned))
        assert (one.value, one.numerator, one.denominator) == (
            other.value,
            other.numerator,
            other.denominator,
        )
