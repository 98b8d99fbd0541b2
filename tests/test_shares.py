"""Area shares from polygons and rasters: intervals, codes, overlaps, the whole zone as denominator."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from conftest import CRS, EAST, NORTH, made_layer

from analyses.land.land_codes import clean_code
from analyses.land.shares import area_share
from gis.errors import InputError
from layers import read_layer
from layers.catalogue import FOREST

ZION = Path(__file__).parents[1] / "layers" / "samples" / "zion_landcover"
NEAR_PLANE = 2e-6


@pytest.fixture
def parcels():
    """Half forest, a quarter farmland, a quarter without a code; together the square kilometre."""
    shapes = [shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 500), shapely.box(500, 500, 1000, 1000)]
    return made_layer(shapes, name="dltb", dlbm=["0301", "0101", None])


def test_a_share_is_of_the_whole_zone_and_the_unknown_make_an_interval(parcels, square_km):
    measured = area_share(parcels, square_km, classes=["0301"])
    assert (measured.low, measured.value) == pytest.approx((0.5, 0.5), rel=NEAR_PLANE)
    assert measured.high == pytest.approx(0.75, rel=NEAR_PLANE)
    assert measured.details["unknown_m2"] == pytest.approx(250_000, rel=NEAR_PLANE)
    assert measured.details["classes"] == pytest.approx({"0301": 5e5, "0101": 2.5e5}, rel=NEAR_PLANE)


def test_without_zones_the_share_is_of_the_layers_own_area(parcels):
    assert area_share(parcels, classes=["0101"]).value == pytest.approx(0.25, rel=NEAR_PLANE)


def test_overlapping_polygons_of_a_class_count_once(square_km):
    twice = made_layer([shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)], dlbm=["0301", "0301"])
    assert area_share(twice, square_km, classes=["0301"]).value == pytest.approx(1, rel=1e-9)


def test_classes_that_may_count_widen_the_interval_only(parcels, square_km):
    measured = area_share(parcels, square_km, classes=["0301"], maybe=["0101"])
    assert (measured.value, measured.high) == pytest.approx((0.5, 1), rel=NEAR_PLANE)


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("0301", True),
        (" 0301 ", True),
        ("０３０１", True),
        ("0301K", True),
        ("030101", True),
        ("0302", False),
        ("03", False),
    ],
)
def test_a_code_takes_its_subdivisions_and_survives_bad_typing(code, counts, square_km):
    one = made_layer([shapely.box(0, 0, 1000, 1000)], dlbm=[code])
    assert area_share(one, square_km, classes=["0301"]).value == pytest.approx(float(counts), abs=1e-9)


def test_numeric_codes_get_their_leading_zero_back(square_km):
    one = made_layer([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], dlbm=[301, 101])
    assert area_share(one, square_km, classes=["0301"]).value == pytest.approx(0.5, rel=NEAR_PLANE)


@pytest.mark.parametrize(
    ("raw", "clean"), [(None, ""), (float("nan"), ""), (301.0, "301"), (" ０１Ｋ", "01K"), ("  ", "")]
)
def test_codes_are_written_plainly(raw, clean):
    assert clean_code(raw) == clean


def test_parts_fill_the_whole(parcels):
    zones = made_layer([shapely.box(0, 0, 300, 1000), shapely.box(300, 0, 1000, 1000)], unit=["west", "east"])
    measured = area_share(parcels, zones, classes=["0301"], by="unit")
    assert [part.name for part in measured.parts] == ["west", "east"]
    assert [part.value for part in measured.parts] == pytest.approx([1, 2 / 7], rel=NEAR_PLANE)
    assert sum(part.numerator for part in measured.parts) == pytest.approx(measured.numerator, rel=1e-12)


def test_a_missing_column_is_refused_with_the_nearest_name(square_km):
    with pytest.raises(InputError, match=r"no column 'dlbm'; nearest are dlmb"):
        area_share(made_layer([shapely.box(0, 0, 1, 1)], dlmb=["0301"]), square_km, classes=["0301"])


def test_a_class_that_no_row_has_is_told_with_what_there_is(parcels, square_km):
    measured = area_share(parcels, square_km, classes=["0901"])
    assert measured.value == 0
    (told,) = [alarm for alarm in measured.alarms if alarm.code == "H228"]
    assert told.values["asked"] == "0901"
    assert "0301" in told.values["seen"]


def class_raster(path, pixels, legend="value,code,name\n1,0301,乔木林地\n2,0101,水田\n"):
    """Write pixels of 100 m whose south-west corner is the square's, with a legend beside it."""
    transform = rasterio.Affine(100, 0, EAST, 0, -100, NORTH + 100 * len(pixels))
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=len(pixels),
        width=len(pixels[0]),
        count=1,
        dtype="uint8",
        crs=CRS,
        transform=transform,
        nodata=255,
    ) as made:
        made.write(np.array([pixels], dtype="uint8"))
    (path.parent / "legend.csv").write_text(legend, encoding="utf-8")
    return read_layer(path, legend=path.parent / "legend.csv")


def test_nodata_unknown_and_ground_outside_the_raster_make_the_interval(tmp_path, square_km):
    pixels = np.ones((10, 8))  # the two eastern columns lie outside
    pixels[:, 4:6] = 2
    pixels[:, 6] = 255  # nodata
    pixels[:, 7] = 9  # not in the legend
    measured = area_share(class_raster(tmp_path / "classes.tif", pixels), square_km, classes=["0301"])
    assert measured.value == pytest.approx(0.4, rel=1e-6)
    assert measured.high == pytest.approx(0.8, rel=1e-6)
    assert measured.details["covered_zone_share"] == pytest.approx(0.7, rel=1e-6)
    assert measured.denominator == pytest.approx(1e6, rel=NEAR_PLANE)


def test_forest_of_zion_is_the_same_from_metres_and_from_degrees(tmp_path):
    legend = tmp_path / "legend.csv"
    legend.write_text("value,code,name\n4,forest,forest\n5,shrub,shrubland\n", encoding="utf-8")
    cover = read_layer(ZION / "nlcd.tif", legend=legend)
    park = read_layer(ZION / "zion.gpkg", to="EPSG:26912")
    park.frame.to_crs("EPSG:4326").to_file(tmp_path / "degrees.gpkg")
    in_degrees = read_layer(tmp_path / "degrees.gpkg", to="EPSG:26912")
    shares = [area_share(cover, zone, classes=["forest"]).value for zone in (park, in_degrees)]
    assert shares[0] == pytest.approx(shares[1], abs=1e-7)
    assert shares[0] == pytest.approx(0.4927, abs=5e-4)  # pixel centres (data README): 49.27 %


def test_overlapping_zones_count_once_in_the_whole(parcels):
    zones = made_layer([shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)], unit=["west", "east"])
    by_unit = area_share(parcels, zones, classes=["0301"], by="unit")
    assert by_unit.value == pytest.approx(area_share(parcels, zones, classes=["0301"]).value, rel=1e-12)
    assert by_unit.denominator == pytest.approx(1e6, rel=NEAR_PLANE)
    assert any("重叠" in text for text in by_unit.warnings)


def test_bare_ground_of_a_land_use_layer_is_unknown_and_told(square_km):
    half = made_layer([shapely.box(0, 0, 500, 1000)], dlbm=["0301"])
    measured = area_share(half, square_km, classes=["0301"])
    assert (measured.value, measured.high) == pytest.approx((0.5, 1), rel=NEAR_PLANE)
    assert [alarm.code for alarm in measured.alarms] == ["H071"]


def test_bare_ground_of_a_layer_of_one_thing_is_not_that_thing(square_km):
    half = made_layer([shapely.box(0, 0, 500, 1000)], dlbm=["0301"])
    forest_only = replace(half, spec=FOREST)
    measured = area_share(forest_only, square_km, classes=["0301"])
    assert (measured.value, measured.high) == pytest.approx((0.5, 0.5), rel=NEAR_PLANE)
    assert measured.alarms == ()


def test_pixel_values_outside_the_legend_are_named(tmp_path, square_km):
    pixels = np.full((10, 10), 1)
    pixels[0, :] = 9
    measured = area_share(class_raster(tmp_path / "classes.tif", pixels), square_km, classes=["0301"])
    assert [(alarm.code, alarm.values) for alarm in measured.alarms] == [("H070", {"values": "9"})]


def test_a_legend_that_lost_its_zeros_is_read_and_its_unlisted_codes_stay_unknown(tmp_path, square_km):
    pixels = np.full((10, 10), 1)
    pixels[5:, :] = 2
    legend = "value,code,name\n1,301,乔木林地\n2,9999,其他\n"
    cover = class_raster(tmp_path / "classes.tif", pixels, legend)
    measured = area_share(cover, square_km, classes=["0301"])
    assert (measured.low, measured.high) == pytest.approx((0.5, 1.0), rel=1e-6)
    assert [alarm.code for alarm in measured.alarms] == ["H230", "H227"]
