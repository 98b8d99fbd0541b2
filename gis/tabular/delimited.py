"""Text tables: found delimiter, strict quotation marks, rows of cells; nothing is repaired in silence."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from gis import text_encoding
from gis.errors import InputError

from .coordinate_names import meaning, named_columns
from .register_head import known_names
from .table_rows import MOST_ROWS, Grid, refuse_bytes, refuse_columns, refuse_rows

_USUAL = ",\t;"
_DELIMITERS = ",\t;|，"
_SAMPLE_LINES = 40
_CHUNK = 1 << 20
_LONGEST_CELL = 10_000_000
_TOLD = re.compile(r"\s*sep=(.)\s*(?:\r\n|\r|\n)", re.IGNORECASE)  # a line for spreadsheet programs
_MARKUP = (
    (
        re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<meta|<table|<div|<style)", re.IGNORECASE),
        "an HTML page",
    ),
    (
        re.compile(r"\s*<\?xml[^>]*\?>\s*(?:<\?mso-application[^>]*>\s*)?<(?:\w+:)?workbook", re.IGNORECASE),
        "an XML spreadsheet of 2003",
    ),
    (re.compile(r"\s*<(?:\?xml|!doctype|!--|kml|gml)", re.IGNORECASE), "XML"),
    (re.compile(r"\s*MIME-Version:", re.IGNORECASE), "a saved web page (MHTML)"),
    (re.compile(r"\s*\{\\rtf"), "an RTF document"),
    (re.compile(r"\s*[\[{]\s*(?:[\[{]|\"[^\"]*\"\s*:)"), "JSON"),
)


def text_grid(
    path: Path, encoding: str | None, *, known: Collection[str] = ()
) -> tuple[Grid, text_encoding.Encoding]:
    """
    Read a delimited text as rows of cells, empty lines left out.

    With `known` names the delimiter is that under which a line holds most of them.

    Raises `InputError`: H010 where it is empty, H004 where it is no table, H015
    for a quotation mark that never closes, H041 for the encoding, H100 for size.
    """
    text, found = table_text(path, encoding)
    text, delimiter = _told_delimiter(text)
    rows, numbers = [], []
    for number, row in split(text, delimiter or found_delimiter(text, known), path.name):
        refuse_columns(path.name, len(row))
        rows.append(row)
        numbers.append(number)
    return Grid(what=path.name, rows=rows, numbers=numbers, shiftable=True), found


def table_text(path: Path, encoding: str | None) -> tuple[str, text_encoding.Encoding]:
    """Decode a text table; its size is refused before it is read."""
    refuse_bytes(path.name, path.stat().st_size)
    refuse_rows(path.name, _fewest_rows(path))
    raw = path.read_bytes()
    if not raw.strip():
        raise InputError(f"{path.name}: the table is empty; export it again", code="H010")
    text, found = text_encoding.decoded_file(raw, what=path.name, stated=encoding)
    if "\0" in text:
        raise InputError(f"{path.name}: holds NUL characters, not a text table; save it as CSV", code="H004")
    kind = next((kind for form, kind in _MARKUP if form.match(text[:_CHUNK])), None)
    if kind is not None:
        raise InputError(
            f"{path.name}: is {kind}, not a table; open it as a spreadsheet and save it as XLSX or CSV",
            code="H004",
        )
    return text, found


def split(text: str, delimiter: str, what: str) -> Iterator[tuple[int, list[str]]]:
    """Split a text into rows of cells with their line numbers; an open quote would swallow what follows."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"{what} (line {reader.line_num}): {fault}; mend the quotation marks", code="H015"
        ) from fault


def usual_delimiter(text: str) -> str:
    """Take the delimiter that stands most often in the first line."""
    head = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]
    return max(_USUAL, key=head.count)


def found_delimiter(text: str, known: Collection[str] = ()) -> str:
    """Take the delimiter under which a line names coordinates (or `known` columns), else of most cells."""
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:_CHUNK], maxsplit=_SAMPLE_LINES) if line.strip()]
    if known:
        hits = {
            mark: max(known_names(_loosely_split(line, mark), known) for line in lines)
            for mark in _DELIMITERS
        }
        best = max(hits, key=lambda mark: hits[mark])
        if hits[best]:
            return best
    for delimiter in _DELIMITERS:
        for line in lines[:_SAMPLE_LINES]:
            cells = _loosely_split(line, delimiter)
            if len(cells) > 1 and named_columns(cells) is not None:
                return delimiter
    if any(meaning(line) is not None for line in lines):
        return ","  # one column alone: a pair of coordinates
    first = max(_USUAL, key=lines[0].count) if lines else ","
    if not lines or lines[0].count(first):
        return first
    return max(_DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in lines))


def _loosely_split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _told_delimiter(text: str) -> tuple[str, str | None]:
    told = _TOLD.match(text)
    return (text[told.end() :], told[1]) if told is not None and told[1] in _DELIMITERS else (text, None)


def _fewest_rows(path: Path) -> int:
    """Count line breaks without keeping the file; those inside quotation marks are why twice as many pass."""
    breaks = {b"\n": 0, b"\r": 0}
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            for mark in breaks:
                breaks[mark] += chunk.count(mark)
    most = max(breaks.values())
    return most if most > 2 * MOST_ROWS else 0
