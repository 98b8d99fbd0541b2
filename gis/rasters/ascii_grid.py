"""Esri ASCII grids, held against their own head: GDAL reads missing values and words as 0 without a word."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gis.errors import InputError

_HEAD_BYTES = 4096
_CHUNK_BYTES = 1 << 24
_KEPT_BYTES = 16  # of a chunk beside the next: a number may lie across
_HEAD_LINE = re.compile(rb"[ \t]*([A-Za-z_]+)[ \t]+(\S+)[ \t]*\r?\n?")
_BLANK = np.zeros(256, bool)
_BLANK[[9, 10, 11, 12, 13, 32]] = True
_WHOLE, _REAL = (np.zeros(256, bool) for _ in range(2))
_WHOLE[[*b"0123456789+-\t\n\v\f\r "]] = True
_REAL[[*b"0123456789+-.eE\t\n\v\f\r "]] = True
_SIGNS = np.zeros(256, bool)
_SIGNS[[*b"+-"]] = True
_TOO_LONG = re.compile(rb"[0-9]{10}")  # GDAL keeps 32 bits of a whole number and says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFacts:
    """`nodata` as the text that was written; `whole` if every value is a whole number."""

    nodata: str | None
    whole: bool


def grid_facts(path: Path) -> GridFacts:
    """
    Read the whole text once and hold it against its head.

    Raises
    ------
    InputError
        H004 if the head lacks its rows and columns; H015 if the values are not as
        many as the head says, or are no numbers.
    """
    with path.open("rb") as stream:
        head, begin = _head(stream.read(_HEAD_BYTES))
        try:
            cells = int(head["ncols"]) * int(head["nrows"])
        except (KeyError, ValueError) as fault:
            raise InputError(
                f"{path.name}: the head lacks ncols or nrows; export the grid again", code="H004"
            ) from fault
        stream.seek(begin)
        values, whole = _counted(stream, path.name)
    if values != cells:
        raise InputError(
            f"{path.name}: holds {values:,} values, but its head says {cells:,} "
            f"({head['ncols']} x {head['nrows']}); export the grid again",
            code="H015",
        )
    return GridFacts(nodata=head.get("nodata_value"), whole=whole)


def _head(raw: bytes) -> tuple[dict[str, str], int]:
    """Read the lines `KEYWORD value` and where the values begin."""
    head: dict[str, str] = {}
    place = 0
    while (line := _HEAD_LINE.match(raw, place)) is not None:
        head[line[1].decode("ascii").lower()] = line[2].decode("ascii", "replace")
        place = line.end()
    return head, place


def _counted(stream: BinaryIO, what: str) -> tuple[int, bool]:
    """Count the values; tell whether all are whole numbers."""
    values, whole, before = 0, True, b" " * _KEPT_BYTES
    while chunk := stream.read(_CHUNK_BYTES):
        raw = before + chunk
        codes = np.frombuffer(raw, np.uint8)
        blank = _BLANK[codes]
        values += int((blank[_KEPT_BYTES - 1 : -1] & ~blank[_KEPT_BYTES:]).sum())
        whole = whole and bool(_WHOLE[codes].all())
        if not _REAL[codes].all():
            strange = codes[~_REAL[codes]][:1].tobytes().decode("latin-1")
            raise InputError(
                f"{what}: '{strange}' among the values is no part of a number; mend the grid", code="H015"
            )
        if whole and ((_SIGNS[codes[1:]] & ~blank[:-1]).any() or _TOO_LONG.search(raw)):
            raise InputError(
                f"{what}: a value is no whole number of 32 bits; mend the grid, or give it as GeoTIFF",
                code="H015",
            )
        before = raw[-_KEPT_BYTES:]
    return values, whole
