"""Records of a .shp and its .shx, looked at byte by byte: what belongs together, what can be decoded."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError

_HEAD_BYTES, _ENTRY_BYTES = 100, 8
_FILE_CODE = 9994
_NULL, _MULTIPATCH = 0, 31
_POINTS = frozenset({1, 11, 21})
_MULTIPOINTS = frozenset({8, 18, 28})
_PARTED = frozenset({3, 5, 13, 15, 23, 25})
_MULTIPATCH_MEND = "holds MultiPatch bodies; export their footprints as polygons"
_AGAIN = "copy all parts of the shapefile again"
_Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """
    Where the contents of each record stand in a .shp, in bytes.

    `fault` says why the .shx was not believed ("" where it was); `broken` marks
    records whose contents cannot be decoded, `null` those without a shape; `bounds`
    are those stored with each shape (x and y from, x and y to; NaN where none are).
    """

    starts: _Places
    lengths: _Places
    fault: str
    fault_zh: str
    broken: NDArray[np.bool_]
    null: NDArray[np.bool_]
    bounds: NDArray[np.float64]

    def index(self, head: bytes) -> bytes:
        """Make a .shx of these records, under the head of the .shp."""
        entries = np.column_stack([(self.starts - _ENTRY_BYTES) // 2, self.lengths // 2]).astype(">i4")
        words = struct.pack(">i", (_HEAD_BYTES + _ENTRY_BYTES * len(entries)) // 2)
        return head[:24] + words + head[28:_HEAD_BYTES] + entries.tobytes()


def checked_records(shp: Path, shx: Path | None, rows: int, what: str) -> Records:
    """
    Hold shapes and index against each other and against the `rows` of the table.

    An index that is missing or wrong is replaced where the shapes follow one
    another without a gap, numbered on, as many as the table has rows; anything
    else is refused.
    """
    head = _head(shp, what)
    (kind,) = struct.unpack("<i", head[32:36])
    if kind == _MULTIPATCH:
        raise InputError(f"{what}: {_MULTIPATCH_MEND}", code="H011")
    if kind not in _POINTS | _MULTIPOINTS | _PARTED | {_NULL}:
        raise InputError(f"{what}: no shape type has the number {kind}; export it again")
    raw = np.memmap(shp, mode="r", dtype=np.uint8)
    fault, fault_zh = "it is missing", "文件缺失"
    starts = lengths = np.empty(0, dtype=np.int64)
    if shx is not None:
        starts, lengths = _entries(shx, what)
        fault, fault_zh = _index_fault(raw, starts, lengths)
        if not fault and len(starts) != rows:
            fault, fault_zh = f"it lists {len(starts)} shapes", f"只列出 {len(starts)} 个图形"
    if fault:
        walked = _walked(raw)
        if walked is None or len(walked[0]) != rows:
            raise InputError(f"{what}: {_disagreement(shx, starts, rows, fault)}; {_AGAIN}")
        starts, lengths = walked
    null, broken = _contents(raw, starts, lengths, kind)
    bounds = np.full((len(starts), 4), np.nan)
    if kind in _MULTIPOINTS | _PARTED:
        stated = ~null & ~broken
        bounds[stated] = _gathered(raw, starts[stated] + 4, 4 * 8).view("<f8")
    return Records(
        starts=starts,
        lengths=lengths,
        fault=fault,
        fault_zh=fault_zh,
        broken=broken,
        null=null,
        bounds=bounds,
    )


def _disagreement(shx: Path | None, starts: _Places, rows: int, fault: str) -> str:
    if shx is None:
        return "its .shx is missing and cannot be made again from the shapes"
    if len(starts) != rows:
        return f"{len(starts)} shapes, but its .dbf declares {rows} rows"
    return f"its .shx does not fit its .shp ({fault})"


def _head(part: Path, what: str) -> bytes:
    """Read the head of a .shp or .shx, which must be as long as it says."""
    with part.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES or struct.unpack(">i", head[24:28])[0] * 2 > part.stat().st_size:
        raise InputError(f"{what}: its {part.suffix} is cut short; {_AGAIN}")
    if struct.unpack(">i", head[:4])[0] != _FILE_CODE:
        raise InputError(f"{what}: its {part.suffix} is no part of a shapefile; {_AGAIN}", code="H004")
    return head


def _entries(shx: Path, what: str) -> tuple[_Places, _Places]:
    head = _head(shx, what)
    size = max(struct.unpack(">i", head[24:28])[0] * 2, _HEAD_BYTES)
    with shx.open("rb") as stream:
        raw = stream.read(size)[_HEAD_BYTES:]
    table = np.frombuffer(raw[: len(raw) // _ENTRY_BYTES * _ENTRY_BYTES], dtype=">i4").reshape(-1, 2)
    words = table.astype(np.int64)
    return words[:, 0] * 2 + _ENTRY_BYTES, words[:, 1] * 2


def _index_fault(raw: np.ndarray, starts: _Places, lengths: _Places) -> tuple[str, str]:
    """Say how an index contradicts the shapes; records out of order must at least bear their numbers."""
    inside = (starts >= _HEAD_BYTES + _ENTRY_BYTES) & (lengths >= 0) & (starts + lengths <= len(raw))
    if not inside.all():
        return f"shape {int(np.argmin(inside)) + 1} would lie outside the file", "所指位置超出文件"
    heads = _integers(raw, starts - _ENTRY_BYTES, 2, ">i4")
    differs = heads[:, 1] * 2 != lengths
    if differs.any():
        return f"shape {int(np.argmax(differs)) + 1} has another length there", "记录长度不一致"
    numbers = np.arange(1, len(starts) + 1)
    if not (np.diff(starts) > 0).all() and not (heads[:, 0] == numbers).all():
        return "it points to shapes of other numbers", "所指记录编号不一致"
    return "", ""


def _walked(raw: np.ndarray) -> tuple[_Places, _Places] | None:
    """Go from record to record; None where they do not follow on, numbered, to the end of the file."""
    starts: list[int] = []
    lengths: list[int] = []
    data, place = raw.data, _HEAD_BYTES
    while place + _ENTRY_BYTES <= len(data):
        number, words = struct.unpack_from(">ii", data, place)
        if words <= 0 or number != len(starts) + 1:
            return None
        starts.append(place + _ENTRY_BYTES)
        lengths.append(words * 2)
        place += _ENTRY_BYTES + words * 2
    if place != len(data):
        return None
    return np.array(starts, dtype=np.int64), np.array(lengths, dtype=np.int64)


def _contents(
    raw: np.ndarray, starts: _Places, lengths: _Places, kind: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark null shapes, and those whose own counts do not fit their length."""
    readable = lengths >= 4  # noqa: PLR2004 - bytes of the type
    kinds = np.full(len(starts), -1, dtype=np.int64)
    kinds[readable] = _integers(raw, starts[readable], 1, "<i4")[:, 0]
    null = kinds == _NULL
    broken = ~null & (kinds != kind)
    needed = np.zeros(len(starts), dtype=np.int64)
    if kind in _POINTS:
        needed[:] = 20
    elif kind in _MULTIPOINTS:
        long = lengths >= 40  # noqa: PLR2004 - type, bounds, count
        counts = _integers(raw, starts[long] + 36, 1, "<i4")[:, 0]
        needed[:], needed[long] = 40, 40 + 16 * counts
        broken[long] |= counts < 0
        null[long] |= counts == 0
    elif kind in _PARTED:
        long = lengths >= 44  # noqa: PLR2004 - type, bounds, two counts
        counts = _integers(raw, starts[long] + 36, 2, "<i4")
        needed[:], needed[long] = 44, 44 + 4 * counts[:, 0] + 16 * counts[:, 1]
        broken[long] |= (counts < 0).any(axis=1)
        null[long] |= (counts == 0).all(axis=1)
    broken |= (kinds != _NULL) & (needed > lengths)
    if kind in _PARTED:
        for place in np.flatnonzero(~broken & ~null):
            broken[place] = not _parts_rise(raw, int(starts[place]))
    return null & ~broken, broken


def _parts_rise(raw: np.ndarray, start: int) -> bool:
    """Tell whether the parts of a line or polygon begin at 0 and follow one another."""
    parts, points = struct.unpack_from("<ii", raw.data, start + 36)
    if parts == 1:
        return bool(struct.unpack_from("<i", raw.data, start + 44)[0] == 0 and points > 0)
    places = np.frombuffer(raw, dtype="<i4", count=parts, offset=start + 44)
    return bool(parts > 0 and places[0] == 0 and (np.diff(places) > 0).all() and places[-1] < points)


def _integers(raw: np.ndarray, places: _Places, count: int, kind: str) -> _Places:
    """Gather whole numbers of four bytes that stand at many places."""
    return _gathered(raw, places, 4 * count).view(kind).astype(np.int64).reshape(len(places), count)


def _gathered(raw: np.ndarray, places: _Places, count: int) -> np.ndarray:
    return np.ascontiguousarray(raw[places[:, None] + np.arange(count)])
