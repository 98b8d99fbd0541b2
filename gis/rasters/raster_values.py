"""What a raster's values are: nodata as it was written, colours, files, and why they may be no classes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from gis.errors import InputError
from gis.findings import Finding

from .ascii_grid import grid_facts
from .raster_sidecars import beside
from .tiff_file import tiff_facts

_COLOURS_WITHOUT_MEANING = 16  # one colour so often in a table fills it up
_LOSSY = frozenset({"jpeg", "ycbcr jpeg", "jpeg2000", "jxl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why values are no classes, in both languages, and what makes classes of them."""

    why: str
    why_zh: str
    mend: str


def usable_nodata(source: DatasetReader, path: Path) -> tuple[float | None, tuple[Finding, ...]]:
    """Give the usable nodata value; one that no pixel can have, and blocks without data, are findings."""
    written, findings = None, []
    if source.driver == "GTiff":
        facts = tiff_facts(path)
        written = facts.nodata
        if facts.unwritten and source.nodata is None:
            raise InputError(
                f"{path.name}: {facts.unwritten:,} of {facts.blocks:,} blocks of pixels were never written "
                "and would read as 0; declare 0 as nodata if it stands for none, or export the file again",
                code="H004",
            )
        if facts.unwritten:
            values = {"unwritten": facts.unwritten, "blocks": facts.blocks}
            findings.append(Finding(code="H179", values=values))
    elif source.driver == "AAIGrid":
        grid = grid_facts(path)
        if np.dtype(source.dtypes[0]).kind == "i" and not grid.whole:
            raise InputError(
                f"{path.name}: whole numbers and others are mixed; export the grid as GeoTIFF", code="H015"
            )
    nodata = None if source.nodata is None else float(source.nodata)
    whole = np.dtype(source.dtypes[0]).kind in "iu"
    if whole and nodata is not None and not nodata.is_integer():
        written, nodata = f"{nodata:g}", None
    if written is not None and nodata is None:
        findings.append(Finding(code="H172", values={"nodata": written, "dtype": source.dtypes[0]}))
    return nodata, tuple(findings)


def unfit_reason(source: DatasetReader) -> Unfit | None:
    """Say why the values are no classes, as far as the header tells; the first reason is enough."""
    dtype, images = source.dtypes[0], len(source.subdatasets)
    packing = None if source.compression is None else source.compression.value
    masks = {MaskFlags.per_dataset, MaskFlags.alpha} & set(source.mask_flag_enums[0])
    reasons = (
        (
            images > 0,
            f"{images} images in one file",
            f"一个文件内有 {images} 幅影像",
            "save the one that is meant by itself (gdal_translate GTIFF_DIR:1:FILE)",
        ),
        (
            source.count != 1,
            f"{source.count} bands; a class raster has one",
            f"有 {source.count} 个波段，地类栅格只有一个",
            "take the class band out (gdal_translate -b 1), or turn a picture's colours into classes",
        ),
        (
            np.dtype(dtype).kind == "c",
            f"values are {dtype}, complex numbers",
            f"像元值为 {dtype}，是复数",
            "give a raster of whole numbers",
        ),
        (
            np.dtype(dtype).kind not in "iuf",  # floats may be whole: their pixels tell
            f"values are {dtype}, not whole numbers",
            f"像元值为 {dtype}，不是整数",
            "convert classes (gdal_translate -ot Int32; in .asc a whole NODATA_value); group measured values",
        ),
        (
            source.scales[0] != 1 or source.offsets[0] != 0,
            "values are scaled, so they are no classes",
            "像元值带比例或偏移，不是地类",
            "give the raw class raster",
        ),
        (
            bool(masks),
            "a mask band hides pixels",
            "掩膜波段遮住部分像元",
            "write them as a nodata value (gdal_translate -mask none -a_nodata)",
        ),
        (
            packing is not None and packing.lower() in _LOSSY,
            f"stored as a photograph ({packing}), which changes the values",
            f"按照片方式有损压缩（{packing}），像元值已改变",
            "export the classes again with a compression that keeps them (DEFLATE, LZW)",
        ),
    )
    return next((Unfit(why=why, why_zh=zh, mend=mend) for holds, why, zh, mend in reasons if holds), None)


def colours_told_apart(source: DatasetReader) -> tuple[int, ...]:
    """List the values that a colour table tells apart; a colour that fills the table up says nothing."""
    try:
        table = source.colormap(1)
    except (ValueError, RasterioError):
        return ()
    colours = list(table.values())
    fillers = {colour for colour in set(colours) if colours.count(colour) >= _COLOURS_WITHOUT_MEANING}
    return tuple(sorted(value for value, colour in table.items() if colour not in fillers and colour[3]))


def member_files(source: DatasetReader, path: Path) -> tuple[Path, ...]:
    """List the files that make up the raster; pixels that lie elsewhere than beside it are refused."""
    suffix = path.suffix.lower()
    found = [path]
    if suffix == ".asc":
        found += beside(path, (path.stem + ".prj",))
    for other in map(Path, source.files):
        if other.suffix.lower() == ".ige":
            if other.parent.resolve() != path.parent.resolve() or other.stem != path.stem:
                raise InputError(
                    f"{path.name}: its pixels lie in another file ({other.name}); export it again as GeoTIFF",
                    code="H003",
                )
            found.append(other)
    return tuple(found)
