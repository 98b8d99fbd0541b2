"""Shapefiles whose parts do not belong together: refused, or every row accounted for."""

import shutil

import pytest
from made_files import STOP_NAMES, patch, refusal, stops, write

from layers import read_layer


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_missing_part_is_named(tmp_path, part):
    path = write(stops(), tmp_path / "stops.shp")
    path.with_suffix(part).unlink()
    fault = refusal(path)
    assert (fault.code, f"its {part} is missing" in str(fault)) == ("H001", True)


def test_a_table_with_fewer_rows_than_shapes_is_refused(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    write(stops().iloc[:2], tmp_path / "two.shp")
    shutil.copyfile(tmp_path / "two.dbf", path.with_suffix(".dbf"))
    fault = refusal(path)
    assert "3 shapes, but its .dbf declares 2 rows" in str(fault)


def test_a_table_cut_short_is_refused(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-40])
    assert "declares 3 rows and holds 2" in str(refusal(path))


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_part_of_a_few_bytes_is_refused(tmp_path, part):
    path = write(stops(), tmp_path / "stops.shp")
    short = path.with_suffix(part)
    short.write_bytes(short.read_bytes()[:20])
    assert refusal(path).code == "H001"


def test_deleted_rows_are_left_out_counted_and_keep_the_numbers_of_the_others(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    table = path.with_suffix(".dbf").read_bytes()
    head_bytes, row_bytes = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    patch(path.with_suffix(".dbf"), head_bytes + row_bytes, b"*")
    layer = read_layer(path)
    assert (layer.rows.read, layer.rows.used) == (3, 2)
    assert dict(layer.rows.skipped) == {"deleted in the .dbf": 1}
    assert list(layer.frame.index) == [1, 3]
    assert list(layer.frame["name"]) == [STOP_NAMES[0], STOP_NAMES[2]]


def test_a_stale_spatial_index_hides_no_row(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    path.with_suffix(".qix").write_bytes(b"SQT\x01\x01\0\0\0" + b"\0" * 40)
    assert read_layer(path).rows.used == 3
