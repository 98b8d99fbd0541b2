"""The evidence as a GeoPackage: one layer a role and target, in the district's metric CRS."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
_KINDS = ("Point", "MultiLineString", "MultiPolygon")  # by the dimension of the shapes


def write_evidence(layers: Mapping[str, EvidenceLayer], path: Path) -> None:
    """Write every layer and read back the row counts."""
    with _fixed_date():
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                _writable(layer.frame),
                path,
                layer=name,
                driver="GPKG",
                append=path.exists(),
                layer_options={"DESCRIPTION": layer.title, "IDENTIFIER": name},
                **_kind(layer),
            )
    for name, layer in layers.items():
        written = pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]
        if written != len(layer.frame):
            raise ToolkitError(
                f"{path}: layer {name} holds {written} of {len(layer.frame)} rows; is the disk full?"
            )


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
def _fixed_date() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


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
