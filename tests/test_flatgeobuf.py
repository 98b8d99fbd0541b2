"""FlatGeobuf: what the head declares is counted, feature by feature, to the last byte."""

import struct
import warnings

import pytest
from made_files import EAST, frame_of, patch, square, stops

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.reading import read_features

SIZES = [100.0, 400.0, 900.0, 1600.0, 2500.0]


def read(path):
    return read_features(path, ReadRequest())


def refused(path):
    with pytest.raises(ToolkitError) as caught:
        read(path)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def written(path, frame=None, **more):
    """Write five squares with sides of 10 to 50 m, or a frame."""
    if frame is None:
        frame = frame_of(*[square(10.0 * number, east=EAST + 100 * number) for number in range(1, 6)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing CRS is remarked on
        frame.to_file(path, driver="FlatGeobuf", **more)
    return path


@pytest.mark.parametrize("index", ["YES", "NO"])
def test_every_feature_is_read_with_and_without_an_index(tmp_path, index):
    raw = read(written(tmp_path / "a.fgb", SPATIAL_INDEX=index))
    assert (sorted(raw.frame.area), raw.read, raw.crs.to_epsg()) == (SIZES, 5, 4546)
    assert raw.findings == ()


def test_a_spoilt_index_hides_no_feature(tmp_path):
    path = written(tmp_path / "a.fgb")
    raw = bytearray(path.read_bytes())
    start = 12 + struct.unpack_from("<I", raw, 8)[0]
    raw[start : start + 240] = b"\xff" * 240  # six nodes of forty bytes
    path.write_bytes(raw)
    assert sorted(read(path).frame.area) == SIZES


@pytest.mark.parametrize("lost", [1, 10, 200, 600])
def test_a_file_cut_short_is_refused(tmp_path, lost):
    path = written(tmp_path / "a.fgb")
    path.write_bytes(path.read_bytes()[:-lost])
    assert "cut short" in str(refused(path))


@pytest.mark.parametrize("kept", [8, 10, 40, 300])
def test_a_head_cut_short_is_refused(tmp_path, kept):
    path = written(tmp_path / "a.fgb")
    path.write_bytes(path.read_bytes()[:kept])
    assert "cut short" in str(refused(path))


def test_a_count_of_nought_before_features_is_refused(tmp_path):
    path = written(tmp_path / "a.fgb", SPATIAL_INDEX="NO")
    head = path.read_bytes()[12:]
    table = struct.unpack_from("<I", head, 0)[0]
    fields = table - struct.unpack_from("<i", head, table)[0]
    count = table + struct.unpack_from("<H", head, fields + 4 + 2 * 8)[0]  # the ninth field
    assert struct.unpack_from("<Q", head, count) == (5,)
    patch(path, 12 + count, bytes(8))  # as a writer leaves it that was stopped
    assert "how many features" in str(refused(path))


def test_a_file_without_features_has_none_to_read(tmp_path):
    raw = read(written(tmp_path / "a.fgb", stops().iloc[:0]))
    assert (raw.read, len(raw.frame)) == (0, 0)


def test_a_missing_system_is_unknown(tmp_path):
    assert read(written(tmp_path / "a.fgb", stops().set_crs(None, allow_override=True))).crs is None
