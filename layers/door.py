"""The door: a file comes in, a checked layer or a one-line refusal comes out."""

from pathlib import Path

import pyproj

from gis import gtfs, tables, vector
from gis.errors import CrsError, InputError
from gis.features import RawFeatures
from gis.paths import local_file

from .catalogue import anonymous
from .frames import COORDINATE_SYSTEMS, SHIFTED_SYSTEMS
from .layer import Layer, RasterLayer
from .passage import through_the_door
from .raster_door import RASTER_SUFFIXES, read_raster_layer
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
        Shapefile, GeoPackage, GeoJSON, GeoParquet, CSV with coordinates, GTFS
        zip (its stops) or GeoTIFF.
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
    found = local_file(path)
    spec = spec or anonymous(found.stem)
    if found.suffix.lower() not in RASTER_SUFFIXES:
        return through_the_door(found, spec, statement, _read(found, statement), to=to)
    if statement.coordinates in SHIFTED_SYSTEMS:
        raise CrsError(
            f"{found.name}: a raster cannot be brought back from {statement.coordinates}; "
            "give it in CGCS2000 or WGS 84"
        )
    return read_raster_layer(found, spec, statement)


def read_unplaced(path: str | Path, statement: Statement) -> RawFeatures:
    """Read a file as it is, without placing it on earth: only to describe it."""
    return _read(local_file(path), statement)


def _read(path: Path, statement: Statement) -> RawFeatures:
    suffix = path.suffix.lower()
    if statement.layer not in {None, path.stem} and suffix != ".gpkg":
        raise InputError(
            f"{path.name}: no layer '{statement.layer}'; it holds one layer, leave --layer out", code="H005"
        )
    if suffix in tables.TABLE_SUFFIXES:
        return tables.read_table(
            path, encoding=statement.encoding, lists=statement.lists, coordinates=statement.coordinates
        )
    if suffix in vector.VECTOR_SUFFIXES:
        return vector.read_vector(path, layer=statement.layer, encoding=statement.encoding)
    if suffix != ".zip":
        raise InputError(
            f"{path.name}: format '{suffix or 'without suffix'}' is not taken; "
            "convert it to GeoPackage, Shapefile, GeoJSON, GeoParquet, CSV or GeoTIFF",
            code="H004",
        )
    if not gtfs.is_gtfs(path):
        raise InputError(
            f"{path.name}: no GTFS timetable (no stops.txt at its top); unpack the zip and name a file in it",
            code="H004",
        )
    return gtfs.read_gtfs_stops(path, encoding=statement.encoding)
