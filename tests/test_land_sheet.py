"""The land sheet: ground by class and owner, ridges apart, closed."""

import math

import pytest
import shapely
from conftest import made_layer

from analyses.screening.control_lines import conflicts
from analyses.screening.footprints import footprints_of
from analyses.screening.land_sheet import land_rows, land_warnings, major_class, major_totals, rounded_to_sum

box = shapely.box


def sheet(footprint, shapes, **columns):
    sites = footprints_of(made_layer([footprint]), width_m=None)
    return land_rows(sites, made_layer(shapes, name="dltb", **columns)), sites


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0101", "农用地"), ("0301K", "农用地"), ("1006", "农用地"), ("1203", "农用地"), ("1107", "农用地"),
        ("1003", "建设用地"), ("0702", "建设用地"), ("1109", "建设用地"), ("1201", "建设用地"),
        ("0404", "未利用地"), ("1101", "未利用地"), ("1206", "未利用地"), ("9999", "不明"), ("", "不明"),
    ],
)  # fmt: skip
def test_each_class_has_its_major_class(code, name):
    assert major_class(code) == name


def test_a_footprint_is_split_by_class_and_owner():
    rows, _ = sheet(
        box(0, 0, 100, 100),
        [box(0, 0, 50, 100), box(50, 0, 100, 50), box(50, 50, 100, 100)],
        dlbm=["0101", "0301", "0301"],
        qsdwmc=["甲村", "甲村", "乙村"],
    )
    told = {(row.dlbm, row.owner): row.area_m2 for row in rows}
    assert told == pytest.approx(
        {("0101", "甲村"): 5_000, ("0301", "甲村"): 2_500, ("0301", "乙村"): 2_500}, rel=1e-6
    )


def test_ridges_are_taken_out_of_their_class():
    rows, sites = sheet(
        box(0, 0, 100, 100), [box(0, 0, 100, 100)], dlbm=["0101"], tbmj=[1000.0], tbdlmj=[900.0]
    )
    assert rows[0].ridges_m2 == pytest.approx(1_000, rel=1e-6)
    assert rows[0].area_m2 == pytest.approx(9_000, rel=1e-6)
    assert rows[0].area_m2 + rows[0].ridges_m2 == pytest.approx(sites.area_m2[0], rel=1e-9)


def test_bare_ground_has_a_row_so_that_the_sheet_closes():
    rows, sites = sheet(box(0, 0, 100, 100), [box(0, 0, 60, 100)], dlbm=["0101"])
    assert [row.dlmc for row in rows][-1] == "（无地类数据）"
    assert math.fsum(row.area_m2 for row in rows) == pytest.approx(sites.area_m2[0], rel=1e-9)


def test_parcels_that_overlap_count_once():
    rows, sites = sheet(
        box(0, 0, 100, 100), [box(0, 0, 60, 100), box(40, 0, 100, 100)], dlbm=["0101", "0301"]
    )
    assert [round(row.area_m2) for row in rows] == [6_000, 4_000]
    assert math.fsum(row.area_m2 for row in rows) == pytest.approx(sites.area_m2[0], rel=1e-9)


def test_a_code_of_no_list_is_told():
    rows, _ = sheet(box(0, 0, 100, 100), [box(0, 0, 50, 100), box(50, 0, 100, 100)], dlbm=["0101", "9901"])
    landuse = made_layer([box(0, 0, 1, 1)], dlbm=["0101"])
    assert {row.major_class for row in rows} == {"农用地", "不明"}
    assert any("9901" in warning for warning in land_warnings(rows, landuse))


def test_codes_of_the_other_list_have_no_major_class():
    rows, _ = sheet(
        box(0, 0, 100, 100), [box(0, 0, 50, 100), box(50, 0, 100, 100)], dlbm=["0101", "030301"],
        code_system=["用地用海", "用地用海"],
    )  # fmt: skip
    assert {row.major_class for row in rows} == {"不明"}


def test_numbers_that_lost_their_zero_get_it_back():
    rows, _ = sheet(box(0, 0, 100, 100), [box(0, 0, 100, 100)], dlbm=["101"])
    assert rows[0].dlbm == "0101"


def test_totals_by_major_class_close_with_ridges_as_farmland():
    rows, sites = sheet(
        box(0, 0, 100, 100),
        [box(0, 0, 50, 100), box(50, 0, 100, 100)],
        dlbm=["0101", "0702"],
        kcxs=[0.1, 0.0],
    )
    totals = major_totals(rows)
    assert totals == pytest.approx({"农用地": 5_000, "建设用地": 5_000}, rel=1e-6)
    assert math.fsum(totals.values()) == pytest.approx(sites.area_m2[0], rel=1e-9)


def test_a_printed_column_adds_up_by_its_largest_item():
    assert rounded_to_sum([1 / 3, 1 / 3, 1 / 3 + 1e-9], 2) == (0.33, 0.33, 0.34)
    assert rounded_to_sum([], 2) == ()


def test_conflicts_carries_the_sheet():
    measured = conflicts(
        made_layer([box(0, 0, 100, 100)]),
        made_layer([box(0, 0, 10, 10)]),
        landuse=made_layer([box(0, 0, 100, 100)], dlbm=["0307"]),
    )
    (row,) = measured.details["land"]
    assert (row.major_class, row.footprint) == ("农用地", "1")
