"""Last year's value beside this year's: only where both are the same figure."""

from dataclasses import replace

import pytest
from result_world import synthetic_result

from analyses.reporting.previous import with_previous
from analyses.result import Decision, PartValue
from analyses.row_parts import REPORTED
from gis.errors import InputError

NOW = synthetic_result()


def changed(result, target_id, **more):
    """Give a result with one row changed."""
    rows = tuple(row.model_copy(update=more) if row.target_id == target_id else row for row in result.rows)
    return replace(result, rows=rows)


def last_year(**more):
    """Give the same town a year ago: 70 % served instead of 75 %, unless `more` says otherwise."""
    return changed(replace(NOW, as_of="2024-12-31"), "T01", **({"value": 0.70} | more))


def row(result, target_id="T01"):
    return next(row for row in result.rows if row.target_id == target_id)


def test_the_previous_value_and_the_change_stand_beside_the_value():
    found = row(with_previous(NOW, last_year()))
    assert found.previous == 0.70
    assert found.change == 0.75 - 0.70
    assert found.warnings == row(NOW).warnings


def test_a_row_without_a_value_this_year_or_last_stays_as_it_is():
    result = with_previous(NOW, last_year(value=None))
    assert result.rows == NOW.rows


def test_a_target_that_was_not_there_last_year_stays_as_it_is():
    before = last_year()
    assert with_previous(NOW, replace(before, rows=before.rows[1:])).rows == NOW.rows


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({"definition": "人口口径"}, "口径由“人口口径”变为“面积定义”"),
        ({"method": "另一种算法"}, "方法由“另一种算法”变为“怎样算”"),
        ({"unit": "count"}, "单位由 count 变为 share"),
        ({"scope": "全区"}, "范围由“全区”变为“范围T01”"),
        ({"scope_note": None}, "范围的替代说明由“—”变为“替代口径：范围说明”"),
        ({"quote": "另一句话"}, "条目原文不同"),
        ({"parameters": {"radius_m": 500}}, "参数 radius_m 由 500 变为 null"),
        ({"decision": Decision(reading="a", decided_by="甲")}, "选定的读法由“a”变为“未定”"),
    ],
)
def test_another_definition_leaves_the_previous_value_out_and_says_what_changed(before, told):
    found = row(with_previous(NOW, last_year(**before)))
    assert found.previous is None
    assert found.change is None
    assert told in found.warnings[-1]
    assert found.warnings[-1].startswith("上期（2024-12-31）数值口径不同，未列上期值与增减：")


def test_how_many_things_a_definition_counts_makes_no_other_definition():
    now = changed(NOW, "T01", definition="平均服务半径，n = 范围内设施 12 处")
    before = last_year(definition="平均服务半径，n = 范围内设施 1,009 处")
    assert row(with_previous(now, before)).previous == 0.70


def test_another_radius_is_another_definition():
    now = changed(NOW, "T01", definition="300 m 半径覆盖")
    assert row(with_previous(now, last_year(definition="500 m 半径覆盖"))).previous is None


def test_a_parameter_that_came_back_from_a_folder_is_the_same():
    now = changed(NOW, "T01", parameters={"classes": ("0301", "0302")})
    assert row(with_previous(now, last_year(parameters={"classes": ["0301", "0302"]}))).previous == 0.70


def test_reported_values_of_two_documents_are_compared_but_not_with_a_measured_one():
    now = changed(NOW, "T01", method=REPORTED, definition="填报值：2025年公报")
    reported = last_year(method=REPORTED, definition="填报值：2024年公报")
    assert row(with_previous(now, reported)).previous == 0.70
    assert row(with_previous(NOW, reported)).previous is None


def test_what_no_map_can_prove_is_compared_by_what_was_reported():
    said = {"outcome": "not_spatial", "unit": "share", "value": None}
    now = changed(NOW, "T05", **said, reported=0.27)
    before = changed(last_year(), "T05", **said, reported=0.25)
    found = row(with_previous(now, before), "T05")
    assert (found.previous, found.change) == (0.25, 0.27 - 0.25)


def parts_of(result, *displays, **more):
    parts = tuple(
        PartValue(name=name, value=float(place), unit="count", bound=None, outcome="met", display=display)
        for place, (name, display) in enumerate(zip("甲乙", displays, strict=False))
    )
    told = [part.model_copy(update={"method": "counted", "definition": "数", **more}) for part in parts]
    return changed(result, "T01", value=None, parts=tuple(told))


def test_a_target_of_parts_tells_what_each_was():
    before = parts_of(replace(NOW, as_of="2024-12-31"), "1 个", "2 个")
    found = row(with_previous(parts_of(NOW, "3 个", "4 个"), before))
    assert found.notes[-1] == "与上期（2024-12-31）相比：甲 1 个 → 3 个；乙 2 个 → 4 个"
    assert (found.previous, found.change) == (None, None)


def test_a_part_that_had_no_figure_is_not_compared():
    before = parts_of(replace(NOW, as_of="2024-12-31"), "—", value=None, method=None, definition=None)
    assert row(with_previous(parts_of(NOW, "3 个"), before)).notes == row(NOW).notes


def test_parts_of_another_definition_are_not_compared():
    before = parts_of(replace(NOW, as_of="2024-12-31"), "1 个", definition="另一数法")
    found = row(with_previous(parts_of(NOW, "3 个"), before))
    assert "分项口径不同，未列上期值" in found.notes[-1]
    assert "1 个" not in found.notes[-1]


def test_the_record_names_the_earlier_result():
    told = with_previous(NOW, last_year()).record["previous"]
    assert told == {"district": "合成县", "plan": "synthetic", "as_of": "2024-12-31", "version": "0.0.0"}


@pytest.mark.parametrize(
    ("before", "fault"),
    [
        ({"as_of": "2025-12-31"}, "as of 2025-12-31, not before 2025-12-31"),
        ({"as_of": "2026-12-31"}, "not before"),
        ({"code": "111111"}, "it is of 合成县, not of 合成县"),
        ({"plan": "other"}, "it is of the plan other, not synthetic"),
    ],
)
def test_what_is_no_earlier_result_of_this_district_and_plan_is_refused(before, fault):
    with pytest.raises(InputError, match=fault) as refused:
        with_previous(NOW, replace(last_year(), **before))
    assert refused.value.code == "H281"


def test_neither_result_is_written_into():
    before = last_year()
    kept = (NOW.rows, before.rows, dict(NOW.record))
    with_previous(NOW, before)
    assert kept == (NOW.rows, before.rows, dict(NOW.record))
