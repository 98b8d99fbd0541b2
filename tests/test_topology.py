"""Overlaps, gaps and slivers: found with their area, and against looking at every pair."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate

from gis.topology import gaps, mean_width_m, narrowly_apart, overlaps, same_shapes, slivers


def shapes(*made):
    return np.array(made, dtype=object)


def test_polygons_that_only_touch_share_no_ground():
    found = overlaps(shapes(box(0, 0, 9, 9), box(9, 0, 12, 4), box(9, 4, 12, 9)))
    assert (len(found.pairs), found.ground_m2) == (0, 0)


@pytest.mark.parametrize(
    ("second", "area_m2"),
    [
        (box(8, 0, 12, 9), 9),  # a strip
        (box(2, 2, 4, 4), 4),  # inside
        (box(0, 0, 3, 3), 9),  # inside, at a corner
        (box(0, 0, 9, 9), 81),  # the same again
        (box(3, -5, 4, 20), 9),  # across
    ],
)
def test_common_ground_of_two_is_found_with_its_area(second, area_m2):
    for pair in ((box(0, 0, 9, 9), second), (second, box(0, 0, 9, 9))):
        found = overlaps(shapes(*pair))
        assert found.pairs.tolist() in ([[0, 1]], [[1, 0]])
        assert (found.pair_m2.tolist(), found.ground_m2) == ([area_m2], pytest.approx(area_m2))


def test_ground_under_three_counts_twice_too_much():
    found = overlaps(shapes(*[box(0, 0, 9, 9)] * 3))
    assert (len(found.pairs), found.ground_m2) == (3, pytest.approx(2 * 81))


def test_the_largest_overlap_comes_first():
    found = overlaps(shapes(box(0, 0, 9, 9), box(8, 0, 12, 9), box(10, 0, 20, 9)))
    assert (found.pairs.tolist(), found.pair_m2.tolist()) == ([[1, 2], [0, 1]], [18, 9])


def test_less_than_a_millimetre_is_rounding_and_more_is_not():
    left = box(0, 0, 1000, 1000)
    assert overlaps(shapes(left, box(999.9995, 0, 2000, 1000))).ground_m2 == 0
    assert overlaps(shapes(left, box(999.995, 0, 2000, 1000))).ground_m2 == pytest.approx(5)


def test_a_filled_hole_is_no_overlap_and_a_half_filled_one_is_a_gap():
    ring = box(0, 0, 9, 9) - box(2, 2, 4, 3)
    assert overlaps(shapes(ring, box(2, 2, 4, 3))).ground_m2 == 0
    found = gaps(shapes(ring, box(2, 2, 3, 3)), only_slivers=False)
    assert (found.gap_m2.tolist(), found.neighbours.tolist()) == ([1.0], [0, 1])


def strip_between(width_m):
    """Four boxes around a strip 10 m long."""
    return shapes(box(0, 0, 10, 5), box(0, 5 + width_m, 10, 10), box(-3, 0, 0, 10), box(10, 0, 12, 10))


@pytest.mark.parametrize(("width_m", "slivers_found"), [(0.0005, 0), (0.2, 1), (2, 0)])
def test_a_narrow_gap_is_a_sliver_and_a_wide_one_may_be_meant(width_m, slivers_found):
    assert len(gaps(strip_between(width_m), only_slivers=True).gaps) == slivers_found


def test_every_gap_counts_where_all_ground_is_to_be_covered():
    found = gaps(strip_between(2), only_slivers=False)
    assert (found.gap_m2.tolist(), found.neighbours.tolist()) == ([20.0], [0, 1, 2, 3])


def test_shapes_that_run_along_each_other_without_touching_are_found():
    pairs, along_m = narrowly_apart(shapes(box(0, 0, 100, 100), box(100.1, 0, 200, 100), box(300, 0, 400, 1)))
    assert pairs.tolist() == [[0, 1]]
    assert along_m == pytest.approx(100, abs=1.1)  # and around the corners


@pytest.mark.parametrize(
    "other",
    [box(100, 0, 200, 100), box(100.0005, 0, 200, 100), box(100.6, 0, 200, 100), box(100.1, 100.1, 200, 200)],
)
def test_shapes_that_touch_lie_apart_or_meet_at_a_corner_are_not(other):
    assert len(narrowly_apart(shapes(box(0, 0, 100, 100), other))[0]) == 0


def test_an_island_in_a_gap_is_no_part_of_it():
    ring = box(0, 0, 9, 9) - box(2, 2, 7, 7)
    assert gaps(shapes(ring, box(4, 4, 5, 5)), only_slivers=False).gap_m2.tolist() == [24.0]


def test_mean_width_of_a_strip_is_its_width_and_of_a_square_half_its_side():
    assert mean_width_m(shapes(box(0, 0, 1000, 0.4), box(0, 0, 4, 4))) == pytest.approx([0.4, 2.0], rel=1e-3)
    assert slivers(shapes(box(0, 0, 1000, 0.4), box(0, 0, 1000, 0.6))).tolist() == [True, False]


def test_shapes_drawn_from_another_corner_are_the_same():
    square, turned = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)]), Polygon([(1, 1), (1, 0), (0, 0), (0, 1)])
    tilted = rotate(square, 90)
    groups = same_shapes(shapes(square, box(5, 5, 6, 6), turned, tilted))
    assert groups[0] == groups[2] == groups[3] >= 0
    assert groups[1] == -1


def test_equal_bounds_are_not_yet_equal_shapes():
    pair = shapes(Polygon([(0, 0), (1, 0), (1, 1)]), Polygon([(0, 0), (1, 0), (0, 1)]))
    assert same_shapes(pair).tolist() == [-1, -1]


corners = st.integers(0, 12)
boxes = st.builds(
    lambda x, y, w, h: box(x, y, x + w, y + h), corners, corners, st.integers(1, 6), st.integers(1, 6)
)


@given(st.lists(boxes, min_size=1, max_size=8))
@settings(max_examples=300)
def test_overlaps_are_those_that_looking_at_every_pair_finds(made):
    found = overlaps(shapes(*made))
    by_hand = {
        (i, j): made[i].intersection(made[j]).area
        for i, j in itertools.combinations(range(len(made)), 2)
        if made[i].intersection(made[j]).area > 0
    }
    ours = {tuple(sorted(pair)): area for pair, area in zip(found.pairs.tolist(), found.pair_m2, strict=True)}
    assert ours == pytest.approx(by_hand)
    whole = shapely.union_all(made).area
    assert found.ground_m2 == pytest.approx(sum(shape.area for shape in made) - whole, abs=1e-9)


@given(st.lists(boxes, min_size=1, max_size=8))
@settings(max_examples=300)
def test_gaps_are_what_filling_the_union_adds(made):
    union = shapely.union_all(made)
    filled = shapely.union_all([Polygon(part.exterior) for part in shapely.get_parts(union)])
    found = gaps(shapes(*made), only_slivers=False)
    assert found.gap_m2.sum() == pytest.approx(filled.area - union.area, abs=1e-9)
    assert all(gap.intersection(union).area == pytest.approx(0, abs=1e-9) for gap in found.gaps)


def test_many_parts_of_one_row_do_not_overlap_themselves():
    parts = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])
    assert overlaps(shapes(parts, box(2, 2, 3, 3))).ground_m2 == 0
