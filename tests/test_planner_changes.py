"""What a planner changes, in TOML only: a new target, a renamed township, another radius, another bound."""

import math

import pytest
import shapely
from made_district import write_district

from analyses import assess
from gis.errors import InputError
from layers import open_district

NEAR_PLANE = 2e-6
HEAD = '[plan]\nid = "small"\ntitle = "合成方案"\nissued = 2024-01-01\n'
STOPS_TARGET = """
[[targets]]
id = "T01"
title = "公交站点覆盖率"
theme = "交通"
clause = "一"
quote = "合成：300米覆盖率达到30%以上"
kind = "DC"
indicator = "area_coverage"
layers = { facilities = "bus_stop" }
scope = "全区"
parameters = { radius_m = 300 }
counts = { status = { yes = "运营", no = "停运" } }
at_least = 0.30
"""
CHARGERS_TARGET = STOPS_TARGET.replace("T01", "X99").replace("bus_stop", "charger").replace("300", "500")
COUNTED = """
[[targets]]
id = "X98"
title = "公共充电设施数量"
theme = "交通"
clause = "二"
quote = "合成：公共充电设施2处以上"
kind = "CT"
indicator = "count"
layers = { rows = "charger" }
counts = { open_type = { yes = ["公共", "专用"], no = ["自用"] } }
at_least = 2
unit = "count"
counter = "处"
"""


@pytest.fixture
def rows(tmp_path):
    def made(plan, more=""):
        folder = write_district(tmp_path / "区", more=more)
        text = (folder / "district.toml").read_text(encoding="utf-8")
        text = text.replace('plan = "hecheng-2024-1"', 'plan = "plan.toml"')
        (folder / "district.toml").write_text(text, encoding="utf-8")
        (folder / "plan.toml").write_text(HEAD + plan, encoding="utf-8")
        return {row.target_id: row for row in assess(open_district(folder)).rows}

    return made


def test_a_new_target_of_a_known_kind_is_ten_lines_of_data(rows):
    counts = 'counts = { status = { yes = "运营", no = "停运" } }\n'
    row = rows(STOPS_TARGET + CHARGERS_TARGET.replace(counts, ""))["X99"]
    centres = shapely.points([(500, 500), (0, 0), (1000, 1000)])
    discs = shapely.union_all(shapely.buffer(centres, 500, quad_segs=256))
    assert row.numerator == pytest.approx((discs & shapely.box(0, 0, 1000, 1000)).area, rel=1e-4)
    assert row.bound.value == 0.30
    assert row.outcome == "met"


def test_a_new_count_is_data_too(rows):
    row = rows(COUNTED)["X98"]
    assert (row.value, row.low, row.high) == (2, 2, 3)  # one of unknown openness
    assert row.outcome == "met"
    assert row.display == "2 处"


def test_another_radius_is_one_number(rows):
    small = rows(STOPS_TARGET)["T01"]
    wide = rows(STOPS_TARGET.replace("radius_m = 300", "radius_m = 600"))["T01"]
    assert small.numerator == pytest.approx(math.pi * 300**2 / 4, rel=NEAR_PLANE)
    assert wide.numerator == pytest.approx(math.pi * 600**2 / 4, rel=NEAR_PLANE)


def test_another_bound_is_one_number(rows):
    assert rows(STOPS_TARGET)["T01"].outcome == "missed"  # 7.07 %
    assert rows(STOPS_TARGET.replace("at_least = 0.30", "at_least = 0.07"))["T01"].outcome == "met"


def test_a_township_renamed_bears_its_new_name_in_every_row(rows):
    rename = '\n[layers.unit.rename]\nname = { "西街道" = "新西街道" }\n'
    row = rows(STOPS_TARGET, more=rename)["T01"]
    assert [unit.name for unit in row.by] == ["东街道", "新西街道"]


def test_a_rename_of_nobody_is_refused_with_the_nearest_name(rows):
    with pytest.raises(InputError, match="no row is '西街'; near: 西街道"):
        rows(STOPS_TARGET, more='\n[layers.unit.rename]\nname = { "西街" = "新西街道" }\n')


def test_what_is_built_after_the_day_of_the_layers_stays_in_question_and_does_not_count(rows, tmp_path):
    plan = COUNTED.replace("at_least = 2", "at_least = 1")
    plan = plan.replace('counts = { open_type = { yes = ["公共", "专用"], no = ["自用"] } }\n', "")
    made = rows(plan)["X98"]
    assert (made.value, made.denominator) == (3, 3)
    table = tmp_path / "区" / "chargers.csv"
    head, *lines = table.read_text(encoding="utf-8").splitlines()
    days = ["2026-05-01", "2020-05-01", "2020-05-01"]
    dated = [f"{line},{day}" for line, day in zip(lines, days, strict=True)]
    table.write_text("\n".join([f"{head},built", *dated]) + "\n", encoding="utf-8")
    row = next(row for row in assess(open_district(tmp_path / "区")).rows if row.target_id == "X98")
    assert (row.value, row.denominator) == (2, 3)
    assert any("按未建成计" in text for text in row.warnings)


def test_an_acknowledged_empty_layer_is_nothing_and_no_error(rows, tmp_path):
    rows(COUNTED)
    folder = tmp_path / "区"
    (folder / "chargers.csv").write_text("x,y,open_type\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"chargers\.csv"):
        assess(open_district(folder))
    text = (folder / "district.toml").read_text(encoding="utf-8")
    accepted = text.replace('file = "chargers.csv"', 'file = "chargers.csv"\naccept = ["H010"]')
    (folder / "district.toml").write_text(accepted, encoding="utf-8")
    row = assess(open_district(folder)).rows[0]
    assert (row.value, row.outcome) == (0, "missed")
