"""The evidence as a GeoPackage: one layer a role and target, in the district's metric CRS."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio

from analyses.result import EvidenceLayer
from gis.errors import ToolkitError

_FIXED_DATE = (
    "2000-01-01T00:00:00.000Z"  # GDAL would write the time of day: equal results would have unequal bytes
)
_KINDS = {"zone": "MultiPolygon", "covered": "MultiPolygon", "gaps": "MultiPolygon", "units": "MultiPolygon"}


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
                geometry_type=_KINDS.get(layer.role, "Point"),
                promote_to_multi=layer.role in _KINDS,
                layer_options={"DESCRIPTION": layer.title, "IDENTIFIER": name},
            )
    for name, layer in layers.items():
        written = pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]
        if written != len(layer.frame):
            raise ToolkitError(
                f"{path}: layer {name} holds {written} of {len(layer.frame)} rows; is the disk full?"
            )


def read_frame(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read one evidence layer back."""
    return pyogrio.read_dataframe(path, layer=layer)


def _writable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = frame.reset_index(drop=True)
    objects = [name for name in frame.columns if name != frame.geometry.name and frame[name].dtype == object]
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
