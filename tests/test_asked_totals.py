"""Questions of count, total, length, area and change, put to a district's files (合成示例)."""

import math

import pandas as pd
import pytest
import xlsxwriter
from made_district import polygons, write_district
from shapely import LineString, box

from analyses.asking import asked_change, asked_totals
from analyses.asking.asked import NoData
from analyses.plan_tables import Question
from layers import open_district

LAYERS = """
[layers.plant]
file = "电源.csv"
[layers.village_plan]
file = "台账.xlsx"
layer = "规划"
[layers.enterprise]
file = "台账.xlsx"
layer = "企业"
[layers.line]
file = "line.gpkg"
[layers.farmland_project]
file = "fields.gpkg"
[layers.redline]
file = "redline.gpkg"
[layers.redline_before]
file = "redline_before.gpkg"
[layers.stand]
file = "林分.csv"
[layers.stand_before]
file = "林分基期.csv"
[layers.dltb]
file = "dltb.gpkg"
[layers.dltb_before]
file = "dltb_before.gpkg"
[layers.ban_zone]
file = "ban.gpkg"
[layers.ban_zone_before]
file = "far.gpkg"
"""
GRID = {"grid_status": {"yes": "并网", "no": ["在建", "拟建"]}}
BUILT = {"stage": {"yes": ["竣工", "投运"], "no": ["谋划", "前期", "在建"]}}


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    folder = write_district(tmp_path_factory.mktemp("totals") / "区", more=LAYERS)
    (folder / "电源.csv").write_text(
        "名称,能源类型,装机容量（万千瓦）,并网状态\n四十湾,风,6.24,并网\n深能,风,10,拟建\n某站,光,0.1,\n合计,,16.34,\n",
        encoding="gb18030",
    )
    with xlsxwriter.Workbook(folder / "台账.xlsx") as book:
        plans = [["名称", "对应目标", "批复状态"], ["甲", "T10-2", "已批复"], ["甲", "T10-2", "已批复"]]
        plans += [["乙", "T10-2", "已编制"], ["丙", "T10-2", "？"], ["丁", "T10-1", "已批复"]]
        for sheet, rows in {"规划": plans, "企业": [["名称"], ["A厂"]]}.items():
            page = book.add_worksheet(sheet)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    polygons(folder / "line.gpkg", [LineString([(500, 5), (1500, 5)])], circuits=[2], length_km=[1.2])
    polygons(
        folder / "fields.gpkg",
        [box(0, 0, 100, 100), box(50, 0, 150, 100), box(0, 200, 100, 300), box(0, 400, 100, 500)],
        stage=["竣工"] * 4,
        built=pd.to_datetime(["2021-05-01", "2022-05-01", "2020-12-31", None]),
    )
    polygons(folder / "redline.gpkg", [box(0, 0, 300, 100)])
    polygons(folder / "redline_before.gpkg", [box(0, 0, 200, 100)])
    (folder / "林分.csv").write_text("编号,蓄积量\n1,103.5\n", encoding="utf-8")
    (folder / "林分基期.csv").write_text("编号,蓄积量\n1,60\n2,40\n", encoding="utf-8")
    polygons(folder / "dltb.gpkg", [box(0, 0, 100, 100), box(100, 0, 300, 100)], dlbm=["0301", "0101"])
    polygons(folder / "dltb_before.gpkg", [box(0, 0, 200, 100), box(200, 0, 300, 100)], dlbm=["0101", "0602"])
    polygons(folder / "ban.gpkg", [box(0, 0, 100, 100)])
    polygons(folder / "far.gpkg", [box(5000, 0, 5100, 100)])
    return open_district(folder)


def ask(district, indicator, layer, **more):
    question = Question(indicator=indicator, layers={"rows": layer}, **more)
    return asked_totals.ask(question, district)


def changed(district, layer, **more):
    layers = {"before": f"{layer}_before", "after": layer}
    return asked_change.ask(Question(indicator="change", layers=layers, **more), district)


def test_only_what_is_on_the_grid_counts_and_a_blank_status_is_open(district):
    found = ask(
        district,
        "total",
        "plant",
        counts=GRID,
        unit="wan_kW",
        scope="全区",
        parameters={"column": "capacity_kw"},
    )
    assert (found.measured.value, found.measured.unit) == (6.24, "wan_kW")
    assert (found.measured.low, found.measured.high) == (6.24, pytest.approx(6.34))


def test_a_register_is_shown_as_a_table(district):
    (shown,) = ask(district, "count", "enterprise", unit="count").exhibits
    assert shown.role == "register"
    assert shown.frame.geometry.isna().all()
    assert shown.titles["state"] == "是否计入"


def test_plans_are_counted_by_name_and_only_approved_ones(district):
    approved = {"approval": {"yes": "已批复", "no": ["已编制", "编制中", "未编制"]}}
    found = ask(
        district,
        "count",
        "village_plan",
        where={"rows": {"target": "T10-2"}},
        counts=approved,
        parameters={"distinct": "name"},
        unit="count",
    )
    assert (found.measured.value, found.measured.low, found.measured.high) == (1, 1, 2)
    assert found.measured.evidence["state"].tolist() == ["计入", "计入", "不计", "待定"]


def test_a_list_in_which_nothing_is_marked_for_the_target_is_no_data(district):
    with pytest.raises(NoData, match="T99"):
        ask(district, "count", "village_plan", where={"rows": {"target": "T99"}}, unit="count")


def test_a_layer_or_column_that_is_not_there_is_no_data(district):
    with pytest.raises(NoData, match="缺少图层"):
        ask(district, "count", "award", unit="count")
    with pytest.raises(NoData, match="缺少字段"):
        ask(district, "total", "enterprise", parameters={"column": "households"}, unit="count")
    with pytest.raises(NoData, match="主城区"):
        ask(district, "count", "plant", scope="主城区", unit="count")


def test_a_list_without_places_is_open_in_a_scope_that_is_not_the_district(district):
    found = ask(district, "count", "enterprise", scope="建成区∩中心城区", unit="count").measured
    assert (found.low, found.value, found.high) == (0, 0, 1)
    assert ask(district, "count", "enterprise", scope="全区", unit="count").measured.value == 1


@pytest.mark.parametrize(("measure", "length_km"), [("route", 0.5), ("circuit", 1.0), ("column", 1.2)])
def test_lengths_are_in_the_unit_of_the_question(district, measure, length_km):
    parameters = {"measure": measure, "column": "length_km"}
    found = ask(district, "length", "line", scope="全区", unit="km", parameters=parameters)
    assert found.measured.value == pytest.approx(length_km, rel=1e-6)


def test_new_fields_are_dissolved_and_those_of_the_baseline_day_are_old(district):
    found = ask(district, "area", "farmland_project", counts=BUILT, since="baseline", unit="mu", scope="全区")
    assert found.measured.value == pytest.approx(22.5, rel=1e-4)  # 150 m by 100 m
    assert found.measured.high == pytest.approx(37.5, rel=1e-4)
    assert found.measured.evidence["state"].tolist() == ["计入", "计入", "不计", "待定"]
    assert found.exhibits[0].role == "units"


def test_a_sum_in_a_unit_of_another_kind_is_refused(district):
    with pytest.raises(ValueError, match="cannot become"):
        ask(district, "area", "farmland_project", unit="km")


def test_a_red_line_that_grew(district):
    found = changed(district, "redline", unit="ha", parameters={"of": "area", "as": "difference"})
    assert found.measured.value == pytest.approx(1, rel=1e-4)
    assert found.exhibits[0].cut_from[0].name == "redline_before"


def test_a_volume_that_grew_by_a_share(district):
    parameters = {"of": "column", "column": "volume_m3", "as": "share"}
    found = changed(district, "stand", unit="share", parameters=parameters)
    assert found.measured.value == 0.035
    assert set(found.exhibits[0].frame["period"]) == {"前期", "后期"}


def test_farmland_added_and_occupied(district):
    parameters = {"of": "classes", "classes": ("0101", "0102", "0103"), "as": "difference"}
    found = changed(district, "dltb", unit="mu", parameters=parameters).measured
    assert (found.numerator, found.denominator) == pytest.approx((15, 15), rel=1e-4)
    assert found.value == pytest.approx(0, abs=1e-3)


def test_two_versions_that_lie_apart_are_no_data(district):
    with pytest.raises(NoData, match="没有交集"):
        changed(district, "ban_zone", unit="ha", parameters={"of": "area"})


def test_one_file_in_both_roles_is_no_data(district):
    question = Question(indicator="change", layers={"before": "redline", "after": "redline"}, unit="ha")
    with pytest.raises(NoData, match="同一份数据"):
        asked_change.ask(question, district)


def test_stated_lengths_that_are_not_there_are_no_data(district):
    with pytest.raises(NoData, match="length_km"):
        ask(district, "length", "farmland_project", unit="km", parameters={"measure": "column"})


def test_nothing_is_drawn_aside(district):
    question = Question(indicator="count", layers={"rows": "plant"}, unit="count")
    assert asked_totals.ask(question, district, aside=True).exhibits == ()


def test_an_open_end_stays_open_in_another_unit(district):
    parameters = {"column": "capacity_kw", "named": 4}
    found = ask(district, "total", "plant", unit="wan_kW", parameters=parameters).measured
    assert (found.value, found.high) == (pytest.approx(16.34), math.inf)
