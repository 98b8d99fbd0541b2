"""Pixels of a class raster, window by window, within bounds of memory and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from rasterio.io import DatasetReader
from rasterio.windows import Window

from gis.errors import InputError

from .raster import Raster, opened

_LARGEST_CLASS = 2**31
_SPARE_BYTES = 16 << 20
_MOST_BLOCK_BYTES = 512 << 20  # one row of blocks is decoded at a time and must fit
STRIP_PIXELS = 1 << 22  # read and summed at a time
MOST_PIXELS = 4_000_000_000  # a minute of reading; a bomb claims more


class ClassPixels:
    """An open class raster; call it with row0, row1, col0, col1 to read a window of whole numbers."""

    def __init__(self, raster: Raster, source: DatasetReader) -> None:
        self._raster, self._source = raster, source

    def __call__(self, row0: int, row1: int, col0: int, col1: int) -> npt.NDArray[Any]:
        """Read one window."""
        window = Window.from_slices((row0, row1), (col0, col1))
        pixels: npt.NDArray[Any] = self._source.read(1, window=window)
        return _whole(self._raster, pixels) if pixels.dtype.kind == "f" else pixels


@contextmanager
def class_pixels(raster: Raster) -> Iterator[ClassPixels]:
    """
    Open a class raster for many windows.

    Raises
    ------
    InputError
        H170 if the values are no classes (several bands, fractions, scaled, masked by
        a band, stored with loss); H004 if the file cannot be decoded; H171 if its blocks
        are too large to be decoded one by one.
    """
    require_classes(raster)
    with opened(raster.path, _block_row_bytes(raster)) as source:
        yield ClassPixels(raster, source)


def _whole(raster: Raster, pixels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Take classes that were stored as floats for what they are; a fraction is a measured value."""
    missing = ~np.isfinite(pixels)
    if raster.nodata is not None and np.isfinite(raster.nodata):
        missing |= pixels == np.asarray(raster.nodata, dtype=pixels.dtype)
    odd = ~missing & ((pixels != np.rint(pixels)) | (np.abs(pixels) >= _LARGEST_CLASS))
    if odd.any():
        raise InputError(
            f"{raster.path.name}: the value {pixels[odd][0]:g} is no class; "
            "group measured values into whole numbers, or give the class raster itself",
            code="H170",
        )
    void = 0.0 if raster.void is None else raster.void  # never None for floats
    return np.where(missing, void, pixels).astype(np.int64)


def require_classes(raster: Raster) -> None:
    """Refuse values that are no classes, with what would make classes of them."""
    if raster.unfit is not None:
        raise InputError(f"{raster.path.name}: {raster.unfit.why}; {raster.unfit.mend}", code="H170")


def require_readable(raster: Raster, rows: int, columns: int) -> None:
    """Refuse a window before anything is allocated if all time would go into it."""
    block_rows, block_columns = raster.block
    across = min(-(-columns // block_columns) * block_columns, raster.width)
    down = min(-(-rows // block_rows) * block_rows, raster.height)
    strip_rows = max(1, STRIP_PIXELS // columns)
    fits = across * block_rows * np.dtype(raster.dtype).itemsize <= _MOST_BLOCK_BYTES
    times = 1 if fits else -(-block_rows // strip_rows)  # else each strip decodes its blocks again
    if across * down * times > MOST_PIXELS:
        raise InputError(
            f"{raster.path.name}: {rows * columns:,} pixels to read, more than {MOST_PIXELS:,}; "
            "cut the raster or the zones to the study area, or give a coarser raster",
            code="H171",
        )


def _block_row_bytes(raster: Raster) -> int:
    """Weigh what GDAL must hold so that no block is decoded twice; refuse before anything is allocated."""
    rows, columns = raster.block
    across = -(-raster.width // columns)
    needed = rows * columns * across * np.dtype(raster.dtype).itemsize
    if rows * columns * np.dtype(raster.dtype).itemsize > _MOST_BLOCK_BYTES:
        raise InputError(
            f"{raster.path.name}: stored in blocks of {rows} x {columns} pixels; "
            "rewrite it in tiles (gdal_translate -co TILED=YES)",
            code="H171",
        )
    return min(needed + _SPARE_BYTES, _MOST_BLOCK_BYTES)
