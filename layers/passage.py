"""The way of one file through the door: columns, rows, places, shapes and ground, each checked in turn."""

from pathlib import Path

import geopandas as gpd
import pyproj

from gis.crs import crs_name
from gis.errors import InputError
from gis.features import NoPlacesError
from gis.geometry import null_rows
from gis.reading import read_features

from . import area_attributes, ground_checks, place_checks, row_checks, shape_checks
from .column_names import tell_collisions
from .columns import take_columns
from .empty_door import EMPTY, empty_layer, may_be_empty
from .layer import Layer, RowAccount
from .ledger import Ledger
from .origins import origin_of, tell_reading
from .register_door import open_register, without_place
from .spec import LayerSpec
from .stated_systems import require_agreement
from .statement import Statement
from .web_map_hints import tell_web_map


def open_features(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """Let a file through; an empty one only where somebody said that it is meant to be."""
    try:
        return _open(path, spec, statement, to)
    except InputError as fault:
        if fault.code != EMPTY or not may_be_empty(spec, statement):
            raise
        return empty_layer(path, spec, statement, to)


def _open(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """
    Read a file, check what was read and bring it to its place; refuse what cannot be taken.

    A layer that is a register, or may be one and has no places, goes `register_door`'s way.
    """
    if not spec.geometry:
        return open_register(path, spec, statement, to)
    try:
        raw = read_features(path, statement.request())
    except NoPlacesError:
        if not spec.register_too:
            raise
        return open_register(path, spec, statement, to)
    if spec.register_too and len(raw.frame) and null_rows(raw.frame).all():
        return open_register(path, spec, statement, to)
    if raw.read == 0:
        raise InputError(f"{path.name}: the layer is empty; export it again with its rows", code="H010")
    book = Ledger(path, spec, statement)
    tell_reading(raw, book)
    crs, crs_by = place_checks.source_crs(raw, book)
    tell_collisions(raw, book)
    taken = take_columns(raw.frame, spec, fields=statement.fields, assume=statement.assume, what=path.name)
    book.tell_all(taken.findings)
    frame = row_checks.wanted(taken.frame, raw, book)
    require_agreement(frame, book)
    rows = frame
    if spec.register_too and null_rows(frame).all():
        return open_register(path, spec, statement, to)
    if spec.register_too:
        frame = frame[~without_place(frame, book)]
    frame = shape_checks.with_shapes(frame, book).set_crs(crs, allow_override=True)
    frame = place_checks.in_place(frame, book)
    shape_checks.require_one_kind(frame, book)
    frame = place_checks.unshifted(frame, book)
    frame = place_checks.off_old_datum(frame, book)
    frame = shape_checks.mended(frame, book)
    area_attributes.tell_planar_misfits(frame, book)
    frame, used = place_checks.brought(frame, to, book)
    place_checks.tell_distant(frame, book)
    row_checks.tell_duplicates(frame, book)
    ground_checks.tell_ground(frame, book)
    area_attributes.tell_misfits(frame, book)
    tell_web_map(frame, book)
    frame, positions = row_checks.merged(frame, book)
    if spec.register_too:
        frame = _with_placeless(frame, rows, book)
    frame = row_checks.with_ids(frame, book)
    return Layer(
        name=spec.name,
        title=spec.title,
        frame=frame,
        spec=spec,
        origin=origin_of(raw, book, crs_read=crs_name(crs), crs_read_by=crs_by, crs_used=crs_name(used)),
        rows=RowAccount(read=raw.read, used=len(frame), repaired=book.repaired, skipped=book.skipped),
        alarms=tuple(book.alarms),
        members=positions,
    )


def _with_placeless(frame: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Put the rows without a place back where they stood, among those that came through."""
    kept = rows[null_rows(rows) | rows.index.isin(frame.index) | rows.index.isin(book.placeless)]
    shapes = gpd.GeoSeries(frame.geometry.reindex(kept.index), crs=frame.crs)
    added = {str(name): frame[name].reindex(kept.index) for name in frame.columns if name not in kept}
    whole = kept.set_geometry(shapes, crs=frame.crs)
    return whole.assign(**added)
