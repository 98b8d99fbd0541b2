"""The evidence as a GeoPackage: one layer a role and target, in the district's metric CRS."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from analyses.result import EvidenceLayer
from gis.errors import ToolkitError

_FIXED_DATE = (
    "2000-01-01T00:00:00.000Z"  # GDAL would write the time of day: equal results would have unequal bytes
)
_INDEXED_FROM = 1_000  # rows; an index of fewer only makes every opening of the file slower
_KINDS = ("Point", "MultiLineString", "MultiPolygon")  # by the dimension of the shapes


def write_evidence(layers: Mapping[str, EvidenceLayer], path: Path) -> None:
    """Write every layer and read back the row counts."""
    with _writing():
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                _writable(layer.frame),
                path,
                layer=name,
                driver="GPKG",
                append=path.exists(),
                layer_options={
                    "DESCRIPTION": layer.title,
                    "IDENTIFIER": name,
                    "SPATIAL_INDEX": "YES" if len(layer.frame) >= _INDEXED_FROM else "NO",
                },
                **_kind(layer),
            )
    held = _row_counts(path, layers)
    for name, layer in layers.items():
        if held[name] != len(layer.frame):
            raise ToolkitError(
                f"{path}: layer {name} holds {held[name]} of {len(layer.frame)} rows; is the disk full?"
            )


def _row_counts(path: Path, names: Iterable[str]) -> dict[str, int]:
    """Count the rows that stand in each table, over one opening of the file."""
    counts = {}
    with closing(sqlite3.connect(path)) as base:
        for name in names:
            table = '"' + name.replace('"', '""') + '"'
            counts[name] = int(base.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - quoted
    return counts


def read_frame(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read one evidence layer back; a table gets an empty geometry column."""
    frame = pyogrio.read_dataframe(path, layer=layer)
    if isinstance(frame, gpd.GeoDataFrame):
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame)))


def has_shapes(frame: gpd.GeoDataFrame) -> bool:
    """Tell whether any row of an evidence layer has a shape; a register has none."""
    return not bool(shapely.is_missing(frame.geometry.to_numpy()).all()) if len(frame) else True


def _kind(layer: EvidenceLayer) -> dict[str, object]:
    """Say what shapes a layer of the GeoPackage holds; an empty one holds what its role is drawn with."""
    shapes = layer.frame.geometry
    if len(shapes) and not has_shapes(layer.frame):
        return {}
    dimensions = set(shapely.get_dimensions(shapes.to_numpy()).tolist()) - {-1}
    if not dimensions:
        dimensions = {0 if layer.role == "facilities" else 2}
    if len(dimensions) > 1:
        return {"geometry_type": "Unknown"}
    dimension = dimensions.pop()
    multi = dimension > 0 or bool(shapes.geom_type.str.startswith("Multi").any())
    kind = "MultiPoint" if multi and dimension == 0 else _KINDS[dimension]
    return {"geometry_type": kind, "promote_to_multi": multi}


def _writable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    if len(frame) and not has_shapes(frame):
        return _plain_columns(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    return _plain_columns(frame)


def _plain_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns of mixed kinds as text; geometry stays."""
    frame = frame.reset_index(drop=True)
    geometry = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    objects = [name for name in frame.columns if name != geometry and frame[name].dtype == object]
    return frame.assign(**{name: frame[name].astype("string") for name in objects})


@contextmanager
def _writing() -> Iterator[None]:
    """Let GDAL write a fixed date, and leave pushing to the disk to `fsync`, once for the whole file."""
    options = {"OGR_CURRENT_DATE": _FIXED_DATE, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def fsync(path: Path) -> None:
    """Push a file to the disk, and a folder where the system can."""
    if path.is_dir():
        if os.name != "nt":
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
