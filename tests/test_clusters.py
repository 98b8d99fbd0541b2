"""Points that are one thing drawn several times: one name, within a distance, chained."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.clusters import central_members, same_name_clusters


def labels(*rows, within_m=50.0):
    xy = np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2)
    return same_name_clusters(xy, np.array([row[2] for row in rows], dtype=object), within_m).tolist()


def test_one_name_within_the_distance_is_one_thing():
    assert labels((0, 0, "甲"), (50, 0, "甲")) == [0, 0]


def test_one_name_beyond_the_distance_is_two_things():
    assert labels((0, 0, "甲"), (50.001, 0, "甲")) == [0, 1]


def test_two_names_on_one_spot_are_two_things():
    assert labels((0, 0, "甲"), (0, 0, "乙")) == [0, 1]


def test_steps_chain():
    assert labels((0, 0, "甲"), (40, 0, "甲"), (80, 0, "甲")) == [0, 0, 0]


def test_the_nameless_stay_alone():
    assert labels((0, 0, None), (0, 0, None), (0, 0, ""), (0, 0, "")) == [0, 1, 2, 3]


def test_none_give_none():
    assert labels() == []
    assert central_members(np.empty((0, 2)), np.empty(0, dtype=int)).tolist() == []


def test_the_member_nearest_to_the_mean_stands_for_the_cluster_and_ties_take_the_first():
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [40.0, 0.0], [100.0, 0.0], [102.0, 0.0]])
    assert central_members(xy, np.array([0, 0, 0, 1, 1])).tolist() == [1, 3]


POINTS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.sampled_from("ab")), max_size=12)


@given(rows=POINTS, near_m=st.integers(1, 80), more_m=st.integers(0, 80))
def test_a_wider_distance_never_makes_more_things(rows, near_m, more_m):
    near = labels(*rows, within_m=near_m)
    wide = labels(*rows, within_m=near_m + more_m)
    assert len(set(wide)) <= len(set(near))


@given(rows=POINTS)
def test_every_cluster_keeps_exactly_one_member(rows):
    found = np.array(labels(*rows), dtype=int)
    xy = np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2)
    kept = central_members(xy, found)
    assert sorted(found[kept]) == sorted(set(found))
