"""Rasters at the door: system and extent checked, a legend read strictly, links told."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from made_files import CRS, EAST, NORTH, codes, patch, refusal, snapshot, the_alarm, write_csv

from analyses import area_share
from gis.errors import InputError
from layers import read_layer
from layers.door import Statement
from layers.layer import RasterLayer
from layers.raster_door import read_legend, require_legend
from maps.app.inspection import inspect

TEN_METRES = Affine(10, 0, EAST, 0, -10, NORTH)


def raster(tmp_path, *, transform=TEN_METRES, crs=CRS, name="classes.tif"):
    path = tmp_path / name
    pixels = np.array([[1, 2], [2, 255]], dtype=np.uint8)
    profile = {"driver": "GTiff", "count": 1, "height": 2, "width": 2, "dtype": "uint8", "nodata": 255}
    with rasterio.open(path, "w", **profile, transform=transform, crs=crs) as target:
        target.write(pixels, 1)
    return path


def legend(tmp_path, *rows, head=("value", "code", "name"), encoding="utf-8"):
    return write_csv(tmp_path / "图例.csv", [head, *rows], encoding=encoding)


def test_a_raster_keeps_its_own_system_and_knows_its_classes(tmp_path):
    path = raster(tmp_path)
    layer = read_layer(path, legend=legend(tmp_path, (1, "0301", "乔木林地"), (2, "1101", "")))
    assert isinstance(layer, RasterLayer)
    assert layer.legend == {1: ("0301", "乔木林地"), 2: ("1101", "1101")}
    assert (layer.origin.crs_read, layer.origin.crs_used, layer.origin.crs_read_by) == (CRS, CRS, "file")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_a_legend_is_read_in_every_usual_encoding(tmp_path, encoding):
    assert read_legend(legend(tmp_path, (1, "0301", "乔木林地"), encoding=encoding))[1] == (
        "0301",
        "乔木林地",
    )


def test_a_legend_needs_no_names(tmp_path):
    assert read_legend(legend(tmp_path, (1, "0301"), head=("value", "code"))) == {1: ("0301", "0301")}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("1", "a", ""), ("1", "b", "")], "row 2, value"),
        ([("1.5", "a", "")], "row 1, value"),
        ([("", "a", "")], "row 1, value"),
        ([("1", "", "x")], "row 1, code"),
    ],
)
def test_a_legend_that_is_not_clear_is_refused_by_row(tmp_path, rows, told):
    with pytest.raises(InputError, match=told) as caught:
        read_legend(legend(tmp_path, *rows))
    assert caught.value.code == "H015"


def test_a_legend_without_codes_is_refused(tmp_path):
    with pytest.raises(InputError, match="no column 'code'"):
        read_legend(legend(tmp_path, (1, "x"), head=("value", "name")))


@pytest.mark.parametrize(
    "head", [("值", "编码", "名称"), ("像元值", "地类编码", "地类名称"), ("VALUE", "Code", "NAME")]
)
def test_a_legend_may_have_its_heads_in_chinese(tmp_path, head):
    table = legend(tmp_path, (1, "0301", "乔木林地"), (2, "1101", ""), head=head, encoding="gbk")
    assert read_legend(table) == {1: ("0301", "乔木林地"), 2: ("1101", "1101")}


def test_a_refused_row_is_told_under_the_head_that_the_file_has(tmp_path):
    with pytest.raises(InputError, match="row 1, 编码"):
        read_legend(legend(tmp_path, (1, "", "x"), head=("值", "编码", "名称")))


def test_a_raster_without_legend_opens_but_is_not_measured(tmp_path):
    layer = read_layer(raster(tmp_path))
    with pytest.raises(InputError, match="needs a legend") as caught:
        require_legend(layer)
    assert caught.value.code == "H072"


def test_degrees_under_a_metric_crs_are_refused(tmp_path):
    path = raster(tmp_path, transform=Affine(0.001, 0, 109.98, 0, -0.001, 27.55))
    assert refusal(path).code == "H021"


def test_a_stated_crs_overrides_and_is_checked_too(tmp_path):
    path = raster(tmp_path)
    assert read_layer(path, crs="EPSG:4546").origin.crs_read_by == "stated"
    fault = refusal(path, crs="EPSG:4525")
    assert (fault.code, "perhaps EPSG:4546" in str(fault)) == ("H021", True)


def test_a_raster_of_a_web_map_is_refused(tmp_path):
    assert refusal(raster(tmp_path), coordinates="gcj02").code == "H020"


def test_a_link_is_followed_and_said(tmp_path):
    link = tmp_path / "link.tif"
    link.symlink_to(raster(tmp_path))
    assert codes(read_layer(link)) == ["H082"]


def test_reading_changes_nothing(tmp_path):
    path = raster(tmp_path)
    table = legend(tmp_path, (1, "0301", ""))
    before = snapshot(tmp_path)
    read_layer(path, legend=table)
    assert snapshot(tmp_path) == before


def put(tmp_path, pixels, *, name="classes.tif", transform=TEN_METRES, crs=CRS, **more):
    path = tmp_path / name
    bands = pixels if pixels.ndim == 3 else pixels[np.newaxis]
    count, height, width = bands.shape
    form = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": bands.dtype}
    with rasterio.open(path, "w", **form | more, transform=transform, crs=crs) as made:
        made.write(bands)
    return path


def test_a_legend_written_by_a_spreadsheet_is_read(tmp_path):
    table = legend(tmp_path, ("1.0", "0301", ""), ("２", "0101", ""), (" 3 ", "1101", ""))
    assert list(read_legend(table)) == [1, 2, 3]


@pytest.mark.parametrize("value", ["1_0", "1.5", "1e1x", "一", "--1"])
def test_a_value_that_is_no_whole_number_is_refused(tmp_path, value):
    with pytest.raises(InputError, match="row 1, value"):
        read_legend(legend(tmp_path, (value, "0301", "")))


def test_a_class_that_is_declared_nodata_is_told(tmp_path):
    path = raster(tmp_path)
    named = legend(tmp_path, (1, "a", ""), (2, "b", ""), (255, "1101", "水面"))
    assert codes(read_layer(path, legend=named)) == ["H073"]
    empty = legend(tmp_path, (1, "a", ""), (2, "b", ""), (255, "0", "无数据"))
    assert codes(read_layer(path, legend=empty)) == []


FRAMED = np.pad(np.full((6, 6), 1, np.uint8), 2, constant_values=255)


def test_a_frame_of_undeclared_nodata_is_told(tmp_path):
    layer = read_layer(put(tmp_path, FRAMED))
    assert the_alarm(layer, "H177").values == {"value": 255, "share": 1.0}


def test_a_frame_that_is_a_class_or_declared_is_no_fault(tmp_path):
    assert codes(read_layer(put(tmp_path, FRAMED, nodata=255))) == []
    known = legend(tmp_path, (1, "a", ""), (255, "sea", ""))
    assert codes(read_layer(put(tmp_path, FRAMED), legend=known)) == []
    assert codes(read_layer(put(tmp_path, np.full((6, 6), 7, np.uint8)))) == []


@pytest.mark.parametrize(
    "crs", ["EPSG:2382", "EPSG:2434", "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=krass"]
)
def test_old_datums_are_refused(tmp_path, crs):
    assert refusal(put(tmp_path, FRAMED, crs=crs)).code == "H022"


def test_a_world_grid_whose_outer_pixels_reach_over_the_pole_is_taken(tmp_path):
    world = Affine(1, 0, -180.5, 0, -1, 90.5)
    layer = read_layer(put(tmp_path, np.ones((181, 361), np.uint8), transform=world, crs="EPSG:4326"))
    assert codes(layer) == []


def test_what_the_header_showed_becomes_an_alarm(tmp_path):
    path = put(tmp_path, FRAMED, nodata=255)
    (tmp_path / "classes.tfw").write_text("10\n0\n0\n-10\n0\n0\n")
    assert the_alarm(read_layer(path), "H173").values["sidecar"] == "classes.tfw"


def test_a_picture_opens_to_be_described_but_is_not_measured(tmp_path):
    layer = read_layer(put(tmp_path, np.stack([FRAMED] * 3)))
    with pytest.raises(InputError, match="3 bands") as caught:
        require_legend(layer)
    assert caught.value.code == "H170"


def described(path, **said):
    return inspect(str(path), Statement(**said))


def alarm_codes(answer):
    return [alarm.code for alarm in answer.alarms]


def test_inspect_gives_value_code_name_and_area_of_each_class(tmp_path):
    pixels = np.array([[1, 1, 2], [2, 2, 255]], np.uint8)
    path = put(tmp_path, pixels, nodata=255)
    told = described(path, legend=str(legend(tmp_path, (1, "0301", "乔木林地")))).json
    assert (told["size"], told["pixel"], told["bands"], told["dtype"]) == ([3, 2], [10.0, -10.0], 1, "uint8")
    assert told["legend"] == "图例.csv"
    one, two = told["classes"]
    assert (one["value"], one["code"], one["name"]) == (1, "0301", "乔木林地")
    assert (two["value"], two["code"], two["name"]) == (2, None, None)
    assert one["area_m2"] == pytest.approx(200, rel=1e-3)
    assert two["area_m2"] == pytest.approx(300, rel=1e-3)
    assert told["nodata_m2"] == pytest.approx(100, rel=1e-3)
    assert told["area_m2"] == pytest.approx(one["area_m2"] + two["area_m2"] + told["nodata_m2"], rel=1e-9)


@pytest.mark.parametrize(
    ("pixels", "more", "why"),
    [
        (np.stack([FRAMED] * 3), {}, "3 bands"),
        (FRAMED.astype(np.float32) + 0.5, {"nodata": float("nan")}, "is no class"),
        (FRAMED.astype(np.complex64), {}, "complex"),
        (np.arange(400, dtype=np.int16).reshape(20, 20), {}, "400 different values look measured"),
        (np.arange(10_000, dtype=np.int32).reshape(100, 100), {}, "10,000 different values"),
    ],
)
def test_inspect_describes_what_has_no_classes(tmp_path, pixels, more, why):
    answer = described(put(tmp_path, pixels, **more))
    assert answer.json["classes"] is None
    assert answer.json["area_m2"] == pytest.approx(100 * pixels.shape[-1] * pixels.shape[-2], rel=1e-3)
    (alarm,) = answer.alarms
    assert (alarm.code, why in alarm.message) == ("H174", True)
    json.dumps(answer.json, allow_nan=False)


def test_inspect_lists_many_classes_where_a_legend_names_them(tmp_path):
    path = put(tmp_path, np.arange(400, dtype=np.int16).reshape(20, 20))
    known = legend(tmp_path, *((value, f"c{value}", "") for value in range(400)))
    assert len(described(path, legend=str(known)).json["classes"]) == 400


def test_inspect_describes_a_raster_of_several_bands_without_a_system(tmp_path):
    answer = described(put(tmp_path, np.stack([FRAMED] * 3), crs=None))
    assert alarm_codes(answer) == ["H020", "H174"]
    assert (answer.json["bands"], answer.json["crs_read"]) == (3, None)


def share(cover, *classes):
    return area_share(cover, classes=list(classes))


@pytest.fixture
def cover(tmp_path):
    path = put(tmp_path, np.array([[41, 41, 82, 82]], np.uint8))
    return read_layer(path, legend=legend(tmp_path, (41, "0301", "乔木林地"), (82, "0101", "水田")))


def test_a_class_of_the_legend_has_its_share(cover):
    assert share(cover, "0301").value == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("0401", "nearest are 0301"),
        ("41", "'41' is the pixel value of 0301"),
        ("水田", "'水田' is the name of 0101"),
        ("forest", "its codes are 0101, 0301"),
    ],
)
def test_a_class_that_the_legend_lacks_is_no_share_of_zero(cover, asked, told):
    with pytest.raises(InputError) as caught:
        share(cover, asked)
    assert (caught.value.code, told in str(caught.value)) == ("H178", True), str(caught.value)


def test_a_plan_may_ask_for_classes_that_do_not_occur(cover):
    assert share(cover, "0301", "0303").value == pytest.approx(0.5, rel=1e-6)


def test_a_crashed_or_broken_file_ends_in_one_line_when_it_is_measured(tmp_path):
    noise = np.random.default_rng(0).integers(1, 3, (300, 300), dtype=np.uint8)
    path = put(tmp_path, noise, compress="deflate", blockysize=10, nodata=0)
    cover = read_layer(path, legend=legend(tmp_path, (1, "a", ""), (2, "b", "")))
    patch(path, len(path.read_bytes()) // 2, bytes(200))
    with pytest.raises(InputError, match=r"classes\.tif: not readable"):
        share(cover, "a")
