"""What touching a line means, by dated tables that can be edited."""

import datetime as dt
import tomllib
from importlib.resources import files

import pytest

from analyses.screening.outcome_classes import (
    CLASS_TITLES,
    OutcomeClass,
    known_activities,
    open_rules,
    require_known,
    rules_for,
    ruling,
)
from analyses.screening.overlap_rows import FootprintOverlap, Hit
from gis.errors import InputError

DAY = dt.date(2025, 12, 31)
TABLES = sorted(
    entry.name.removesuffix(".toml")
    for entry in (files("analyses") / "rules").iterdir()
    if entry.name.endswith(".toml") and entry.name != "activities.toml"
)


def footprint(*, overlap_m2=100.0, outside_m2=0.0, area_m2=1000.0, slivers_m2=0.0, **attributes):
    hits = (Hit(id="7", name="", area_m2=overlap_m2, sliver_m2=slivers_m2, attributes=attributes),)
    return FootprintOverlap(
        id="1", name="", group="", area_m2=area_m2, overlap_m2=overlap_m2, share=None, touching=False,
        distance_m=0.0, slivers_m2=slivers_m2, parts=1, sliver_parts=0, hits=hits, outside_m2=outside_m2,
    )  # fmt: skip


def outcome(kind, activity=None, *, row=None, day=DAY, **settings):
    return ruling(
        rules_for(kind), row or footprint(), activities=known_activities(activity), as_of=day, **settings
    )


@pytest.mark.parametrize("kind", TABLES)
def test_every_shipped_table_can_be_read_and_speaks_of_its_line(kind):
    assert rules_for(kind).line == kind


def test_every_activity_that_a_table_asks_for_has_a_name():
    told = tomllib.loads((files("analyses") / "rules" / "activities.toml").read_text(encoding="utf-8"))
    known = set(told["activities"]) | set(told["groups"])
    assert {
        name for kind in TABLES for entry in rules_for(kind).entries for name in entry.activities
    } <= known
    assert {name for members in told["groups"].values() for name in members} <= set(told["activities"])


def test_without_common_ground_nothing_is_touched():
    row = footprint(overlap_m2=0.0, slivers_m2=0.4)
    assert outcome("redline", "风电", row=row).title == "不涉及"


@pytest.mark.parametrize(
    ("activity", "expected", "category"),
    [
        ("道路", "limited", 6), ("生态修复", "limited", 8), ("tourism", "limited", 5),
        ("风电", "barred", None), ("产业园", "barred", None),
        (None, "unclear", None), ("造飞船", "unclear", None),
    ],
)  # fmt: skip
def test_the_red_line_asks_what_the_project_is(activity, expected, category):
    found = outcome("redline", activity)
    assert (str(found.outcome), found.category) == (expected, category)


def test_a_limited_activity_still_needs_to_be_recognised():
    told = outcome("redline", "输电线路").told
    assert told.startswith("涉及-可能属有限人为活动（第6类，需认定：")


def test_the_core_of_a_reserve_bars_all():
    assert outcome("redline", "道路", row=footprint(GKFQ="核心保护区")).rule == "core"


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ({"TYPE": "1"}, "default"), ({"type": "水源涵养"}, "default"), ({"TYPE": "核心保护区"}, "core-type"),
        ({"core": "1"}, "core"), ({"core": "true"}, "core"),
    ],
)  # fmt: skip
def test_a_coded_type_of_red_line_is_no_core(attributes, rule):
    assert outcome("redline", row=footprint(**attributes)).rule == rule


def test_a_national_project_has_a_path_of_its_own_outside_the_core():
    assert str(outcome("redline", "风电", national=True).outcome) == "national"
    assert str(outcome("farmland", "风电", national=True).outcome) == "national"
    assert outcome("redline", national=True, row=footprint(core="是")).rule == "core"


def test_permanent_farmland_is_barred_whatever_the_project():
    assert outcome("farmland").title == "涉及-原则禁止"


@pytest.mark.parametrize(
    ("day", "rule", "expected"),
    [
        (dt.date(2026, 1, 21), "wind-2019", "barred"),
        (dt.date(2026, 1, 22), "wind-2026", "unclear"),
        (dt.date(2031, 1, 1), "default", "unclear"),
    ],
)
def test_the_notice_on_wind_of_the_day_decides(day, rule, expected):
    found = outcome("reserve", "风电", day=day)
    assert (found.rule, str(found.outcome)) == (rule, expected)


def test_town_projects_belong_inside_the_urban_boundary():
    outside = footprint(overlap_m2=0.0, outside_m2=50.0)
    assert str(outcome("urban_boundary", "产业园", row=outside).outcome) == "barred"
    assert outcome("urban_boundary", "风电", row=outside).title == "不涉及"
    assert str(outcome("urban_boundary", None, row=outside).outcome) == "unclear"
    assert outcome("urban_boundary", "产业园", row=footprint(overlap_m2=1000.0)).title == "不涉及"


def test_control_units_stay_open_until_an_access_list_is_given(tmp_path):
    assert outcome("control_unit", "风电").title == "待定"
    table = tmp_path / "own.toml"
    table.write_text(
        'line = "control_unit"\ntitle = "准入清单"\nversion = "1"\ndefault = "free"\n'
        '[[entries]]\nid = "a"\ndocument = "清单"\noutcome = "barred"\n'
        'text = "优先保护单元禁止"\nevidence = "S"\n'
        'rows = { column = ["category"], values = ["优先保护"] }\n',
        encoding="utf-8",
    )
    own = rules_for("control_unit", [open_rules(table)])
    first = ruling(own, footprint(category="优先保护"), activities=frozenset(), as_of=DAY)
    other = ruling(own, footprint(category="一般管控"), activities=frozenset(), as_of=DAY)
    assert (str(first.outcome), str(other.outcome)) == ("barred", "free")


def test_a_line_without_a_table_is_left_open():
    assert str(outcome("flood_zone", "道路").outcome) == "unclear"


def test_a_project_without_ground_is_not_called_free():
    assert outcome("redline", "道路", row=footprint(overlap_m2=0.0, area_m2=0.0)).title == "待定"


def test_a_mistake_in_a_table_is_told_with_its_line(tmp_path):
    table = tmp_path / "bad.toml"
    table.write_text(
        'line = "redline"\ntitle = "t"\nversion = "1"\ndefault = "forbidden"\n', encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"bad.toml: line 4, default"):
        open_rules(table)


def test_an_activity_asked_for_must_be_known():
    assert require_known("风 电") == "风 电"
    with pytest.raises(InputError, match="wind"):
        require_known("造飞船")


def test_each_class_has_a_title():
    assert set(CLASS_TITLES) == set(OutcomeClass)
