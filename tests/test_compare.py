"""Two results side by side: every target is of one kind, and what stayed is only counted."""

import json
from dataclasses import replace

import pytest
from result_world import synthetic_result
from test_previous import changed

from analyses.reporting.result_changes import Kind, result_changes
from analyses.result import Bound, PartValue, UnitShare
from gis.errors import InputError
from maps import write_result
from maps.app import cli
from maps.app.comparing import compare

A = replace(
    synthetic_result(),
    record={"inputs": [{"name": "stop", "title": "站点", "file": "a.csv", "sha256": "1" * 64}]},
)


def only(a, b, target_id="T01"):
    """Give what became of one target."""
    return next(row for row in result_changes(a, b).rows if row.target_id == target_id)


def units(*shares):
    return tuple(
        UnitShare(name=name, value=value, numerator=value, denominator=1, display=str(value))
        for name, value in shares
    )


def test_a_result_held_against_itself_shows_no_change():
    changes = result_changes(A, A)
    assert {row.kind for row in changes.rows} == {Kind.UNCHANGED}
    assert changes.head == {}
    assert all(entry.same for entry in changes.inputs)
    assert all(unit.change == 0 for row in changes.rows for unit in row.by)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("missed", "met", Kind.IMPROVED),
        ("unsettled", "met", Kind.IMPROVED),
        ("met", "missed", Kind.WORSENED),
        ("met", "unsettled", Kind.WORSENED),
        ("no_data", "missed", Kind.SETTLED),
        ("no_data", "met", Kind.SETTLED),
        ("not_spatial", "met", Kind.SETTLED),
        ("met", "no_data", Kind.LOST),
        ("missed", "not_spatial", Kind.LOST),
    ],
)
def test_an_outcome_that_changes_is_better_worse_found_or_lost(before, after, kind):
    a = changed(A, "T01", outcome=before, reason="因")
    b = changed(A, "T01", outcome=after, reason="因")
    assert only(a, b).kind is kind


def test_missing_data_is_never_counted_as_worse():
    counts = result_changes(A, changed(A, "T01", outcome="no_data", reason="缺图层", value=None)).counts()
    assert (counts["lost"], counts["worsened"]) == (1, 0)


def test_a_moved_figure_of_one_outcome_has_its_change():
    found = only(A, changed(A, "T01", value=0.80))
    assert found.kind is Kind.MOVED
    assert found.change == 0.80 - 0.75


def test_the_last_bits_of_another_machine_are_no_change():
    assert only(A, changed(A, "T01", value=0.75 * (1 + 1e-13))).kind is Kind.UNCHANGED


@pytest.mark.parametrize("more", [{"definition": "另一口径"}, {"unit": "count"}, {"scope": "别处"}])
def test_figures_of_two_definitions_have_no_change(more):
    found = only(A, changed(A, "T01", value=0.80, **more))
    assert found.kind is Kind.REDEFINED
    assert found.change is None
    assert {unit.change for unit in found.by} == {None}
    assert found.notes


def test_another_bound_is_told_and_the_figures_stay_comparable():
    found = only(A, changed(A, "T01", bound=Bound(sense="at_least", value=0.9), bound_display="≥ 90%"))
    assert found.kind is Kind.REDEFINED
    assert found.change == 0
    assert found.notes[0] == "要求由 ≥ 70% 变为 ≥ 90%"


def test_units_are_matched_by_name_whatever_their_order():
    b = changed(A, "T01", by=units(("东镇", 0.5), ("西镇", 0.9)))
    found = {unit.name: unit for unit in only(A, b).by}
    assert found["东镇"].change == 0.5 - 12 / 18
    assert found["西镇"].change == 0.9 - 15 / 18


def test_a_unit_that_only_one_result_has_is_told():
    found = {
        unit.name: unit for unit in only(A, changed(A, "T01", by=units(("东镇", 0.5), ("新镇", 1.0)))).by
    }
    assert (found["西镇"].only_in, found["西镇"].value_b) == ("a", None)
    assert (found["新镇"].only_in, found["新镇"].value_a, found["新镇"].change) == ("b", None, None)


def test_units_whose_name_stands_twice_are_not_matched():
    b = changed(A, "T01", by=units(("东镇", 0.5), ("东镇", 0.6)))
    assert {unit.name: unit.only_in for unit in only(A, b).by} == {"东镇": "a", "西镇": "a"}


def test_a_part_that_moved_is_told():
    def parts(count):
        part = PartValue(
            name="国家级", value=count, unit="count", bound=None, outcome="met", display=f"{count} 个"
        )
        return (part,)

    found = only(changed(A, "T01", parts=parts(1)), changed(A, "T01", parts=parts(2)))
    assert found.kind is Kind.MOVED
    assert found.notes[0] == "分项“国家级”：1 个 → 2 个"


def test_targets_that_only_one_result_has_are_listed():
    found = {row.target_id: row.kind for row in result_changes(A, replace(A, rows=A.rows[1:])).rows}
    assert found["T01"] is Kind.ONLY_A
    found = {row.target_id: row.kind for row in result_changes(replace(A, rows=A.rows[1:]), A).rows}
    assert found["T01"] is Kind.ONLY_B


def test_kinds_are_counted_and_sum_to_the_rows():
    b = changed(changed(A, "T01", outcome="missed"), "T05", value=0.6, outcome="met", reason=None)
    counts = result_changes(A, replace(b, rows=b.rows[:-1])).counts()
    assert sum(counts.values()) == 3
    assert {kind: count for kind, count in counts.items() if count} == {
        "worsened": 1,
        "unchanged": 1,
        "only_in_a": 1,
    }


def test_inputs_of_other_bytes_are_listed_and_told_at_their_rows():
    def record(**files):
        listed = [
            {"name": name, "title": name, "file": f"{name}.csv", "sha256": digest * 64}
            for name, digest in files.items()
        ]
        return {"inputs": listed}

    a, b = (
        replace(A, record=record(stop="1", road="1", old="1")),
        replace(A, record=record(stop="2", road="1")),
    )
    changes = result_changes(a, b)
    assert {entry.name: entry.same for entry in changes.inputs} == {"stop": False, "road": True, "old": False}
    assert "数据不同：stop" in next(row for row in changes.rows if row.target_id == "T01").notes


def test_a_figure_that_moved_on_the_same_layers_is_suspicious():
    assert "请核对程序版本" in only(A, changed(A, "T01", value=0.8)).notes[-1]


def test_another_day_explains_a_figure_that_moved_on_the_same_layers():
    found = only(A, replace(changed(A, "T01", value=0.8), as_of="2026-12-31"))
    assert found.notes == ("所用数据文件相同，数据截止日期不同（2025-12-31 → 2026-12-31）",)


def of_parts(definition, **more):
    """Give a result whose first row has two parts, the second measured by `definition` where one is given."""
    known = {"unit": "count", "bound": None, "outcome": "met", "method": "counted", "definition": "甲"}
    first = PartValue(name="一", value=1, **known)
    absent = {"value": None, "outcome": "no_data", "method": None, "definition": None, "reason": "缺图层"}
    told = absent if definition is None else {"value": 2, "definition": definition}
    second = PartValue(name="二", **(known | told | more))
    joined = f"一：甲；二：{definition or '缺图层'}"
    return changed(A, "T01", parts=(first, second), value=None, definition=joined)


def test_a_part_that_had_no_data_makes_no_other_definition():
    found = only(of_parts(None), of_parts("乙"))
    assert found.kind is Kind.MOVED
    assert not [note for note in found.notes if "口径" in note or "方法" in note]


def test_a_part_under_another_definition_is_told():
    found = only(of_parts("乙"), of_parts("丙"))
    assert (found.kind, found.notes[0]) == (Kind.REDEFINED, "分项“二”的口径由“乙”变为“丙”")


def test_a_part_by_another_method_is_told():
    found = only(of_parts("乙"), of_parts("乙", method="summed"))
    assert (found.kind, found.notes[0]) == (Kind.REDEFINED, "分项“二”的要求、单位或方法不同")


def test_a_figure_that_was_not_there_before_says_nothing_of_definitions():
    nothing = {"value": None, "method": None, "definition": None, "parameters": {}, "layers": ()}
    found = only(changed(A, "T01", outcome="no_data", reason="缺图层", **nothing), A)
    assert (found.kind, found.notes) == (Kind.SETTLED, ())


def test_days_versions_and_plans_that_differ_are_told():
    b = replace(A, as_of="2026-12-31", version="9")
    assert result_changes(A, b).head == {"as_of": ("2025-12-31", "2026-12-31"), "version": ("0.0.0", "9")}


def test_results_of_two_districts_are_refused():
    with pytest.raises(InputError, match="one district") as refused:
        result_changes(A, replace(A, code="111111"))
    assert refused.value.code == "H281"


def test_under_two_plans_only_equal_wording_is_compared():
    b = replace(changed(A, "T01", quote="别的话"), plan="other")
    changes = result_changes(A, b)
    assert [alarm.code for alarm in changes.alarms] == ["H294"]
    assert sorted((row.target_id, str(row.kind)) for row in changes.rows) == [
        ("T01", "only_in_a"),
        ("T01", "only_in_b"),
        ("T03", "unchanged"),
        ("T05", "unchanged"),
    ]


# --- the command


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two result folders: a year later T01 is missed, one unit lost half of its stops."""
    folder = tmp_path_factory.mktemp("results")
    b = changed(
        replace(A, as_of="2026-12-31"),
        "T01",
        value=0.5,
        outcome="missed",
        display="五成",
        by=units(("西镇", 15 / 18), ("东镇", 3 / 18)),
    )
    return str(write_result(A, folder / "a")), str(write_result(b, folder / "b"))


def test_the_command_gives_one_json_object(folders, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["compare", *folders, "--json"])
    assert end.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "hecheng.compare/1"
    assert (told["a"]["as_of"], told["b"]["as_of"]) == ("2025-12-31", "2026-12-31")
    row = next(row for row in told["rows"] if row["target_id"] == "T01")
    assert (row["outcome_a"], row["outcome_b"], row["value_a"], row["value_b"]) == (
        "met",
        "missed",
        0.75,
        0.5,
    )
    assert (row["change"], row["unit"], row["changed"], row["kind"]) == (-0.25, "share", True, "worsened")
    assert {unit["name"]: unit["change"] for unit in row["by"]} == {"西镇": 0, "东镇": 3 / 18 - 12 / 18}
    assert told["counts"]["unchanged"] == 2


def test_people_see_what_changed_and_only_the_number_of_what_stayed(folders):
    answer = compare(*folders)
    assert [line[:2] for line in answer.table] == [("", "编号"), ("结论变化", "T01")]
    assert answer.table[1][3:6] == (
        "达标 → 未达标",
        "27.00 km² / 36.00 km²（75.0%） → 五成",
        "-25.00 个百分点",
    )
    assert "东镇 -50.00 个百分点" in answer.table[1][6]
    assert answer.lines[-1] == "变差 1，未变 2"
    assert "数据截止：2025-12-31 → 2026-12-31" in answer.lines


def test_a_folder_without_a_result_is_refused(folders, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["compare", folders[0], str(tmp_path)])
    assert end.value.code == 2
    assert "no result folder" in capsys.readouterr().err
