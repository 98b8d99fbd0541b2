"""Shapefiles byte by byte, for tests: what no sound program writes."""

import struct
from pathlib import Path


def closed(*corners):
    """Close a ring."""
    return [*corners, corners[0]]


def write_polygons(path: Path, shapes, *, kind=5):
    """Write polygons given as lists of rings, in the order and turn in which the rings are given."""
    records, index, place = b"", b"", 50
    for number, rings in enumerate(shapes, start=1):
        points = [point for ring in rings for point in ring]
        starts = [sum(map(len, rings[:ring])) for ring in range(len(rings))]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        content = struct.pack("<i4d2i", kind, min(xs), min(ys), max(xs), max(ys), len(rings), len(points))
        content += struct.pack(f"<{len(starts)}i", *starts)
        content += b"".join(struct.pack("<2d", *point) for point in points)
        words = len(content) // 2
        records += struct.pack(">2i", number, words) + content
        index += struct.pack(">2i", place, words)
        place += 4 + words
    for suffix, body in ((".shp", records), (".shx", index)):
        words = (100 + len(body)) // 2
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, kind, *[0.0] * 8)
        path.with_suffix(suffix).write_bytes(head + body)
    return write_table(
        path.with_suffix(".dbf"), [("id", "N", 4, 0)], [[str(n).encode()] for n in range(len(shapes))]
    )


def write_table(path: Path, fields, rows):
    """Write a .dbf of (name, type, width, decimals) and of rows of bytes."""
    row_bytes = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack("<4BI2H20x", 3, 123, 1, 1, len(rows), 33 + 32 * len(fields), row_bytes)
    for name, kind, width, decimals in fields:
        raw = name if isinstance(name, bytes) else name.encode()
        head += struct.pack("<11sc4x2B14x", raw, kind.encode(), width, decimals)
    body = b"".join(
        b" " + b"".join(cell.ljust(width)[:width] for cell, (_, _, width, _) in zip(row, fields, strict=True))
        for row in rows
    )
    path.write_bytes(head + b"\r" + body + b"\x1a")
    return path.with_suffix(".shp")
