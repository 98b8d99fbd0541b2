"""Forest cover by definition: both code lists, 特灌, canopy, least patch, stated areas, error of rasters."""

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from conftest import CRS, EAST, NORTH, made_layer
from made_district import DISTRICT, UNITS, polygons, write_district

from analyses.asking.asked_shares import ask
from analyses.land.shares import area_share
from analyses.plan_tables import Question
from gis.errors import ParameterError
from gis.rasters.pixel_patches import small_pixel_patches
from layers import read_layer
from layers.catalogue import FOREST
from layers.workspace import open_district

NEAR_PLANE = 2e-6
PATCH_M2 = 667.0  # 0.0667 ha


def forest_layer(shapes, codes, **columns):
    return replace(made_layer(shapes, name="forest", dlbm=list(codes), **columns), spec=FOREST)


def strips(*codes, **columns):
    """Equal strips that fill the square kilometre, one a code."""
    wide = 1000 / len(codes)
    return forest_layer(
        [shapely.box(at * wide, 0, (at + 1) * wide, 1000) for at in range(len(codes))], codes, **columns
    )


def forest(cover, zones, **more):
    return area_share(cover, zones, definition="forest", **more)


def interval(measured):
    return pytest.approx((measured.low, measured.high), rel=NEAR_PLANE, abs=1e-9)


def patch(hectares, west=0.0):
    """Draw a rectangle of an area, 20 m high; on the meridian the plane is the earth to 1e-7."""
    return shapely.box(west, 0, west + hectares * 1e4 / 20, 20)


def test_under_the_third_survey_forest_swamp_counts_and_shrub_may(square_km):
    measured = forest(strips("0301", "0302", "0304", "0305", "0306", "0307", "0101", "1101"), square_km)
    assert interval(measured) == (3 / 8, 5 / 8)
    assert measured.parameters["code_system"] == "三调"


def test_under_land_and_sea_use_the_same_numbers_are_shrub_and_other_woods(square_km):
    measured = forest(strips("0301", "0302", "0303", "0304"), square_km)
    assert interval(measured) == (2 / 4, 3 / 4)
    assert measured.parameters["code_system"] == "用地用海"


def test_land_and_sea_use_tells_special_shrub_by_its_own_code(square_km):
    measured = forest(strips("030101", "030301", "030302", "030401"), square_km)
    assert interval(measured) == (2 / 4, 2 / 4)


def test_a_stated_list_decides_what_the_numbers_mean(square_km):
    measured = forest(strips("0301", "0304"), square_km, code_system="三调")
    assert interval(measured) == (1, 1)


def test_where_codes_speak_for_both_lists_the_contested_ones_stay_open(square_km):
    measured = forest(strips("0301", "0304", "0307", "030101"), square_km)
    assert interval(measured) == (2 / 4, 3 / 4)


def test_a_column_of_special_shrub_decides_what_the_code_leaves_open(square_km):
    cover = strips("0301", "0305", "0305", "0305", special_shrub=[None, "是", "否", None])
    measured = forest(cover, square_km)
    assert interval(measured) == (2 / 4, 3 / 4)
    by_code = (measured.details["low_by_code"], measured.details["high_by_code"])
    assert by_code == pytest.approx((1 / 4, 1), rel=NEAR_PLANE)


def test_special_shrub_makes_no_forest_of_other_classes(square_km):
    assert forest(strips("0301", "0101", special_shrub=["否", "是"]), square_km).value == pytest.approx(0.5)


@pytest.mark.parametrize(("canopy", "counts"), [("0.19", 0), ("0.2", 1), ("15%", 0), ("0.7", 1), (None, 1)])
def test_arbor_below_two_tenths_of_canopy_is_no_forest(canopy, counts, square_km):
    measured = forest(strips("0301", "0307", canopy=[canopy, None]), square_km)
    assert interval(measured) == (counts / 2, counts / 2)


def test_stands_left_out_for_their_canopy_are_told(square_km):
    measured = forest(strips("0301", "0301", canopy=["0.1", "0.6"]), square_km)
    assert "1 个图斑郁闭度低于 0.2，不计" in measured.warnings


def test_a_canopy_in_an_unknown_unit_is_told_and_not_used(square_km):
    measured = forest(strips("0301", "0301", canopy=["8", "0"]), square_km)
    assert measured.value == pytest.approx(1)
    assert any("2 个图斑的郁闭度" in text for text in measured.warnings)


def test_canopy_says_nothing_of_bamboo(square_km):
    assert forest(strips("0302", canopy=["0.1"]), square_km).value == pytest.approx(1)


@pytest.mark.parametrize(("hectares", "counted"), [(0.0666, 0.0), (0.0668, 0.0668)])
def test_a_patch_counts_from_one_mu(hectares, counted, square_km):
    measured = forest(forest_layer([patch(hectares)], ["0301"]), square_km)
    assert measured.numerator == pytest.approx(counted * 1e4, rel=NEAR_PLANE)
    assert measured.details["small_patches_m2"] == pytest.approx(
        hectares * 1e4 - counted * 1e4, rel=NEAR_PLANE
    )


def test_two_small_patches_that_share_a_border_are_one(square_km):
    halves = [patch(0.04), patch(0.04, west=20)]
    measured = forest(forest_layer(halves, ["0301", "0302"]), square_km)
    assert measured.numerator == pytest.approx(800, rel=NEAR_PLANE)
    assert measured.details["small_patches"] == 0


def test_patches_that_meet_in_a_corner_stay_two(square_km):
    corner = [shapely.box(0, 0, 20, 20), shapely.box(20, 20, 40, 40)]
    measured = forest(forest_layer(corner, ["0301", "0301"]), square_km)
    assert (measured.numerator, measured.details["small_patches"]) == (0, 2)
    assert any("2 处连片面积不足" in text for text in measured.warnings)


def test_small_patches_that_overlap_have_the_area_of_their_ground(square_km):
    twice = [shapely.box(0, 0, 20, 20), shapely.box(2, 0, 22, 20)]  # 440 m2 of ground, 800 m2 drawn
    assert forest(forest_layer(twice, ["0301", "0301"]), square_km).value == 0


def test_a_small_patch_beside_shrub_counts_if_the_shrub_does(square_km):
    shapes = [patch(0.04), shapely.box(20, 0, 500, 20), shapely.box(0, 500, 1000, 1000)]
    measured = forest(forest_layer(shapes, ["0301", "0305", "0302"]), square_km)
    assert interval(measured) == (0.5, 0.5 + 500 * 20 / 1e6)


def test_a_patch_across_a_border_of_units_is_measured_whole():
    units = made_layer([shapely.box(0, 0, 15, 1000), shapely.box(15, 0, 1000, 1000)], unit=["西", "东"])
    measured = forest(forest_layer([patch(0.07)], ["0301"]), units, by="unit")
    assert [part.numerator for part in measured.parts] == pytest.approx([300, 400], rel=NEAR_PLANE)


def test_without_a_definition_no_patch_is_too_small(square_km):
    cover = forest_layer([patch(0.01)], ["0301"])
    assert area_share(cover, square_km, classes=["0301"]).numerator == pytest.approx(100, rel=NEAR_PLANE)
    assert area_share(cover, square_km, classes=["0301"], min_patch_ha=0.02).numerator == 0


def test_the_stated_area_counts_inside_and_in_proportion_across_a_border():
    units = made_layer([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], unit=["西", "东"])
    shapes = [shapely.box(0, 0, 100, 100), shapely.box(400, 500, 800, 600)]  # 1 ha and 4 ha
    cover = forest_layer(shapes, ["0301", "0301"], tbdlmj=[9_000.0, 36_000.0])
    measured = forest(cover, units, by="unit")
    assert [part.numerator for part in measured.parts] == pytest.approx(
        [9_000 + 9_000, 27_000], rel=NEAR_PLANE
    )
    assert measured.numerator == pytest.approx(45_000, rel=1e-9)
    assert measured.details["geometry_share"] == pytest.approx(0.05, rel=NEAR_PLANE)
    assert any("TBDLMJ" in text and "-0.50 ha" in text for text in measured.warnings)


@pytest.mark.parametrize("stated", [math.nan, 0.0, 15.0, 20_000.0])
def test_a_stated_area_that_cannot_be_the_polygons_gives_way_to_its_shape(stated, square_km):
    cover = forest_layer([shapely.box(0, 0, 100, 100)], ["0301"], tbdlmj=[stated])
    measured = forest(cover, square_km)
    assert measured.numerator == pytest.approx(1e4, rel=NEAR_PLANE)
    assert any("1 个图斑的 TBDLMJ" in text for text in measured.warnings)


def test_the_whole_parcels_area_tbmj_is_not_taken(square_km):
    cover = forest_layer([shapely.box(0, 0, 100, 100)], ["0301"], tbmj=[9_500.0])
    measured = forest(cover, square_km)
    assert measured.numerator == pytest.approx(1e4, rel=NEAR_PLANE)
    assert "geometry_share" not in measured.details


def test_forest_drawn_twice_counts_once_and_by_its_ground(square_km):
    twice = [shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)]
    cover = forest_layer(twice, ["0301", "0302"], tbdlmj=[500_000.0, 500_000.0])
    assert forest(cover, square_km).value == pytest.approx(1, rel=1e-9)


def test_forest_that_fills_the_zone_is_all_of_it_to_the_last_bit(square_km):
    assert forest(strips(*["0301"] * 7), square_km).value == 1.0


@pytest.fixture
def ragged():
    """Forest in 400 ragged parcels, some over each other, with stated areas and four kinds of codes."""
    rng = np.random.default_rng(7)
    places = rng.uniform(0, 1000, (400, 2))
    shapes = [shapely.Point(x, y).buffer(rng.uniform(5, 40), quad_segs=5) for x, y in places]
    codes = rng.choice(["0301", "0302", "0305", "0101"], 400)
    areas = [shape.area * 0.97 for shape in shapes]
    return forest_layer(shapes, codes, tbdlmj=areas, special_shrub=list(rng.choice(["是", "否", ""], 400)))


@pytest.fixture
def four_units():
    """Four quarters of the square kilometre, but for a strip that lies in none."""
    boxes = [shapely.box(x, y, x + 480, y + 500) for x in (0, 480) for y in (0, 500)]
    return made_layer([*boxes, shapely.box(960, 0, 1000, 1000)], unit=["甲", "乙", "丙", "丁", "（单元外）"])


def test_units_and_the_ground_in_none_sum_to_the_whole(ragged, four_units, square_km):
    by_unit, whole = forest(ragged, four_units, by="unit"), forest(ragged, square_km)
    assert math.fsum(part.numerator for part in by_unit.parts) == pytest.approx(whole.numerator, rel=1e-9)
    assert math.fsum(part.denominator for part in by_unit.parts) == pytest.approx(1e6, rel=NEAR_PLANE)
    assert by_unit.value == pytest.approx(whole.value, rel=1e-9)
    assert by_unit.high == pytest.approx(whole.high, rel=1e-9)


def test_the_figure_has_the_same_bits_in_any_order_of_rows(ragged, four_units):
    turned = replace(ragged, frame=ragged.frame.iloc[::-1].reset_index(drop=True))
    one, other = (forest(cover, four_units, by="unit") for cover in (ragged, turned))
    assert (one.value, one.high, one.numerator) == (other.value, other.high, other.numerator)
    assert [part.numerator for part in one.parts] == [part.numerator for part in other.parts]
    assert one.details["classes"] == other.details["classes"]


def test_classes_are_those_of_a_plain_overlay(ragged, four_units):
    measured = area_share(ragged, four_units, classes=["0301", "0302"], by="unit")
    kept = ragged.frame[ragged.frame["dlbm"].isin(["0301", "0302"])].dissolve()
    cut = gpd.overlay(kept, four_units.frame, how="intersection").dissolve(by="unit")
    assert {part.name: part.numerator for part in measured.parts} == pytest.approx(
        cut.area.to_dict(), rel=NEAR_PLANE
    )


def test_each_unit_is_told_in_three_units_of_area(four_units):
    measured = forest(forest_layer([shapely.box(0, 0, 100, 200)], ["0301"]), four_units, by="unit")
    first = measured.details["units"][0]
    assert (first["km2"], first["ha"], first["mu"]) == pytest.approx((0.02, 2, 30), rel=NEAR_PLANE)
    assert first["name"] == "甲"


def test_the_ground_that_counts_is_drawn_apart_from_what_may(square_km):
    drawn = forest(strips("0301", "0305", "0101", "0101"), square_km, drawn=True).details["ground"]
    assert drawn["state"].tolist() == ["计入", "待定"]
    assert drawn["area_ha"].tolist() == pytest.approx([25, 25], rel=NEAR_PLANE)


@pytest.mark.parametrize(
    "asked",
    [
        {"definition": "wood"},
        {"definition": "forest", "classes": ["0301"]},
        {"definition": "forest", "min_patch_ha": -1.0},
        {"definition": "forest", "accuracy_points": math.nan},
    ],
)
def test_a_definition_that_is_not_clear_is_refused(asked, square_km):
    with pytest.raises(ParameterError):
        area_share(strips("0301"), square_km, **asked)


LEGEND = "value,code,name\n1,0301,乔木林地\n2,0101,水田\n3,0305,灌木林地\n"


def class_raster(folder, pixels, metres):
    """Write a class raster whose south-west corner is the square's."""
    transform = rasterio.Affine(metres, 0, EAST, 0, -metres, NORTH + metres * len(pixels))
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "crs": CRS, "nodata": 255}
    height, width = np.shape(pixels)
    with rasterio.open(
        folder / "classes.tif", "w", **profile, height=height, width=width, transform=transform
    ) as made:
        made.write(np.array([pixels], dtype="uint8"))
    (folder / "legend.csv").write_text(LEGEND, encoding="utf-8")
    return read_layer(folder / "classes.tif", legend=folder / "legend.csv")


def test_a_raster_bears_an_error_of_two_points_where_nobody_states_its_accuracy(tmp_path, square_km):
    cover = class_raster(tmp_path, np.full((10, 10), 1), 100)
    measured = forest(cover, square_km)
    assert measured.details["error_share"] == 0.02
    assert "未给出分类精度，按 ±2 个百分点" in measured.warnings
    assert forest(cover, square_km, accuracy_points=0.5).details["error_share"] == 0.005


def test_other_definitions_are_told_with_their_figures(square_km):
    cover = forest_layer(
        [shapely.box(0, 0, 100, 100), shapely.box(200, 0, 300, 100), shapely.box(500, 500, 510, 510)],
        ["0301", "0305", "0302"],
        tbdlmj=[9_000.0, 9_500.0, 100.0],
        special_shrub=["", "是", ""],
    )
    trials = {trial.name: (trial.low, trial.high) for trial in forest(cover, square_km).details["trials"]}
    assert trials["classes"] == pytest.approx((0.009, 0.0185), rel=1e-5)
    assert trials["patches"] == pytest.approx((0.0186, 0.0186), rel=1e-5)
    assert trials["area_by"] == pytest.approx((0.02, 0.02), rel=1e-5)


def test_the_range_of_a_rasters_error_is_a_trial(tmp_path, square_km):
    pixels = np.full((10, 10), 1)
    pixels[:, 5:] = 2
    (trial,) = forest(class_raster(tmp_path, pixels, 100), square_km).details["trials"]
    assert (trial.low, trial.high) == pytest.approx((0.48, 0.52), rel=1e-5)
    assert trial.error


def test_patches_of_pixels_count_from_one_mu_and_corners_join_nothing(tmp_path, square_km):
    pixels = np.full((100, 100), 2)
    pixels[0, 0:6] = 1  # 600 m2: small
    pixels[10:17, 0] = 1  # 700 m2
    pixels[20, 0:5], pixels[21, 5:10] = 1, 1  # twice 500 m2 that meet in a corner
    pixels[30, 0:4], pixels[30, 4:8] = 1, 3  # 400 m2 beside 400 m2 of shrub
    measured = forest(class_raster(tmp_path, pixels, 10), square_km)
    assert (measured.low * 1e6, measured.high * 1e6) == pytest.approx((700, 1500), rel=1e-5)
    assert measured.details["small_patches"] == 4
    assert measured.details["small_patches_m2"] == pytest.approx(2000, rel=1e-5)


def test_a_patch_of_pixels_is_measured_whole_where_a_border_cuts_it(tmp_path):
    pixels = np.full((100, 100), 2)
    pixels[50, 0:10] = 1
    pixels[60, 0:6] = 1
    west = made_layer([shapely.box(0, 0, 25, 1000)], name="zone")
    measured = forest(class_raster(tmp_path, pixels, 10), west)
    assert measured.numerator == pytest.approx(250, rel=1e-5)
    assert measured.details["small_patches_m2"] == pytest.approx(250, rel=1e-5)


def test_patches_are_found_once_across_the_strips_that_a_raster_is_read_in(tmp_path):
    size, border = 2100, 4_194_304 // 2100  # the first row of the second strip
    pixels = np.full((size, size), 2)
    pixels[border - 3 : border + 3, 100] = 1  # 600 m2
    pixels[border - 3 : border + 4, 200] = 1  # 700 m2
    cover = class_raster(tmp_path, pixels, 10)
    zone = shapely.box(EAST, NORTH, EAST + size * 10, NORTH + size * 10)
    (found,) = small_pixel_patches(cover.raster, gpd.GeoSeries([zone], crs=CRS), [[1]], PATCH_M2)
    assert (found.count, float(found.area_m2[0])) == (1, pytest.approx(600, rel=1e-4))


def test_pixels_of_one_mu_and_more_are_patches_that_count(tmp_path, square_km):
    pixels = np.full((20, 20), 2)
    pixels[5, 5] = 1
    measured = forest(class_raster(tmp_path, pixels, 50), square_km)
    assert measured.numerator == pytest.approx(2500, rel=1e-5)


def test_columns_are_found_by_the_names_that_real_files_give_them(square_km):
    cover = forest_layer(
        [shapely.box(0, 0, 100, 100), shapely.box(200, 0, 300, 100), shapely.box(400, 0, 500, 100)],
        ["0301", "0305", "0301"],
        TBDLMJ=[9_000.0, 8_000.0, 7_000.0],
        TGGML=["", "特灌", ""],
        郁闭度=[0.8, None, 0.1],
    )
    measured = forest(cover, square_km)
    assert (measured.low * 1e6, measured.high * 1e6) == pytest.approx((17_000, 17_000), rel=1e-5)


@pytest.fixture
def question():
    return Question(
        indicator="area_share",
        layers={"cover": "forest"},
        scope="全区",
        parameters={"definition": "forest", "accuracy_points": 1},
    )


@pytest.fixture
def district(tmp_path):
    """A square kilometre of two units with forest in the west and shrub in the east."""
    entry = '\n[layers.forest]\nfile = "forest.gpkg"\n'
    write_district(tmp_path, DISTRICT + UNITS + entry)
    strips_there = [shapely.box(0, 0, 250, 1000), shapely.box(500, 0, 750, 1000)]
    polygons(tmp_path / "forest.gpkg", strips_there, DLBM=["0301", "0305"])
    return open_district(tmp_path)


def test_a_plans_question_is_answered_by_unit_with_what_to_draw(district, question):
    asked = ask(question, district)
    assert interval(asked.measured) == (0.25, 0.5)
    assert [(part.name, part.value) for part in asked.measured.parts] == [
        ("东街道", 0),
        ("西街道", pytest.approx(0.5, rel=NEAR_PLANE)),
    ]
    assert [exhibit.role for exhibit in asked.exhibits] == ["units", "land"]
    land = asked.exhibits[1].frame
    assert land["area_ha"].tolist() == pytest.approx([25, 25], rel=NEAR_PLANE)


def test_a_question_aside_has_the_same_figure_and_nothing_to_draw(district, question):
    asked = ask(question, district, aside=True)
    assert (asked.measured.value, asked.exhibits) == (ask(question, district).measured.value, ())


def test_a_plan_may_still_name_its_classes(district, question):
    classes = question.model_copy(update={"parameters": {"classes": ("0301",), "maybe": ("0305",)}})
    assert interval(ask(classes, district).measured) == (0.25, 0.5)


def test_polygons_bear_no_such_error(square_km):
    assert "error_share" not in forest(strips("0301"), square_km).details
