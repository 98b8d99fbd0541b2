"""Legends that come with a raster: a value attribute table beside it, names or a colour table inside."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gis.errors import InputError
from gis.text_encoding import decide, decoded

from .class_pixels import class_pixels
from .hfa_names import class_names
from .raster import Raster
from .raster_sidecars import beside

_HEAD, _FIELD = 32, 32
_MOST_CLASSES = 65_536
_MOST_COMPARED = 400_000_000  # pixels that are counted to check a table: some seconds
_MOST_READ_FOR_EDGES = 30_000_000  # a column of a striped file decodes the whole of it
_MOST_OF_AN_EDGE = 0.5
_DELETED = ord("*")
_END_OF_FIELDS = 0x0D
_CODE_PAGES = {0x4D: "gb18030", 0x4F: "big5", 0x78: "big5", 0x7A: "gb18030"}
_VALUE = ("value", "像元值", "值")
_COUNT = ("count", "像元数", "计数")
_CODES = ("code", "dlbm", "class_code", "classcode", "lc_code", "地类编码", "地类代码", "编码", "代码")
_NAMES = (
    "name", "dlmc", "class_name", "class_names", "classname", "label", "class", "landcover", "land_cover",
    "lc_name", "description", "desc", "地类名称", "类型名称", "名称", "地类", "类别", "类型",
)  # fmt: skip
_LOOKS = frozenset({"red", "green", "blue", "alpha", "opacity"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLegend:
    """
    A legend that came with the raster: pixel value -> (code, name), and from where.

    `by` says it in both languages; `named` is False where values stand for
    themselves; `counts` are the pixels that the table claims of each value.
    """

    classes: Mapping[int, tuple[str, str]]
    by: str
    by_zh: str
    named: bool
    counts: Mapping[int, int] | None = None
    members: tuple[Path, ...] = ()


def found_legend(raster: Raster) -> FoundLegend | None:
    """
    Find the legend that came with a raster: its .vat.dbf, else names inside, else its colour table.

    Raises
    ------
    InputError
        H015 or H041 if the table beside it is broken.
    """
    table = next(iter(beside(raster.path, _table_names(raster.path))), None)
    if table is not None:
        return table_legend(table)
    if raster.path.suffix.lower() == ".img" and (names := class_names(raster.path)):
        classes = {value: (str(value), name) for value, name in names.items()}
        return FoundLegend(classes=classes, by="class names in the file", by_zh="文件内的类名", named=True)
    if raster.colours:
        classes = {value: (str(value), str(value)) for value in raster.colours}
        return FoundLegend(classes=classes, by="colour table in the file", by_zh="文件内的色表", named=False)
    return None


def against_pixels(raster: Raster, legend: FoundLegend) -> str | None:
    """Say how the counts of a table contradict the pixels; None where they agree or too many are to count."""
    if legend.counts is None or raster.unfit is not None or raster.width * raster.height > _MOST_COMPARED:
        return None
    met = value_counts(raster)
    if raster.void is not None:
        met.pop(int(raster.void), None)
    absent = sorted(set(met) - set(legend.counts))
    other = sorted(value for value, count in met.items() if legend.counts.get(value, count) != count)
    gone = sorted(value for value, count in legend.counts.items() if count > 0 and value not in met)
    gone = [value for value in gone if value != raster.void]
    if absent or other or gone:
        return f"{_listed(absent)} / {_listed(other)} / {_listed(gone)}"
    return None


def value_counts(raster: Raster) -> dict[int, int]:
    """Count the pixels of each value, strip by strip."""
    found: dict[int, int] = {}
    rows = max(raster.block[0], (1 << 22) // raster.width // raster.block[0] * raster.block[0])
    rows = min(rows, max(1, (1 << 26) // raster.width))
    with class_pixels(raster) as read:
        for row in range(0, raster.height, rows):
            pixels = read(row, min(row + rows, raster.height), 0, raster.width)
            if pixels.dtype == np.uint8:
                counts = np.bincount(pixels.ravel(), minlength=256)
                values = np.flatnonzero(counts)
                counts = counts[values]
            else:
                values, counts = np.unique(pixels, return_counts=True)
            for value, count in zip(values.tolist(), counts.tolist(), strict=True):
                found[value] = found.get(value, 0) + count
            if len(found) > _MOST_CLASSES:
                break
    return found


def edge_value(raster: Raster) -> tuple[int, float] | None:
    """Find a value that fills most of the raster's edge, as undeclared nodata does, and its share of it."""
    pixels = raster.width * raster.height
    if raster.nodata is not None or raster.unfit is not None or pixels > _MOST_READ_FOR_EDGES:
        return None
    bottom, right = raster.height - 1, raster.width - 1
    with class_pixels(raster) as read:
        edges = [
            read(row0, row1 + 1, col0, col1 + 1).ravel()
            for row0, row1, col0, col1 in (
                (0, 0, 0, right), (bottom, bottom, 0, right), (0, bottom, 0, 0), (0, bottom, right, right),
            )
        ]  # fmt: skip
    values, counts = np.unique(np.concatenate(edges), return_counts=True)
    most = int(counts.argmax())
    value, share = int(values[most]), float(counts[most] / counts.sum())
    limits = np.iinfo(values.dtype)
    suspects = {0, -9999, -99, -1, int(limits.min), int(limits.max)}
    return (value, share) if share > _MOST_OF_AN_EDGE and value in suspects else None


def _table_names(path: Path) -> tuple[str, ...]:
    return f"{path.name}.vat.dbf", f"{path.stem}.vat.dbf"


def table_legend(path: Path) -> FoundLegend:
    """
    Read a value attribute table: columns for the value, its count, and by name or kind its code and name.

    Raises
    ------
    InputError
        H012 without a column of values, H015 if a value is none, or the file is cut short.
    """
    rows, texts = _dbf(path)
    columns = {name.strip().casefold(): name for name in (rows[0] if rows else ())}
    value = _first(columns, _VALUE)
    if value is None:
        raise InputError(
            f"{path.name}: no column Value, or no rows; give a legend with --legend", code="H012"
        )
    count, code, name = (_first(columns, names) for names in (_COUNT, _CODES, _NAMES))
    if name is None:
        others = [column for column in texts if column not in {value, code}]
        name = next((column for column in others if column.casefold() not in _LOOKS), None)
    classes: dict[int, tuple[str, str]] = {}
    counts: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        key = _whole(row[value])
        if key is None or key in classes:
            raise InputError(
                f"{path.name} (row {number}, {value}): '{row[value]}' is no whole number or stands twice; "
                "mend it, or give a legend with --legend",
                code="H015",
            )
        label = row[name] if name is not None else ""
        own = row[code] if code is not None else str(key)
        classes[key] = own, label or own
        if count is not None and (pixels := _whole(row[count])) is not None:
            counts[key] = pixels
    return FoundLegend(
        classes={key: told for key, told in classes.items() if told[0]},
        by=f"{path.name}: code {code or value}, name {name or '-'}",
        by_zh=f"{path.name}：编码取 {code or value}，名称取 {name or '无'}",
        named=name is not None or code is not None,
        counts=counts if len(counts) == len(classes) else None,
        members=(path,),
    )


def legend_columns(names: Iterable[str]) -> tuple[str | None, str | None, str | None]:
    """Find the columns of the value, the code and the name in a legend, as tables of rasters call them."""
    columns = {name.strip().casefold(): name for name in names}
    return _first(columns, _VALUE), _first(columns, _CODES), _first(columns, _NAMES)


def _first(columns: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _whole(text: str) -> int | None:
    """Read a whole number as tables write it: `41`, `41.0`, `4.1e1`."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def _dbf(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """Read a small .dbf as text, and name its columns of text; rows marked as deleted are left out."""
    raw = path.read_bytes()
    try:
        return _dbf_rows(path, raw)
    except (struct.error, IndexError) as fault:
        raise InputError(
            f"{path.name}: cut short; copy it again, or give a legend with --legend", code="H015"
        ) from fault


def _dbf_rows(path: Path, raw: bytes) -> tuple[list[dict[str, str]], list[str]]:
    declared, head, width = struct.unpack("<IHH", raw[4:12])
    if head + declared * width > len(raw) or declared > _MOST_CLASSES or width < 1:
        raise struct.error
    fields: list[tuple[bytes, str, int]] = []
    place = _HEAD
    while raw[place] != _END_OF_FIELDS:
        fields.append((raw[place : place + 11].split(b"\0")[0], chr(raw[place + 11]), raw[place + 16]))
        place += _FIELD
    cells: list[bytes] = []
    for number in range(declared):
        row = raw[head + number * width : head + (number + 1) * width]
        if row[0] == _DELETED:
            continue
        at = 1
        for _, _, length in fields:
            cells.append(row[at : at + length].strip(b" \0"))
            at += length
    page = next(iter(beside(path, (path.stem + ".cpg", path.name + ".cpg"))), None)
    stated = _CODE_PAGES.get(raw[29]) if page is None else page.read_text("ascii", "replace").strip() or None
    text = decide([*(name for name, _, _ in fields), *cells], what=path.name, declared=stated).name
    names = [decoded(name, text) for name, _, _ in fields]
    across = len(fields)
    rows = [
        dict(zip(names, (decoded(cell, text).strip() for cell in cells[at : at + across]), strict=True))
        for at in range(0, len(cells), across)
    ]
    return rows, [name for name, (_, kind, _) in zip(names, fields, strict=True) if kind == "C"]


def _listed(values: list[int], most: int = 5) -> str:
    return (", ".join(map(str, values[:most])) + (" …" if len(values) > most else "")) if values else "-"
