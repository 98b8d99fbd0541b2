"""Shapefiles: parts that belong together, deleted rows, and text whose encoding nobody states truly."""

import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from . import text_encoding
from .errors import InputError
from .features import RawFeatures, ReadRequest
from .ogr import read_ogr, stand_in
from .paths import members
from .text_encoding import Encoding

_LATIN = "ISO-8859-1"  # maps every byte to one character and back: the raw bytes of a .dbf pass through it
# Byte 29 of a .dbf; GDAL writes 0x57 whatever the text is.
_LANGUAGE_IDS = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x4D: "gb18030",
    0x4F: "big5",
    0x57: "cp1252",
    0x78: "big5",
    0x7A: "gb18030",
}
_SHP_HEAD_BYTES, _DBF_HEAD_BYTES = 100, 32
_DELETED = ord("*")


def read_shapefile(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read a shapefile by way of an empty `folder` of ours, so that only its own parts are looked at."""
    parts = {part.suffix.lower(): part for part in members(path)}
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in parts]
    if missing:
        listing = " and ".join(missing)
        raise InputError(f"{path.name}: its {listing} is missing; copy all parts of the shapefile")
    deleted = _deleted_rows(parts, path.name)
    for suffix, part in parts.items():
        if suffix != ".cpg":
            stand_in(part, folder / f"layer{suffix}")
    frame = read_ogr(folder / "layer.shp", path, encoding=_LATIN, deleted=deleted)
    frame, found, cut_rows = _with_text(frame, path, request.encoding, _declared_encoding(parts))
    return RawFeatures(
        frame=frame,
        format="Shapefile",
        layer=None,
        crs=frame.crs,
        crs_by="file (.prj)",
        encoding=found.name,
        encoding_by=found.by,
        cut_rows=cut_rows,
        read=len(frame) + deleted,
        left_out={"deleted in the .dbf": deleted} if deleted else {},
    )


def _with_text(
    frame: gpd.GeoDataFrame, path: Path, stated: str | None, declared: str | None
) -> tuple[gpd.GeoDataFrame, Encoding, tuple[int, ...]]:
    names = [str(column) for column in frame.columns if column != frame.geometry.name]
    texts = [
        name
        for name in names
        if pd.api.types.is_string_dtype(frame[name]) or pd.api.types.is_object_dtype(frame[name])
    ]
    raw = [_bytes(name) for name in names]
    owner: list[int] = [0] * len(raw)
    for name in texts:
        present = frame[name].dropna()
        raw += [_bytes(value) for value in present]
        owner += [int(row) for row in present.index]
    found = text_encoding.decide(raw, what=path.name, stated=stated, declared=declared)
    for name in texts:
        frame[name] = frame[name].map(
            lambda value: text_encoding.decoded(_bytes(value), found.name), na_action="ignore"
        )
    titles = {name: text_encoding.decoded(_bytes(name), found.name) for name in names}
    if len(set(titles.values())) < len(titles):
        raise InputError(
            f"{path.name}: two columns bear one name once decoded as {found.name}; rename one", code="H015"
        )
    cut = {owner[place] for place in found.cut if owner[place] > 0}
    return frame.rename(columns=titles), found, tuple(sorted(cut))


def _bytes(value: object) -> bytes:
    return str(value).encode(_LATIN, "replace")


def _declared_encoding(parts: dict[str, Path]) -> str | None:
    if ".cpg" in parts:
        page = parts[".cpg"].read_text(encoding="ascii", errors="replace").strip()
        if page:
            return page
    with parts[".dbf"].open("rb") as stream:
        return _LANGUAGE_IDS.get(stream.read(_DBF_HEAD_BYTES)[29])


def _deleted_rows(parts: dict[str, Path], what: str) -> int:
    """Hold shapes, index and table against each other; give the number of rows that are marked as deleted."""
    shapes = _shapes(parts[".shp"], parts[".shx"], what)
    with parts[".dbf"].open("rb") as stream:
        head = stream.read(_DBF_HEAD_BYTES)
        if len(head) < _DBF_HEAD_BYTES:
            raise InputError(f"{what}: its .dbf is cut short; copy all parts of the shapefile again")
        declared, head_bytes, row_bytes = struct.unpack("<IHH", head[4:12])
    held = max(parts[".dbf"].stat().st_size - head_bytes, 0) // max(row_bytes, 1)
    if held < declared or declared != shapes:
        raise InputError(
            f"{what}: {shapes} shapes, but its .dbf declares {declared} rows "
            f"and holds {min(held, declared)}; copy all parts of the shapefile again"
        )
    if not declared:
        return 0
    table = np.memmap(parts[".dbf"], mode="r", offset=head_bytes, shape=(declared, row_bytes))
    return int((table[:, 0] == _DELETED).sum())


def _shapes(shp: Path, shx: Path, what: str) -> int:
    """Count the shapes by the index, after checking that both files are as long as they say."""
    for part in (shp, shx):
        with part.open("rb") as stream:
            head = stream.read(_SHP_HEAD_BYTES)
        size = part.stat().st_size
        if len(head) < _SHP_HEAD_BYTES or struct.unpack(">I", head[24:28])[0] * 2 > size:
            raise InputError(f"{what}: its {part.suffix} is cut short; copy all parts of the shapefile again")
    return (size - _SHP_HEAD_BYTES) // 8
