"""The door: a file comes in, a checked layer or a one-line refusal comes out."""

from dataclasses import replace
from pathlib import Path

import pyproj

from gis import child_process
from gis.archives import member_of_folder
from gis.crs import parse_crs
from gis.errors import CrsError
from gis.features import RawFeatures
from gis.paths import local_file, members

from .catalogue import anonymous
from .frames import COORDINATE_SYSTEMS
from .layer import Layer, RasterLayer
from .raster_door import RASTER_SUFFIXES
from .spec import LayerSpec
from .statement import Merge, Statement

__all__ = ["Merge", "Statement", "open_layer", "read_layer", "read_unplaced"]


def read_layer(  # noqa: PLR0913 - the public signature of DESIGN 6
    path: str | Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    coordinates: str | None = None,
    legend: str | Path | None = None,
    to: str | pyproj.CRS | Layer | None = None,
) -> Layer | RasterLayer:
    """
    Open one file at the door.

    Parameters
    ----------
    path
        Shapefile, File geodatabase, GeoPackage, GeoJSON, KML, KMZ, GML, DXF,
        FlatGeobuf, GeoParquet, OSM .pbf; CSV, TSV, XLS, XLSX, ODS with coordinates;
        国土坐标TXT; GTFS zip (its stops); a folder or zip of these; GeoTIFF, IMG or
        ASC of classes.
    layer
        Which layer, where the file holds several.
    crs
        States the CRS and overrides the file's own.
    encoding
        States the encoding of text; found by strict trial otherwise.
    coordinates
        `cgcs2000`, `wgs84`, `gcj02` or `bd09`: the offset of Chinese web maps is undone.
    legend
        Table `value,code,name` of a class raster.
    to
        CRS, or layer, to be brought to. Without it metric files keep their CRS
        and others get a local equal-area plane.

    Returns
    -------
    Layer or RasterLayer
        Rasters keep their own CRS: zones are brought to them.

    Raises
    ------
    ToolkitError
        One line with the file, the fault and the mend.
    """
    statement = Statement(
        layer=layer,
        crs=crs,
        encoding=encoding,
        coordinates=coordinates,
        legend=None if legend is None else str(legend),
    )
    return open_layer(path, statement, to=to)


def open_layer(
    path: str | Path,
    statement: Statement,
    *,
    spec: LayerSpec | None = None,
    to: str | pyproj.CRS | Layer | None = None,
) -> Layer | RasterLayer:
    """Open a file under what the user stated of it, for a place in the catalogue (or for itself)."""
    if statement.coordinates is not None and statement.coordinates not in COORDINATE_SYSTEMS:
        known = ", ".join(COORDINATE_SYSTEMS)
        raise CrsError(f"{path}: coordinates '{statement.coordinates}' are not known; use one of {known}")
    found, statement = _source(path, statement)
    spec = spec or anonymous(found.stem)
    if found.suffix.lower() in RASTER_SUFFIXES:
        return _inside("layers.raster_door:read_raster_layer", found, spec, statement)
    target = to.frame.crs if isinstance(to, Layer) else None if to is None else parse_crs(to, found.name)
    return _inside("layers.passage:open_features", found, spec, statement, target)


def read_unplaced(path: str | Path, statement: Statement) -> RawFeatures:
    """Read a file as it is, without placing it on earth: only to describe it."""
    found, statement = _source(path, statement)
    raw: RawFeatures = child_process.call(
        "gis.reading:read_features", found, statement.request(), path=found, size_bytes=_size_bytes(found)
    )
    return raw


def _source(path: str | Path, statement: Statement) -> tuple[Path, Statement]:
    """Find the file that is meant; a folder other than a geodatabase holds several, of which one is named."""
    found = local_file(path, folders=True)
    if found.is_dir() and found.suffix.lower() != ".gdb":
        member, layer = member_of_folder(found, statement.layer)
        return member, replace(statement, layer=layer)
    return found, statement


def _inside(function: str, path: Path, *arguments: object) -> Layer | RasterLayer:
    """Let a file through in a child process: what it does to a reader, it does there."""
    opened: Layer | RasterLayer = child_process.call(
        function, path, *arguments, path=path, size_bytes=_size_bytes(path)
    )
    return opened


def _size_bytes(path: Path) -> int:
    return sum(member.stat().st_size for member in members(path))
