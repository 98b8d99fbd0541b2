"""Presence and shares of rows, asked of a district on disk through the door."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from made_district import DISTRICT, UNITS, polygons, table, write_district

from analyses.asking import asked_presence, asked_row_share
from analyses.asking.asked import NoData
from analyses.plan_tables import Question
from layers.workspace import open_district

CODES, NAMES = ("431202001", "431202201"), ("西街道", "盈口乡")
LISTED = (*CODES, "431202205"), (*NAMES, "凉亭坳乡")  # one more than anybody drew
VILLAGES = {
    "code": ("431202001001", "431202201200", "431202201201", "431202201202"),
    "name": ("新街社区", "甲村", "乙村", "丙村"),
    "生活污水已治理": ("是", "是", "否", None),
    "人口": (50, 30, 20, None),
    "所属乡镇": ("西街道", "盈口乡", "盈口乡", "盈口乡"),
}
STATIONS = {
    "logistics": [(250, 500, "运营")],
    "wwtp": [(250, 500, "停运"), (750, 500, "不详")],
    "charger": [(490, 500, "运营")],
    "cell_site": [(90_000, 500, "运营")],
}
RUNNING = {"status": {"yes": "运营", "no": ["停运", "在建", "规划"]}}
TREATED = {"sewage_treated": {"yes": "是", "no": "否"}}
URBAN = '"城区" = "district"', '"城区" = "urban"'


def layers(*names, suffix="csv", more=""):
    return "".join(f'\n[layers.{name}]\nfile = "{name}.{suffix}"\n{more}' for name in names)


PLACES = layers(*STATIONS, more='crs = "EPSG:4546"\n')


def written(folder, *changes):
    """Write two units of half a square kilometre each, their lists, and stations of several kinds."""
    tables = DISTRICT + UNITS + PLACES + layers("unit_list", "village_list") + layers("urban", suffix="gpkg")
    made = write_district(folder, tables)
    halves = [shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)]
    polygons(made / "units.gpkg", halves, name=list(NAMES), code=list(CODES))
    polygons(made / "urban.gpkg", [shapely.box(0, 0, 600, 1000)])
    for name, rows in STATIONS.items():
        table(made / f"{name}.csv", rows, column="status")
    pd.DataFrame({"code": LISTED[0], "name": LISTED[1]}).to_csv(made / "unit_list.csv", index=False)
    pd.DataFrame(VILLAGES).to_csv(made / "village_list.csv", index=False)
    text = (made / "district.toml").read_text(encoding="utf-8")
    for old, new in (URBAN, *changes):
        assert old in text
        text = text.replace(old, new)
    (made / "district.toml").write_text(text, encoding="utf-8")
    return open_district(made)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Open the district once for all tests of this file."""
    return written(tmp_path_factory.mktemp("presence") / "d")


def asked(workspace, facilities="logistics", *, official=None, aside=False, **said):
    roles = {"units": "unit", "facilities": facilities} | ({"official": official} if official else {})
    question = Question(indicator="presence", layers=roles, counts=RUNNING, **said)
    return asked_presence.ask(question, workspace, aside=aside)


def share(workspace, **said):
    question = Question(indicator="row_share", layers={"rows": "village_list"}, counts=TREATED, **said)
    return asked_row_share.ask(question, workspace)


def figures(found):
    return found.measured.low, found.measured.value, found.measured.high


def test_one_of_two_units_has_a_station(home):
    found = asked(home)
    assert figures(found) == (None, 0.5, None)
    assert (found.measured.numerator, found.measured.denominator) == (1, 2)
    assert any("没有法定单元名单" in warning for warning in found.warnings)


@pytest.mark.parametrize(("level", "value"), [("街道", 1.0), ("乡镇", 0.0), ("乡", 0.0)])
def test_a_level_is_asked_for_where_no_column_tells_it(home, level, value):
    found = asked(home, where={"units": {"level": level}})
    assert (found.measured.value, found.measured.denominator) == (value, 1)


def test_a_station_out_of_service_does_not_count_and_an_unknown_one_may(home):
    found = asked(home, "wwtp")
    assert figures(found) == (0.0, 0.0, 0.5)
    assert "1 处设施是否计入不明，数值按“不计”，区间上限按“计入”" in found.warnings
    assert "1 处设施按规则不计" in found.warnings


def test_a_listed_unit_that_nobody_drew_is_unknown(home):
    found = asked(home, official="unit_list")
    assert figures(found) == (1 / 3, 1 / 3, 2 / 3)
    assert any("凉亭坳乡" in warning for warning in found.measured.warnings)


def test_what_is_asked_of_units_holds_for_the_list_too(home):
    found = asked(home, official="unit_list", where={"units": {"level": "街道"}})
    assert figures(found) == (None, 1.0, None)
    assert found.measured.warnings == ()


def test_a_scope_keeps_the_units_whose_middle_lies_in_it(home):
    found = asked(home, official="unit_list", scope="城区", where={"units": {"name": list(NAMES)}})
    assert figures(found) == (None, 1.0, None)
    assert found.scope.word == "城区"


def test_units_may_be_counted(home):
    found = asked(home, "charger", unit="count")
    assert (found.measured.unit, *figures(found)) == ("count", 0.0, 1.0, 2.0)


def test_no_unit_of_the_level_is_no_data(home):
    with pytest.raises(NoData, match="没有所问的单元"):
        asked(home, where={"units": {"level": "类似乡级"}})


def test_stations_far_away_are_no_data(home):
    with pytest.raises(NoData, match="没有交集"):
        asked(home, "cell_site")


def test_what_is_shown_has_the_figures_of_the_row(home):
    units, facilities = asked(home).exhibits
    assert list(units.titles.values()) == ["单元", "级别", "有无", "设施数", "说明"]
    assert units.frame["has"].tolist() == ["有", "无"]
    assert units.frame["level"].tolist() == ["街道", "乡镇"]
    assert facilities.frame["state"].tolist() == ["计入"]


def test_nothing_is_drawn_aside(home):
    assert asked(home, aside=True).exhibits == ()


def test_the_list_that_the_units_were_joined_with_is_the_official_one(tmp_path):
    joined = written(tmp_path / "d", ('file = "units.gpkg"', 'file = "units.gpkg"\nunits = "unit_list.csv"'))
    found = asked(joined)
    assert found.measured.denominator == 3
    assert [layer.name for layer in found.used] == ["logistics", "unit", "unit_list"]


def test_the_format_of_a_file_and_the_order_of_its_rows_change_no_bit(home, tmp_path):
    other = written(tmp_path / "d", ("units.gpkg", "units.fgb"))
    frame = gpd.read_file(other.folder / "units.gpkg").iloc[::-1]
    frame.to_file(other.folder / "units.fgb", driver="FlatGeobuf")
    one, two = asked(home, "charger"), asked(other, "charger")
    assert figures(one) == figures(two)
    assert one.measured.evidence["flags"].tolist() == two.measured.evidence["flags"].tolist()


def test_a_register_gives_the_share_of_its_villages(home):
    found = share(home, where={"rows": {"level": "村"}})
    assert figures(found) == (1 / 3, 1 / 3, 2 / 3)
    assert (found.measured.numerator, found.measured.denominator) == (1, 3)


def test_a_register_answers_for_the_whole_district_only(home):
    assert share(home, scope="全区").measured.denominator == 4
    with pytest.raises(NoData, match="没有位置"):
        share(home, scope="城区")


def test_people_may_weigh_the_rows(home):
    found = share(
        home, parameters={"weight": "persons"}, where={"rows": {"name": ["新街社区", "甲村", "乙村"]}}
    )
    assert figures(found) == (None, 0.8, None)
    assert found.measured.quantity_unit == "people"


def test_named_rows_that_lack_are_unknown(home):
    found = share(home, parameters={"named": 4}, where={"rows": {"name": ["新街社区", "甲村", "乙村"]}})
    assert figures(found) == (0.5, 0.5, 0.75)


def test_one_rule_of_several_may_be_enough(home):
    rules = {**TREATED, "persons": {"at_least": 20}}
    question = Question(indicator="row_share", layers={"rows": "village_list"}, counts=rules, any_of=True)
    assert figures(asked_row_share.ask(question, home)) == (0.75, 0.75, 1.0)


def test_no_row_in_question_is_no_data(home):
    with pytest.raises(NoData, match="没有所问的记录"):
        share(home, where={"rows": {"level": "街道"}})


@pytest.mark.parametrize("parameters", [{"weight": "roof_m2"}, {"weight": "persons", "part": "pv_m2"}])
def test_a_weight_that_nobody_wrote_down_is_no_data(home, parameters):
    with pytest.raises(NoData, match="缺少字段"):
        share(home, parameters=parameters)


def by_kind(folder, *kinds):
    workspace = written(folder)
    rows = pd.DataFrame(VILLAGES).drop(columns="code").assign(级别=list(kinds))
    rows.to_csv(workspace.folder / "village_list.csv", index=False)
    return share(workspace, where={"rows": {"level": ["村"]}})


def test_a_village_of_unknown_kind_is_in_the_ends_only(tmp_path):
    assert figures(by_kind(tmp_path / "d", "社区", "村", "", "社区")) == (0.5, 1.0, 1.0)


def test_a_list_that_says_of_no_row_what_it_is_is_no_data(tmp_path):
    with pytest.raises(NoData, match="缺少分类"):
        by_kind(tmp_path / "d", "社区", "", None, "")


def test_parts_of_a_share_are_told_by_township(home):
    measured = share(home).measured
    parts = {part.name: (part.numerator, part.denominator) for part in measured.parts}
    assert parts == {"西街道": (1, 1), "盈口乡": (1, 3)}
    assert sum(part.denominator for part in measured.parts) == measured.denominator


def test_townships_are_told_by_code_where_no_column_names_them(tmp_path):
    workspace = written(tmp_path / "d")
    rows = pd.DataFrame(VILLAGES).drop(columns="所属乡镇")
    rows.to_csv(workspace.folder / "village_list.csv", index=False)
    measured = share(workspace).measured
    assert [(part.name, part.denominator) for part in measured.parts] == [("盈口乡", 3), ("西街道", 1)]


def test_a_list_that_nobody_filled_in_is_no_data(tmp_path):
    workspace = written(tmp_path / "d")
    rows = pd.DataFrame(VILLAGES).drop(columns="生活污水已治理")
    rows.to_csv(workspace.folder / "village_list.csv", index=False)
    with pytest.raises(NoData, match="生活污水已治理 都没有填写"):
        share(workspace)
