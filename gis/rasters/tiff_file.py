"""What a TIFF says in its directory and no library passes on: the nodata as written, missing blocks."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from gis.errors import InputError

_NODATA_TAG = 42113  # GDAL's, a text
_OFFSET_TAGS, _COUNT_TAGS = (273, 324), (279, 325)  # of strips, of tiles
_TYPES = {2: "S1", 3: "u2", 4: "u4", 16: "u8"}  # by TIFF's numbers: text and whole numbers
_CLASSIC, _BIG = 42, 43
_LONGEST_NODATA = 64

Entries = dict[int, tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiffFacts:
    """`nodata` as the text that was written; of `blocks` (strips or tiles) `unwritten` hold nothing."""

    nodata: str | None
    blocks: int
    unwritten: int


def tiff_facts(path: Path) -> TiffFacts:
    """
    Read the first directory of a TIFF or BigTIFF.

    Raises
    ------
    InputError
        H004, if the file is no TIFF, or its directory or a block of pixels lies beyond its end.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        try:
            return _Directory(stream, size).facts(path)
        except (struct.error, ValueError, OverflowError, OSError, MemoryError) as fault:
            raise InputError(
                f"{path.name}: its directory is cut short or broken; export it again", code="H004"
            ) from fault


class _Directory:
    """The first directory of an open TIFF: tag -> (type, count, the four or eight bytes of its value)."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream, self.size = stream, size
        order, version = stream.read(2), stream.read(2)
        self.order = {b"II": "<", b"MM": ">"}.get(order, "")
        if not self.order or self._number("H", version) not in {_CLASSIC, _BIG}:
            raise ValueError
        self.big = self._number("H", version) == _BIG
        self.entries = self._entries()

    def facts(self, path: Path) -> TiffFacts:
        offsets, counts = self._numbers(_OFFSET_TAGS), self._numbers(_COUNT_TAGS)
        if offsets is None or counts is None or len(offsets) != len(counts):
            return TiffFacts(nodata=self._nodata(), blocks=0, unwritten=0)
        beyond = int(((offsets > self.size) | (counts > self.size - np.minimum(offsets, self.size))).sum())
        if beyond:
            raise InputError(
                f"{path.name}: {beyond:,} of {len(offsets):,} blocks of pixels lie beyond its end, "
                "so the file is cut short; copy or export it again",
                code="H004",
            )
        unwritten = int(((offsets == 0) | (counts == 0)).sum())
        return TiffFacts(nodata=self._nodata(), blocks=len(offsets), unwritten=unwritten)

    def _entries(self) -> Entries:
        self.stream.seek(8 if self.big else 4)
        self.stream.seek(self._read("Q" if self.big else "I"))
        count = self._read("Q" if self.big else "H")
        form = self.order + ("HHQ8s" if self.big else "HHI4s")
        entries: Entries = {}
        for _ in range(min(count, 4096)):
            tag, kind, length, value = struct.unpack(form, self.stream.read(struct.calcsize(form)))
            entries[tag] = kind, length, value
        return entries

    def _raw(self, tag: int) -> tuple[str, bytes] | None:
        if tag not in self.entries or self.entries[tag][0] not in _TYPES:
            return None
        kind, length, value = self.entries[tag]
        form = _TYPES[kind]
        wanted = np.dtype(form).itemsize * length
        if wanted <= len(value):
            return form, value[:wanted]
        if wanted > self.size:
            raise ValueError
        self.stream.seek(self._number("Q" if self.big else "I", value))
        raw = self.stream.read(wanted)
        if len(raw) < wanted:
            raise ValueError
        return form, raw

    def _numbers(self, tags: tuple[int, int]) -> npt.NDArray[np.uint64] | None:
        for tag in tags:
            if (found := self._raw(tag)) is not None:
                form, raw = found
                return np.frombuffer(raw, dtype=self.order + form).astype(np.uint64)
        return None

    def _nodata(self) -> str | None:
        found = self._raw(_NODATA_TAG)
        if found is None:
            return None
        return found[1][:_LONGEST_NODATA].split(b"\0")[0].decode("ascii", "replace").strip() or None

    def _read(self, form: str) -> int:
        return self._number(form, self.stream.read(struct.calcsize(form)))

    def _number(self, form: str, raw: bytes) -> int:
        return int(struct.unpack(self.order + form, raw)[0])
