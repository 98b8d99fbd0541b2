"""The record of a run: versions, inputs with their hashes and row accounts, parameters."""

import datetime as dt
import platform
from dataclasses import asdict

import pyogrio
import pyproj
import rasterio
import shapely

from layers.layer import Layer, RasterLayer
from layers.workspace import Workspace

from .plan_tables import Plan


def run_record(
    workspace: Workspace,
    plan: Plan,
    as_of: dt.date,
    version: str,
    *,
    reports: dict[str, object] | None = None,
) -> dict[str, object]:
    """Tell what was run on what, enough to run it again and compare."""
    return {
        "versions": versions(version),
        "district": workspace.file.model_dump(mode="json", exclude_none=True),
        "plan": plan.plan.model_dump(mode="json"),
        "as_of": as_of.isoformat(),
        "inputs": [*(_input(layer) for layer in workspace.opened()), *([] if reports is None else [reports])],
    }


def versions(version: str) -> dict[str, str]:
    """List the versions that decide figures: ours, both GDALs, GEOS, PROJ, Python."""
    return {
        "hecheng": version,
        "gdal_vector": ".".join(map(str, pyogrio.__gdal_version__)),
        "gdal_raster": rasterio.__gdal_version__,
        "geos": ".".join(map(str, shapely.geos_version)),
        "proj": pyproj.proj_version_str,
        "python": platform.python_version(),
    }


def _input(layer: Layer | RasterLayer) -> dict[str, object]:
    told: dict[str, object] = {"name": layer.name, "title": layer.title, **asdict(layer.origin)}
    if isinstance(layer, Layer):
        rows = layer.rows
        told["rows"] = rows.as_json()
    return told
