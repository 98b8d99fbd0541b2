"""Presence per unit: what counts, what is flagged, and what stays open."""

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, EAST, NORTH, made_layer, made_points

from analyses.per_unit.unit_presence import presence
from gis.errors import InputError, ParameterError

TOWN, WEST, EAST_ = "431202101", "431202201", "431202205"
THREE = (TOWN, WEST, EAST_)
NAMES = ("黄金坳镇", "盈口乡", "凉亭坳乡")
SQUARES = [shapely.box(1000 * i, 0, 1000 * (i + 1), 1000) for i in range(3)]


def townships(shapes=SQUARES, codes=THREE, names=NAMES):
    return named(made_layer(list(shapes), name="unit", code=list(codes)), names)


def named(layer, names):
    """Give a layer the column `name`, which is a parameter of its own in the makers."""
    return replace(layer, frame=layer.frame.assign(name=list(names)))


def register(count, **columns):
    """Make a layer without geometry: a table of rows."""
    made = made_points(*[(0, 0)] * count, name="register", **columns)
    bare = gpd.GeoSeries([None] * count, index=made.frame.index, crs=CRS)
    return replace(made, frame=made.frame.set_geometry(bare))


def listed(codes=THREE, names=NAMES):
    return named(register(len(codes), code=list(codes)), names)


def of_units(measured, column="has"):
    return dict(zip(measured.evidence["code"], measured.evidence[column], strict=True))


def interval(measured):
    return measured.low, measured.value, measured.high


def test_three_of_three_is_all():
    measured = presence(townships(), made_points((500, 500), (1500, 500), (2500, 500)))
    assert (measured.value, measured.numerator, measured.denominator) == (1.0, 3, 3)


def test_two_of_three_is_two_thirds_and_names_the_one_without():
    measured = presence(townships(), made_points((500, 500), (1500, 500)))
    assert (measured.numerator, measured.denominator) == (2, 3)
    assert measured.value == 2 / 3
    assert of_units(measured) == {TOWN: "有", WEST: "有", EAST_: "无"}
    assert measured.details["without"] == ("凉亭坳乡",)
    assert measured.low is None


def test_numerator_and_denominator_are_whole_numbers():
    measured = presence(townships(), made_points((500, 500)))
    assert isinstance(measured.numerator, int)
    assert isinstance(measured.denominator, int)


def test_no_facility_is_a_share_of_zero_not_an_error():
    measured = presence(townships(), made_points())
    assert interval(measured) == (None, 0.0, None)


def test_no_unit_is_no_number():
    measured = presence(townships((), (), ()), made_points((500, 500)))
    assert math.isnan(measured.value)
    assert measured.denominator == 0


def test_a_facility_outside_counts_only_by_an_explicit_link():
    far = made_points((500, 5000), (600, 5000), serves_code=[TOWN, None])
    measured = presence(townships(), far)
    assert of_units(measured) == {TOWN: "有", WEST: "无", EAST_: "无"}
    assert of_units(measured, "how")[TOWN] == "服务代码"


def test_a_linked_facility_serves_the_unit_that_it_stands_in_too():
    measured = presence(townships(), made_points((500, 500), serves_code=[EAST_]))
    assert of_units(measured) == {TOWN: "有", WEST: "无", EAST_: "有"}


def test_one_cell_may_link_several_units():
    measured = presence(townships(), made_points((500, 5000), serves_code=[f"{TOWN}、{EAST_}"]))
    assert measured.numerator == 2


def test_a_link_to_a_village_serves_its_township():
    measured = presence(townships(), made_points((500, 5000), serves_code=[f"{WEST}203"]))
    assert of_units(measured)[WEST] == "有"


def test_a_link_to_a_township_does_not_serve_each_village():
    villages = townships(codes=[f"{TOWN}{n}" for n in (200, 201, 202)], names=("甲村", "乙村", "丙村"))
    measured = presence(villages, made_points((500, 5000), serves_code=[TOWN]))
    assert interval(measured) == (None, 0.0, None)


def test_a_point_near_a_border_keeps_its_unit_but_makes_an_interval():
    measured = presence(townships(), made_points((990, 500)))
    assert of_units(measured) == {TOWN: "有", WEST: "不明", EAST_: "无"}
    assert interval(measured) == (0.0, 1 / 3, 2 / 3)
    assert measured.details["on_border"] == ("黄金坳镇", "盈口乡")


def test_a_point_on_the_common_border_is_in_neither_and_perhaps_in_both():
    measured = presence(townships(), made_points((1000, 500)))
    assert interval(measured) == (0.0, 0.0, 2 / 3)


def test_a_point_just_farther_than_the_tolerance_is_sure():
    measured = presence(townships(), made_points((979.9, 500)), tolerance_m=20)
    assert interval(measured) == (None, 1 / 3, None)


def test_a_point_near_the_border_harms_no_unit_that_has_another_one():
    measured = presence(townships(), made_points((990, 500), (500, 500), (1500, 500)))
    assert interval(measured) == (None, 2 / 3, None)
    assert any("距单元边界过近的设施" in warning for warning in measured.warnings)


def test_a_code_that_agrees_settles_a_point_near_the_border():
    measured = presence(townships(), made_points((990, 500), unit_code=[TOWN]))
    assert interval(measured) == (None, 1 / 3, None)
    assert measured.details["on_border"] == ()


def test_a_code_that_contradicts_the_position_is_flagged_and_not_guessed():
    measured = presence(townships(), made_points((500, 500), unit_code=[EAST_]))
    assert of_units(measured) == {TOWN: "有", WEST: "无", EAST_: "不明"}
    assert interval(measured) == (0.0, 1 / 3, 2 / 3)
    assert of_units(measured, "flags")[TOWN] == "编码与位置不符"


def test_a_code_of_the_neighbour_near_the_border_is_a_contradiction_too():
    measured = presence(townships(), made_points((990, 500), unit_code=[WEST]))
    assert interval(measured) == (0.0, 1 / 3, 2 / 3)


def test_a_wrong_village_code_is_flagged():
    measured = presence(townships(), made_points((500, 500), unit_code=[f"{EAST_}201"]))
    assert measured.details["contradicted"] == ("黄金坳镇", "凉亭坳乡")


def test_a_code_that_no_unit_bears_is_flagged():
    measured = presence(townships(), made_points((500, 500), unit_code=["431202299"]))
    assert interval(measured) == (0.0, 1 / 3, 1 / 3)
    assert any("代码不在单元名单内" in warning for warning in measured.warnings)


def test_a_code_of_the_district_contradicts_nothing():
    measured = presence(townships(), made_points((500, 500), unit_code=["431202"]))
    assert interval(measured) == (None, 1 / 3, None)


def test_a_link_that_names_no_unit_leaves_the_others_open():
    measured = presence(townships(), made_points((500, 500), serves_code=["431202299"]))
    assert interval(measured) == (1 / 3, 1 / 3, 2 / 3)


def test_a_link_to_a_unit_that_is_not_asked_about_is_no_fault():
    linked = made_points((500, 500), serves_code=["431202001"])
    measured = presence(townships(), linked, elsewhere=frozenset({"431202001"}))
    assert interval(measured) == (None, 1 / 3, None)
    assert measured.warnings == ()


def test_enclaves_of_one_code_are_one_unit():
    units = townships([*SQUARES, shapely.box(9000, 0, 9500, 500)], [*THREE, WEST], [*NAMES, NAMES[1]])
    measured = presence(units, made_points((9200, 200)))
    assert measured.denominator == 3
    assert of_units(measured)[WEST] == "有"


def test_the_seam_between_two_parts_of_a_unit_is_no_border():
    units = townships(codes=(TOWN, TOWN, EAST_), names=("黄金坳镇", "黄金坳镇", "凉亭坳乡"))
    assert interval(presence(units, made_points((1000, 500)))) == (None, 0.5, None)


def test_a_unit_drawn_as_ground_and_as_seat_is_its_ground():
    units = townships([*SQUARES, shapely.Point(5000, 5000)], [*THREE, WEST], [*NAMES, NAMES[1]])
    measured = presence(units, made_points((1500, 500), (5000, 5000)))
    assert of_units(measured) == {TOWN: "无", WEST: "有", EAST_: "无"}
    assert of_units(measured, "facilities")[WEST] == 1


def test_parts_that_overlap_are_joined_alike_in_any_order():
    discs = [shapely.Point(37 * i % 11, 13 * i % 7).buffer(2.3 + i / 7) for i in range(5)]
    orders = [range(5), (3, 1, 4, 0, 2)]
    found = [
        presence(townships([discs[i] for i in order], [TOWN] * 5, [NAMES[0]] * 5), made_points())
        for order in orders
    ]
    assert shapely.equals_identical(*[measured.evidence.geometry.iloc[0] for measured in found])


def test_a_multipart_unit_is_one_unit():
    two = shapely.MultiPolygon([SQUARES[0], SQUARES[2]])
    measured = presence(townships([two], [TOWN], NAMES[:1]), made_points((2500, 500)))
    assert (measured.numerator, measured.denominator) == (1, 1)


def test_a_listed_unit_without_a_polygon_is_unknown():
    units = townships(SQUARES[:2], THREE[:2], NAMES[:2])
    measured = presence(units, made_points((500, 500), (1500, 500)), official=listed())
    assert interval(measured) == (2 / 3, 2 / 3, 1.0)
    assert of_units(measured)[EAST_] == "不明"
    assert measured.details["missing_polygons"] == ("凉亭坳乡",)


def test_a_listed_unit_without_a_polygon_may_be_linked():
    units = townships(SQUARES[:2], THREE[:2], NAMES[:2])
    measured = presence(units, made_points((5000, 500), serves_code=[EAST_]), official=listed())
    assert interval(measured) == (None, 1 / 3, None)


def test_a_polygon_that_the_official_list_lacks_is_left_out_with_a_warning():
    measured = presence(
        townships(), made_points((500, 500), (2500, 500)), official=listed(THREE[:2], NAMES[:2])
    )
    assert (measured.numerator, measured.denominator) == (1, 2)
    assert measured.details["left_out"] == ("凉亭坳乡",)
    assert any("凉亭坳乡" in warning for warning in measured.warnings)


def test_a_stem_joins_no_polygon_with_the_list():
    units = townships(SQUARES[:1], [None], ["盈口"])
    measured = presence(units, made_points((500, 500)), official=listed())
    assert measured.numerator == 0
    assert measured.details["left_out"] == ("盈口",)


def test_an_official_list_without_codes_is_refused():
    with pytest.raises(InputError, match="official code"):
        presence(townships(), made_points(), official=listed((TOWN, None, EAST_)))


def test_an_official_list_with_two_names_for_one_code_is_refused():
    with pytest.raises(InputError, match="different names"):
        presence(townships(), made_points(), official=listed((TOWN, TOWN, EAST_)))


def test_a_row_that_the_list_has_twice_is_one_unit():
    twice = listed((*THREE, TOWN), (*NAMES, NAMES[0]))
    assert presence(townships(), made_points(), official=twice).denominator == 3


@pytest.mark.parametrize("written", ["101", f"{TOWN}.0", f" {TOWN}", f"{TOWN}000", f"{TOWN}203"])
def test_a_link_is_read_in_every_usual_spelling(written):
    measured = presence(townships(), made_points((500, 5000), serves_code=[written]))
    assert of_units(measured)[TOWN] == "有"


def test_a_link_by_name_is_not_guessed():
    measured = presence(townships(), made_points((500, 5000), serves_code=["黄金坳镇"]))
    assert interval(measured) == (0.0, 0.0, 1 / 3)


def test_facilities_of_unknown_status_make_the_upper_end():
    sure, both = made_points((500, 500)), made_points((500, 500), (1500, 500))
    measured = presence(townships(), sure, possible=both)
    assert interval(measured) == (1 / 3, 1 / 3, 2 / 3)
    assert of_units(measured)[WEST] == "不明"


def test_a_register_is_joined_by_code_alone():
    cooperatives = register(3, serves_code=[TOWN, None, None], unit_code=[None, f"{WEST}203", f"{WEST}204"])
    measured = presence(townships(), cooperatives)
    assert interval(measured) == (None, 2 / 3, None)
    assert of_units(measured, "facilities") == {TOWN: 1, WEST: 2, EAST_: 0}


def test_a_register_needs_no_polygons():
    measured = presence(listed(), register(2, unit_code=[TOWN, WEST]))
    assert interval(measured) == (None, 2 / 3, None)


def test_a_register_row_without_a_code_may_be_in_one_unit():
    measured = presence(listed(), register(3, unit_code=[TOWN, None, None], leader=["甲", "乙", "乙"]))
    assert interval(measured) == (1 / 3, 1 / 3, 2 / 3)


def test_more_rows_without_a_code_than_units_leave_no_more_than_all():
    measured = presence(listed(), register(4, unit_code=[TOWN, None, None, None], leader=list("甲乙丙丁")))
    assert interval(measured) == (1 / 3, 1 / 3, 1.0)


def test_a_register_row_of_another_district_is_told_and_serves_nobody():
    measured = presence(listed(), register(2, unit_code=[TOWN, "431203101"]))
    assert interval(measured) == (None, 1 / 3, None)
    assert any("代码不在单元名单内" in warning for warning in measured.warnings)


def test_a_register_row_known_to_its_township_only_opens_the_villages_there():
    codes = [f"{TOWN}200", f"{WEST}200", f"{WEST}201"]
    villages = listed(codes, ("甲村", "乙村", "丙村"))
    measured = presence(villages, register(2, unit_code=[codes[1], WEST]))
    assert of_units(measured) == {codes[0]: "无", codes[1]: "有", codes[2]: "不明"}


def test_seats_without_ground_are_judged_by_codes():
    seats = townships([shapely.Point(1000 * i, 0) for i in range(3)])
    measured = presence(seats, made_points((0, 0), (0, 0), unit_code=[TOWN, WEST]))
    assert interval(measured) == (None, 2 / 3, None)


def test_seats_and_facilities_without_codes_tell_nothing():
    seats = townships([shapely.Point(1000 * i, 0) for i in range(3)])
    assert math.isnan(presence(seats, made_points((0, 0))).value)


def test_a_seat_exactly_at_the_limit_of_a_road_is_served():
    seats = townships([shapely.Point(x, y) for x, y in ((0, 100), (500, 100.001), (900, 0))])
    road = made_layer([shapely.LineString([(-1000, 0), (2000, 0)])], name="road")
    measured = presence(seats, road, within_m=100)
    assert of_units(measured) == {TOWN: "有", WEST: "无", EAST_: "有"}
    assert interval(measured) == (None, 2 / 3, None)


def test_distances_from_polygons_are_told_as_such():
    measured = presence(townships(), made_points((500, 1050)), within_m=100)
    assert measured.numerator == 1
    assert any("单元以面表示" in warning for warning in measured.warnings)


def test_a_facility_with_ground_across_a_border_decides_nothing():
    lot = made_layer([shapely.box(900, 400, 1050, 500)], name="parking")
    assert interval(presence(townships(), lot)) == (0.0, 1 / 3, 2 / 3)


def test_overlapping_units_leave_their_facility_open():
    units = townships([shapely.box(0, 0, 1500, 1000), *SQUARES[1:]])
    assert interval(presence(units, made_points((1200, 500)))) == (0.0, 2 / 3, 2 / 3)


def test_units_without_codes_are_told_apart_by_full_name():
    units = townships(codes=(None, None, None), names=("新街社区", "新街村", "新街村"))
    measured = presence(units, made_points((2500, 500)))
    assert (measured.numerator, measured.denominator) == (1, 2)


def test_places_that_bear_the_code_of_their_township_are_told_apart_by_name():
    towns = townships(codes=(TOWN, TOWN, EAST_), names=("芦坪", "贺家田", "黄岩"))
    measured = presence(towns, made_points((500, 500)))
    assert (measured.numerator, measured.denominator) == (1, 3)
    assert any("按全称区分：芦坪、贺家田" in warning for warning in measured.warnings)


def test_an_enclave_named_so_belongs_to_its_unit():
    units = townships(codes=(TOWN, TOWN, EAST_), names=("黄金坳镇", "黄金坳镇（飞地）", "凉亭坳乡"))
    assert presence(units, made_points((1500, 500))).denominator == 2


def test_parts_by_township_sum_to_the_whole():
    codes = [f"{TOWN}200", f"{WEST}200", f"{WEST}201"]
    measured = presence(
        townships(codes=codes, names=("甲村", "乙村", "丙村")),
        made_points((500, 500), (2500, 500)),
        parents=townships(),
    )
    assert [(part.name, part.numerator, part.denominator) for part in measured.parts] == [
        ("盈口乡", 1, 2),
        ("黄金坳镇", 1, 1),
    ]
    assert sum(part.numerator for part in measured.parts) == measured.numerator
    assert sum(part.denominator for part in measured.parts) == measured.denominator


def test_a_lower_tolerance_never_widens_the_interval():
    stops = made_points((990, 500), (1995, 500))
    wide, narrow = (presence(townships(), stops, tolerance_m=metres) for metres in (20, 7))
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize("metres", [-1, math.nan, math.inf])
def test_impossible_distances_are_refused(metres):
    with pytest.raises(ParameterError, match="tolerance_m"):
        presence(townships(), made_points(), tolerance_m=metres)
    with pytest.raises(ParameterError, match="within_m"):
        presence(townships(), made_points(), within_m=metres)


def scattered(seed, count, most=40):
    """Points over and around the townships, some of them on or near borders, with codes of all kinds."""
    chance = np.random.default_rng(seed)
    on_lines = chance.integers(0, 4, most) * 1000.0
    x = np.where(chance.random(most) < 0.3, on_lines, chance.uniform(-200, 3200, most))
    places = np.column_stack([x + chance.normal(0, 9, most), chance.uniform(-100, 1100, most)])
    codes = chance.choice(np.array([*THREE, "", "431202299", f"{TOWN}203"], dtype=object), (2, most))
    return made_points(*map(tuple, places[:count]), serves_code=codes[0][:count], unit_code=codes[1][:count])


@pytest.mark.parametrize("seed", range(4))
def test_more_facilities_never_lower_the_value_or_the_lower_end(seed):
    few, more = (presence(townships(), scattered(seed, count)) for count in (3, 4))
    lows = [m.value if m.low is None else m.low for m in (few, more)]
    highs = [m.value if m.high is None else m.high for m in (few, more)]
    assert lows[0] <= few.value <= highs[0]
    assert lows[0] <= lows[1]
    assert few.value <= more.value


@pytest.mark.parametrize("seed", range(4))
def test_neither_the_order_of_rows_nor_doubled_facilities_change_an_answer(seed):
    sites = scattered(seed, 6)
    units = townships([*SQUARES, shapely.box(9000, 0, 9500, 500)], [*THREE, WEST], [*NAMES, NAMES[1]])
    doubled = sites.frame.assign(id=[f"again {row}" for row in sites.frame["id"]])
    frame = gpd.GeoDataFrame(pd.concat([doubled, sites.frame]).sample(frac=1, random_state=seed), crs=CRS)
    first = presence(units, sites)
    second = presence(
        replace(units, frame=units.frame.sample(frac=1, random_state=seed)), replace(sites, frame=frame)
    )
    assert interval(first) == interval(second)
    columns = ["code", "name", "has", "how", "flags"]
    assert first.evidence[columns].equals(second.evidence[columns])
    assert shapely.equals_identical(first.evidence.geometry, second.evidence.geometry).all()


@pytest.mark.parametrize("seed", range(6))
def test_the_value_agrees_with_a_count_by_hand(seed):
    sites = scattered(seed, 4)
    yes = set()
    for x, y, serves in zip(
        sites.frame.geometry.x - EAST, sites.frame.geometry.y - NORTH, sites.frame["serves_code"], strict=True
    ):
        if 0 < x < 3000 and x % 1000 and 0 < y < 1000:
            yes.add(THREE[int(x // 1000)])
        yes |= {code for code in THREE if serves.startswith(code)}
    plain = replace(sites, frame=sites.frame.drop(columns="unit_code"))
    measured = presence(townships(), plain)
    assert measured.numerator == len(yes)
    assert {code for code, has in of_units(measured).items() if has == "有"} == yes


def test_the_frames_given_are_left_as_they_are():
    units, sites = townships(), scattered(1, 9)
    before = units.frame.copy(), sites.frame.copy()
    presence(units, sites)
    assert units.frame.equals(before[0])
    assert sites.frame.equals(before[1])


def test_a_road_far_from_every_seat_is_no_doubt():
    seats = listed()
    seats = replace(
        seats, frame=seats.frame.set_geometry(townships().frame.geometry.centroid.where([True, True, False]))
    )
    road = made_layer([shapely.LineString([(0, 9000), (3000, 9000)])], name="road")
    measured = presence(seats, road, within_m=100)
    assert interval(measured) == (0.0, 0.0, 1 / 3)
    assert not any("归属" in warning for warning in measured.warnings)
