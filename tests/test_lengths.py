"""Lengths: on the ellipsoid, clipped, drawn twice but counted once, by route, circuit and table."""

import math
from dataclasses import replace

import pyproj
import pytest
from conftest import made_layer, made_points
from shapely import LineString, MultiLineString

from analyses.amounts.sums import totals
from analyses.counting import counted
from gis.errors import ParameterError

KM = LineString([(0, 0), (1000, 0)])  # true to 1e-8 beside the central meridian


def length(*shapes, of="route", within=None, **columns):
    return totals(counted(made_layer(shapes, **columns), {}), of="length", measure=of, within=within)


def test_a_line_is_as_long_as_its_geodesic():
    line = LineString([(0, 0), (60, 40), (60, 120)])
    degrees = made_layer([line]).frame.to_crs(4490).geometry.iloc[0]
    found = length(line)
    assert found.value == pytest.approx(pyproj.Geod(ellps="GRS80").geometry_length(degrees), rel=1e-9)
    assert found.unit == "m"


def test_the_half_that_lies_outside_does_not_count(square_km):
    assert length(LineString([(500, 500), (1500, 500)]), within=square_km).value == pytest.approx(
        500, rel=1e-6
    )


def test_a_line_that_only_touches_the_scope_adds_nothing(square_km):
    found = length(LineString([(1000, 500), (1500, 500)]), within=square_km)
    assert found.value == 0
    assert found.evidence.geometry.is_empty.all()


def test_a_line_drawn_twice_counts_once_and_is_told():
    found = length(KM, KM)
    assert found.value == pytest.approx(1000, rel=1e-6)
    assert any("重复绘制" in text for text in found.warnings)


def test_a_piece_in_common_counts_once():
    assert length(KM, LineString([(500, 0), (1500, 0)])).value == pytest.approx(1500, rel=1e-6)


def test_a_piece_in_common_of_slanting_lines_counts_once():
    first = LineString([(0, 0), (700, 310)])
    second = LineString([first.interpolate(0.37, normalized=True), first.interpolate(0.81, normalized=True)])
    alone = length(first).value
    assert length(first, second).value == pytest.approx(alone, abs=0.01)


def test_a_line_that_turns_back_on_itself_counts_once():
    there_and_back = LineString([(0, 0), (1000, 0), (0, 0)])
    assert length(there_and_back).value == pytest.approx(1000, rel=1e-6)


def test_lines_that_cross_or_meet_count_in_full():
    found = length(KM, LineString([(500, -500), (500, 500)]), LineString([(1000, 0), (1000, 300)]))
    assert found.value == pytest.approx(2300, rel=1e-6)
    assert not found.warnings


def test_near_parallels_are_suspected_and_counted_apart():
    found = length(KM, LineString([(0, 0.5), (1000, 0.5)]))
    assert found.value == pytest.approx(2000, rel=1e-6)
    assert any("疑似重复数字化" in text for text in found.warnings)


@pytest.mark.parametrize("other", [[(0, 3), (1000, 3)], [(0, 0.5), (60, 0.5)]])
def test_parallels_apart_or_short_are_not_suspected(other):
    assert not length(KM, LineString(other)).warnings


def test_circuits_multiply_and_a_missing_one_is_single():
    found = length(KM, LineString([(0, 100), (1000, 100)]), of="circuit", circuits=[2, None])
    assert found.value == pytest.approx(3000, rel=1e-6)
    assert found.details["route_m"] == pytest.approx(2000, rel=1e-6)
    assert any("单回路" in text for text in found.warnings)


def test_stated_lengths_add_up_in_metres():
    found = length(KM, KM, of="stated", length_km=[1.2, 0.1])
    assert found.value == 1300
    assert any("超过 5%" in text for text in found.warnings)


def test_a_stated_length_within_five_per_cent_is_not_told():
    assert not length(KM, length_km=[1.049]).warnings


def test_a_missing_stated_length_leaves_the_sum_open_above():
    found = length(KM, KM, of="stated", length_km=[1.0, None])
    assert (found.low, found.value, found.high) == (1000, 1000, math.inf)


def test_stated_lengths_need_their_column():
    with pytest.raises(ParameterError, match="length_km"):
        length(KM, of="stated")


def test_a_row_without_a_line_leaves_the_length_open_above():
    found = totals(counted(made_points((0, 0)), {}), of="length")
    assert (found.value, found.high) == (0, math.inf)


def test_lines_of_several_parts_are_whole():
    assert length(MultiLineString([[(0, 0), (100, 0)], [(200, 0), (300, 0)]])).value == pytest.approx(
        200, rel=1e-6
    )


@pytest.mark.parametrize("order", ["43210", "30142"])
def test_the_order_of_lines_changes_no_bit(order):
    shapes = [LineString([(100.3 * n, 7 * n), (100.3 * n + 333.3, 7 * n + 23.1)]) for n in range(3)]
    layer = made_layer([*shapes, shapes[0], LineString([(0, 0), (900, 63)])])
    turned = replace(layer, frame=layer.frame.iloc[[int(n) for n in order]])
    assert totals(counted(layer, {}), of="length").value == totals(counted(turned, {}), of="length").value
