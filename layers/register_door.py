"""The way of a register through the door: attribute lists without places, under every rule of their cells."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj

from gis.crs import CGCS2000
from gis.errors import GeometryError, InputError
from gis.features import RawFeatures
from gis.geometry import null_rows
from gis.reading import read_features

from . import row_checks
from .column_names import tell_collisions
from .columns import take_columns
from .layer import Layer, RowAccount
from .ledger import Ledger, rows_of
from .origins import origin_of, tell_reading
from .spec import LayerSpec
from .statement import Statement

_NONE, _BY = "none", "a register has no places"


def open_register(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """
    Read an attribute list, check its rows, and give them an empty geometry in `to`.

    Shapes and coordinates that the file has are not used, which is told (H275).
    What a register cannot have (a merge by distance, a list of stops) is refused.
    """
    _refuse_places(path, statement)
    request = replace(statement.request(), register=_known_names(spec, statement), position=None)
    raw = read_features(path, request)
    if raw.read == 0:
        raise InputError(f"{path.name}: the layer is empty; export it again with its rows", code="H010")
    book = Ledger(path, spec, statement)
    tell_reading(raw, book)
    tell_collisions(raw, book)
    taken = take_columns(raw.frame, spec, fields=statement.fields, assume=statement.assume, what=path.name)
    book.tell_all(taken.findings)
    frame = row_checks.wanted(taken.frame, raw, book)
    book.require_rows(frame)
    frame = _without_shapes(frame, to, book)
    _tell_alike(frame, book)
    frame = row_checks.with_ids(frame, book)
    return _layer(frame, raw, book)


def without_place(frame: gpd.GeoDataFrame, book: Ledger) -> np.ndarray:
    """Mark rows that have no shape in a layer that may do without; they count, but lie nowhere (H276)."""
    placeless = null_rows(frame)
    if placeless.any():
        book.alarm("H276", rows=rows_of(frame, placeless), count=int(placeless.sum()))
    return np.asarray(placeless, dtype=bool)


def _layer(frame: gpd.GeoDataFrame, raw: RawFeatures, book: Ledger) -> Layer:
    return Layer(
        name=book.spec.name,
        title=book.spec.title,
        frame=frame,
        spec=book.spec,
        origin=origin_of(raw, book, crs_read=_NONE, crs_read_by=_BY, crs_used=_NONE),
        rows=RowAccount(read=raw.read, used=len(frame), skipped=book.skipped),
        alarms=tuple(book.alarms),
    )


def _refuse_places(path: Path, statement: Statement) -> None:
    if statement.merge is not None:
        raise GeometryError(
            f"{path.name}: rows of a register have no distance; take `merge` out", code="H011"
        )
    if statement.lists is not None:
        raise InputError(f"{path.name}: a register holds no lists of stops; take `lists` out", code="H011")


def _known_names(spec: LayerSpec, statement: Statement) -> tuple[str, ...]:
    """Give every name by which the head of the table can be told."""
    known = [name for field in spec.fields for name in (field.name, *field.aliases, field.title)]
    return tuple(name for name in dict.fromkeys((*statement.fields.values(), *known)) if name)


def _without_shapes(frame: gpd.GeoDataFrame, to: pyproj.CRS | None, book: Ledger) -> gpd.GeoDataFrame:
    shaped = ~null_rows(frame)
    if shaped.any():
        book.alarm("H275", count=int(shaped.sum()))
    if book.spec.geometry:  # it could have places, and no column or shape says where
        book.alarm("H276", count=len(frame))
    nothing = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=CGCS2000 if to is None else to)
    return frame.set_geometry(nothing, crs=nothing.crs)


def _tell_alike(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Name rows that are alike in every column that tells something: counts and sums take them all."""
    data = frame.drop(columns=frame.geometry.name)
    telling = [name for name in data if str(name).lower() not in row_checks.ROW_NUMBERS] or list(data)
    texts = data[telling].astype("string").fillna("")
    alike = texts.duplicated(keep=False).to_numpy(dtype=bool)
    if alike.any():
        rows = rows_of(frame, alike)
        book.alarm("H277", rows=rows, count=len(rows), kinds=len(texts[alike].drop_duplicates()))
