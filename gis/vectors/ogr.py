"""Read one layer through GDAL: every declared row, integers to the last digit, faults in one line."""

import shutil
import sqlite3
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.raw import read as read_raw

from gis.errors import InputError, ToolkitError
from gis.features import NoPlacesError
from gis.findings import Finding

_LONGEST_REASON = 160
_OF_PROGRAMS = frozenset({"layer_styles", "qgis_projects"})
_NAMELESS_KEYS = frozenset({"", "fid", "ogc_fid", "objectid"})  # made by the writing program
# All that GDAL, Arrow, GEOS and PROJ raise over a broken file.
_READER_FAULTS = (
    RuntimeError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    NameError,  # pyogrio, over a CRS that it cannot write out
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    MemoryError,
    SystemError,  # pyarrow, over lengths below 0
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    pa.ArrowException,
    sqlite3.Error,
    shapely.errors.ShapelyError,
)


def read_ogr(  # noqa: PLR0913 - what a file leaves open, said by name
    copy: Path,
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    deleted: int = 0,
    register: bool = False,
) -> gpd.GeoDataFrame:
    """
    Read `copy`, which stands for the user's `path`; a table without shapes only as a `register`.

    Rows are numbered from 1; rows marked as deleted are counted, but not given. A
    row key that bears a name of its own (`gid`, not `fid`) is kept as a column.
    """
    with told_as_input_error(path):
        info = pyogrio.read_info(copy, layer=layer, encoding=encoding, force_feature_count=True)
        if info["geometry_type"] is None and not register:
            raise NoPlacesError(
                f"{path.name}: the layer has rows but no geometry; name another layer", code="H011"
            )
        frame = pyogrio.read_dataframe(
            copy, layer=layer, encoding=encoding, fid_as_index=True, on_invalid="ignore"
        )
        if info["geometry_type"] is None:
            nothing = gpd.GeoSeries([None] * len(frame), index=frame.index)
            frame = gpd.GeoDataFrame(frame, geometry=nothing)
        exact = _exact_columns(copy, frame, info, layer, encoding)
    if info["features"] != len(frame) + deleted:
        raise InputError(
            f"{path.name}: declares {info['features']} rows and gives {len(frame)}; export it again"
        )
    frame = frame.assign(**exact)
    key = str(info.get("fid_column") or "")
    if key.lower() not in _NAMELESS_KEYS and key not in frame:
        frame.insert(0, key, frame.index.to_numpy())
    frame.index = frame.index + 1 if info["driver"] == "ESRI Shapefile" else range(1, len(frame) + 1)
    return frame


def layer_names(path: Path, *, register: bool = False) -> list[str]:
    """List the layers of a file that have geometry (for a register: that have none), else all."""
    listed = pyogrio.list_layers(path)
    if register:
        tables = [str(name) for name, kind in listed if kind is None and name not in _OF_PROGRAMS]
        return tables or [str(name) for name, _ in listed]
    spatial = [str(name) for name, kind in listed if kind is not None]
    return spatial or [str(name) for name, _ in listed]


def well_known_binary(path: Path, layer: str | None) -> list[bytes | None]:
    """Give every row's shape as the file holds it, arcs and all, in the order of `read_ogr`."""
    meta, table = pyogrio.read_arrow(path, layer=layer, columns=[])
    name = meta["geometry_name"] or "wkb_geometry"
    if name not in table.column_names:  # a table without shapes
        return [None] * int(table.num_rows)
    shapes: list[bytes | None] = table.column(name).to_pylist()
    return shapes


def lost_shapes(frame: gpd.GeoDataFrame, held: NDArray[np.bool_]) -> tuple[Finding, ...]:
    """Tell which rows of a frame have no shape although the file holds bytes of one (`held`)."""
    lost = held & frame.geometry.isna().to_numpy()
    if not lost.any():
        return ()
    rows = tuple(int(row) for row in frame.index[lost])
    return (Finding(code="H151", values={"count": len(rows)}, rows=rows),)


@contextmanager
def told_as_input_error(path: Path) -> Iterator[None]:
    """Say a reader's fault in one line that names the user's file, not our copy; keep its remarks."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they become our own findings: counts, nulls, validity
            yield
    except ToolkitError:
        raise
    except _READER_FAULTS as fault:
        reason = " ".join(str(fault).split()).partition("; It might help")[0]
        reason = " ".join(word for word in reason.split() if "hecheng-" not in word)[:_LONGEST_REASON]
        if reason.startswith("Error occurred in"):  # a line of the driver's source tells nobody anything
            reason = "its contents contradict themselves"
        reason = reason or type(fault).__name__
        raise InputError(f"{path.name}: cannot be read ({reason}); export it again") from fault


def stand_in(source: Path, target: Path) -> None:
    """Put a file under another name: by a link where the system allows it, else by a copy."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)


def _exact_columns(
    copy: Path, frame: gpd.GeoDataFrame, info: Mapping[str, Any], layer: str | None, encoding: str | None
) -> dict[str, object]:
    """Read again what pandas would round or overwrite: integers beside nulls, a field named geometry."""
    declared = zip(info["fields"], info["dtypes"], strict=True)
    columns: dict[str, object] = {}
    for name, dtype in declared:
        if name == "geometry":
            _, _, _, data = read_raw(
                copy, layer=layer, columns=[name], read_geometry=False, encoding=encoding
            )
            columns["geometry_in_file"] = data[0]
        elif str(dtype).startswith(("int", "uint")) and frame[name].dtype == np.float64:
            _, table = pyogrio.read_arrow(
                copy, layer=layer, columns=[name], read_geometry=False, encoding=encoding
            )
            columns[str(name)] = pd.array(table.column(name).to_pylist(), dtype="Int64")
    return columns
