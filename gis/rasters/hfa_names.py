"""Class names inside an Erdas Imagine file, which the raster library does not pass on."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gis.errors import InputError
from gis.text_encoding import decide, decoded

_MAGIC = b"EHFA_HEADER_TAG\0"
_NODE = struct.Struct("<6I64s32s")  # next, previous, parent, child, data, size, name, type
_COLUMN = struct.Struct("<IIHI")  # rows, place of the cells, kind of the cells, bytes of a text
_BINS = struct.Struct("<IHd")  # rows, kind of function, value of the first row
_TEXT, _DIRECT = 3, 0
_MOST_NODES, _MOST_BYTES = 10_000, 64 << 20
_FIRST_BAND, _TABLE, _NAMES, _BIN_FUNCTION = (
    "Eimg_Layer",
    "Descriptor_Table",
    "Class_Names",
    "Edsc_BinFunction",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    name: str
    kind: str
    child: int
    data: int


def class_names(path: Path) -> dict[int, str]:
    """
    Read the names of pixel values from the first band's table; empty where there are none.

    A row of the table is a pixel value only under a direct bin function from 0, which
    class rasters have; other tables (histograms in steps) give nothing.

    Raises
    ------
    InputError
        H004 if the tree of the file is broken, H041 if the names cannot be decoded.
    """
    with path.open("rb") as stream:
        try:
            cells = _cells(stream)
        except (struct.error, ValueError, OverflowError) as fault:
            raise InputError(
                f"{path.name}: its table of classes is broken; give a legend with --legend", code="H004"
            ) from fault
    text = decide(cells, what=f"{path.name} (class names)").name
    names = (decoded(cell, text).strip() for cell in cells)
    return {value: name for value, name in enumerate(names) if name}


def _cells(stream: BinaryIO) -> list[bytes]:
    if stream.read(len(_MAGIC)) != _MAGIC:
        raise ValueError
    header = struct.unpack("<I", stream.read(4))[0]
    stream.seek(header + 8)
    band = _named(stream, _children(stream, struct.unpack("<I", stream.read(4))[0]), kind=_FIRST_BAND)
    table = None if band is None else _named(stream, band.child, name=_TABLE)
    if table is None or not _rows_are_values(stream, table):
        return []
    column = _named(stream, table.child, name=_NAMES)
    if column is None:
        return []
    stream.seek(column.data)
    rows, place, kind, width = _COLUMN.unpack(stream.read(_COLUMN.size))
    if kind != _TEXT or rows * width > _MOST_BYTES:
        return []
    stream.seek(place)
    raw = stream.read(rows * width)
    if len(raw) < rows * width:
        raise ValueError
    return [raw[row * width : (row + 1) * width].split(b"\0")[0] for row in range(rows)]


def _rows_are_values(stream: BinaryIO, table: _Node) -> bool:
    bins = _named(stream, table.child, kind=_BIN_FUNCTION)
    if bins is None:
        return True
    stream.seek(bins.data)
    _, function, first = _BINS.unpack(stream.read(_BINS.size))
    return bool(function == _DIRECT and first == 0)


def _named(stream: BinaryIO, first: int, *, name: str = "", kind: str = "") -> _Node | None:
    return next(
        (node for node in _siblings(stream, first) if name in {"", node.name} and kind in {"", node.kind}),
        None,
    )


def _children(stream: BinaryIO, place: int) -> int:
    root = next(_siblings(stream, place), None)
    return 0 if root is None else root.child


def _siblings(stream: BinaryIO, place: int) -> Iterator[_Node]:
    """Walk along the nodes of one level; a chain that bites its tail ends."""
    for _ in range(_MOST_NODES):
        if not place:
            return
        stream.seek(place)
        following, _, _, child, data, _, name, kind = _NODE.unpack(stream.read(_NODE.size))
        yield _Node(name=_text(name), kind=_text(kind), child=child, data=data)
        place = following
    raise ValueError


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("ascii", "replace")
