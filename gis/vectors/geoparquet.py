"""GeoParquet: one geometry column, whatever it is called; an index with names is kept as columns."""

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding

from .curves import with_straight_edges
from .ogr import lost_shapes, told_as_input_error

_MOST_BYTES, _MOST_ROWS = 2 << 30, 50_000_000
_DEFAULT_CRS = "OGC:CRS84"
_Meta = Mapping[str, object]


def read_geoparquet(path: Path, _folder: Path, _request: ReadRequest) -> RawFeatures:
    """Read a GeoParquet file; an explicit null CRS means that nobody knows, an absent one is lon/lat."""
    with told_as_input_error(path):
        source = pq.ParquetFile(path)
        _require_size(source.metadata, path.name)
        column, meta, others = _geometry(source.schema_arrow, path.name)
        crs, crs_by = _crs(meta)
        rows = source.metadata.num_rows
        if meta.get("encoding", "WKB") == "WKB":
            aside = {*_box_columns(meta), *others}
            wanted = [name for name in source.schema_arrow.names if name not in aside]
            frame, findings = _from_wkb(_sound(source, wanted), column, crs, path.name)
        else:
            _sound(source, None)
            source.close()
            frame = gpd.read_parquet(path).drop(columns=list(others)).set_crs(crs, allow_override=True)
            findings = ()
    if others:
        values = {"column": column, "others": ", ".join(others)}
        findings = (*findings, Finding(code="H158", values=values))
    if len(frame) != rows:
        raise InputError(f"{path.name}: declares {rows} rows and gives {len(frame)}; export it again")
    return RawFeatures(
        frame=_plain(frame),
        format="GeoParquet",
        layer=None,
        crs=crs,
        crs_by=crs_by,
        encoding="utf-8",
        encoding_by="format",
        read=rows,
        findings=findings,
    )


def _require_size(meta: pq.FileMetaData, what: str) -> None:
    """Refuse by the foot of the file what would unpack to more than memory allows."""
    unpacked = sum(meta.row_group(number).total_byte_size for number in range(meta.num_row_groups))
    if unpacked > _MOST_BYTES or not 0 <= meta.num_rows <= _MOST_ROWS:
        raise InputError(
            f"{what}: {meta.num_rows} rows, {unpacked / 2**30:.1f} GiB unpacked; cut it to the study area",
            code="H100",
        )


def _geometry(schema: pa.Schema, what: str) -> tuple[str, _Meta, tuple[str, ...]]:
    """Find the geometry column by the file's own description, and the others that it has."""
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        raise InputError(
            f"{what}: Parquet, but no GeoParquet (it describes no geometry); export it with its shapes",
            code="H004",
        )
    data = json.loads(raw)
    columns = data.get("columns") if isinstance(data, dict) else None
    primary = data.get("primary_column") if isinstance(data, dict) else None
    if not isinstance(columns, dict) or primary not in columns or primary not in schema.names:
        raise InputError(f"{what}: its description of the geometry is wrong; export it again")
    others = tuple(str(name) for name in columns if name in schema.names and name != primary)
    if len(set(schema.names)) < len(schema.names):
        raise InputError(f"{what}: two columns bear one name; rename one", code="H015")
    meta = columns[primary]
    return str(primary), meta if isinstance(meta, dict) else {}, others


def _crs(meta: _Meta) -> tuple[pyproj.CRS | None, str]:
    if "crs" not in meta:
        return pyproj.CRS.from_user_input(_DEFAULT_CRS), "GeoParquet default"
    stated = meta["crs"]
    if stated is None:
        return None, "its crs is declared unknown (null)"
    try:
        return pyproj.CRS.from_user_input(stated), "file"
    except (pyproj.exceptions.CRSError, TypeError, ValueError):
        return None, "its crs cannot be read"


def _sound(source: pq.ParquetFile, columns: list[str] | None) -> pa.Table:
    """Read the rows and look at every value: text that is no UTF-8 would only break whoever uses it."""
    table = source.read(columns)
    table.validate(full=True)
    return table


def _box_columns(meta: _Meta) -> set[str]:
    """Name the columns that only hold the bounds of the shapes; they may be stale and are nobody's data."""
    covering = meta.get("covering")
    bbox = covering.get("bbox") if isinstance(covering, dict) else None
    sides = bbox.values() if isinstance(bbox, dict) else ()
    return {str(side[0]) for side in sides if isinstance(side, list) and side}


def _from_wkb(
    table: pa.Table, column: str, crs: pyproj.CRS | None, what: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Decode shapes row by row; bytes that are no shape are told."""
    raw = table.column(column).to_pylist()
    data = table.drop_columns([column])
    rest = data.to_pandas()
    for field in data.schema:
        if pa.types.is_integer(field.type) and data.column(field.name).null_count and field.name in rest:
            rest[field.name] = pd.array(data.column(field.name).to_pylist(), dtype="Int64")
    shapes = shapely.from_wkb(np.array([*raw, None], dtype=object)[:-1], on_invalid="ignore")
    named = [name for name in rest.index.names if name is not None and name not in rest]
    rest = rest.reset_index(drop=not named)
    rest.index = pd.RangeIndex(1, len(rest) + 1)
    if column in rest:
        rest = rest.rename(columns={column: f"{column}_in_file"})
    frame = gpd.GeoDataFrame(rest.assign(**{column: shapes}), geometry=column, crs=crs)
    frame, findings = with_straight_edges(frame, raw, what)
    held = np.array([shape is not None for shape in raw], dtype=bool)
    return frame, (*findings, *lost_shapes(frame, held))


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep a named index as columns, number the rows, and call the geometry `geometry`."""
    named = [str(name) for name in frame.index.names if name is not None and name not in frame]
    frame = frame.reset_index(drop=not named)
    if frame.geometry.name != "geometry":
        if "geometry" in frame:
            frame = frame.rename(columns={"geometry": "geometry_in_file"})
        frame = frame.rename_geometry("geometry")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame
