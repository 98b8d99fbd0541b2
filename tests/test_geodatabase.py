"""File geodatabases: one feature class out of several, every row, arcs with their area."""

import math
import shutil
import struct

import numpy as np
import pyogrio
import pytest
from made_files import EAST, NORTH, STOP_NAMES, frame_of, snapshot, square, stops
from pyogrio.raw import write as write_raw

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.paths import members, sha256_of
from gis.reading import read_features
from gis.vectors.geodatabase import coded_fields

RADIUS = 100.0


def read(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


def refused(path, layer=None):
    with pytest.raises(ToolkitError) as caught:
        read(path, layer)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


@pytest.fixture
def base(tmp_path):
    """A geodatabase of three stops and of two squares."""
    path = tmp_path / "数据.gdb"
    pyogrio.write_dataframe(stops(), path, layer="站点", driver="OpenFileGDB")
    squares = frame_of(square(10), square(20, east=EAST + 100), 名称=["甲", "乙"])
    pyogrio.write_dataframe(squares, path, layer="地块", driver="OpenFileGDB", append=True)
    return path


def test_several_feature_classes_are_listed_and_one_is_chosen(base):
    fault = refused(base)
    assert fault.code == "H005"
    assert "站点, 地块" in str(fault)
    raw = read(base, "站点")
    assert (raw.format, raw.layer, raw.read, raw.crs.to_epsg()) == ("File geodatabase", "站点", 3, 4546)
    assert tuple(raw.frame["name"]) == STOP_NAMES
    assert list(read(base, "地块").frame.area) == [100.0, 400.0]
    assert raw.findings == ()


def test_a_feature_class_that_is_not_there_is_refused(base):
    assert refused(base, "道路").code == "H005"


def test_reading_writes_nothing_into_the_folder(base):
    before = snapshot(base)
    read(base, "地块")
    assert snapshot(base) == before


def test_every_file_of_the_folder_is_hashed(base):
    before = sha256_of(members(base))
    (base / "a00000009.gdbtable").write_bytes(b"x")
    assert sha256_of(members(base)) != before


@pytest.mark.parametrize(
    "lost", ["a00000001.gdbtable", "a00000001.gdbtablx", "a00000004.gdbtable", "a00000009.gdbtablx"]
)
def test_a_folder_that_lacks_a_table_is_refused(base, lost):
    (base / lost).unlink()
    refused(base, "站点")


def test_an_empty_folder_is_no_geodatabase(tmp_path):
    path = tmp_path / "a.gdb"
    path.mkdir()
    assert refused(path).code == "H004"


def test_a_folder_of_shapefiles_called_gdb_is_no_geodatabase(tmp_path):
    path = tmp_path / "a.gdb"
    path.mkdir()
    stops().to_file(path / "stops.shp")
    assert refused(path).code == "H004"


def test_a_table_cut_short_is_refused(base):
    table = max(base.glob("*.gdbtable"), key=lambda part: part.name)
    table.write_bytes(table.read_bytes()[:-60])
    refused(base, "地块")


def test_an_index_of_rows_that_lost_them_hides_none(base):
    index = max(base.glob("*.gdbtablx"), key=lambda part: part.name)
    index.write_bytes(index.read_bytes()[:50])
    assert "declares 2 rows and gives 0" in str(refused(base, "地块"))


def test_a_spoilt_spatial_index_hides_no_row(base):
    for index in base.glob("*.spx"):
        index.write_bytes(b"\0" * 4096)
    assert len(read(base, "地块").frame) == 2


def test_arcs_become_edges_within_a_millimetre(tmp_path):
    points = (EAST, NORTH, EAST + 2 * RADIUS, NORTH, EAST, NORTH)
    ring = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", *points)
    disc = struct.pack("<BII", 1, 12, 1) + struct.pack("<BII", 1, 10, 1) + ring
    path = tmp_path / "a.gdb"
    write_raw(
        str(path),
        np.array([disc], dtype=object),
        [np.array(["x"], dtype=object)],
        ["n"],
        layer="discs",
        driver="OpenFileGDB",
        geometry_type="MultiPolygon",
        crs="EPSG:4546",
    )
    raw = read(path)
    assert raw.frame.area[1] == pytest.approx(math.pi * RADIUS**2, abs=0.001 * 2 * math.pi * RADIUS)
    assert [(finding.code, finding.rows) for finding in raw.findings] == [("H154", (1,))]


def test_fields_with_a_domain_are_found_in_the_description():
    field = "<GPFieldInfoEx xsi:type='x'><Name>{}</Name><DomainName>{}</DomainName></GPFieldInfoEx>"
    fields = field.format("BSM", "") + field.format("DLBM", "地类")
    described = (
        f"<DEFeatureClassInfo><Name>DLTB</Name><GPFieldInfoExs>{fields}</GPFieldInfoExs></DEFeatureClassInfo>"
    )
    assert coded_fields(described) == ["DLBM"]


def test_a_copy_of_the_folder_reads_the_same(base, tmp_path):
    shutil.copytree(base, tmp_path / "copy.GDB")
    assert len(read(tmp_path / "copy.GDB", "站点").frame) == 3
