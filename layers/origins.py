"""What is told of every file that was read: links, encoding, its reader's findings, and its origin."""

from gis.features import RawFeatures
from gis.paths import followed_links, members, sha256_of

from .layer import Origin
from .ledger import Ledger


def tell_reading(raw: RawFeatures, book: Ledger) -> None:
    """Write what the reader found into the book, and the rows that it left out."""
    for target in followed_links(book.path):
        book.alarm("H082", to=str(target))
    if raw.cut_rows:
        book.alarm("H042", rows=raw.cut_rows, count=len(raw.cut_rows))
    by = raw.encoding_by or ""
    if "trial" in by and (raw.encoding != "utf-8" or "though" in by):
        book.alarm("H040", encoding=raw.encoding, by=by)
    book.tell_all(raw.findings)
    book.skipped.update(raw.left_out)


def origin_of(raw: RawFeatures, book: Ledger, *, crs_read: str, crs_read_by: str, crs_used: str) -> Origin:
    """Say where a layer came from, with the hash of its files and the system that it was read in."""
    statement = book.statement
    return Origin(
        file=book.name,
        sha256=sha256_of(members(book.path)),
        layer=raw.layer,
        format=raw.format,
        crs_read=crs_read,
        crs_read_by=crs_read_by,
        crs_used=crs_used,
        encoding=raw.encoding,
        encoding_by=raw.encoding_by,
        coordinates=statement.coordinates or "as the CRS says",
        source=statement.source,
        licence=statement.licence,
        notes=statement.notes,
    )
