"""Read vector files by their true format, with every row accounted for and nothing written beside them."""

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .errors import InputError
from .features import RawFeatures
from .geojson import read_geojson
from .geopackage import read_geopackage
from .ogr import layer_names, told_as_input_error
from .shapefile import read_shapefile

__all__ = ["VECTOR_SUFFIXES", "RawFeatures", "layer_names", "null_rows", "read_vector"]

# The first bytes must agree with the suffix: nothing is opened by a driver that it did not name.
_MAGIC = {
    ".shp": (b"\x00\x00\x27\x0a",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
}
VECTOR_SUFFIXES = frozenset({".shp", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet"})


def read_vector(path: Path, *, layer: str | None = None, encoding: str | None = None) -> RawFeatures:
    """Read one layer of a Shapefile, GeoPackage, GeoJSON or GeoParquet file."""
    suffix = path.suffix.lower()
    _require_magic(path, suffix)
    if suffix in {".parquet", ".geoparquet"}:
        return _read_parquet(path)
    with tempfile.TemporaryDirectory(prefix="hecheng-") as name:
        folder = Path(name)
        if suffix == ".shp":
            return read_shapefile(path, folder, encoding)
        if suffix == ".gpkg":
            return read_geopackage(path, folder, layer)
        return read_geojson(path, folder, encoding)


def null_rows(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Mark rows without a shape: null, empty, or with a coordinate that is no number."""
    shapes = frame.geometry
    unusable = np.array(shapes.isna() | shapes.is_empty, dtype=bool)
    coordinates, owner = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    unusable[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return unusable


def _require_magic(path: Path, suffix: str) -> None:
    expected = _MAGIC.get(suffix)
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head:
        raise InputError(f"{path.name}: the file is empty (0 bytes); export it again")
    if expected and not head.startswith(expected):
        raise InputError(
            f"{path.name}: the bytes are not those of a {suffix} file; name it by its true format",
            code="H004",
        )


def _read_parquet(path: Path) -> RawFeatures:
    with told_as_input_error(path):
        frame = gpd.read_parquet(path)
    named = [str(name) for name in frame.index.names if name is not None and name not in frame]
    frame = frame.reset_index(drop=not named)
    extra = [
        name for name in frame.columns if name != frame.geometry.name and frame[name].dtype == "geometry"
    ]
    if extra:
        listing = ", ".join(map(str, [frame.geometry.name, *extra]))
        raise InputError(f"{path.name}: several geometry columns ({listing}); keep one", code="H011")
    if frame.geometry.name != "geometry":
        if "geometry" in frame:
            frame = frame.rename(columns={"geometry": "geometry_in_file"})
        frame = frame.rename_geometry("geometry")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return RawFeatures(
        frame=frame,
        format="GeoParquet",
        layer=None,
        crs=frame.crs,
        crs_by="file",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
    )
