"""FlatGeobuf: features counted one by one before they are read, whatever the head or the index says."""

import struct
from pathlib import Path

import numpy as np

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest

from .curves import with_straight_edges
from .ogr import lost_shapes, read_ogr, stand_in, told_as_input_error, well_known_binary

_MAGIC_BYTES, _SIZE_BYTES = 8, 4
_LONGEST_HEAD = 10 << 20  # the driver's own bound
_FEATURES_COUNT, _INDEX_NODE_SIZE = 8, 9  # places in the head's table, by the standard's schema
_DEFAULT_NODE_SIZE = 16
_NODE_BYTES = 40
_AGAIN = "export it again"


def read_flatgeobuf(path: Path, folder: Path, _request: ReadRequest) -> RawFeatures:
    """Read the features; the spatial index at the head of the file is stepped over, not used."""
    with told_as_input_error(path):
        counted = _counted(path)
        copy = folder / "layer.fgb"
        stand_in(path, copy)
        frame = read_ogr(copy, path)
        if len(frame) != counted:
            raise InputError(f"{path.name}: holds {counted} features and gives {len(frame)}; {_AGAIN}")
        shapes = well_known_binary(copy, None)
        frame, findings = with_straight_edges(frame, shapes, path.name)
        lost = lost_shapes(frame, np.array([shape is not None for shape in shapes], dtype=bool))
    return RawFeatures(
        frame=frame,
        format="FlatGeobuf",
        layer=None,
        crs=frame.crs,
        crs_by="file",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
        findings=(*findings, *lost),
    )


def _counted(path: Path) -> int:
    """Count the features by their lengths, to the file's last byte, and hold the count against the head's."""
    if path.stat().st_size < _MAGIC_BYTES + _SIZE_BYTES:
        raise InputError(f"{path.name}: the file is cut short; {_AGAIN}")
    raw = np.memmap(path, mode="r", dtype=np.uint8).data
    (head_bytes,) = struct.unpack_from("<I", raw, _MAGIC_BYTES)
    place = _MAGIC_BYTES + _SIZE_BYTES + head_bytes
    if head_bytes > _LONGEST_HEAD or place > len(raw):
        raise InputError(f"{path.name}: the head is cut short; {_AGAIN}")
    head = bytes(raw[_MAGIC_BYTES + _SIZE_BYTES : place])
    declared = _number(head, _FEATURES_COUNT, "<Q", 0)
    node_size = _number(head, _INDEX_NODE_SIZE, "<H", _DEFAULT_NODE_SIZE)
    place += _index_bytes(declared, node_size)
    if not declared and place < len(raw):
        raise InputError(f"{path.name}: does not say how many features it holds; {_AGAIN}")
    found = 0
    while place < len(raw):
        if place + _SIZE_BYTES > len(raw):
            raise InputError(f"{path.name}: the file is cut short after {found} features; {_AGAIN}")
        place += _SIZE_BYTES + struct.unpack_from("<I", raw, place)[0]
        found += 1
    if place > len(raw) or found != declared:
        cut = "the file is cut short" if place > len(raw) else f"{found} features follow"
        raise InputError(f"{path.name}: declares {declared} features, but {cut}; {_AGAIN}")
    return found


def _number(head: bytes, field: int, kind: str, default: int) -> int:
    """Read one number of the head's table; what equals its default is not stored."""
    (table,) = struct.unpack_from("<I", head, 0)
    (back,) = struct.unpack_from("<i", head, table)
    fields = table - back
    (size,) = struct.unpack_from("<H", head, fields)
    entry = 4 + 2 * field
    offset = struct.unpack_from("<H", head, fields + entry)[0] if entry + 2 <= size else 0
    return int(struct.unpack_from(kind, head, table + offset)[0]) if offset else default


def _index_bytes(features: int, node_size: int) -> int:
    """Give the length of the packed tree over so many features."""
    if not features or not node_size:
        return 0
    if node_size == 1:
        raise ValueError("an index of single nodes")
    nodes, level = features, 0  # a lone feature has a root above it too
    while level != 1:
        level = -(-(level or features) // node_size)
        nodes += level
    return nodes * _NODE_BYTES
