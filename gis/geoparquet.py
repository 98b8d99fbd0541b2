"""GeoParquet: one geometry column, whatever it is called; an index with names is kept as columns."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from .errors import InputError
from .features import RawFeatures, ReadRequest
from .ogr import told_as_input_error


def read_geoparquet(path: Path, _folder: Path, _request: ReadRequest) -> RawFeatures:
    """Read a GeoParquet file; an explicit null CRS means that nobody knows, an absent one is lon/lat."""
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
