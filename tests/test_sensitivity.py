"""The trials of D8: what moves a coverage figure, checked against discs that a reader can compute."""

import math

import pytest
from conftest import made_layer, made_points
from shapely import box

from analyses.serving.coverage import area_coverage
from analyses.serving.sensitivity import coverage_trials

TOWN = box(0, 0, 10_000, 10_000)
NEAR_PLANE = 2e-6


def trials(*places, radius_m=300):
    zone = made_layer([TOWN], name="zone")
    stops = made_points(*places)
    return {trial.name: trial for trial in coverage_trials(stops, zone, radius_m=radius_m)}


def test_a_radius_ten_per_cent_off_moves_a_free_disc_by_its_square():
    radius = trials((5000, 5000))["radius"]
    disc = math.pi * 300**2 / 1e8
    assert radius.low == pytest.approx(disc * 0.81, rel=NEAR_PLANE)
    assert radius.high == pytest.approx(disc * 1.21, rel=NEAR_PLANE)
    assert radius.error


def test_a_detour_shortens_the_reach_and_is_another_definition():
    detour = trials((5000, 5000))["detour"]
    assert detour.low == detour.high == pytest.approx(math.pi * (300 / 1.3) ** 2 / 1e8, rel=NEAR_PLANE)
    assert not detour.error


def test_moved_positions_change_nothing_where_a_disc_stays_free():
    position = trials((5000, 5000))["position"]
    assert position.low == pytest.approx(position.high, rel=1e-9)


def test_moved_positions_spread_about_the_figure_where_discs_touch():
    zone, stops = made_layer([TOWN], name="zone"), made_points((5000, 5000), (5300, 5000))
    position = trials((5000, 5000), (5300, 5000))["position"]
    own = area_coverage(stops, zone, radius_m=300).value
    assert position.low < own < position.high
    # a metre more apart adds at most a strip of 600 m; draws of 10 m stay within 40 m
    assert position.high - position.low < 2 * 40 * 600 / 1e8


def test_the_order_of_stops_changes_no_bit():
    places = [(5000, 5000), (5300, 5000), (5100, 5200), (0, 0)]
    assert trials(*places) == trials(*reversed(places))
