"""Shares of rows some of which may not be in question: every end is that of a case that can be (合成示例)."""

import itertools
import math

import numpy as np
import pytest
import shapely
from conftest import made_layer, made_points

from analyses.counting import counted
from analyses.per_unit.row_shares import row_share
from analyses.plan_tables import Counting

TREATED = {"treated": Counting(yes="是", no="否")}
STEP = 100
LAST = (0, 0, 1)  # of three rows, the last may not be meant


def villages(*answers, **columns):
    return made_points(*[(STEP * i, 0) for i in range(len(answers))], treated=list(answers), **columns)


def squares(*answers):
    shapes = [shapely.box(STEP * i, 0, STEP * (i + 1), STEP) for i in range(len(answers))]
    return made_layer(shapes, treated=list(answers))


def interval(measured):
    """Give both ends and the value; a closed interval is the value."""
    low, high = (measured.value if end is None else end for end in (measured.low, measured.high))
    return low, measured.value, high


def unsure_share(layer, unsure, **parameters):
    return row_share(counted(layer, TREATED, unsure=np.array(unsure, dtype=bool)), **parameters)


@pytest.mark.parametrize(
    ("answer", "ends"),
    [("是", (1 / 2, 1 / 2, 2 / 3)), ("否", (1 / 3, 1 / 2, 1 / 2)), (None, (1 / 3, 1 / 2, 2 / 3))],
)
def test_a_row_that_may_not_be_meant_is_in_the_ends_with_its_own_answer_and_not_in_the_value(answer, ends):
    measured = unsure_share(villages("是", "否", answer), LAST)
    assert interval(measured) == ends
    assert (measured.numerator, measured.denominator) == (1, 2)
    assert any("1 条记录缺少分类" in warning for warning in measured.warnings)


def test_a_no_that_may_not_be_meant_leaves_all_of_all_open_below():
    assert interval(unsure_share(villages("是", "是", "否"), LAST)) == (2 / 3, 1.0, 1.0)


def test_rows_that_all_may_not_be_meant_are_no_number():
    assert math.isnan(unsure_share(villages("是", "否"), (1, 1)).value)
    assert math.isnan(unsure_share(squares("是", "否"), (1, 1), weight="area").value)


@pytest.mark.parametrize("answer", ["是", "否", None])
def test_one_that_may_be_the_named_thing_that_lacks_opens_nothing_more(answer):
    low, value, high = interval(unsure_share(villages("是", "是", answer), LAST, named=3))
    assert (low, value, high) == (2 / 3, 2 / 3, 1.0)


@pytest.mark.parametrize(
    ("answer", "ends"),
    [("是", (1 / 2, 1 / 2, 2 / 3)), ("否", (1 / 3, 1 / 2, 1 / 2)), (None, (1 / 3, 1 / 2, 2 / 3))],
)
def test_ground_that_may_not_be_meant_is_in_the_ends_only(answer, ends):
    measured = unsure_share(squares("是", "否", answer), LAST, weight="area")
    found = interval(measured)
    assert found == pytest.approx(ends, rel=1e-6)


def test_rows_that_may_not_be_meant_are_in_no_part():
    layer = villages("是", "否", "否", town=["甲", "甲", "乙"])
    measured = unsure_share(layer, LAST, by="town")
    assert [(part.name, part.numerator, part.denominator) for part in measured.parts] == [
        ("乙", 0, 0),
        ("甲", 1, 2),
    ]


def every_share(answers, weights, parts, doubtful):
    """Every share that is possible: each doubtful row out or in, each unknown a no or a yes."""
    found = []
    choices = [[("否", 1), ("是", 1)] if answer is None else [(answer, 1)] for answer in answers]
    choices = [[*one, ("否", 0)] if doubt else one for one, doubt in zip(choices, doubtful, strict=True)]
    for taken in itertools.product(*choices):
        whole = sum(weight * there for weight, (_, there) in zip(weights, taken, strict=True))
        counts = sum(
            part * there for part, (answer, there) in zip(parts, taken, strict=True) if answer == "是"
        )
        if whole:
            found.append(counts / whole)
    return min(found), max(found)


@pytest.mark.parametrize("seed", range(12))
def test_the_ends_are_those_of_every_case_tried(seed):
    chance = np.random.default_rng(seed)
    answers = ["是", *chance.choice(["是", "否", None], 6).tolist()]
    weights, doubtful = chance.integers(1, 9, 7), np.array([False, *(chance.random(6) < 0.5)])
    parts = np.round(weights * chance.random(7), 2)
    layer = villages(*answers, roof=weights.tolist(), panels=parts.tolist())
    low, high = every_share(answers, weights.tolist(), parts.tolist(), doubtful.tolist())
    measured = unsure_share(layer, doubtful, weight="roof", part="panels")
    found = interval(measured)
    assert (found[0], found[2]) == pytest.approx((low, high), rel=1e-12)
