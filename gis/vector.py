"""Read vector files through GDAL and Arrow, with text decoded by us and every null shape accounted for."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
from numpy.typing import NDArray

from . import text_encoding
from .errors import InputError
from .text_encoding import Encoding

# The first bytes must agree with the suffix: nothing is opened by a driver that it did not name.
_MAGIC = {
    ".shp": (b"\x00\x00\x27\x0a",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
}
VECTOR_SUFFIXES = frozenset({".shp", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet"})
_LATIN = "ISO-8859-1"  # maps every byte to one character and back: the raw bytes of a .dbf pass through it
_GBK_LANGUAGE_IDS = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawFeatures:
    """Rows as the file has them: numbered from 1 in `frame.index`, CRS perhaps missing."""

    frame: gpd.GeoDataFrame
    format: str
    layer: str | None
    crs: pyproj.CRS | None
    crs_by: str
    encoding: str | None
    encoding_by: str | None
    cut_rows: tuple[int, ...] = ()
    read: int = 0


def read_vector(path: Path, *, layer: str | None = None, encoding: str | None = None) -> RawFeatures:
    """Read one layer of a Shapefile, GeoPackage, GeoJSON or GeoParquet file."""
    suffix = path.suffix.lower()
    _require_magic(path, suffix)
    if suffix in {".parquet", ".geoparquet"}:
        return _read_parquet(path)
    with _private_copy(path, encoding) as copy:
        name = _chosen_layer(copy, path, layer)
        if suffix == ".shp":
            return _read_shapefile(copy, path, encoding)
        frame = _read_ogr(copy, path, layer=name)
        return RawFeatures(
            frame=frame,
            format="GeoPackage" if suffix == ".gpkg" else "GeoJSON",
            layer=name if suffix == ".gpkg" else None,
            crs=frame.crs,
            crs_by="file" if suffix == ".gpkg" or _has_crs_member(path) else "GeoJSON default (RFC 7946)",
            encoding="utf-8",
            encoding_by="format",
            read=len(frame),
        )


def layer_names(path: Path) -> list[str]:
    """List the layers of a file."""
    return [str(name) for name in pyogrio.list_layers(path)[:, 0]]


def _require_magic(path: Path, suffix: str) -> None:
    expected = _MAGIC.get(suffix)
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head:
        raise InputError(f"{path.name}: the file is empty (0 bytes); export it again")
    if expected and not head.startswith(expected):
        raise InputError(
            f"{path.name}: the bytes are not those of a {suffix} file; name it by its true format"
        )
    if suffix in {".geojson", ".json"} and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        raise InputError(f"{path.name}: no JSON object at its start; name the file by its true format")


@contextmanager
def _private_copy(path: Path, encoding: str | None) -> Iterator[Path]:
    """Open SQLite from a copy (readers write -shm beside it), GeoJSON in another code from a recoded one."""
    suffix = path.suffix.lower()
    if suffix == ".shp":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="hecheng-") as folder:
        copy = Path(folder) / f"layer{suffix}"
        if suffix == ".gpkg":
            for tail in ("", "-wal"):
                if (source := path.with_name(path.name + tail)).exists():
                    shutil.copyfile(source, copy.with_name(copy.name + tail))
        else:
            raw = path.read_bytes()
            found = text_encoding.decide([raw], what=path.name, stated=encoding)
            copy.write_bytes(raw if found.name == "utf-8" else raw.decode(found.name).encode())
        yield copy


def _chosen_layer(copy: Path, path: Path, layer: str | None) -> str:
    with _told_as_input_error(path):
        names = layer_names(copy)
    if not names:
        raise InputError(f"{path.name}: holds no layer; export it again", code="H010")
    if path.suffix.lower() != ".gpkg":
        return names[0]
    listing = ", ".join(names)
    if layer is not None and layer not in names:
        raise InputError(f"{path.name}: no layer '{layer}'; it holds {listing}", code="H005")
    if layer is None and len(names) > 1:
        raise InputError(f"{path.name}: several layers ({listing}); name one with --layer", code="H005")
    return layer or names[0]


def _read_ogr(
    copy: Path, path: Path, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    with _told_as_input_error(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks become our own findings: counts, nulls, validity
        declared = pyogrio.read_info(copy, layer=layer, encoding=encoding, force_feature_count=True)[
            "features"
        ]
        frame = pyogrio.read_dataframe(copy, layer=layer, encoding=encoding)
    if declared >= 0 and declared != len(frame):
        raise InputError(f"{path.name}: declares {declared} rows and gives {len(frame)}; export it again")
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame)))
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def _read_shapefile(copy: Path, path: Path, stated: str | None) -> RawFeatures:
    for part in (".shx", ".dbf"):
        if not any(path.with_suffix(spelling).exists() for spelling in (part, part.upper())):
            raise InputError(f"{path.name}: its {part} is missing; copy all parts of the shapefile")
    frame = _read_ogr(copy, path, encoding=_LATIN)
    texts = [str(column) for column in frame.columns if column != frame.geometry.name]
    text_columns = [
        column
        for column in texts
        if pd.api.types.is_string_dtype(frame[column]) or pd.api.types.is_object_dtype(frame[column])
    ]
    cells = [(column, frame[column]) for column in text_columns]
    raw = [name.encode(_LATIN, "replace") for name in texts]
    owner: list[int] = [0] * len(raw)
    for _, column in cells:
        present = column.dropna()
        raw += [str(value).encode(_LATIN, "replace") for value in present]
        owner += [int(row) for row in present.index]
    found = text_encoding.decide(raw, what=path.name, stated=stated, declared=_declared_encoding(path))
    for name, column in cells:
        frame[name] = column.map(lambda value: _recoded(value, found), na_action="ignore")
    frame = frame.rename(columns={name: _recoded(name, found) for name in texts})
    return RawFeatures(
        frame=frame,
        format="Shapefile",
        layer=None,
        crs=frame.crs,
        crs_by="file (.prj)",
        encoding=found.name,
        encoding_by=found.by,
        cut_rows=tuple(owner[place] for place in found.cut if owner[place] > 0),
        read=len(frame),
    )


def _recoded(value: object, found: Encoding) -> str:
    return text_encoding.decoded(str(value).encode(_LATIN, "replace"), found.name)


def _declared_encoding(path: Path) -> str | None:
    for suffix in (".cpg", ".CPG"):
        if (page := path.with_suffix(suffix)).exists():
            return page.read_text(encoding="ascii", errors="replace").strip() or None
    for suffix in (".dbf", ".DBF"):
        if (table := path.with_suffix(suffix)).exists():
            head = table.read_bytes()[:32]
            return _GBK_LANGUAGE_IDS.get(head[29]) if len(head) > 29 else None  # noqa: PLR2004 - byte 29: language id
    return None


def _read_parquet(path: Path) -> RawFeatures:
    with _told_as_input_error(path):
        frame = gpd.read_parquet(path)
    frame = frame.reset_index(drop=True)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return RawFeatures(
        frame=frame,
        format="GeoParquet",
        layer=None,
        crs=frame.crs,
        crs_by="file",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
    )


def _has_crs_member(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4096)
    return b'"crs"' in head


@contextmanager
def _told_as_input_error(path: Path) -> Iterator[None]:
    """Say a reader's fault in one line that names the user's file, not our copy."""
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as fault:
        reason = " ".join(str(fault).split())[:160].replace(str(path), path.name)
        raise InputError(f"{path.name}: cannot be read ({reason}); export it again") from fault


def null_rows(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Mark rows without a shape: null, empty, or with a coordinate that is no number."""
    shapes = frame.geometry
    absent = np.asarray(shapes.isna() | shapes.is_empty, dtype=bool)
    finite = np.isfinite(shapes.bounds.to_numpy(dtype=float)).all(axis=1)
    return np.asarray(absent | ~finite, dtype=bool)
