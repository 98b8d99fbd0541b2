"""Esri ASCII grids: every value counted, none turned to 0, the system from the .prj beside."""

import numpy as np
import pyproj
import pytest
from made_files import CRS, EAST, NORTH, refusal

from gis.errors import InputError
from gis.rasters.ascii_grid import grid_facts
from gis.rasters.class_pixels import class_pixels
from gis.rasters.raster import open_raster
from layers import read_layer

HEAD = f"ncols 4\nnrows 3\nxllcorner {EAST}\nyllcorner {NORTH}\ncellsize 10\nNODATA_value -9999\n"
ROWS = ("1 2 3 4", "5 6 7 8", "1 2 3 -9999")


def grid(tmp_path, *rows, head=HEAD, prj=True):
    path = tmp_path / "地类.asc"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    if prj:
        path.with_suffix(".prj").write_text(pyproj.CRS(CRS).to_wkt("WKT1_ESRI"))
    return path


def test_a_grid_is_read_with_the_system_beside_it(tmp_path):
    raster = open_raster(grid(tmp_path, *ROWS))
    assert raster.crs.to_epsg() == 4546
    assert (raster.nodata, raster.dtype) == (-9999, "int32")
    assert raster.transform[:6] == (10, 0, EAST, 0, -10, NORTH + 30)
    with class_pixels(raster) as read:
        assert read(0, 3, 0, 4).tolist() == [[1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, -9999]]


def test_the_system_beside_it_belongs_to_the_hashed_files(tmp_path):
    path = grid(tmp_path, *ROWS)
    with_prj = read_layer(path).origin
    path.with_suffix(".prj").unlink()
    assert with_prj.sha256 != read_layer(path, crs=CRS).origin.sha256
    assert with_prj.crs_read_by == "file (.prj)"


def test_a_grid_without_a_system_is_refused(tmp_path):
    assert refusal(grid(tmp_path, *ROWS, prj=False)).code == "H020"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("1 2 3 4", "1 2 3 4", "1 2 3"), "11 values, but its head says 12"),
        (("1 2 3 4 5",) * 3, "15 values, but its head says 12"),
        (("1 2 3 4", "1 2 x 4", "1 2 3 4"), "'x' among the values"),
        (("1 2 3 4", "1 2 3,5 4", "1 2 3 4"), "',' among the values"),
        (("1 2 3 4", "1 2 99999999999 4", "1 2 3 4"), "no whole number of 32 bits"),
        (("1 2 3 4", "1 2-3 4 4", "1 2 3 4"), "no whole number of 32 bits"),
    ],
)
def test_values_that_would_read_as_others_are_refused(tmp_path, rows, told):
    fault = refusal(grid(tmp_path, *rows))
    assert (fault.code, told in str(fault)) == ("H015", True)


def test_broken_lines_do_not_matter(tmp_path):
    path = grid(tmp_path, "1 2", "3 4 5 6 7", "8 1 2 3 -9999")
    with class_pixels(open_raster(path)) as read:
        assert read(1, 2, 0, 4).tolist() == [[5, 6, 7, 8]]


def test_decimals_make_no_classes(tmp_path):
    raster = open_raster(grid(tmp_path, "1 2 3 4", "5 6 7 8", "1 2 3 4.5"))
    with class_pixels(raster) as read, pytest.raises(InputError, match=r"the value 4\.5 is no class"):
        read(0, 3, 0, 4)


def test_numbers_across_the_pieces_in_which_a_file_is_read_count_once(tmp_path, monkeypatch):
    path = grid(tmp_path, *ROWS)
    for size in range(1, 40):
        monkeypatch.setattr("gis.rasters.ascii_grid._CHUNK_BYTES", size)
        assert grid_facts(path).whole


def test_a_grid_of_many_rows_is_counted_whole(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 200, (300, 400))
    head = HEAD.replace("ncols 4", "ncols 400").replace("nrows 3", "nrows 300")
    path = grid(tmp_path, *(" ".join(map(str, row)) for row in pixels.tolist()), head=head)
    with class_pixels(open_raster(path)) as read:
        assert (read(0, 300, 0, 400) == pixels).all()
