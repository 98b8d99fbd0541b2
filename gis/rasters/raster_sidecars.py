"""Files beside a raster: a world file is read where nothing else places it, all else is only compared."""

import math
import re
from pathlib import Path

from affine import Affine

from gis.errors import InputError
from gis.findings import Finding

_MOST_BYTES = 1 << 20
_WORLD_BYTES = 4096
_SAME_PIXEL = 0.1
_NODATA = re.compile(rb"<NoDataValue[^>]{0,80}>([^<]{1,80})</NoDataValue>")
_PLACE = re.compile(rb"<GeoTransform>([^<]{1,400})</GeoTransform>")
_SYSTEM = re.compile(rb"<SRS[ >]")
_CLASSES = re.compile(rb"<(GDALRasterAttributeTable|CategoryNames)[ >]")


def beside(path: Path, names: tuple[str, ...]) -> list[Path]:
    """List the files in the raster's folder that bear one of the names, in any case."""
    wanted = [name.casefold() for name in names]
    try:
        found = {other.name.casefold(): other for other in path.parent.iterdir() if other.is_file()}
    except OSError:
        return []
    return [found[name] for name in wanted if name in found]


def world_file(path: Path) -> Path | None:
    """Find the world file of a raster (`.tfw`, `.tifw`, `.wld`); an ASCII grid has none."""
    suffix = path.suffix[1:]
    if suffix.lower() == "asc":
        return None
    short = suffix[0] + suffix[-1] + "w"
    endings = (short, suffix + "w", "wld")
    return next(iter(beside(path, tuple(f"{path.stem}.{ending}" for ending in endings))), None)


def world_transform(world: Path) -> Affine:
    """
    Read a world file: six numbers, the last two the centre of the first pixel.

    Raises
    ------
    InputError
        If it holds anything else than six numbers.
    """
    with world.open("rb") as stream:
        words = stream.read(_WORLD_BYTES).split()
    try:
        a, d, b, e, x, y = (float(word) for word in words)
    except ValueError as fault:
        raise InputError(
            f"{world.name}: a world file holds six numbers; write it again, or georeference the raster"
        ) from fault
    return Affine(a, b, x - (a + b) / 2, d, e, y - (d + e) / 2)


def sidecar_findings(
    path: Path, transform: Affine, shape: tuple[int, int], nodata: float | None, *, has_crs: bool
) -> tuple[Finding, ...]:
    """Tell what sidecars say against the file itself; the file is believed. `shape` is rows, columns."""
    against = [
        *_world_file_against(path, transform, shape),
        *_aux_against(path, transform, shape, nodata, has_crs=has_crs),
    ]
    return tuple(
        Finding(code="H173", values={"sidecar": name, "what": what, "what_zh": what_zh})
        for name, what, what_zh in against
    )


def _world_file_against(path: Path, transform: Affine, shape: tuple[int, int]) -> list[tuple[str, str, str]]:
    world = world_file(path)
    if world is None:
        return []
    try:
        apart = _apart(transform, world_transform(world), shape)
    except InputError:
        return [(world.name, "no six numbers", "内容不是六个数")]
    return [(world.name, "another place or pixel size", "位置或像元大小不同")] if apart else []


def _aux_against(
    path: Path, transform: Affine, shape: tuple[int, int], nodata: float | None, *, has_crs: bool
) -> list[tuple[str, str, str]]:
    names = (path.name + ".aux.xml", path.stem + ".aux.xml")
    aux = next(iter(beside(path, names)), None)
    if aux is None:
        return []
    with aux.open("rb") as stream:
        text = stream.read(_MOST_BYTES)
    found = []
    stated = _NODATA.search(text)
    if stated is not None and not _same_number(stated[1], nodata):
        value = stated[1].decode("ascii", "replace").strip()
        found.append((aux.name, f"nodata {value}", f"无数据值 {value}"))
    place = _PLACE.search(text)
    if place is not None and _placed_elsewhere(place[1], transform, shape):
        found.append((aux.name, "another place or pixel size", "位置或像元大小不同"))
    if _SYSTEM.search(text) and not has_crs:
        found.append((aux.name, "a CRS", "坐标系"))
    if _CLASSES.search(text):
        found.append((aux.name, "a table of classes", "地类表"))
    return found


def _placed_elsewhere(text: bytes, transform: Affine, shape: tuple[int, int]) -> bool:
    try:
        c, a, b, f, d, e = (float(word) for word in text.split(b","))
    except ValueError:
        return True
    return _apart(transform, Affine(a, b, c, d, e, f), shape)


def _apart(one: Affine, other: Affine, shape: tuple[int, int]) -> bool:
    """Tell whether two placings differ by more than a tenth of a pixel in a corner."""
    if one.determinant == 0:
        return False
    height, width = shape
    for column, row in ((0, 0), (width, 0), (0, height)):
        dx = (other.a - one.a) * column + (other.b - one.b) * row + other.c - one.c
        dy = (other.d - one.d) * column + (other.e - one.e) * row + other.f - one.f
        gaps = (one.e * dx - one.b * dy) / one.determinant, (one.a * dy - one.d * dx) / one.determinant
        if not max(map(abs, gaps)) <= _SAME_PIXEL:
            return True
    return False


def _same_number(text: bytes, nodata: float | None) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return nodata is not None and (value == nodata or (math.isnan(value) and math.isnan(nodata)))
