"""Rasters: the header is read and held against the file at the door, the pixels only window by window."""

import math
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import rasterio
import rasterio.crs
from affine import Affine
from pyproj.exceptions import CRSError as ProjCrsError
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader

from gis.crs import require_earthbound, same_crs
from gis.errors import CrsError, InputError, ToolkitError
from gis.findings import Finding
from gis.paths import local_file

from .raster_sidecars import sidecar_findings, world_file, world_transform
from .raster_values import Unfit, colours_told_apart, member_files, unfit_reason, usable_nodata

# Formats that hold their own pixels; a virtual raster under a false name could lead anywhere.
_DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".img": "HFA", ".asc": "AAIGrid"}
_SETTINGS = {
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",  # world files are read by us, where there is nothing else
    "GTIFF_POINT_GEO_IGNORE": "NO",  # a pixel whose centre is named lies half a pixel further up
}
_CACHE_BYTES = 64 << 20
_RIGHT_ANGLE_DEG = 90.0
_NO_NUMBER = -(2**31)
_FINEST = 1e-10  # of a coordinate: what lies closer is lost in the digits of a double
_READER_FAULTS = (RasterioError, CRSError, OSError, UnicodeError)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raster:
    """
    A raster's header: where its pixels lie and what they are, not the pixels.

    `transform` takes (column, row) of a pixel's corner to x, y in `crs`; `block` is
    (rows, columns) of what the file stores as one piece. `unfit` says why the values
    are no classes; `colours` are the values that the file's colour table tells apart;
    `members` are the files that were read.
    """

    path: Path
    crs: pyproj.CRS
    transform: Affine
    width: int
    height: int
    dtype: str
    nodata: float | None
    bands: int
    block: tuple[int, int]
    unfit: Unfit | None = None
    colours: tuple[int, ...] = ()
    members: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def void(self) -> float | None:
        """The number that stands for "no data" among the classes; of floats it also is what is no number."""
        if np.dtype(self.dtype).kind != "f":
            return self.nodata
        own = self.nodata
        return own if own is not None and abs(own) < -_NO_NUMBER and own.is_integer() else float(_NO_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RasterHeader:
    """What a raster says of itself, placed on earth or not; `bounds` are west, south, east, north."""

    width: int
    height: int
    pixel: tuple[float, float]
    bounds: tuple[float, float, float, float]
    bands: int
    dtype: str
    nodata: float | None
    unfit: Unfit | None


def open_raster(path: str | os.PathLike[str], *, crs: pyproj.CRS | None = None) -> Raster:
    """
    Read the header of a raster; nothing is allocated, nothing written beside it.

    Formats: GeoTIFF, Erdas Imagine, Esri ASCII grid (its .prj is read). Of sidecars
    only a world file is read, where the file itself says nothing of its place; what
    others say against the file becomes a finding. A stated `crs` overrides the file's own.

    Raises
    ------
    InputError
        If the path is no local file (H003), the format is another or the file is cut
        short (H004), an ASCII grid holds other values than its head says (H015),
        there is no geotransform, or rows are turned against the parallels of a
        geographic CRS.
    CrsError
        If the CRS is missing or not tied to the earth.
    """
    local = local_file(Path(path))
    with opened(local) as source:
        transform, world = _transform(source, local)
        nodata, findings = usable_nodata(source, local)
        if world is not None:
            findings += (Finding(code="H175", values={"file": world.name}),)
        findings += sidecar_findings(
            local, transform, (source.height, source.width), nodata, has_crs=source.crs is not None
        )
        raster = Raster(
            path=local,
            crs=crs or _crs(source, local),
            transform=transform,
            width=source.width,
            height=source.height,
            dtype=source.dtypes[0],
            nodata=nodata,
            bands=source.count,
            block=source.block_shapes[0],
            unfit=unfit_reason(source),
            colours=colours_told_apart(source),
            members=(*member_files(source, local), *(() if world is None else (world,))),
            findings=findings,
        )
    _require_geotransform(raster)
    return raster


def read_header(path: str | os.PathLike[str]) -> RasterHeader:
    """Read the header of a raster that may lack its CRS: only to describe it."""
    local = local_file(Path(path))
    with opened(local) as source:
        at, _ = _transform(source, local)
        nodata, _ = usable_nodata(source, local)
        return RasterHeader(
            width=source.width,
            height=source.height,
            pixel=(at.a, at.e),
            bounds=extent(at, source.width, source.height),
            bands=source.count,
            dtype=source.dtypes[0],
            nodata=nodata,
            unfit=unfit_reason(source),
        )


def extent(at: Affine, width: int, height: int) -> tuple[float, float, float, float]:
    """Give the west, south, east and north ends of a raster of any turn."""
    corners = [(column, row) for column in (0, width) for row in (0, height)]
    x = [at.a * column + at.b * row + at.c for column, row in corners]
    y = [at.d * column + at.e * row + at.f for column, row in corners]
    return min(x), min(y), max(x), max(y)


@contextmanager
def opened(path: Path, cache_bytes: int = _CACHE_BYTES) -> Iterator[DatasetReader]:
    """Open a raster by the driver of its ending; any fault of the reader is said in one line."""
    driver = _DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise InputError(
            f"{path.name}: no raster format known by this ending; give {', '.join(_DRIVERS)}", code="H004"
        )
    try:
        with (
            rasterio.Env(**_SETTINGS, GDAL_CACHEMAX=max(_CACHE_BYTES, cache_bytes)),
            warnings.catch_warnings(
                action="ignore", category=NotGeoreferencedWarning
            ),  # refused below by a message
            rasterio.open(path, driver=driver) as source,
        ):
            yield source
    except ToolkitError:
        raise
    except _READER_FAULTS as fault:
        reason = str(fault.__cause__ or fault).replace(str(path), path.name)[:160]
        raise InputError(
            f"{path.name}: not readable as {driver} ({reason}); export it again as GeoTIFF", code="H004"
        ) from fault


def _transform(source: DatasetReader, path: Path) -> tuple[Affine, Path | None]:
    """Give the file's own geotransform, else that of a world file beside it, with that file."""
    world = world_file(path) if source.transform.is_identity else None
    return (source.transform, None) if world is None else (world_transform(world), world)


def _crs(source: DatasetReader, path: Path) -> pyproj.CRS:
    if source.crs is None:
        raise CrsError(
            f"{path.name}: the raster has no CRS; state it with --crs, or write it in (gdal_edit -a_srs)"
        )
    try:
        crs = pyproj.CRS.from_user_input(source.crs)
        code = source.crs.to_epsg()
    except (ProjCrsError, CRSError) as fault:
        raise CrsError(
            f"{path.name}: the CRS written in it cannot be understood; state the true CRS with --crs"
        ) from fault
    require_earthbound(crs, path.name)
    known = None if code is None else pyproj.CRS.from_epsg(code)
    # a .prj names no code; the register's own entry knows its area of use, against which the extent is held
    return known if known is not None and same_crs(crs, known) else crs


def _require_geotransform(raster: Raster) -> None:
    at = raster.transform
    if at.is_identity or not np.isfinite(at[:6]).all() or at.determinant == 0:
        raise InputError(
            f"{raster.path.name}: no geotransform says where the pixels lie (control points do not say it "
            "exactly); georeference the raster (gdalwarp)"
        )
    ends = extent(at, raster.width, raster.height)
    pixel = abs(at.determinant) ** 0.5
    if not pixel > _FINEST * max(map(abs, ends)):
        raise InputError(
            f"{raster.path.name}: pixels of {pixel:.1e} at {at.c:g}, {at.f:g} cannot be; georeference it"
        )
    if not raster.crs.is_geographic:
        return
    if at.b != 0 or at.d != 0:
        raise InputError(f"{raster.path.name}: rotated in degrees; warp it upright (gdalwarp)")
    unit_deg = math.degrees(raster.crs.axis_info[0].unit_conversion_factor)
    farthest = max(abs(at.f), abs(at.f + at.e * raster.height)) * unit_deg
    if farthest > _RIGHT_ANGLE_DEG + abs(at.e) * unit_deg:
        swapped = max(abs(ends[0]), abs(ends[2])) * unit_deg <= _RIGHT_ANGLE_DEG
        mend = "longitude and latitude look swapped: swap them, or " if swapped else ""
        raise CrsError(
            f"{raster.path.name}: reaches latitude {farthest:g} degrees; {mend}state the true CRS",
            code="H021",
        )
