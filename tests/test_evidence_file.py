"""The evidence as a GeoPackage: every row counted, an index where there are many, options as they were."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from analyses.result import EvidenceLayer
from gis.errors import ToolkitError
from maps.evidence_file import read_frame, write_evidence


def evidence(name, count):
    """Points in a row, a metre apart."""
    points = shapely.points(np.arange(count, dtype=float), 0.0)
    frame = gpd.GeoDataFrame({"name": [str(number) for number in range(count)]}, geometry=points, crs=4546)
    return EvidenceLayer(name=name, title="合成示例", role="facilities", frame=frame, titles={})


def layers(**counts):
    return {name: evidence(name, count) for name, count in counts.items()}


def test_only_a_layer_of_many_rows_has_a_spatial_index(tmp_path):
    path = tmp_path / "evidence.gpkg"
    write_evidence(layers(few=999, many=1000), path)
    with closing(sqlite3.connect(path)) as base:
        indexed = [name for (name,) in base.execute("SELECT table_name FROM gpkg_extensions")]
    assert indexed == ["many"]


@pytest.mark.parametrize("count", [1, 1000])
def test_rows_come_back_in_their_order_with_or_without_an_index(count, tmp_path):
    path = tmp_path / "evidence.gpkg"
    write_evidence(layers(stops=count), path)
    assert read_frame(path, "stops").geometry.x.tolist() == list(range(count))


def test_a_layer_of_an_awkward_name_is_counted(tmp_path):
    path = tmp_path / "evidence.gpkg"
    write_evidence(layers(**{'T01 "站点"': 3}), path)
    assert len(read_frame(path, 'T01 "站点"')) == 3


def test_a_table_that_holds_other_rows_than_it_was_given_is_refused(tmp_path):
    path = tmp_path / "evidence.gpkg"
    write_evidence(layers(stops=3), path)
    with pytest.raises(ToolkitError, match="layer stops holds 6 of 3 rows"):
        write_evidence(layers(stops=3), path)


def test_the_options_of_the_driver_are_afterwards_as_before(tmp_path):
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "FULL"})
    try:
        write_evidence(layers(stops=3), tmp_path / "evidence.gpkg")
        assert pyogrio.get_gdal_config_option("OGR_SQLITE_SYNCHRONOUS") == "FULL"
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
