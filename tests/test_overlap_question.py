"""Exclusion targets put to a district: ground where it should not be, rows inside, projects by name."""

import datetime as dt
import functools
import math

import pytest
import shapely
from made_district import polygons, table, write_district

from analyses.asking.asked import NoData
from analyses.asking.asked_overlap import ask
from analyses.plan_tables import ProjectEntry, Question
from analyses.screening.project_screening import plain_name, screened_projects
from layers.workspace import open_district

box = shapely.box
LAYERS = """
[layers.project]
file = "projects.gpkg"
[layers.redline]
file = "red.gpkg"
[layers.urban_boundary]
file = "town.gpkg"
[layers.control_unit]
file = "zones.gpkg"
"""

DAY = dt.date(2025, 12, 31)


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """A wind pad half in the red line, a road all in it, a factory half outside the town."""
    folder = write_district(tmp_path_factory.mktemp("d"), more=LAYERS)
    polygons(
        folder / "projects.gpkg",
        [box(-50, 100, 50, 200), box(100, 100, 200, 120), box(900, 900, 1100, 1000)],
        full_name=["四十湾风电场（一期）", "刘塘路", "电池厂"],
        activity=["风电", "道路", "工厂"],
        urban_use=["否", "否", "是"],
    )
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    polygons(folder / "town.gpkg", [box(500, 500, 1000, 1000)])
    polygons(folder / "zones.gpkg", [box(-500, -500, 1500, 1500)], name=["单元甲"], category=["一般管控"])
    return folder


opened = functools.cache(open_district)  # layers are opened once for all questions


def asked(folder, *, aside=False, **said):
    given = {"indicator": "overlap", "unit": "m2", "layers": {"rows": "project", "ground": "redline"}}
    return ask(Question.model_validate(given | said), opened(folder), aside=aside)


def test_the_value_is_the_ground_inside(district):
    measured = asked(district).measured
    assert measured.value == pytest.approx(5_000 + 2_000, rel=1e-6)
    assert measured.low == measured.high == measured.value


def test_the_value_is_in_the_unit_of_the_question(district):
    assert asked(district, unit="mu").measured.value == pytest.approx(10.5, rel=1e-6)


def test_what_the_rules_bar_is_low_and_all_of_it_high(district):
    measured = asked(district, parameters={"rules": "redline"}).measured
    assert measured.low == pytest.approx(5_000, rel=1e-6)
    assert measured.high == pytest.approx(7_000, rel=1e-6)


def test_ground_outside_a_boundary_counts_where_it_is_asked_for(district):
    found = asked(
        district,
        layers={"rows": "project", "ground": "urban_boundary"},
        where={"rows": {"urban_use": ["是"]}},
        parameters={"outside": True, "rules": "urban_boundary"},
    )
    assert found.measured.value == found.measured.low == pytest.approx(10_000, rel=1e-6)


def test_control_units_without_a_list_leave_all_open(district):
    measured = asked(
        district, layers={"rows": "project", "ground": "control_unit"}, parameters={"rules": "control_unit"}
    ).measured
    assert (measured.low, measured.value) == (0.0, measured.high)
    assert measured.value == pytest.approx(32_000, rel=1e-6)


def test_rows_are_counted_by_whether_they_lie_inside(district):
    assert asked(district, unit="count", parameters={"of": "count"}).measured.value == 2


def test_points_are_counted_inside_and_not_near(tmp_path):
    folder = write_district(tmp_path / "d", more='\n[layers.redline]\nfile = "red.gpkg"\n')
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    table(folder / "chargers.csv", [(250, 250, "公共"), (500.5, 250, "公共")], column="open_type")
    found = asked(
        folder,
        unit="count",
        layers={"rows": "charger", "ground": "redline"},
        parameters={"of": "count"},
    )
    assert found.measured.value == 1


def test_rows_of_which_nobody_knows_are_only_in_high(district):
    counts = {"activity": {"yes": ["风电"], "no": ["工厂"]}}
    measured = asked(district, counts=counts).measured
    assert measured.value == measured.low == pytest.approx(5_000, rel=1e-6)
    assert measured.high == pytest.approx(7_000, rel=1e-6)


@pytest.fixture
def unplaced(tmp_path):
    """One project clear of the red line, one that nobody has drawn yet."""
    folder = write_district(
        tmp_path / "u",
        more='\n[layers.project]\nfile = "p.gpkg"\n[layers.redline]\nfile = "red.gpkg"\n',
    )
    polygons(folder / "p.gpkg", [box(900, 900, 950, 950), None], name=["甲", "乙"])
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    return folder


def test_a_project_without_a_shape_leaves_the_end_open(unplaced):
    measured = asked(unplaced).measured
    assert (measured.value, measured.high) == (0.0, math.inf)
    assert measured.details["open_above"] is True
    assert any("没有图形" in warning for warning in measured.warnings)


def test_in_a_count_a_project_without_a_shape_may_be_one_more(unplaced):
    measured = asked(unplaced, unit="count", parameters={"of": "count"}).measured
    assert (measured.value, measured.high) == (0, 1)


def test_pieces_obey_the_export_rule_of_rows_and_ground(district):
    pieces, rows = asked(district).exhibits
    assert (pieces.role, [layer.name for layer in pieces.cut_from]) == ("overlaps", ["project", "redline"])
    assert len(pieces.frame) == 2
    assert rows.frame["overlap_m2"].tolist() == pytest.approx([5_000, 2_000, 0], rel=1e-6)
    assert set(rows.titles) <= set(rows.frame.columns)


def test_aside_draws_nothing(district):
    assert asked(district, aside=True).exhibits == ()


def test_a_missing_line_is_no_data(district):
    with pytest.raises(NoData, match="自然保护地"):
        asked(district, layers={"rows": "project", "ground": "reserve"})


def project(name, *aliases):
    return ProjectEntry(
        id="P1", name=name, theme="能源", clause="一", quote="某", activity="风电", aliases=aliases
    )


def test_a_named_project_is_screened_against_every_line(district):
    (told,) = screened_projects(opened(district), [project("四十湾风电场", "四十湾风电场(一期)")], as_of=DAY)
    (footprint,) = told["footprints"]
    assert told["reason"] is None
    assert [line["line"] for line in footprint["lines"]] == ["redline", "urban_boundary", "control_unit"]
    assert footprint["lines"][0]["outcome"] == "涉及-原则禁止"


def test_a_project_is_never_matched_by_likeness(district):
    (told,) = screened_projects(opened(district), [project("四十湾风电场")], as_of=DAY)
    assert (told["footprints"], told["reason"]) == ([], "项目图层中没有同名的记录")


def test_projects_without_a_layer_keep_their_row(tmp_path):
    district = open_district(write_district(tmp_path / "d"))
    told = screened_projects(district, [project("甲"), project("乙")], as_of=DAY)
    assert [row["name"] for row in told] == ["甲", "乙"]
    assert all("缺少图层" in row["reason"] for row in told)


def test_names_are_compared_without_blanks_and_brackets():
    assert plain_name("四十湾风电场（ 一期 ）") == plain_name("四十湾风电场(一期)")
    assert plain_name("刘塘路") != plain_name("刘塘东路")
