"""From a district on disk to rows: figures, verdicts, readings, siblings, intervals, refusals."""

import math
from dataclasses import replace

import pytest
import shapely
from made_district import (
    BUILT_UP,
    CHARGERS,
    DISTRICT,
    EVERYTHING,
    HOMES,
    STOPS,
    UNITS,
    polygons,
    table,
    write_district,
)

from analyses import assess, open_plan
from gis.errors import InputError
from layers import open_district
from maps import write_result

NEAR_PLANE = 2e-6
QUARTER_300 = math.pi * 300**2 / 4
FOREST = '\n[layers.forest]\nfile = "forest.gpkg"\n'
MERGING = DISTRICT + BUILT_UP + STOPS
DECIDED = """
[decisions.T03]
reading = "coverage"
share = 0.9
decided_by = "区交通运输局"
document = "会议纪要〔2025〕3号"
date = 2025-06-01
"""


def rows_of(folder, **options):
    return {row.target_id: row for row in assess(open_district(folder), **options).rows}


@pytest.fixture
def everything(tmp_path):
    return write_district(tmp_path / "示例 区")


def test_every_target_of_the_plan_has_its_row_in_order(everything):
    plan = open_plan("hecheng-2024-1")
    assert list(rows_of(everything)) == [entry.id for entry in (*plan.targets, *plan.not_spatial)]


def test_coverage_is_of_the_built_up_ground_inside_the_centre(everything):
    row = rows_of(everything)["T01"]
    assert row.denominator == pytest.approx(500_000, rel=NEAR_PLANE)
    assert row.value == pytest.approx(
        QUARTER_300 / 500_000, rel=NEAR_PLANE
    )  # the stop out of service is not counted
    assert row.outcome == "missed"
    assert row.distance.share == pytest.approx(row.value - 0.7)
    assert row.distance.km2 == pytest.approx((row.value - 0.7) * 0.5, rel=NEAR_PLANE)
    assert any("1 处设施按规则不计" in text for text in row.warnings)


def test_units_fill_the_whole(everything):
    row = rows_of(everything)["T01"]
    assert [unit.name for unit in row.by] == ["东街道", "西街道"]
    assert math.fsum(unit.numerator for unit in row.by) == pytest.approx(row.numerator, rel=1e-12)
    assert math.fsum(unit.denominator for unit in row.by) == pytest.approx(row.denominator, rel=1e-12)


def test_siblings_stand_beside_the_headline_and_tell_whether_it_survives(everything):
    row = rows_of(everything)["T01"]
    people, whole_centre = row.siblings[:2]
    assert people.value == pytest.approx(0.9, rel=1e-9)  # 900 of 1,000 live within 142 m of the stop
    assert people.outcome == "met"
    assert whole_centre.value == pytest.approx(QUARTER_300 / 1e6, rel=NEAR_PLANE)
    assert row.robust is False
    assert "取决于口径" in row.robust_text
    assert row.distance.people == pytest.approx((0.9 - 0.7) * 1000, rel=1e-6)


def test_open_wording_is_unsettled_with_its_four_readings(everything):
    row = rows_of(everything)["T03"]
    assert (row.outcome, row.bound) == ("unsettled", None)
    assert "[decisions.T03]" in row.reason
    readings = {reading.name: reading for reading in row.readings}
    assert list(readings) == ["coverage", "average_radius", "farthest", "literal"]
    assert readings["coverage"].value == 1  # one public charger in the middle reaches every corner (707 m)
    assert readings["average_radius"].value == pytest.approx(math.sqrt(1e6 / math.pi), rel=NEAR_PLANE)
    assert readings["farthest"].value == pytest.approx(math.sqrt(0.5) * 1000, rel=NEAR_PLANE)
    assert [readings[name].outcome for name in readings] == [None, "met", "met", None]


def test_a_decision_settles_it_and_is_told_with_its_author(tmp_path):
    row = rows_of(write_district(tmp_path / "d", more=DECIDED))["T03"]
    assert (row.outcome, row.bound.value) == ("met", 0.9)
    assert (row.decision.decided_by, row.decision.date) == ("区交通运输局", "2025-06-01")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"coverage"',
            '"coverge"',
            "'coverge' is no reading of T03; choose coverage, average_radius, farthest",
        ),
        ('"coverage"', '"literal"', "'literal' is shown only"),
        ("share = 0.9\n", "", "share: the plan gives none"),
        ("decisions.T03", "decisions.T01", "'coverage' is no reading of T01; choose none"),
        ("decisions.T03", "decisions.T99", "no target 'T99'"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(tmp_path, old, new, told):
    folder = write_district(tmp_path / "d", more=DECIDED.replace(old, new))
    with pytest.raises(InputError, match=told):
        assess(open_district(folder))


def test_a_charger_of_unknown_openness_makes_an_interval(tmp_path):
    more = DECIDED.replace("0.9", "0.999")
    folder = write_district(tmp_path / "d", more=more)
    table = folder / "chargers.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("500500.0,3049500.0,公共", "500500.0,3049500.0,"), "utf-8"
    )
    row = rows_of(folder)["T03"]
    assert (row.low, row.high) == (0, 1)
    assert row.outcome == "unsettled"
    assert "区间" in row.reason
    assert any("2 处设施是否计入不明" in text for text in row.warnings)


def test_chargers_without_the_column_are_unknown_not_public(tmp_path):
    folder = write_district(tmp_path / "d")
    table = folder / "chargers.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("open_type", "kind"), encoding="utf-8")
    row = rows_of(folder)["T03"]
    assert (row.value, row.low, row.high) == (0, 0, 1)


def test_an_absent_layer_is_no_data_and_not_missed(tmp_path):
    folder = write_district(tmp_path / "d", tables=DISTRICT + BUILT_UP + CHARGERS)
    row = rows_of(folder)["T01"]
    assert (row.outcome, row.value) == ("no_data", None)
    assert row.reason == "缺少图层“公交站点”（bus_stop）"


def test_an_absent_scope_is_no_data(tmp_path):
    row = rows_of(write_district(tmp_path / "d", tables=DISTRICT + STOPS))["T01"]
    assert (row.outcome, row.reason) == ("no_data", "缺少范围“建成区∩中心城区”的多边形")


def test_without_other_definitions_the_verdict_is_not_called_robust(tmp_path):
    tables = DISTRICT + BUILT_UP.replace("built_up.gpkg", "district.gpkg") + STOPS
    row = rows_of(write_district(tmp_path / "d", tables=tables))["T01"]
    assert [sibling.outcome for sibling in row.siblings] == ["no_data"] * len(row.siblings)
    assert row.robust is None
    assert "未能与其他口径比较" in row.robust_text


def test_a_layer_far_away_is_no_data_and_never_nothing_served(tmp_path):
    folder = write_district(tmp_path / "d")
    table(folder / "公交 站点.csv", [(60_000, 0, "运营")], column="状态", encoding="gb18030")
    row = rows_of(folder, only=["T01"])["T01"]
    assert (row.outcome, row.value) == ("no_data", None)
    assert "59.0 km" in row.reason


def test_a_stop_outside_but_within_reach_is_near_enough(tmp_path):
    folder = write_district(tmp_path / "d")
    table(folder / "公交 站点.csv", [(-299, 250, "运营")], column="状态", encoding="gb18030")
    row = rows_of(folder, only=["T01"])["T01"]
    assert row.outcome == "missed"
    assert row.value > 0


def test_no_running_stop_is_nothing_served_and_missed(tmp_path):
    folder = write_district(tmp_path / "d")
    table(folder / "公交 站点.csv", [(500, 250, "停运")], column="状态", encoding="gb18030")
    row = rows_of(folder, only=["T01"])["T01"]
    assert (row.outcome, row.value) == ("missed", 0)


def test_siblings_and_readings_keep_what_is_unknown(tmp_path):
    """One of unknown openness in the middle would serve everybody; a public one far out serves a corner."""
    folder = write_district(tmp_path / "d", more=DECIDED)
    table(folder / "chargers.csv", [(500, 500, ""), (-900, -100, "公共")], column="open_type")
    row = rows_of(folder, only=["T03"])["T03"]
    assert row.outcome == "unsettled"
    readings = {reading.name: reading.outcome for reading in row.readings}
    assert (readings["coverage"], readings["farthest"]) == ("unsettled", "unsettled")
    people = row.siblings[0]
    assert people.outcome == "unsettled"
    assert row.robust is None


@pytest.mark.parametrize("reading", ["average_radius", "farthest"])
def test_a_radius_without_any_facility_is_missed_and_can_be_written(tmp_path, reading):
    """Nothing surely counts, and the one that may lies outside: both ends are infinite for the average."""
    more = DECIDED.replace('"coverage"', f'"{reading}"')
    folder = write_district(tmp_path / "d", more=more)
    table(folder / "chargers.csv", [(1500, 500, "")], column="open_type")
    result = assess(open_district(folder), only=["T03"])
    assert result.rows[0].value is None
    assert result.rows[0].outcome == "missed"
    write_result(result, tmp_path / "result")


def test_people_without_a_number_are_told_beside_the_figure(tmp_path):
    folder = write_district(tmp_path / "d")
    cells = [shapely.box(0, 0, 100, 100), shapely.box(900, 0, 1000, 100)]
    polygons(folder / "homes.gpkg", cells, persons=[900, None])
    row = rows_of(folder, only=["T01"])["T01"]
    assert any("1 条记录没有人口数" in text for text in row.warnings)


def test_overlapping_units_do_not_change_the_whole(tmp_path):
    folder = write_district(tmp_path / "d", tables=EVERYTHING + FOREST)
    overlapping = [shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)]
    polygons(folder / "units.gpkg", overlapping, name=["西街道", "东街道"])
    polygons(folder / "forest.gpkg", [shapely.box(0, 0, 600, 1000)], dlbm=["0301"])
    result = assess(open_district(folder), only=["T01", "T05"])
    coverage, forest = result.rows
    assert coverage.value == pytest.approx(QUARTER_300 / 500_000, rel=NEAR_PLANE)
    assert forest.value == pytest.approx(0.6, rel=NEAR_PLANE)
    assert forest.denominator == pytest.approx(1e6, rel=NEAR_PLANE)
    assert any("重叠" in text for text in forest.warnings)
    assert "H034" in {alarm.code for alarm in result.alarms}


def test_gaps_lie_each_in_one_unit_and_sum_to_the_exact_figure(everything):
    result = assess(open_district(everything), only=["T01"])
    row, gaps = result.rows[0], result.evidence["T01_gaps"].frame
    assert set(gaps["unit"]) == {"西街道", "东街道"}
    assert gaps["area_ha"].sum() * 1e4 == pytest.approx(row.denominator - row.numerator, rel=1e-12)


@pytest.mark.parametrize(
    ("layer", "kept"),
    [
        ("district", {"facilities"}),
        ("bus_stop", {"zone", "units"}),
        ("unit", {"zone", "facilities"}),
    ],
)
@pytest.mark.parametrize("export", ["drawn", "none"])
def test_a_layer_that_must_not_leave_is_in_no_output_nor_are_pieces_of_it(tmp_path, layer, kept, export):
    tables = EVERYTHING.replace(f"[layers.{layer}]\n", f'[layers.{layer}]\nexport = "{export}"\n')
    result = assess(open_district(write_district(tmp_path / "d", tables=tables)), only=["T01"])
    assert set(result.rows[0].evidence) == kept
    assert set(result.evidence) == set(result.rows[0].evidence.values())
    assert result.rows[0].value is not None


def test_only_the_chosen_targets_are_measured_and_only_their_layers_opened(tmp_path):
    folder = write_district(tmp_path / "d")
    (folder / "chargers.csv").write_bytes(b"")
    assert list(rows_of(folder, only=["T02", "T01"])) == ["T01", "T02"]
    with pytest.raises(InputError, match=r"chargers\.csv"):
        assess(open_district(folder))
    with pytest.raises(InputError, match="no target 'T77'"):
        assess(open_district(folder), only=["T77"])


def test_all_refused_layers_are_told_at_once(everything):
    (everything / "chargers.csv").write_bytes(b"")
    (everything / "homes.gpkg").write_bytes(b"not a database")
    with pytest.raises(InputError, match=r"(?s)chargers\.csv.*; homes\.gpkg|homes\.gpkg.*; chargers\.csv"):
        assess(open_district(everything))


def test_an_unknown_layer_name_is_refused_with_the_nearest(tmp_path):
    folder = write_district(tmp_path / "d", tables=EVERYTHING.replace("layers.bus_stop", "layers.bus_stops"))
    with pytest.raises(InputError, match=r"line \d+.*no layer is called 'bus_stops'; nearest are bus_stop"):
        open_district(folder)


def test_rows_name_their_layers_with_hash_and_crs(everything):
    uses = {use.name: use for use in rows_of(everything)["T01"].layers}
    assert set(uses) == {"bus_stop", "built_up", "district", "unit", "pop"}
    assert uses["bus_stop"].file == "公交 站点.csv"
    assert len(uses["bus_stop"].sha256) == 64


def test_row_order_and_layer_order_change_no_figure(tmp_path, everything):
    other = write_district(tmp_path / "other", tables=UNITS + HOMES + CHARGERS + STOPS + BUILT_UP + DISTRICT)
    table = other / "公交 站点.csv"
    head, *rows = table.read_text(encoding="gb18030").splitlines()
    table.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="gb18030")
    mine, theirs = rows_of(everything), rows_of(other)
    for target in mine:
        assert theirs[target].value == mine[target].value
        assert theirs[target].by == mine[target].by


def test_gaps_are_ranked_by_people(everything):
    result = assess(open_district(everything), only=["T01"])
    gaps = result.evidence["T01_gaps"].frame
    assert gaps["rank"].tolist() == list(range(1, len(gaps) + 1))
    assert gaps["people"].is_monotonic_decreasing
    assert gaps["people"].sum() == pytest.approx(100, abs=0.5)
    assert gaps["area_ha"].sum() == pytest.approx((500_000 - QUARTER_300) / 1e4, rel=1e-3)


def test_a_result_shows_itself_in_a_notebook_with_every_text_escaped(everything):
    result = replace(assess(open_district(everything), only=["T01"]), district="<img src=x onerror=alert(1)>")
    html = result._repr_html_()
    assert "&lt;img src=x" in html
    assert "<img" not in html
    assert "未达标" in html


def test_merged_stops_are_one_in_the_count_and_their_positions_a_sibling_of_the_coverage(tmp_path):
    folder = write_district(tmp_path / "d", more="merge = { by = 'name', within_m = 50 }\n", tables=MERGING)
    rows = [f"{500_400 + step},3049250,甲站,运营" for step in (0, 20, 40)] + ["500410,3049250,甲站,停运"]
    (folder / "公交 站点.csv").write_text("x,y,name,status\n" + "\n".join(rows) + "\n", encoding="utf-8")
    row = rows_of(folder, only=["T01"])["T01"]
    assert next(use.rows for use in row.layers if use.name == "bus_stop") == 2  # one running, one not
    sibling = row.siblings[-1]
    assert sibling.definition.startswith("未合并点位口径（合并前 3 个点位")
    lost_m2 = 2 * 20 * 500  # the middle position stands for all three: a strip of 20 m on each side
    assert sibling.value * row.denominator - row.numerator == pytest.approx(lost_m2, rel=1e-4)
