"""Legends that come with a raster: tables beside it, names and colours inside, held against the pixels."""

import contextlib
import struct

import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from affine import Affine
from made_files import CRS, EAST, NORTH, codes, refusal, the_alarm, write_csv

from gis.errors import ToolkitError
from gis.rasters.hfa_names import class_names
from layers import read_layer

TEN_METRES = Affine(10, 0, EAST, 0, -10, NORTH)
PIXELS = np.array([[1, 1, 2], [3, 3, 3]], dtype=np.uint8)
TABLE = {"Value": [1, 2, 3], "Count": [2, 1, 3], "DLBM": ["0301", "0101", "1101"]}
NAMES = ["乔木林地", "水田", "河流水面"]


@pytest.fixture
def write(tmp_path):
    def _write(pixels=PIXELS, *, name="地类.tif", colours=None, **more):
        form = {"driver": "HFA" if name.endswith("img") else "GTiff", "count": 1, "dtype": pixels.dtype}
        height, width = pixels.shape
        path = tmp_path / name
        with rasterio.open(
            path, "w", **form | more, height=height, width=width, transform=TEN_METRES, crs=CRS
        ) as made:
            made.write(pixels, 1)
            if colours is not None:
                made.write_colormap(1, colours)
        return path

    return _write


def table_beside(path, columns, *, encoding="gb18030", cpg=None):
    """Write a value attribute table as ArcGIS names it."""
    plain = path.with_name("table.dbf")
    pyogrio.write_dataframe(pd.DataFrame(columns), plain, driver="ESRI Shapefile", encoding=encoding)
    plain.with_suffix(".cpg").unlink(missing_ok=True)
    beside = plain.rename(path.with_name(path.name + ".vat.dbf"))
    if cpg is not None:
        path.with_name(path.name + ".vat.cpg").write_text(cpg)
    return beside


@pytest.mark.parametrize(("encoding", "cpg"), [("gb18030", None), ("utf-8", None), ("utf-8", "UTF-8")])
def test_a_table_beside_the_raster_is_its_legend(write, encoding, cpg):
    path = write()
    table_beside(path, TABLE | {"DLMC": NAMES}, encoding=encoding, cpg=cpg)
    layer = read_layer(path)
    assert layer.legend == {1: ("0301", "乔木林地"), 2: ("0101", "水田"), 3: ("1101", "河流水面")}
    assert codes(layer) == ["H074"]
    assert "code DLBM, name DLMC" in layer.legend_by


def test_a_stated_legend_wins_over_the_table(write, tmp_path):
    path = write()
    table_beside(path, TABLE | {"DLMC": NAMES})
    stated = write_csv(tmp_path / "图例.csv", [("value", "code"), (1, "a"), (2, "b"), (3, "c")])
    layer = read_layer(path, legend=stated)
    assert (layer.legend[1], layer.legend_by, layer.alarms) == (("a", "a"), "图例.csv", ())


def test_a_table_may_be_stated_as_the_legend(write):
    path = write()
    table = table_beside(path, TABLE | {"DLMC": NAMES})
    moved = table.rename(table.with_name("old.dbf"))
    assert read_layer(path, legend=moved).legend[3] == ("1101", "河流水面")


def test_a_table_without_codes_gives_the_value_as_code(write):
    path = write()
    table_beside(path, {"VALUE": [1.0, 2.0, 3.0], "Land_Cov_1": ["Forest", "Crops", "Water"]})
    assert read_layer(path).legend[2] == ("2", "Crops")


def test_the_table_belongs_to_the_hashed_files(write):
    path = write()
    before = read_layer(path).origin.sha256
    table_beside(path, TABLE)
    assert read_layer(path).origin.sha256 != before


@pytest.mark.parametrize(
    ("pixels", "told"),
    [
        ([[1, 1, 2], [3, 3, 9]], "9 / 3 / -"),
        ([[1, 1, 1], [3, 3, 3]], "- / 1 / 2"),
    ],
)
def test_a_table_that_contradicts_the_pixels_is_told(write, pixels, told):
    path = write(np.array(pixels, np.uint8))
    table_beside(path, TABLE)
    assert the_alarm(read_layer(path), "H176").message.endswith(f"{told})")


def test_a_table_need_not_count_nodata(write):
    path = write(np.array([[1, 1, 2], [3, 3, 3], [255] * 3], np.uint8), nodata=255)
    table_beside(path, TABLE)
    assert codes(read_layer(path)) == ["H074"]


def test_counts_of_a_raster_in_many_strips_agree(write):
    pixels = np.random.default_rng(0).integers(1, 4, (700, 300)).astype(np.int32)
    path = write(pixels, tiled=True, blockxsize=64, blockysize=32)
    counts = [int((pixels == value).sum()) for value in (1, 2, 3)]
    table_beside(path, TABLE | {"Count": counts})
    assert codes(read_layer(path)) == ["H074"]


@pytest.mark.parametrize(
    ("columns", "code", "told"),
    [
        ({"Count": [1], "Name": ["x"]}, "H012", "no column Value"),
        ({"Value": [1, 1], "Name": ["x", "y"]}, "H015", "row 2, Value"),
        ({"Value": [1.5], "Name": ["x"]}, "H015", "row 1, Value"),
    ],
)
def test_a_table_that_is_none_is_refused(write, columns, code, told):
    path = write()
    table_beside(path, columns)
    fault = refusal(path)
    assert (fault.code, told in str(fault), "--legend" in str(fault)) == (code, True, True)


def test_a_table_cut_short_is_refused_and_a_stated_legend_helps(write, tmp_path):
    path = write()
    table = table_beside(path, TABLE)
    table.write_bytes(table.read_bytes()[:-30])
    assert "cut short" in str(refusal(path))
    stated = write_csv(tmp_path / "图例.csv", [("value", "code"), (1, "a"), (2, "b"), (3, "c")])
    assert read_layer(path, legend=stated).legend[1] == ("a", "a")


def test_a_colour_table_gives_values_without_names(write):
    path = write(
        colours={0: (0, 0, 0, 255), 1: (10, 200, 10, 255), 2: (200, 200, 0, 255), 3: (0, 0, 200, 255)}
    )
    layer = read_layer(path)
    assert layer.legend == {value: (str(value), str(value)) for value in (1, 2, 3)}  # 0 is the filling colour
    assert codes(layer) == ["H075"]


def with_names(path, names):
    """Turn one column of an .img's table into class names, as Erdas writes them."""
    raw = bytearray(path.read_bytes())
    node = raw.index(b"Blue".ljust(64, b"\0") + b"Edsc_Column") - 24
    data = struct.unpack_from("<I", raw, node + 16)[0]
    raw[node + 24 : node + 88] = b"Class_Names".ljust(64, b"\0")
    cells = [name.encode("gb18030") for name in names]
    width = max(map(len, cells)) + 1
    struct.pack_into("<IIHI", raw, data, len(cells), len(raw), 3, width)
    path.write_bytes(raw + b"".join(cell.ljust(width, b"\0") for cell in cells))


@pytest.fixture
def named(write):
    path = write(name="地类.img", colours={value: (value, 20, 30, 255) for value in range(4)})
    with_names(path, ["", *NAMES])
    return path


def test_an_img_brings_its_class_names(named):
    layer = read_layer(named)
    assert layer.legend == {1: ("1", "乔木林地"), 2: ("2", "水田"), 3: ("3", "河流水面")}
    assert codes(layer) == ["H074"]


def test_an_img_without_names_has_none(write):
    assert class_names(write(name="地类.img")) == {}


def test_class_names_of_a_broken_img_end_in_one_line(named):
    raw = named.read_bytes()
    rng = np.random.default_rng(5)
    for _ in range(60):
        broken = bytearray(raw)
        for place in rng.integers(0, len(raw), 6):
            broken[place] = rng.integers(0, 256)
        named.write_bytes(broken)
        with contextlib.suppress(ToolkitError):  # nothing else may come out
            read_layer(named)
