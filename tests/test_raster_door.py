"""Rasters at the door: system and extent checked, a legend read strictly, links told."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from made_files import CRS, EAST, NORTH, codes, refusal, snapshot, write_csv

from gis.errors import InputError
from layers import read_layer
from layers.layer import RasterLayer
from layers.raster_door import read_legend, require_legend

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
