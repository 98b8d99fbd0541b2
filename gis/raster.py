"""Rasters: the header is read and checked at the door, the pixels only window by window."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import rasterio
import rasterio.crs
from affine import Affine
from rasterio.enums import MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from .errors import CrsError, InputError
from .paths import local_file

# Formats that hold their own pixels; a virtual raster under a false name could lead anywhere.
_DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".img": "HFA", ".asc": "AAIGrid"}
_CACHE_BYTES = 64 << 20
_MOST_BLOCK_BYTES = 512 << 20  # one row of blocks is decoded at a time and must fit
_RIGHT_ANGLE_DEG = 90.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raster:
    """
    A raster's header: where its pixels lie and what they are, not the pixels.

    `transform` takes (column, row) of a pixel's corner to x, y in `crs`; `block` is
    (rows, columns) of what the file stores as one piece. `bands` is always 1.
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


def open_raster(path: str | os.PathLike[str], *, crs: pyproj.CRS | None = None) -> Raster:
    """
    Read the header of a raster of one band; nothing is allocated, nothing written beside it.

    Sidecars `.aux.xml` are neither read nor made. Formats: GeoTIFF, Erdas Imagine,
    Esri ASCII grid. A stated `crs` overrides the file's own.

    Raises
    ------
    InputError
        If the path is no local file (H003), the format is another (H004), there is no
        geotransform, more than one band, complex values, or rows turned against the
        parallels of a geographic CRS.
    CrsError
        If the CRS is missing or not tied to the earth.
    """
    local = local_file(Path(path))
    with _dataset(local) as source:
        _require_one_plain_band(source, local)
        raster = Raster(
            path=local,
            crs=crs or _crs(source, local),
            transform=source.transform,
            width=source.width,
            height=source.height,
            dtype=source.dtypes[0],
            nodata=source.nodata,
            bands=source.count,
            block=source.block_shapes[0],
        )
    _require_geotransform(raster)
    return raster


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


def read_header(path: str | os.PathLike[str]) -> RasterHeader:
    """Read the header of a raster that may lack its CRS: only to describe it."""
    with _dataset(local_file(Path(path))) as source:
        at = source.transform
        west, south, east, north = source.bounds
        return RasterHeader(
            width=source.width,
            height=source.height,
            pixel=(at.a, at.e),
            bounds=(west, south, east, north),
            bands=source.count,
            dtype=source.dtypes[0],
            nodata=source.nodata,
        )


class ClassPixels:
    """An open class raster; call it with row0, row1, col0, col1 to read a window."""

    def __init__(self, source: DatasetReader) -> None:
        self._source = source

    def __call__(self, row0: int, row1: int, col0: int, col1: int) -> npt.NDArray[Any]:
        """Read one window."""
        window = Window.from_slices((row0, row1), (col0, col1))
        pixels: npt.NDArray[Any] = self._source.read(1, window=window)
        return pixels


@contextmanager
def class_pixels(raster: Raster) -> Iterator[ClassPixels]:
    """
    Open a class raster for many windows.

    Raises
    ------
    InputError
        If the values are no classes (floats, scaled, masked by a band), the file
        cannot be decoded, or its blocks are too large to be decoded one by one.
    """
    _require_classes(raster)
    with _dataset(raster.path, _block_row_bytes(raster)) as source:
        if source.scales[0] != 1 or source.offsets[0] != 0:
            raise InputError(
                f"{raster.path}: values are scaled, so they are no classes; give the raw class raster"
            )
        if MaskFlags.per_dataset in source.mask_flag_enums[0]:
            raise InputError(
                f"{raster.path}: a mask band hides pixels; "
                "write them as a nodata value (gdal_translate -mask none -a_nodata)"
            )
        yield ClassPixels(source)


@contextmanager
def _dataset(path: Path, cache_bytes: int = _CACHE_BYTES) -> Iterator[DatasetReader]:
    driver = _DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise InputError(
            f"{path}: no raster format known by this ending; give {', '.join(_DRIVERS)}", code="H004"
        )
    try:
        with (
            rasterio.Env(GDAL_PAM_ENABLED="NO", GDAL_CACHEMAX=max(_CACHE_BYTES, cache_bytes)),
            warnings.catch_warnings(
                action="ignore", category=NotGeoreferencedWarning
            ),  # refused below by a message
            rasterio.open(path, driver=driver) as source,
        ):
            yield source
    except RasterioError as fault:
        raise InputError(
            f"{path}: not readable as {driver} ({fault.__cause__ or fault}); export it again as GeoTIFF",
            code="H004",
        ) from fault


def _require_one_plain_band(source: DatasetReader, path: Path) -> None:
    if source.count != 1:
        raise InputError(
            f"{path}: {source.count} bands; a class raster has one: take it out with gdal_translate -b, "
            "or turn a picture's colours into classes (rgb2pct)"
        )
    if np.dtype(source.dtypes[0]).kind == "c":
        raise InputError(f"{path}: values are complex numbers; give a raster of whole or real numbers")


def _crs(source: DatasetReader, path: Path) -> pyproj.CRS:
    if source.crs is None:
        raise CrsError(
            f"{path}: the raster has no CRS; state it with --crs, or write it in (gdal_edit -a_srs)"
        )
    crs = pyproj.CRS.from_user_input(source.crs)
    if crs.geodetic_crs is None or not (crs.is_geographic or crs.is_projected):
        raise CrsError(f"{path}: {crs.name} is not tied to the earth; write the true CRS (gdal_edit -a_srs)")
    return crs


def _require_geotransform(raster: Raster) -> None:
    at = raster.transform
    if at.is_identity or not np.isfinite(at[:6]).all() or at.determinant == 0:
        raise InputError(f"{raster.path}: no geotransform says where the pixels lie; georeference the raster")
    if not raster.crs.is_geographic:
        return
    if at.b != 0 or at.d != 0:
        raise InputError(f"{raster.path}: rotated in degrees; warp it upright (gdalwarp)")
    unit_deg = float(np.degrees(raster.crs.axis_info[0].unit_conversion_factor))
    farthest = max(abs(at.f), abs(at.f + at.e * raster.height)) * unit_deg
    if farthest > _RIGHT_ANGLE_DEG + abs(at.e) * unit_deg:
        raise CrsError(
            f"{raster.path}: reaches latitude {farthest:g} degrees; state the true CRS", code="H021"
        )


def _require_classes(raster: Raster) -> None:
    if np.dtype(raster.dtype).kind not in "iu":
        raise InputError(
            f"{raster.path}: values are {raster.dtype}, not whole numbers; "
            "convert the classes (gdal_translate -ot Byte)"
        )


def _block_row_bytes(raster: Raster) -> int:
    """Weigh what GDAL must hold so that no block is decoded twice; refuse before anything is allocated."""
    rows, columns = raster.block
    across = -(-raster.width // columns)
    needed = rows * columns * across * np.dtype(raster.dtype).itemsize
    if rows * columns * np.dtype(raster.dtype).itemsize > _MOST_BLOCK_BYTES:
        raise InputError(
            f"{raster.path}: stored in blocks of {rows} x {columns} pixels; "
            "rewrite it in tiles (gdal_translate -co TILED=YES)"
        )
    return min(needed + _CACHE_BYTES // 4, _MOST_BLOCK_BYTES)
