"""The way of one file through the door: columns, rows, places, shapes and ground, each checked in turn."""

from pathlib import Path

import pyproj

from gis.crs import crs_name
from gis.errors import InputError
from gis.features import RawFeatures
from gis.paths import followed_links, members, sha256_of
from gis.reading import read_features

from . import area_attributes, ground_checks, place_checks, row_checks, shape_checks
from .column_names import tell_collisions
from .columns import take_columns
from .layer import Layer, Origin, RowAccount
from .ledger import Ledger
from .spec import LayerSpec
from .stated_systems import require_agreement
from .statement import Statement
from .web_map_hints import tell_web_map


def open_features(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """Read a file, check what was read and bring it to its place; refuse what cannot be taken."""
    raw = read_features(path, statement.request())
    if raw.read == 0:
        raise InputError(f"{path.name}: the layer is empty; export it again with its rows", code="H010")
    book = Ledger(path, spec, statement)
    _tell_reading(raw, book)
    crs, crs_by = place_checks.source_crs(raw, book)
    tell_collisions(raw, book)
    taken = take_columns(raw.frame, spec, fields=statement.fields, assume=statement.assume, what=path.name)
    book.tell_all(taken.findings)
    frame = row_checks.wanted(taken.frame, raw, book)
    require_agreement(frame, book)
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
    frame = row_checks.with_ids(frame, book)
    return Layer(
        name=spec.name,
        title=spec.title,
        frame=frame,
        spec=spec,
        origin=_origin(raw, book, (crs, crs_by, used)),
        rows=RowAccount(read=raw.read, used=len(frame), repaired=book.repaired, skipped=book.skipped),
        alarms=tuple(book.alarms),
        members=positions,
    )


def _tell_reading(raw: RawFeatures, book: Ledger) -> None:
    for target in followed_links(book.path):
        book.alarm("H082", to=str(target))
    if raw.cut_rows:
        book.alarm("H042", rows=raw.cut_rows, count=len(raw.cut_rows))
    by = raw.encoding_by or ""
    if "trial" in by and (raw.encoding != "utf-8" or "though" in by):
        book.alarm("H040", encoding=raw.encoding, by=by)
    book.tell_all(raw.findings)
    book.skipped.update(raw.left_out)


def _origin(raw: RawFeatures, book: Ledger, systems: tuple[pyproj.CRS, str, pyproj.CRS]) -> Origin:
    crs, crs_by, used = systems
    statement = book.statement
    return Origin(
        file=book.name,
        sha256=sha256_of(members(book.path)),
        layer=raw.layer,
        format=raw.format,
        crs_read=crs_name(crs),
        crs_read_by=crs_by,
        crs_used=crs_name(used),
        encoding=raw.encoding,
        encoding_by=raw.encoding_by,
        coordinates=statement.coordinates or "as the CRS says",
        source=statement.source,
        licence=statement.licence,
        notes=statement.notes,
    )
