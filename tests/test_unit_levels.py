"""Levels of units by GB/T 10114, and what a table says of them."""

from dataclasses import replace

import pandas as pd
import pytest
from conftest import made_points

from layers.unit_levels import level_of_code, level_of_text, levels_against_code, unit_codes, with_levels


def units(**columns):
    names = columns.pop("names", None)
    made = made_points(*[(0, 0)] * len(next(iter(columns.values()))), **columns)
    return made if names is None else replace(made, frame=made.frame.assign(name=names))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("431202001", "街道"),
        ("431202099", "街道"),
        ("431202100", "乡镇"),
        ("431202199", "乡镇"),
        ("431202200", "乡镇"),
        ("431202399", "乡镇"),
        ("431202400", "类似乡级"),
        ("431202599", "类似乡级"),
        ("431202600", None),
        ("431202101001", "社区"),
        ("431202101199", "社区"),
        ("431202001200", "村"),
        ("431202001399", "村"),
        ("431202001400", None),
        ("431202", None),
        ("431202000", None),
        ("", None),
        (None, None),
        ("村", None),
        (431202101.0, "乡镇"),
    ],
)
def test_a_level_is_told_by_the_last_three_digits(code, level):
    assert level_of_code(code) == level


# The 2023 list of the district: name, code, 社区, 村 (data README, "Unit table")
LISTED = [
    ("城中街道", "001", 15, 0),
    ("城北街道", "002", 9, 0),
    ("红星街道", "003", 13, 0),
    ("迎丰街道", "004", 12, 0),
    ("坨院街道", "005", 4, 11),
    ("河西街道", "006", 4, 6),
    ("城南街道", "007", 8, 6),
    ("黄金坳镇", "101", 1, 14),
    ("盈口乡", "201", 0, 13),
    ("凉亭坳乡", "205", 0, 10),
    ("黄岩旅游度假区", "400", 0, 2),
]


def test_the_district_has_seven_three_and_one():
    levels = pd.Series([level_of_code(f"431202{code}") for _, code, _, _ in LISTED])
    assert levels.value_counts().to_dict() == {"街道": 7, "乡镇": 3, "类似乡级": 1}


def test_the_names_of_the_list_say_the_same_as_its_codes():
    for name, code, _, _ in LISTED:
        suffix = name[-2:] if name.endswith("街道") else name[-1]
        assert level_of_code(f"431202{code}") == level_of_text({"区": "度假区"}.get(suffix, suffix))


def test_villages_inside_a_subdistrict_are_villages():
    codes = [
        f"431202{town}{number:03}"
        for _, town, communities, villages in LISTED
        for number in [*range(1, 1 + communities), *range(200, 200 + villages)]
    ]
    levels = pd.Series([level_of_code(code) for code in codes])
    assert levels.value_counts().to_dict() == {"社区": 66, "村": 62}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("乡", "乡镇"),
        ("镇", "乡镇"),
        ("街道办事处", "街道"),
        ("居委会", "社区"),
        ("行政村", "村"),
        ("村民委员会", "村"),
        ("类似乡级单位", "类似乡级"),
        ("乡级", None),
        ("", None),
        (None, None),
    ],
)
def test_words_of_other_tables_are_understood_or_left(text, level):
    assert level_of_text(text) == level


def test_a_layer_without_the_column_gets_its_levels_from_the_codes():
    made = with_levels(units(code=["431202001", "431202101201", None]))
    assert made.frame["level"].tolist()[:2] == ["街道", "村"]
    assert pd.isna(made.frame["level"].iloc[2])


def test_a_stated_level_stands_and_one_of_another_list_gives_way_to_the_code():
    made = with_levels(units(code=["431202400", "431202001", None], level=["乡镇", "乡级", "二级"]))
    assert made.frame["level"].tolist() == ["乡镇", "街道", "二级"]


def test_a_level_that_is_not_the_one_of_the_code_is_named():
    made = units(
        code=["431202400", "431202001"], level=["乡镇", "街道"], names=["黄岩旅游度假区", "城中街道"]
    )
    assert levels_against_code(made) == ("黄岩旅游度假区（填为乡镇，按代码为类似乡级）",)


def test_the_joined_code_stands_before_the_written_one():
    made = units(official_code=["431202001", None], code=["431202002", "431202003"])
    assert unit_codes(made.frame).tolist() == ["431202001", "431202003"]


def test_a_village_is_known_by_its_own_code_not_its_townships():
    made = units(code=["431202101201"], unit_code=["431202101"])
    assert unit_codes(made.frame).tolist() == ["431202101201"]


def test_the_layer_given_is_left_as_it_is():
    made = units(code=["431202001"])
    with_levels(made)
    assert "level" not in made.frame
