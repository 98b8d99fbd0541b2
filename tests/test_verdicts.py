"""Verdicts: unrounded, equality is met, missing is never missed."""

import math

import geopandas as gpd
import pytest

from analyses.measurement import Measurement
from analyses.outcome import Outcome
from analyses.plan_tables import Bounded
from analyses.verdicts import Verdict, judge, judge_measured, of_parts
from analyses.wording import bound_text, share_text


@pytest.mark.parametrize(("share", "outcome"), [(0.6185999, "missed"), (0.6186, "met"), (0.6187, "met")])
def test_a_value_at_its_bound_meets_it(share, outcome):
    assert judge(Bounded(at_least=0.6186), share).outcome == outcome


@pytest.mark.parametrize(("length", "outcome"), [(999.9, "met"), (1000, "met"), (1000.1, "missed")])
def test_an_upper_bound_is_met_at_it(length, outcome):
    assert judge(Bounded(at_most=1000), length).outcome == outcome


@pytest.mark.parametrize("value", [None, math.nan])
def test_no_value_is_no_data_and_never_missed(value):
    assert judge(Bounded(at_least=0.7), value).outcome is Outcome.NO_DATA


def test_no_bound_is_unsettled():
    assert judge(Bounded(), 0.7).outcome is Outcome.UNSETTLED


@pytest.mark.parametrize(
    ("low", "high", "outcome"), [(0.6, 0.69, "missed"), (0.6, 0.7, "unsettled"), (0.7, 0.9, "met")]
)
def test_an_interval_across_the_bound_is_unsettled(low, high, outcome):
    assert judge(Bounded(at_least=0.7), low, low=low, high=high).outcome == outcome


@pytest.mark.parametrize("outcome", [Outcome.UNSETTLED, Outcome.NO_DATA, Outcome.NOT_SPATIAL])
def test_an_outcome_that_is_neither_met_nor_missed_needs_a_reason(outcome):
    with pytest.raises(ValueError, match="needs a reason"):
        Verdict(outcome=outcome)


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (0.8474, 0.9, "84.7%"),
        (0.89996, 0.9, "89.996%"),
        (0.9, 0.9, "90.0%"),
        (0.61859, 0.6186, "61.859%"),
        (0.6185996, 0.6186, "61.85996%"),
        (math.nan, 0.9, "—"),
    ],
)
def test_rounding_never_carries_a_value_over_its_bound(value, bound, text):
    assert share_text(value, bound) == text


def test_bounds_are_written_as_the_plan_writes_them():
    assert bound_text(Bounded(at_least=0.6186), "share") == "≥ 61.86%"
    assert bound_text(Bounded(at_most=1000), "m") == "≤ 1,000 m"
    assert bound_text(Bounded(), "share") == "未给出数值"


def measured(value, **more):
    frame = gpd.GeoDataFrame(geometry=[])
    return Measurement(value=value, unit="share", method="", definition="", evidence=frame, **more)


@pytest.mark.parametrize(("yes", "outcome"), [(9, "met"), (8, "missed"), (10, "met")])
def test_a_share_of_whole_numbers_is_compared_as_a_fraction(yes, outcome):
    told = measured(yes / 10, numerator=yes, denominator=10, quantity_unit="count")
    assert judge_measured(Bounded(at_least=0.9), told).outcome == outcome


@pytest.mark.parametrize("bound", [0.7, 0.29, 0.57, 1.0])
def test_a_share_equal_to_its_bound_meets_it_whatever_its_float(bound):
    whole = 100
    told = measured(
        round(bound * whole) / whole, numerator=round(bound * whole), denominator=whole, quantity_unit="count"
    )
    assert judge_measured(Bounded(at_least=bound), told).outcome == "met"
    assert judge_measured(Bounded(at_most=bound), told).outcome == "met"


def test_a_raster_whose_error_reaches_the_bound_decides_nothing():
    told = measured(0.63, details={"error_share": 0.02})
    verdict = judge_measured(Bounded(at_least=0.6186), told)
    assert verdict.outcome == "unsettled"
    assert verdict.reason.startswith("参考")
    assert judge_measured(Bounded(at_least=0.60), told).outcome == "met"


def test_a_sum_with_rows_without_a_number_can_meet_a_lower_bound_but_not_miss_it():
    open_above = {"details": {"open_above": True}}
    assert judge_measured(Bounded(at_least=5), measured(6.0, **open_above)).outcome == "met"
    assert judge_measured(Bounded(at_least=7), measured(6.0, **open_above)).outcome == "unsettled"
    assert judge_measured(Bounded(at_most=7), measured(6.0, **open_above)).outcome == "unsettled"


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        (["met", "met"], "met"),
        (["met", "missed", "no_data", "unsettled"], "missed"),
        (["met", "no_data", "unsettled"], "no_data"),
        (["met", "unsettled"], "unsettled"),
    ],
)
def test_a_target_with_parts_is_missed_first_then_without_data_then_unsettled(parts, outcome):
    verdicts = [Verdict(outcome=Outcome(name), reason="weil") for name in parts]
    assert of_parts(verdicts).outcome == outcome
