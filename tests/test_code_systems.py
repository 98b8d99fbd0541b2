"""Two lists of land classes share their numbers: who said which, what speaks for one, what stays open."""

import pandas as pd
import pytest
import shapely
from conftest import made_layer

from analyses.land.code_systems import LAND_AND_SEA_USE, THIRD_SURVEY, code_table, read_codes
from analyses.land.shares import area_share
from layers.catalogue import CATALOGUE

NEAR_PLANE = 2e-6


def columns(*codes, **more):
    width = 1000 / len(codes)
    shapes = [shapely.box(at * width, 0, (at + 1) * width, 1000) for at in range(len(codes))]
    return made_layer(shapes, name="dltb", dlbm=list(codes), **more)


def read(*codes, classes=("0303",), maybe=(), stated=()):
    return read_codes(pd.Series(codes, dtype=object), classes, maybe, stated=stated)


@pytest.mark.parametrize(
    ("code", "survey", "planning"),
    [
        ("0301", True, True),
        ("0305", True, False),
        ("0307", True, False),
        ("0302K", True, False),
        ("0303", True, True),
        ("030301", False, True),
        ("0308", False, False),
        ("1301", False, True),
        ("08H2A", True, False),
        ("2501", False, False),
        ("03", True, True),
        ("030", False, False),
    ],
)
def test_each_list_has_its_codes(code, survey, planning):
    assert code_table(THIRD_SURVEY).has(code) is survey
    assert code_table(LAND_AND_SEA_USE).has(code) is planning


@pytest.mark.parametrize(
    ("codes", "system"),
    [
        (("0301", "0303", "0305"), (THIRD_SURVEY,)),
        (("0301", "0303", "0307"), (THIRD_SURVEY,)),
        ((303, 305), (THIRD_SURVEY,)),
        (("0301", "030301"), (LAND_AND_SEA_USE,)),
        (("0301", "0303", "0304"), (LAND_AND_SEA_USE,)),
        (("0303", "0305", "030301"), (THIRD_SURVEY, LAND_AND_SEA_USE)),
        (("0301", "0302", "0101"), ()),
    ],
)
def test_codes_speak_for_their_list(codes, system):
    assert read(*codes).systems == system


def test_who_states_the_list_is_believed():
    found = read("0303", "0304", stated={THIRD_SURVEY})
    assert (found.systems, found.stated) == ((THIRD_SURVEY,), True)


def test_a_list_taken_on_evidence_is_told_with_it(square_km):
    measured = area_share(columns("0303", "0305"), square_km, classes=["0303"])
    assert measured.value == pytest.approx(0.5, rel=NEAR_PLANE)
    (alarm,) = measured.alarms
    assert alarm.code == "H225"
    assert "read as 三调 because of 0305;" in alarm.message


def test_a_question_that_does_not_depend_on_the_list_gives_no_alarm(square_km):
    measured = area_share(columns("0301", "0305"), square_km, classes=["0301", "0302"])
    assert measured.alarms == ()


@pytest.mark.parametrize("said", ["三调", "第三次全国国土调查 工作分类"])
def test_a_column_that_states_the_list_silences_the_alarm(said, square_km):
    cover = columns("0303", "0305", code_system=[said, None])
    assert area_share(cover, square_km, classes=["0303"]).alarms == ()


def test_a_parameter_states_the_list(square_km):
    measured = area_share(columns("0303", "0304"), square_km, classes=["0303"], code_system="用地用海")
    assert measured.alarms == ()


def test_codes_of_the_other_list_are_unknown_under_the_stated_one(square_km):
    measured = area_share(columns("0301", "0305"), square_km, classes=["0301"], code_system="用地用海")
    assert (measured.low, measured.high) == pytest.approx((0.5, 1.0), rel=NEAR_PLANE)
    assert [alarm.code for alarm in measured.alarms] == ["H227"]


def test_contradictory_evidence_makes_an_interval(square_km):
    cover = columns("0301", "0303", "0305", "030401")
    measured = area_share(cover, square_km, classes=["0301", "0303"])
    assert (measured.low, measured.high) == pytest.approx((0.25, 0.5), rel=NEAR_PLANE)
    assert [alarm.code for alarm in measured.alarms] == ["H226"]


def test_a_column_that_states_both_lists_makes_an_interval(square_km):
    cover = columns("0301", "0303", code_system=["三调", "用地用海"])
    measured = area_share(cover, square_km, classes=["0301", "0303"])
    assert (measured.low, measured.high) == pytest.approx((0.5, 1.0), rel=NEAR_PLANE)
    assert [alarm.code for alarm in measured.alarms] == ["H226"]


def test_forest_as_the_plan_asks_for_it_is_told_its_list(square_km):
    maybe = ["0303", "0304", "0305", "0306"]
    measured = area_share(columns("0301", "0305"), square_km, classes=["0301", "0302"], maybe=maybe)
    assert (measured.low, measured.high) == pytest.approx((0.5, 1.0), rel=NEAR_PLANE)
    assert [alarm.code for alarm in measured.alarms] == ["H225"]


def test_every_alarm_can_be_said_in_both_languages(square_km):
    cover = columns("303", "0305", "030401", "9999")
    measured = area_share(cover, square_km, classes=["0303", "0331"])
    assert {alarm.code for alarm in measured.alarms} == {"H226", "H227", "H229", "H230"}
    for alarm in measured.alarms:
        assert alarm.told("en")
        assert alarm.told("zh")


def test_the_catalogue_knows_the_column_that_states_the_list():
    assert CATALOGUE["forest"].field("code_system") is not None
