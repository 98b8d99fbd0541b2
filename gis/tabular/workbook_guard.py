"""The guard over workbooks: their true kind, and what they would unpack to, before a library sees them."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import unescape

from gis.errors import InputError

from .ole_guard import old_workbook
from .sheet_extent import SheetExtent, SheetScan
from .table_rows import refuse_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 2 << 30
_MOST_RATIO, _RATIO_FROM = 200, 50_000_000
_CHUNK = 1 << 20
_OVERLAP = 64
_HEAD_BYTES = 4096
_ENCRYPTED_FLAG = 0x1
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
    NotImplementedError,
)
_AGAIN = "open it in a spreadsheet program and save it again as XLSX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What a file truly is (`xlsx`, `ods`, `xls` or `text`) and what its sheets hold, by name."""

    kind: str
    sheets: dict[str, SheetExtent] = field(default_factory=dict)


def examined(path: Path) -> Workbook:
    """
    Look at a workbook before it is opened.

    Raises
    ------
    InputError
        H125 for a password, a document type or entities inside, H100 for what would
        unpack to too much or has too many cells, H004 for what is no workbook, H001
        for a damaged file.
    """
    refuse_bytes(path.name, path.stat().st_size)
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(_ZIP):
        return _archive(path)
    if head.startswith(OLE):
        return Workbook(kind="xls", sheets=old_workbook(path.read_bytes(), path.name))
    return Workbook(kind="text")


def _archive(path: Path) -> Workbook:
    with _opened(path) as archive:
        entries = archive.infolist()
        _refuse_directory(path, entries)
        names = {entry.filename for entry in entries}
        if "xl/workbook.bin" in names:
            raise InputError(f"{path.name}: is a binary workbook (.xlsb); {_AGAIN}", code="H004")
        kind = "xlsx" if any(name.endswith("workbook.xml") for name in names) else "ods"
        if kind == "ods" and ("content.xml" not in names or not _is_ods(archive, names)):
            raise InputError(
                f"{path.name}: a zip that holds no workbook; name it by its true format", code="H004"
            )
        scans = _scanned(path, archive, entries, kind)
        if kind == "ods":
            return Workbook(kind=kind, sheets=scans["content.xml"].tables())
        parts = _parts_of_sheets(archive, names)
    sheets = {sheet: scans[part].extent() for sheet, part in parts.items() if part in scans}
    return Workbook(kind=kind, sheets=sheets)


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise InputError(
            f"{archive.filename and Path(archive.filename).name}: is encrypted; save it without a password",
            code="H125",
        )
    return "mimetype" not in names or b"spreadsheet" in archive.read("mimetype")


def _refuse_directory(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Hold the directory of the zip against the limits, before anything is unpacked."""
    if len(entries) > _MOST_ENTRIES:
        raise InputError(
            f"{path.name}: {len(entries):,} files inside, more than {_MOST_ENTRIES:,}; {_AGAIN}", code="H100"
        )
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise InputError(f"{path.name}: is encrypted; save it without a password", code="H125")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(
        ".." in name.split("/") or name.startswith("/") for name in names
    ):
        raise InputError(f"{path.name}: has odd names inside; {_AGAIN}", code="H125")
    _refuse_unpacked(path, sum(entry.file_size for entry in entries), path.stat().st_size)
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            _refuse_bomb(path, entry.filename)


def _refuse_unpacked(path: Path, size: int, packed: int) -> None:
    if size > _MOST_UNPACKED:
        raise InputError(f"{path.name}: unpacks to more than 2 GiB; cut it to the study area", code="H100")
    if size > _RATIO_FROM and size > _MOST_RATIO * packed:
        _refuse_bomb(path, "all")


def _refuse_bomb(path: Path, part: str) -> None:
    raise InputError(
        f"{path.name} ({part[:60]}): unpacks to more than {_MOST_RATIO} times its size; {_AGAIN}", code="H100"
    )


def _scanned(
    path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], kind: str
) -> dict[str, SheetScan]:
    """Unpack every part of XML once, counting what really comes out, and look at its cells."""
    scans, unpacked = {}, 0
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        scan = SheetScan(path.name, kind=kind, part=entry.filename)
        rest = b""
        for chunk in _chunks(archive, entry):
            unpacked += len(chunk)
            _refuse_unpacked(path, unpacked, path.stat().st_size)
            if _DECLARED.search((rest + chunk).replace(b"\0", b"")):
                raise InputError(
                    f"{path.name} ({entry.filename[:60]}): declares a document type or entities; {_AGAIN}",
                    code="H125",
                )
            rest = chunk[-_OVERLAP:]
            scan.feed(chunk)
        scan.close()
        scans[entry.filename] = scan
    return scans


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part to its true end: the size that the directory claims may be false."""
    unlimited = copy(entry)
    unlimited.file_size = _MOST_UNPACKED + 1
    with archive.open(unlimited) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _parts_of_sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Follow the workbook's relations from the names of sheets to their parts."""
    book = next(name for name in sorted(names) if name.endswith("workbook.xml"))
    folder, _, file = book.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    if relations not in names:
        return {}
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", archive.read(relations))
    }
    parts = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", archive.read(book)):
        target = targets.get(_attribute(tag, rb"(?:\w+:)?id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        parts[_attribute(tag, b"name")] = part
    return parts


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    text = (
        "" if found is None else (found[1] if found[1] is not None else found[2]).decode("utf-8", "replace")
    )
    return unescape(text, {"&quot;": '"', "&apos;": "'"})


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except _ZIP_FAULTS as fault:
        reason = " ".join(str(fault).split())[:120]
        raise InputError(
            f"{path.name}: the workbook is damaged ({reason}); export it again", code="H001"
        ) from fault
