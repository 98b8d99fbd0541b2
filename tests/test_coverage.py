"""Coverage of area and of people, in worlds that a reader can compute in the head."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from conftest import made_layer, made_points
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.serving.coverage import area_coverage
from analyses.serving.people import people_coverage
from analyses.serving.service_radius import average_radius, farthest_distance
from gis.errors import InputError, ParameterError

QUARTER_CIRCLE = math.pi * 0.3**2 / 4  # share of 1 km2 that a 300 m reach has in a corner
NEAR_PLANE = 2e-6  # CM 111E against the local equal-area plane, over a kilometre


def empty(layer):
    return replace(layer, frame=layer.frame.iloc[:0])


def test_a_stop_on_the_corner_serves_a_quarter_circle(square_km, corner):
    measured = area_coverage(corner, square_km, radius_m=300)
    assert measured.value == pytest.approx(QUARTER_CIRCLE, rel=NEAR_PLANE)


def test_two_stops_on_one_spot_count_once(square_km, corner):
    twice = made_points((0, 0), (0, 0))
    assert area_coverage(twice, square_km, radius_m=300).value == pytest.approx(
        area_coverage(corner, square_km, radius_m=300).value, rel=1e-12
    )


def test_a_stop_outside_the_area_serves_inside_it(square_km):
    outside = made_points((-100, 500))
    segment = 300**2 * math.acos(1 / 3) - 100 * math.sqrt(300**2 - 100**2)  # circular segment beyond 100 m
    assert area_coverage(outside, square_km, radius_m=300).value * 1e6 == pytest.approx(
        segment, rel=NEAR_PLANE
    )


def test_no_stops_serve_nothing(square_km, corner):
    measured = area_coverage(empty(corner), square_km, radius_m=300)
    assert measured.value == 0
    assert measured.evidence.loc[measured.evidence["served"], "area_ha"].tolist() == [0]


def test_discs_over_everything_serve_exactly_all(square_km):
    assert area_coverage(made_points((500, 500)), square_km, radius_m=710).value == 1


def test_evidence_and_figure_are_one(square_km, corner):
    measured = area_coverage(corner, square_km, radius_m=300)
    served, unserved = measured.evidence["area_ha"]
    assert served / (served + unserved) == pytest.approx(measured.value, rel=1e-12)
    assert measured.evidence["drawn_ha"].iloc[0] == pytest.approx(served, rel=5e-4)
    assert measured.evidence.crs == square_km.frame.crs


def test_overlapping_zones_count_once(corner):
    overlapping = made_layer([shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)])
    measured = area_coverage(corner, overlapping, radius_m=300)
    assert measured.denominator == pytest.approx(1e6, rel=NEAR_PLANE)
    assert measured.value == pytest.approx(QUARTER_CIRCLE, rel=NEAR_PLANE)


def test_parts_fill_the_whole():
    units = made_layer(
        [shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000), shapely.box(2000, 0, 2500, 500)],
        name_of=["west", "east", "west"],
    )
    stops = made_points((450, 500), (900, 100), (2100, 100))
    measured = area_coverage(stops, units, radius_m=300, by="name_of")
    assert [part.name for part in measured.parts] == ["west", "east"]
    assert math.fsum(part.numerator for part in measured.parts) == pytest.approx(
        measured.numerator, rel=1e-12
    )
    assert math.fsum(part.denominator for part in measured.parts) == pytest.approx(
        measured.denominator, rel=1e-12
    )


@pytest.mark.parametrize("radius", [0, -5, math.nan, math.inf])
def test_a_radius_that_is_not_positive_is_refused(square_km, corner, radius):
    with pytest.raises(ParameterError, match="more than 0"):
        area_coverage(corner, square_km, radius_m=radius)
    with pytest.raises(ValueError, match="more than 0"):
        people_coverage(corner, square_km, radius_m=radius)


def test_a_missing_column_is_refused_with_the_nearest_name(square_km, corner):
    with pytest.raises(InputError, match=r"no column 'idd'; nearest are id"):
        area_coverage(corner, square_km, radius_m=300, by="idd")


def test_frames_are_left_as_they_were(square_km, corner):
    before = square_km.frame.copy(), corner.frame.copy()
    area_coverage(corner, square_km, radius_m=300, by="id")
    assert before[0].equals(square_km.frame)
    assert before[1].equals(corner.frame)


def test_people_at_the_rim_are_served_and_a_step_beyond_are_not(corner):
    turns = np.linspace(0, 2 * math.pi, 37)[:-1]
    rim = [(300 * math.cos(turn), 300 * math.sin(turn)) for turn in turns]
    beyond = [(300.01 * math.cos(turn), 300.01 * math.sin(turn)) for turn in turns]
    homes = made_points(*rim, *beyond, persons=[1] * 72)
    measured = people_coverage(corner, homes, radius_m=300)
    assert (measured.numerator, measured.denominator) == (36, 72)


def test_people_evidence_keeps_each_row_with_its_own_place(corner):
    homes = made_points((0, 10), (5000, 0), (20, 0), persons=[5, 7, 11])
    evidence = people_coverage(corner, homes, radius_m=300).evidence
    assert evidence.geometry.equals(homes.frame.geometry)
    assert evidence["people_served"].tolist() == [5, 0, 11]


def test_points_are_broken_down_by_a_column(corner):
    homes = made_points((0, 10), (5000, 0), (20, 0), persons=[5, 7, 11], street=["a", "a", "b"])
    parts = people_coverage(corner, homes, radius_m=300, by="street").parts
    assert [(part.name, part.numerator, part.denominator) for part in parts] == [("a", 5, 12), ("b", 11, 11)]


@pytest.mark.parametrize("persons", [-1, math.inf])
def test_impossible_numbers_of_people_are_refused(corner, persons):
    with pytest.raises(InputError, match="negative or infinite"):
        people_coverage(corner, made_points((10, 0), persons=[persons]), radius_m=300)


@pytest.mark.parametrize("persons", [[True, False], [True, None]])
def test_a_column_of_yes_and_no_is_no_weight(corner, persons):
    with pytest.raises(InputError, match="yes and no"):
        people_coverage(corner, made_points((10, 0), (20, 0), persons=persons), radius_m=300)


def test_people_written_with_marks_of_two_meanings_are_refused(corner):
    homes = made_points((10, 0), (20, 0), persons=["1,234", "5.678"])
    with pytest.raises(InputError, match="no number is sure"):
        people_coverage(corner, homes, radius_m=300)


def test_people_of_a_cell_count_by_its_covered_share(corner):
    cells = made_layer(
        [shapely.box(0, 0, 1000, 1000), shapely.box(5000, 0, 6000, 1000)], persons=[1000, 3000]
    )
    measured = people_coverage(corner, cells, radius_m=300)
    assert measured.numerator == pytest.approx(1000 * QUARTER_CIRCLE, rel=NEAR_PLANE)
    assert measured.value == pytest.approx(1000 * QUARTER_CIRCLE / 4000, rel=NEAR_PLANE)


def test_people_outside_the_question_are_not_counted(corner, square_km):
    cells = made_layer([shapely.box(500, 0, 1500, 1000)], persons=[1000])
    measured = people_coverage(corner, cells, radius_m=300, within=square_km)
    assert measured.denominator == pytest.approx(500, rel=NEAR_PLANE)
    assert measured.numerator == 0


def test_rows_without_people_are_told(corner):
    homes = made_points((10, 0), (20, 0), persons=[5, None])
    measured = people_coverage(corner, homes, radius_m=300)
    assert measured.details["people_not_assessed_rows"] == 1
    assert measured.value == 1


def test_nobody_at_all_gives_no_share(corner):
    assert math.isnan(people_coverage(corner, made_points((10, 0), persons=[0]), radius_m=300).value)


def test_average_radius_follows_its_formula(square_km):
    inside = made_points((100, 100), (900, 900), (5000, 5000))
    assert average_radius(inside, square_km).value == pytest.approx(
        math.sqrt(1e6 / (2 * math.pi)), rel=NEAR_PLANE
    )
    assert average_radius(made_points((5000, 5000)), square_km).value == math.inf


def test_the_farthest_point_of_a_square_from_its_corner_is_the_other_corner(square_km, corner):
    measured = farthest_distance(corner, square_km)
    assert measured.value == pytest.approx(1000 * math.sqrt(2), rel=NEAR_PLANE)
    place = measured.evidence.geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx((501_000, 3_050_000), abs=0.01)


@settings(max_examples=40)
@given(
    places=st.lists(st.tuples(st.floats(-400, 1400), st.floats(-400, 1400)), min_size=1, max_size=12),
    radius=st.floats(20, 600),
)
def test_laws_of_coverage(places, radius):
    zone = made_layer([shapely.box(0, 0, 1000, 1000)])
    share = area_coverage(made_points(*places), zone, radius_m=radius).value
    each = [area_coverage(made_points(place), zone, radius_m=radius).value for place in places]
    assert share <= sum(each) + 1e-12
    assert share >= max(each) - 1e-12
    assert area_coverage(made_points(*places), zone, radius_m=radius * 1.5).value >= share - 1e-12
    assert area_coverage(made_points(*reversed(places)), zone, radius_m=radius).value == pytest.approx(
        share, rel=1e-12
    )
    buffered = shapely.union_all(shapely.buffer(shapely.points(np.array(places)), radius, quad_segs=256))
    drawn = shapely.area(shapely.intersection(buffered, shapely.box(0, 0, 1000, 1000))) / 1e6
    assert share == pytest.approx(drawn, abs=2e-5 * max(1, len(places)))
