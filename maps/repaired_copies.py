"""Repaired copies of a district's layers, one GeoPackage each; the sources stay as they are."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gis.errors import InputError
from layers.alarms import Alarm
from layers.layer import Layer

from .evidence_file import fsync
from .folder_lock import locked

_ACCOUNT = "door_alarms"
_ROW = "row_in_file"
_OF_GEOPACKAGE = frozenset({"fid", "geom", "geometry"})  # names that the format, or who reads it, needs
_LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One repaired copy, and what had to be written otherwise than the layer has it."""

    path: Path
    alarms: tuple[Alarm, ...] = ()


def write_copies(layers: Sequence[Layer], folder: str | Path) -> list[Copy]:
    """
    Write each layer as the door let it through, with a table of what was done to it.

    A copy is in the CRS that the layer was brought to, with the shapes repaired and
    the columns under their catalogue names; where GeoPackage cannot tell two names
    apart, or needs a name itself, the column gets another one, which is told. Values
    that it has no type for become text. Skipped rows are absent, and listed by number
    in the table `door_alarms` of the same file. All copies appear together or not at all.

    Raises
    ------
    InputError
        H007 if the folder exists with something in it, or a copy cannot be written
        or does not read back as it was written.
    """
    target = Path(folder).absolute()
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(f"{target}: not an empty folder; choose another", code="H007")
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target):
            private = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
            try:
                told = [_write_copy(layer, private / f"{layer.name}.gpkg") for layer in layers]
                fsync(private)
                private.chmod(0o755)
                if target.exists():
                    target.rmdir()
                private.rename(target)
            except BaseException:
                shutil.rmtree(private, ignore_errors=True)
                raise
    except OSError as fault:
        raise InputError(
            f"{target}: cannot write there ({fault.strerror}); choose another folder", code="H007"
        ) from fault
    return [
        Copy(path=target / f"{layer.name}.gpkg", alarms=alarms)
        for layer, alarms in zip(layers, told, strict=True)
    ]


def _write_copy(layer: Layer, path: Path) -> tuple[Alarm, ...]:
    frame, alarms = _writable(layer)
    area = frame.geom_type.str.endswith("Polygon").any()
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer=layer.name,
            driver="GPKG",
            promote_to_multi=bool(area),
            layer_options={"IDENTIFIER": layer.name, "DESCRIPTION": layer.title},
        )
        account = _account((*layer.alarms, *alarms))
        pyogrio.write_dataframe(account, path, layer=_ACCOUNT, driver="GPKG", append=True)
        back = pyogrio.read_dataframe(path, layer=layer.name)
    except (RuntimeError, OverflowError, ValueError) as fault:  # all that GDAL and its bindings raise
        raise InputError(
            f"{layer.origin.file}: the copy {path.name} cannot be written ({fault}); "
            "free space on the disk, or leave out the column it names",
            code="H007",
        ) from fault
    if not _same_rows(back, frame):
        raise InputError(
            f"{layer.origin.file}: the copy {path.name} does not read back as written; "
            "free space on the disk or choose another folder",
            code="H007",
        )
    fsync(path)
    return alarms


def _writable(layer: Layer) -> tuple[gpd.GeoDataFrame, tuple[Alarm, ...]]:
    """Give the layer's rows as GeoPackage can hold them, and say which columns that renames."""
    data = layer.frame.drop(columns=layer.frame.geometry.name)
    old = [str(name) for name in data.columns]
    new = _names_apart(old)
    columns = {name: _plain(data.iloc[:, place]) for place, name in enumerate(new)}
    frame = gpd.GeoDataFrame(
        {_ROW: layer.frame.index, **columns},
        geometry=layer.frame.geometry.to_numpy(),
        crs=layer.frame.crs,
        index=layer.frame.index,
    )
    renamed = [f"{before} -> {after}" for before, after in zip(old, new, strict=True) if before != after]
    if not renamed:
        return frame, ()
    values = {"count": len(renamed), "listing": "; ".join(renamed)}
    return frame, (Alarm(code="H083", layer=layer.name, file=layer.origin.file, values=values),)


def _names_apart(names: Sequence[str]) -> list[str]:
    """Give each column a name unlike all others, case aside, and unlike those that we and GDAL use."""
    reserved = _OF_GEOPACKAGE | {_ROW}
    taken: set[str] = set(reserved) | {name.casefold() for name in names}
    kept: set[str] = set()
    apart = []
    for name in names:
        plain = _clean(name)
        if plain == name and name.casefold() not in reserved | kept:
            kept.add(name.casefold())
            apart.append(name)
            continue
        stem = f"{plain}_in_file" if name.casefold() in _OF_GEOPACKAGE else plain
        made, number = stem, 1
        while made.casefold() in taken:
            number += 1
            made = f"{stem}_{number}"
        taken.add(made.casefold())
        apart.append(made)
    return apart


def _plain(column: pd.Series) -> pd.Series:
    """Give a column in a type that GeoPackage has: a number, a moment to the millisecond, or text."""
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return column
    if pd.api.types.is_integer_dtype(kind):
        fits = column.dropna().le(_LARGEST_INTEGER).all()
        return column.astype("Int64" if column.isna().any() else "int64") if fits else _as_text(column)
    if pd.api.types.is_float_dtype(kind):
        return column.astype("float64")
    if isinstance(kind, np.dtype) and kind.kind == "M":
        exact = column.dt.as_unit("ms").eq(column) & column.dt.year.between(1, 9999)
        return column if (exact | column.isna()).all() else _as_text(column)
    return _as_text(column)


def _as_text(column: pd.Series) -> pd.Series:
    missing = column.isna()  # a list or table in a cell is a value, whatever is in it
    texts = [
        None if gone else _text(value) for value, gone in zip(column.astype(object), missing, strict=True)
    ]
    return pd.Series(texts, index=column.index, dtype="string")


def _text(value: object) -> str:
    """Say any value in words: lists and tables as JSON, bytes in hexadecimal, moments with their zone."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict | list | tuple):
        return _clean(json.dumps(value, ensure_ascii=False, default=str))
    return _clean(str(value))


def _clean(text: str) -> str:
    """Take out what SQLite would end a text at, or could not encode."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _account(alarms: Sequence[Alarm]) -> pd.DataFrame:
    rows = [
        {
            "code": alarm.code,
            "severity": str(alarm.severity),
            "finding": _clean(alarm.told("zh")),
            "rows": ", ".join(map(str, alarm.rows)),
            "area_m2": alarm.area_m2,
            "file": alarm.file,
        }
        for alarm in alarms
    ]
    columns = ["code", "severity", "finding", "rows", "area_m2", "file"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({name: "string" for name in columns if name != "area_m2"} | {"area_m2": "float64"})


def _same_rows(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Whether two frames have the same rows, columns, filled cells and vertices."""
    if one.shape != other.shape or list(one.columns) != list(other.columns):
        return False
    mine, yours = (shapely.get_coordinates(frame.geometry.to_numpy()) for frame in (one, other))
    return bool(np.array_equal(mine, yours) and (one.notna().sum() == other.notna().sum()).all())
