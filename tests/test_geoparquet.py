"""GeoParquet: what its description says of the geometry, and what it leaves open."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from made_files import EAST, STOP_XY, frame_of, square, stops

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.reading import read_features

SIZES = [100.0, 400.0, 900.0]


def read(path):
    return read_features(path, ReadRequest())


def refused(path):
    with pytest.raises(ToolkitError) as caught:
        read(path)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def squares():
    return frame_of(*[square(10.0 * number, east=EAST + 100 * number) for number in (1, 2, 3)])


@pytest.fixture
def described(tmp_path):
    """Write three squares under a description that is changed first; also with other shapes."""

    def made(change, shapes=None):
        source = tmp_path / "source.parquet"
        squares().to_parquet(source)
        table = pq.read_table(source)
        meta = dict(table.schema.metadata)
        told = json.loads(meta[b"geo"])
        change(told)
        if shapes is not None:
            place = table.schema.get_field_index("geometry")
            table = table.set_column(place, "geometry", pa.array(shapes, pa.binary()))
        path = tmp_path / "a.parquet"
        pq.write_table(table.replace_schema_metadata(meta | {b"geo": json.dumps(told).encode()}), path)
        return path

    return made


def nothing(_told):
    """Leave the description as it is."""


def column(**changes):
    """Change what is said of the geometry column; None strikes a key."""

    def change(told):
        for key, value in changes.items():
            told["columns"]["geometry"][key] = value

    return change


def test_an_absent_system_is_longitude_and_latitude(described):
    raw = read(described(lambda told: told["columns"]["geometry"].pop("crs")))
    assert (raw.crs.is_geographic, raw.crs.axis_info[0].direction) == (True, "east")


def test_a_null_system_is_unknown(described):
    assert read(described(column(crs=None))).crs is None


@pytest.mark.parametrize("crs", [{"type": "x"}, 7, "nonsense", []])
def test_a_system_that_cannot_be_read_is_unknown_and_said(described, crs):
    raw = read(described(column(crs=crs)))
    assert (raw.crs, raw.crs_by) == (None, "its crs cannot be read")


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(primary_column="nowhere"),
        lambda told: told.update(columns=[1]),
        lambda told: told.pop("columns"),
        column(encoding="WKT"),
        column(encoding="polygon"),
    ],
)
def test_a_wrong_description_is_refused(described, change):
    refused(described(change))


def test_a_table_without_geometry_is_called_so(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    fault = refused(tmp_path / "a.parquet")
    assert (fault.code, "no GeoParquet" in str(fault)) == ("H004", True)


def test_bytes_that_are_no_shape_are_rows_without_shape_and_told(described):
    whole = shapely.to_wkb(square(10))
    raw = read(described(nothing, [whole, whole[:-8], None]))
    assert raw.frame.geometry.isna().tolist() == [False, True, True]
    assert [(finding.code, finding.rows) for finding in raw.findings] == [("H151", (2,))]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_both_encodings_give_the_same_shapes(tmp_path, encoding):
    stops().to_parquet(tmp_path / "a.parquet", geometry_encoding=encoding)
    raw = read(tmp_path / "a.parquet")
    assert [tuple(xy) for xy in shapely.get_coordinates(raw.frame.geometry).tolist()] == list(STOP_XY)
    assert raw.crs.to_epsg() == 4546


def test_the_column_of_bounds_is_nobodys_data(tmp_path):
    squares().to_parquet(tmp_path / "a.parquet", write_covering_bbox=True)
    assert list(read(tmp_path / "a.parquet").frame.columns) == ["id", "geometry"]


def test_of_two_geometry_columns_the_main_one_is_taken_and_the_other_named(tmp_path):
    frame = squares()
    frame.assign(centre=frame.centroid).to_parquet(tmp_path / "a.parquet")
    raw = read(tmp_path / "a.parquet")
    assert raw.frame.geom_equals(frame.geometry.set_axis(raw.frame.index)).all()
    assert "centre" not in raw.frame
    (finding,) = raw.findings
    assert (finding.code, dict(finding.values)) == ("H158", {"column": "geometry", "others": "centre"})


def test_a_named_index_and_long_numbers_beside_nulls_are_kept(tmp_path):
    frame = squares().assign(big=pd.array([9_007_199_254_740_993, None, 1], dtype="Int64")).set_index("id")
    frame.rename_geometry("几何").assign(geometry=["x", "y", "z"]).to_parquet(tmp_path / "a.parquet")
    raw = read(tmp_path / "a.parquet")
    assert list(raw.frame["id"]) == ["1", "2", "3"]
    assert raw.frame["big"][1] == 9_007_199_254_740_993
    assert list(raw.frame["geometry_in_file"]) == ["x", "y", "z"]
    assert list(raw.frame.area) == SIZES


def test_text_that_is_no_utf8_is_refused(tmp_path):
    stops().to_parquet(tmp_path / "a.parquet", compression="none")
    raw = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(raw.replace("鹤城一站".encode(), b"\xff" * 12))
    refused(tmp_path / "a.parquet")


@pytest.mark.parametrize("share", [0.2, 0.9, 0.99])
def test_a_file_cut_short_is_refused(tmp_path, share):
    squares().to_parquet(tmp_path / "a.parquet")
    raw = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(raw[: int(len(raw) * share)])
    refused(tmp_path / "a.parquet")


def test_what_would_unpack_to_gigabytes_is_refused_by_its_foot(tmp_path):
    path = tmp_path / "a.parquet"
    told = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    schema = pa.schema([("geometry", pa.binary())], metadata={b"geo": json.dumps(told).encode()})
    rows = pa.nulls(1_000_000, pa.binary())
    with pq.ParquetWriter(path, schema) as writer:
        for _ in range(51):
            writer.write_table(pa.table({"geometry": rows}, schema=schema), row_group_size=1_000_000)
    assert path.stat().st_size < 100_000
    assert refused(path).code == "H100"
