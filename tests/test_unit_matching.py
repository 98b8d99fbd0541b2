"""Rows meet their official units by code or full name; stems, former units and doubles are never guessed."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError
from layers.unit_matching import (
    By,
    Unit,
    match_units,
    official_units,
    unit_alarms,
)
from layers.unit_names import full_code, plain_name

TOWNS = {
    "431202001": "城中街道",
    "431202003": "红星街道",
    "431202101": "黄金坳镇",
    "431202201": "盈口乡",
    "431202400": "黄岩旅游度假区",
}
VILLAGES = {
    "431202003005": "杨村社区",
    "431202201202": "杨村村",
    "431202002001": "中坡社区",
    "431202003006": "红星路社区",
}


def units(table):
    return tuple(Unit(code=code, name=name) for code, name in table.items())


def matched(table, **columns):
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return match_units(frame, units(table))


@pytest.mark.parametrize(
    ("raw", "full"),
    [
        ("431202001", "431202001"),
        ("431202001000", "431202001"),
        (431202001, "431202001"),
        (431202001001.0, "431202001001"),
        (np.float64(431202001000), "431202001"),
        ("431202001.0", "431202001"),
        ("４３１２０２００１", "431202001"),
        ("'431202001", "431202001"),
        ("4312020010010000000", "431202001001"),
        ("431202000000", "431202"),
        ("431202", "431202"),
        ("001", "431202001"),
        (1, "431202001"),
        (101, "431202101"),
        (1001, "431202001001"),
        ("001001", "431202001001"),
        ("4.31202E+11", ""),
        ("城中", ""),
        (None, ""),
        (float("nan"), ""),
        ("43120200", ""),
    ],
)
def test_an_official_code_is_read_however_it_was_written(raw, full):
    assert full_code(raw, "431202") == full


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("杨村 社区居委会", "杨村社区"),
        ("杨村村民委员会", "杨村村"),
        ("城中街道办事处", "城中街道"),
        (None, ""),
    ],
)
def test_a_name_is_written_in_its_short_form(raw, plain):
    assert plain_name(raw) == plain


def test_codes_join_and_what_the_layer_lacks_is_told():
    found = matched(TOWNS, code=[431202001.0, 431202101.0, 431202201.0])
    assert list(found.codes) == ["431202001", "431202101", "431202201"]
    assert [unit.name for unit in found.missing] == ["红星街道", "黄岩旅游度假区"]
    assert [alarm.code for alarm in unit_alarms(found, layer="unit", file="u.gpkg")] == ["H234"]


def test_a_full_name_joins_where_there_is_no_code():
    found = matched(VILLAGES, name=["杨村社区居委会", "杨村村委会"])
    assert list(found.codes) == ["431202003005", "431202201202"]
    assert found.rows(By.NAME) == (1, 2)


def test_a_stem_that_is_both_a_community_and_a_village_is_never_chosen():
    found = matched(VILLAGES, name=["杨村"])
    assert list(found.codes) == [None]
    assert [unit.name for unit in found.candidates[1]] == ["杨村社区", "杨村村"]
    assert found.rows(By.AMBIGUOUS) == (1,)


def test_a_stem_with_one_bearer_still_joins_nothing():
    found = matched(TOWNS, name=["红星"])
    assert found.rows(By.UNMATCHED) == (1,)
    assert [unit.name for unit in found.candidates[1]] == ["红星街道"]


def test_a_community_is_not_the_village_of_its_stem():
    found = matched({"431202003010": "红星村"}, name=["红星社区"])
    assert list(found.codes) == [None]


def test_another_spelling_joins_by_the_alias_table():
    found = matched(VILLAGES, name=["钟坡社区"])
    assert (found.codes[1], found.by[1]) == ("431202002001", By.ALIAS)


def test_a_code_with_the_name_of_another_unit_is_not_believed():
    found = matched(TOWNS, code=["431202001"], name=["红星街道"])
    assert (found.codes[1], found.by[1]) == (None, By.AMBIGUOUS)
    (alarm, _) = unit_alarms(found, layer="unit", file="u.gpkg")
    assert "城中街道/红星街道" in alarm.message


def test_a_code_with_a_name_of_its_own_is_believed():
    assert matched(TOWNS, code=["431202001"], name=["城中办"]).by[1] == By.CODE


@pytest.mark.parametrize("column", [{"code": ["431202202000"]}, {"name": ["杨村乡"]}])
def test_a_former_township_is_told_as_such_and_given_no_successor(column):
    found = matched(TOWNS, **column)
    assert (found.codes[1], found.by[1]) == (None, By.FORMER)


def test_a_code_outside_the_list_is_not_rescued_by_its_name():
    found = matched(TOWNS, code=["431202999"], name=["城中街道"])
    assert (found.codes[1], found.by[1]) == (None, By.UNMATCHED)


def test_a_unit_in_two_parts_is_one_unit():
    found = matched({"431202001": "城中街道"}, code=["431202001", "431202001"])
    assert (list(found.codes), found.missing) == (["431202001"] * 2, ())


@pytest.mark.parametrize(
    "table", [{"a": [1]}, {"code": ["431202001"] * 2, "name": ["甲", "乙"]}, {"code": ["x"], "name": ["甲"]}]
)
def test_a_list_without_usable_codes_is_refused(table):
    with pytest.raises(InputError, match=r"list\.csv.*;") as caught:
        official_units(pd.DataFrame(table), "list.csv")
    assert caught.value.code == "H237"


def test_every_alarm_of_the_join_can_be_said_in_both_languages():
    found = matched(TOWNS | VILLAGES, name=["杨村", "杨村乡", "钟坡社区", "城中街道", "别处"])
    alarms = unit_alarms(found, layer="unit", file="u.gpkg")
    assert {alarm.code for alarm in alarms} == {"H231", "H232", "H233", "H234", "H235", "H236"}
    assert all(alarm.told("zh") and alarm.told("en") for alarm in alarms)
