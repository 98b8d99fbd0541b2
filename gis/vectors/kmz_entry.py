"""The main KML of a KMZ archive, unpacked no further than is safe."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from gis.errors import InputError

_MOST_ENTRIES, _MOST_BYTES, _MOST_RATIO = 2000, 1 << 30, 200
_STEP = 1 << 20
_UNPACKING_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,  # a password, or a method that nobody knows
)


def main_entry(path: Path) -> tuple[bytes, int]:
    """Take the main KML out of the archive, counted while unpacking; also tells how many others it has."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_hostile(entries, path.name)
            files = [entry for entry in entries if entry.filename.lower().endswith(".kml")]
            if not files:
                raise InputError(f"{path.name}: no .kml in the archive; export it again", code="H010")
            main = min(
                files, key=lambda entry: (entry.filename.lower() != "doc.kml", entry.filename.count("/"))
            )
            return _unpacked(archive, main, path.name), len(files) - 1
    except _UNPACKING_FAULTS as fault:
        reason = " ".join(str(fault).split())[:160] or type(fault).__name__
        raise InputError(
            f"{path.name}: the archive cannot be unpacked ({reason}); export it again"
        ) from fault


def _refuse_hostile(entries: Sequence[zipfile.ZipInfo], what: str) -> None:
    fault = None
    if len(entries) > _MOST_ENTRIES:
        fault = f"{len(entries)} entries, more than {_MOST_ENTRIES}"
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            fault = "an entry whose name leads out of the archive"
        elif stat.S_ISLNK(entry.external_attr >> 16):
            fault = "a link"
        elif entry.flag_bits & 1:
            fault = "an entry under a password"
    if fault is not None:
        raise InputError(f"{what}: the archive holds {fault}; export it again", code="H160")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str) -> bytes:
    most = min(_MOST_BYTES, max(_STEP, entry.compress_size * _MOST_RATIO))
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            if size > most:
                raise InputError(
                    f"{what}: unpacks to more than {most >> 20} MiB; unpack it yourself and check it",
                    code="H160",
                )
            pieces.append(piece)
    return b"".join(pieces)
