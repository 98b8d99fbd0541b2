"""Edges of units, lists, land classes, overlaps and changes, from files to rows, computed by hand."""

import math

import pytest
from edge_grounds import listed, overlaid
from edge_worlds import NEAR_PLANE

FIGURES = {
    "a station in an enclave serves its unit": ("enclave", 1 / 4),
    "an enclave inside another unit is not the other's": ("island", 1 / 4),
    "two stations in one unit are one yes": ("two", 1 / 4),
    "a station out of service serves no unit": ("dead", 0),
    "a station on the border of two units is in neither for sure": ("border", 0),
    "every unit has one": ("all", 1),
    "a unit on the list that nobody drew stays in the denominator": ("all_listed", 4 / 5),
    "a service link serves a unit that nobody drew": ("link_listed", 2 / 5),
    "a level told by the code": ("streets", 1),
    "units may be counted": ("number", 4),
    "units of a scope are those whose middle lies in it": ("in_town", 1),
    "a village code of 12 digits is its township's too": ("town_of_village", 2 / 4),
    "a village on the list is served by link": ("villages", 1 / 4),
    "three of five rows": ("rows", 3 / 5),
    "communities are no villages": ("rows_villages", 2 / 4),
    "named rows that lack stay in the denominator": ("rows_named", 3 / 10),
    "people weigh the rows": ("rows_people", 1100 / 1200),
    "panels on a roof": ("roof", 0.5),
    "plots weigh by area, spots drawn twice once": ("soil", 0.5),
    "plots are cut at the border of their scope": ("soil_town", 0.6),
    "rows of a scope": ("rows_in_town", 1),
    "one class of four": ("share", 0.25),
    "a class and all below it": ("share_met", 0.75),
    "0304 is swamp forest in the third survey": ("forest_survey", 0.5),
    "0304 is other woodland in the sea and land system": ("forest_sea", 0.25),
    "overlapping parcels count once": ("overlapping", 0.75),
    "a project across the red line": ("across", 10_000),
    "in 亩": ("across_mu", 15),
    "the same project beyond it": ("beyond", 10_000),
    "a red line in two versions counts once": ("large", 1_000_000),
    "a project that touches": ("touching", 0),
    "a project outside the district": ("far", 0),
    "a sliver stays out of the verdict": ("sliver", 0),
    "a project in a hole of the reserve": ("hole", 0),
    "a project of unknown stage does not count": ("unknown", 0),
    "two projects on one spot count each": ("twice", 20_000),
    "a line with its working width": ("way", 2000),
    "points are counted": ("point_in", 1),
    "a line that shrank": ("line_shrank", -100),
    "a line that shrank by half": ("line_share", -0.5),
    "a line that did not shrink in a scope": ("line_in_town", 0),
    "half of the pixels": ("raster_clear", 0.5),
}
OUTCOMES = {
    "met": "all streets number in_town rows rows_villages rows_people roof soil rows_in_town parts_met "
    "share_met overlapping forest_survey free touching far sliver hole across_allowed point_out "
    "line_in_town ban_same raster_clear",
    "missed": "enclave dead border two wrong link_listed town_of_village rows_missed parts_missed share "
    "across large beyond twice way point_in point_disc line_shrank line_share decided",
    "unsettled": "all_listed towns villages rows_open rows_named roof_blank roof_unsized soil_open either "
    "parts_unsettled parts_boundless wording decided_parts boundless share_open forest_sea unknown "
    "fields_grew ban_boundless raster_near",
    "no_data": "no_unit rows_unread rows_none rows_layer parts_no_data reported no_cover unplaced no_ground "
    "way_without_width stand_absent",
}
INTERVALS = {
    "a station of unknown status": ("unknown_station", 0, 1 / 4),
    "a station within 20 m of a border": ("near", 0, 2 / 4),
    "a station on a border": ("border", 0, 2 / 4),
    "a station with a code of nobody": ("wrong", 1 / 4, 2 / 4),
    "a unit that nobody drew": ("all_listed", 4 / 5, 1),
    "villages without ground": ("villages", 1 / 4, 1),
    "a village that says nothing": ("rows", 3 / 5, 4 / 5),
    "five named rows that lack and one that says nothing": ("rows_named", 3 / 10, 9 / 10),
    "a roof without panels stated": ("roof_blank", 0.25, 0.75),
    "a roof without a size": ("roof_unsized", 0, 1),
    "a plot that says nothing": ("soil_open", 1 / 3, 2 / 3),
    "one of two rules says yes is not asked twice": ("either", 1 / 3, 1),
    "classes that may count": ("share_open", 0.25, 0.75),
    "shrub in the third survey": ("forest_survey", 0.5, 0.75),
    "shrub in the sea and land system": ("forest_sea", 0.25, 0.5),
    "ground that no parcel covers": ("overlapping", 0.75, 1),
    "a project of unknown stage": ("unknown", 0, 10_000),
    "fields on ground that one date lacks": ("fields_grew", 0, 15),
    "a pixel without data": ("raster", 0.5, 0.5001),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Assess two districts once for all tests of this file."""
    folder = tmp_path_factory.mktemp("edges")
    units = listed(folder / "单元 区").rows()
    units["unknown_station"] = units.pop("unknown")
    return units | overlaid(folder / "控制线 区").rows()


@pytest.mark.parametrize("edge", FIGURES)
def test_a_figure_by_hand(rows, edge):
    target, figure = FIGURES[edge]
    assert rows[target].value == pytest.approx(figure, rel=2 * NEAR_PLANE, abs=1e-9)


@pytest.mark.parametrize(
    ("target", "outcome"), [(name, outcome) for outcome in OUTCOMES for name in OUTCOMES[outcome].split()]
)
def test_an_outcome_by_hand(rows, target, outcome):
    assert rows[target].outcome == outcome
    assert (rows[target].reason is None) == (outcome in {"met", "missed"})


@pytest.mark.parametrize("edge", INTERVALS)
def test_what_is_unknown_leaves_an_interval(rows, edge):
    target, *ends = INTERVALS[edge]
    assert [rows[target].low, rows[target].high] == pytest.approx(ends, rel=2 * NEAR_PLANE)


def test_a_point_with_its_working_width_is_a_disc_of_chords(rows):
    assert rows["point_disc"].value == pytest.approx(math.pi * 5**2, rel=2e-4)


@pytest.mark.parametrize("target", ["rows", "rows_people", "villages", "share_open", "overlapping"])
def test_townships_add_up_to_the_whole(rows, target):
    row = rows[target]
    for part in ("numerator", "denominator"):
        parts = math.fsum(getattr(unit, part) for unit in row.by)
        assert parts == pytest.approx(getattr(row, part), rel=1e-9)


@pytest.mark.parametrize(
    ("target", "outcomes"),
    [
        ("parts_missed", ["met", "missed", "unsettled", "no_data"]),
        ("parts_no_data", ["met", "no_data", "unsettled"]),
        ("parts_unsettled", ["met", "unsettled"]),
        ("parts_met", ["met", "met"]),
        ("parts_boundless", ["met", "unsettled"]),
    ],
)
def test_every_part_keeps_its_own_outcome(rows, target, outcomes):
    assert [part.outcome for part in rows[target].parts] == outcomes


def test_a_share_from_a_decision_is_the_bound(rows):
    row = rows["decided"]
    assert (row.bound.value, row.decision.decided_by, row.decision.reading) == (0.6, "某局", "c")


def test_open_wording_says_why(rows):
    assert rows["wording"].reason == "原文未说明"
    assert [reading.outcome for reading in rows["wording"].readings] == ["met", None]


def test_a_raster_nearer_to_its_bound_than_its_error_decides_nothing(rows):
    assert rows["raster_near"].reason.startswith("参考")


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("wrong", "代码不在单元名单内"),
        ("near", "边界"),
        ("border", "边界"),
        ("all_listed", "丁乡"),
        ("all", "没有法定单元名单"),
        ("sliver", "碎屑共 10.0000 m²"),
        ("twice", "互相重叠"),
        ("large", "互相重叠"),
        ("overlapping", "地类不明或无数据"),
        ("rows_named", "只有 5 项有记录"),
        ("fields_grew", "未同时覆盖"),
    ],
)
def test_what_changes_a_figure_is_told_beside_it(rows, target, word):
    assert any(word in warning for warning in rows[target].warnings)


def test_that_no_row_was_looked_at_is_told(rows):
    row = rows["nobody"]
    assert row.outcome != "met" or set(row.warnings) - set(rows["free"].warnings)


def test_a_row_without_a_value_in_a_column_that_chooses_rows_is_unknown(rows):
    assert rows["blank_where"].outcome == "unsettled"


def test_a_project_without_ground_is_not_free_of_the_line(rows):
    assert rows["degenerate"].outcome in {"no_data", "unsettled"}  # as `unplaced` is


def test_a_cell_whose_people_nobody_counted_is_told(rows):
    assert any("1 条记录没有人口数" in warning for warning in rows["people_blank"].warnings)


def test_a_village_listed_twice_is_told(rows):
    assert any("代码" in warning for warning in rows["village_twice"].warnings)
