"""GeoPackages, by way of a private copy: SQLite writes beside what it opens, and stored counts go stale."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pyogrio

from .errors import InputError
from .features import RawFeatures, ReadRequest
from .ogr import layer_names, read_ogr, told_as_input_error
from .paths import members

# Well-known binary types from CircularString to Triangle; thousands say heights and measures.
_CURVED = range(8, 18)
_HEIGHTS = 1000
# Bytes of the envelope before the shape, by the three bits of the flags that name it.
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def read_geopackage(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read one layer by way of a `folder` of ours; what was committed but not yet written in is read too."""
    real, copy = path.resolve(), folder / "layer.gpkg"
    for part in members(path):
        tail = "" if part == path else part.name.removeprefix(real.name)
        shutil.copyfile(part, folder / f"layer.gpkg{tail}")
    with told_as_input_error(path):
        _forget_counts(copy)
        name = _chosen_layer(copy, path, request.layer)
        if _has_curves(copy, name):
            raise InputError(
                f"{path.name} ({name}): holds arcs or surfaces; turn them into straight edges "
                "(ogr2ogr -nlt CONVERT_TO_LINEAR)",
                code="H011",
            )
    frame = read_ogr(copy, path, layer=name)
    return RawFeatures(
        frame=frame,
        format="GeoPackage",
        layer=name,
        crs=frame.crs,
        crs_by="file",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
    )


def _chosen_layer(copy: Path, path: Path, layer: str | None) -> str:
    """Find the layer that is meant; tables without geometry (styles) are no choice to make."""
    every = [str(name) for name in pyogrio.list_layers(copy)[:, 0]]
    if not every:
        raise InputError(f"{path.name}: holds no layer; export it again", code="H010")
    names = layer_names(copy)
    listing = ", ".join(names)
    if layer is not None and layer not in every:
        raise InputError(f"{path.name}: no layer '{layer}'; it holds {listing}", code="H005")
    if layer is None and len(names) > 1:
        raise InputError(f"{path.name}: several layers ({listing}); name one with --layer", code="H005")
    return layer or names[0]


def _forget_counts(copy: Path) -> None:
    """Strike the stored row counts, so that rows are counted: a stale count would cut the reading short."""
    with closing(sqlite3.connect(copy)) as base, base:
        stored = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_ogr_contents'").fetchone()
        if stored:
            base.execute("UPDATE gpkg_ogr_contents SET feature_count = NULL")


def _has_curves(copy: Path, layer: str) -> bool:
    """Look at the type of every shape: the layer's own type may be a general one."""
    with closing(sqlite3.connect(copy)) as base:
        found = base.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
        if found is None:
            return False
        column, table = _quoted(found[0]), _quoted(layer)
        flags = base.execute(
            f"SELECT DISTINCT substr({column}, 4, 1) FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - quoted
        ).fetchall()
        return any(
            _is_curved(head)
            for (flag,) in flags
            for (head,) in base.execute(
                f"SELECT DISTINCT substr({column}, ?, 5) FROM {table} WHERE substr({column}, 4, 1) = ?",  # noqa: S608
                (9 + _ENVELOPE_BYTES[min(flag[0] >> 1 & 7, 4)], flag),
            )
        )


def _is_curved(head: bytes) -> bool:
    kind = int.from_bytes(head[1:5], "little" if head[:1] == b"\x01" else "big")
    return kind % _HEIGHTS in _CURVED


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
