"""Every edge of DOMAIN D9 that stops, plants, lists and lines meet, from files to rows, computed by hand."""

import math

import pytest
from edge_districts import REFUSED, covered, summed
from edge_worlds import NEAR_PLANE, World

from analyses.plan_file import open_plan
from gis.errors import InputError

KM2 = 1e6
QUARTER, HALF, DISC = math.pi * 300**2 / 4, math.pi * 300**2 / 2, math.pi * 300**2
SEGMENT = 300**2 * math.acos(1 / 3) - 100 * math.sqrt(300**2 - 100**2)  # beyond a chord 100 m off the centre
PEOPLE_REACHED = 900 + 100 * (
    0.5 * (100 * math.sqrt(400**2 - 100**2) + 400**2 * math.asin(0.25)) - 100 * 300
) / (200 * 100)

SHARES = {
    "a stop outside D serves inside it": ("out", SEGMENT / KM2),
    "a stop duplicated serves once": ("dup", QUARTER / KM2),
    "a stop that is out of service serves nobody": ("stopped", QUARTER / KM2),
    "a stop of unknown status does not count": ("unknown", QUARTER / KM2),
    "a stop without a status does not count where others have one": ("blank", QUARTER / KM2),
    "a stop on the edge of D serves half a disc": ("edge", HALF / KM2),
    "a stop on the seam of two units serves a whole disc": ("seam", DISC / KM2),
    "no stops are a share of 0": ("dead", 0),
    "multipart D is one ground": ("multi", HALF / (2 * KM2)),
    "invalid D is repaired into its two triangles": ("tie", math.pi * 100**2 / 2 / (KM2 / 2)),
    "a hole of D is not ground": ("hole", (math.pi * 200**2 - 200**2) / (KM2 - 200**2)),
    "overlapping polygons of D are ground once": ("town", QUARTER / (1.5 * KM2)),
    "stops in degrees beside D in metres": ("degrees", QUARTER / KM2),
    "eastings with the zone's prefix": ("zone", QUARTER / KM2),
    "northing and easting swapped": ("swapped_metres", QUARTER / KM2),
    "attributes in GBK without a word on it": ("gbk", QUARTER / KM2),
    "water inside D leaves denominator B": ("water", QUARTER / (KM2 / 2)),
    "ground outside every unit counts for the whole": ("district", DISC / (100 * KM2)),
    "people of a cell half reached count by its reached share": ("people", PEOPLE_REACHED / 1000),
    "land of one class": ("share", 0.5),
}
FIGURES = {
    "the average radius of one stop": ("radius", math.sqrt(KM2 / math.pi)),
    "the farthest point is a corner": ("far", math.hypot(1000, 500)),
    "with a stop in one corner the farthest point is the other": ("far_open", 1000 * math.sqrt(2)),
}
SUMS = {
    "capacity of a column in 万kW": ("capacity", 16.24),
    "the same capacity in MW": ("capacity_mw", 162.4),
    "only connected plants add up": ("capacity_open", 6.24),
    "only the connected phase of a plant": ("capacity_phase", 5),
    "rows that count, exactly": ("exactly", 2),
    "the baseline day itself is not new, whatever the hour": ("new", 1),
    "one award under one name counts once": ("awards", 2),
    "a column in 万m³/d": ("flow", 450),
    "a facility on the border of a scope is inside": ("border", 2),
    "a line is cut at the border of its scope": ("route_one", 0.9),
    "a line along the border is inside": ("route_edge", 0.5),
    "a line drawn twice counts once": ("route_dup", 0.9),
    "a line drawn twice, the second time backwards": ("route_reverse", 0.9),
    "lines that overlap in a part": ("route_lap", 1.0),
    "parallels half a metre apart are two, with a word": ("route_pair", 2.0),
    "a line of two pieces": ("route_parts", 0.2),
    "two circuits on one route": ("circuit", 2.0),
    "the stated length": ("stated", 1.2),
    "only lines below a voltage": ("low_voltage", 6.2),
    "overlapping plots are dissolved, in 亩": ("plots", 2250),
    "overlapping plots are dissolved, in ha": ("plots_ha", 150),
    "plots are cut at the border of their scope": ("plots_town", 100),
    "a column in 亩 asked for in ha": ("plots_stated", 200),
    "growth of a volume": ("growth", 0.035),
}
OUTCOMES = {
    "met": "steady all wholly people radius share capacity capacity_mw capacity_enough exactly large2 "
    "nothing_allowed list_in_all awards_nameless toilets nine_of_ten flow border route_lap stated plots "
    "growth",
    "missed": "out dup dead far capacity_short capacity_phase large4 awards nine_of_ten_more route_one "
    "low_voltage plots_ha radius_none radius_open far_none",
    "unsettled": "open far_open capacity_open capacity_blank capacity_most capacity_named new "
    "capacity_minus large3 list_in_town toilets_more flow_unread parks plots_new",
    "no_data": "no_layer no_scope no_column",
}
INTERVALS = {
    "a plant of unknown status": ("capacity_open", 6.24, 16.24),
    "a plant without a number may be of any size": ("capacity_blank", 6.24, None),
    "a capacity below 0 is no number": ("capacity_minus", 2, None),
    "named plants that lack": ("capacity_named", 16.24, None),
    "rows without a date are not new for sure": ("new", 1, 3),
    "a firm without a figure": ("large3", 2, 3),
    "a list without places in a narrower scope": ("list_in_town", 0, 4),
    "toilets without a number": ("toilets", 500, None),
    "a number that bears its unit in the cell is not read": ("flow_unread", 0, None),
    "a named park that lacks": ("parks", 2, 3),
    "one more stop on the same spot shortens no radius": (
        "radius_open",
        math.sqrt(KM2 / math.pi),
        math.sqrt(KM2 / math.pi),
    ),
    "one more stop could shorten the way": ("far_open", 1000, 1000 * math.sqrt(2)),
}
REFUSALS = {
    "zone_by_name": "zone number 37",
    "swapped_degrees": "longitude and latitude are swapped",
    "empty_table": "no rows",
    "empty_layer": "the layer is empty",
}


@pytest.fixture(scope="module")
def stops(tmp_path_factory):
    """Build the district of stops; what is refused at the door is asked of one by one."""
    return covered(tmp_path_factory.mktemp("edges") / "站点 区")


@pytest.fixture(scope="module")
def rows(stops, tmp_path_factory):
    """Assess two districts once for all tests of this file."""
    asked = [target["id"] for target in stops.targets if target["id"] not in REFUSED]
    return stops.rows(only=asked) | summed(tmp_path_factory.mktemp("edges") / "台账 区").rows()


@pytest.mark.parametrize("edge", SHARES)
def test_a_share_by_hand(rows, edge):
    target, share = SHARES[edge]
    assert rows[target].value == pytest.approx(share, rel=NEAR_PLANE)


@pytest.mark.parametrize("edge", [*FIGURES, *SUMS])
def test_a_figure_by_hand(rows, edge):
    target, figure = (FIGURES | SUMS)[edge]
    assert rows[target].value == pytest.approx(figure, rel=NEAR_PLANE)


@pytest.mark.parametrize(
    ("target", "outcome"), [(name, outcome) for outcome in OUTCOMES for name in OUTCOMES[outcome].split()]
)
def test_an_outcome_by_hand(rows, target, outcome):
    assert rows[target].outcome == outcome
    assert (rows[target].reason is None) == (outcome in {"met", "missed"})


@pytest.mark.parametrize("edge", INTERVALS)
def test_what_is_unknown_leaves_an_interval(rows, edge):
    target, low, high = INTERVALS[edge]
    assert rows[target].low == pytest.approx(low, rel=NEAR_PLANE)
    assert rows[target].high == (None if high is None else pytest.approx(high, rel=NEAR_PLANE))


@pytest.mark.parametrize("target", ["all", "wholly"])
def test_discs_that_cover_all_of_d_give_exactly_100_per_cent(rows, target):
    assert (rows[target].value, rows[target].numerator) == (1.0, rows[target].denominator)


def test_files_that_cannot_be_right_are_refused_all_at_once(stops):
    with pytest.raises(InputError) as caught:
        stops.rows(only=REFUSED)
    assert [words for words in REFUSALS.values() if words not in str(caught.value)] == []


@pytest.mark.parametrize("target", ["capacity", "capacity_mw", "growth", "nine_of_ten", "toilets", "flow"])
def test_a_figure_equal_to_its_bound_meets_it_to_the_last_bit(rows, target):
    assert (rows[target].value, rows[target].outcome) == (rows[target].bound.value, "met")


@pytest.mark.parametrize("target", ["out", "seam", "multi", "town", "district", "water", "share", "all"])
def test_units_and_the_rest_add_up_to_the_whole(rows, target):
    row = rows[target]
    for part in ("numerator", "denominator"):
        parts = math.fsum(getattr(unit, part) for unit in row.by)
        assert parts == pytest.approx(getattr(row, part), rel=1e-9)


def test_ground_outside_every_unit_is_a_part_of_its_own(rows):
    assert [unit.name for unit in rows["district"].by] == ["西街道", "东乡", "（单元外）"]


def test_a_bound_inside_the_error_range_is_critical_and_the_outcome_stays(rows):
    row = rows["critical"]  # 7.0686 % against 7.07 %
    assert (row.outcome, row.robust) == ("missed", False)
    assert "临界" in row.robust_text
    assert row.low < row.bound.value < row.high


@pytest.mark.parametrize("target", ["steady", "wholly"])
def test_a_bound_outside_the_error_range_is_not_critical(rows, target):
    assert "临界" not in rows[target].robust_text


def test_no_facility_has_no_radius_and_says_so(rows):
    for target in ("radius_none", "far_none"):
        assert (rows[target].value, rows[target].display) == (None, "无设施")


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("dup", "重复"),
        ("capacity_twice", "重复计入"),
        ("route_pair", "疑似重复数字化"),
        ("route_dup", "重复绘制"),
        ("town", "互相重叠"),
        ("plots", "重叠部分只计一次"),
        ("tie", "修复无效图形"),
        ("swapped_metres", "北坐标"),
        ("unknown", "是否计入不明"),
        ("stopped", "按规则不计"),
        ("awards", "合并为 2 个"),
        ("awards_nameless", "各计一个"),
        ("stated", "相差超过"),
        ("border", "范围之外"),
        ("list_in_all", "没有位置"),
    ],
)
def test_what_changes_a_figure_is_told_beside_it(rows, target, word):
    assert any(word in warning for warning in rows[target].warnings)


def test_a_radius_in_another_unit_is_refused_with_the_plan(tmp_path):
    world = World(tmp_path)
    world.target("far", "farthest_distance", facilities="bus_stop", scope="城区", unit="km", at_most=1)
    with pytest.raises(InputError, match="cannot be stated in km; use m"):
        open_plan("plan.toml", world.open().folder)


def test_a_row_without_a_value_in_a_column_that_chooses_rows_is_unknown(rows):
    assert rows["blank_where"].outcome == "unsettled"  # E may be of the branch: 1 or 2 firms of 2


def test_a_bound_that_must_be_hit_may_lie_inside_the_interval(rows):
    assert (rows["hit"].low, rows["hit"].high, rows["hit"].outcome) == (2, 4, "unsettled")


def test_what_is_built_after_the_day_of_the_layers_does_not_count(rows):
    assert rows["future"].value == 0


def test_a_stop_duplicated_does_not_shorten_the_average_radius(rows):
    assert rows["radius_twice"].value == pytest.approx(math.sqrt(KM2 / math.pi), rel=NEAR_PLANE)


def test_that_no_row_is_in_question_is_told(rows):
    assert set(rows["nobody"].warnings) - set(rows["dup"].warnings)


def test_a_rule_on_a_column_that_is_not_there_leaves_all_rows_open(rows):
    assert rows["unread"].outcome == "unsettled"
    assert rows["unread"].low == 0


def test_the_numerator_shown_gives_the_share_shown(rows):
    assert rows["growth"].display.startswith("3.5")
