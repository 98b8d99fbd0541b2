"""An input is an existing regular file here; addresses, virtual paths and devices are refused first."""

import errno
import hashlib
import os
import re
import stat
from pathlib import Path

from .errors import InputError

# Windows drive letters are one letter long; every longer prefix is a driver or protocol name.
_PREFIX = re.compile(r"^[A-Za-z][A-Za-z0-9+._-]+:")
_INLINE = ("{", "[", "<")  # so begin JSON and XML; a file may be called so too
_CHUNK_BYTES = 1 << 20
_SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_SQLITE_TAILS = ("-wal", "-journal")  # what SQLite has not yet written into the file itself
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.ENAMETOOLONG})


def refuse_address(text: str) -> None:
    """Refuse what a reader could take for something else than a local file."""
    inline = text.lstrip().startswith(_INLINE) and not _is_there(text)
    if text.startswith(("/vsi", "\\\\", "//")) or _PREFIX.match(text) or inline:
        shown = text if len(text) <= 80 else text[:80] + "…"  # noqa: PLR2004 - inline data can be long
        raise InputError(f"{shown}: not a local file; save the data to a local file and name it", code="H003")
    if "\0" in text:
        raise InputError("the path holds a NUL character; name the file again", code="H003")


def local_file(path: str | Path, *, folders: bool = False) -> Path:
    """Return the path if it is an existing regular file (or folder) and no address in disguise."""
    text = str(path)
    if not str(path).strip():
        raise InputError("no file was named (the name is blank); name one", code="H001")
    refuse_address(text)
    found = Path(path)
    if text.lstrip().startswith(_INLINE):
        found = found.absolute()  # no reader shall take the name for the data
    try:
        mode = found.stat().st_mode
    except OSError as fault:
        raise InputError(f"{text}: {_unreached(found, fault)}", code="H001") from fault
    if stat.S_ISDIR(mode):
        if folders:
            return found
        raise InputError(f"{text}: a folder, not a file; name one of its files", code="H001")
    if not stat.S_ISREG(mode):
        raise InputError(
            f"{text}: not a regular file; save the data to a local file and name it", code="H003"
        )
    if not os.access(found, os.R_OK):
        raise InputError(f"{text}: may not be read; ask its owner for permission", code="H001")
    return found


def sha256_of(paths: list[Path]) -> str:
    """Hash the bytes of all member files of one data set, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


def members(path: Path) -> list[Path]:
    """List the files of one data set: a shapefile has several, a GeoPackage perhaps unwritten pages."""
    suffix = path.suffix.lower()
    if path.is_dir():  # a file geodatabase
        return sorted(other for other in path.rglob("*") if other.is_file())
    if suffix == ".gpkg":
        real = path.resolve()  # SQLite keeps its tails beside the file, not beside a link to it
        tails = [real.with_name(real.name + tail) for tail in _SQLITE_TAILS]
        return [path, *(tail for tail in tails if tail.is_file())]
    return _shapefile_parts(path) if suffix == ".shp" else [path]


def _shapefile_parts(path: Path) -> list[Path]:
    """List the parts that bear the same name; only what lacks one so spelled may differ in case."""
    near = [
        other
        for other in path.parent.iterdir()
        if other.stem.casefold() == path.stem.casefold() and other.suffix.lower() in _SHAPEFILE_PARTS
    ]
    same = [other for other in near if other.stem == path.stem]
    spelled = {other.suffix.lower() for other in same}
    if any(other.suffix.lower() == ".shp" and other not in same for other in near):
        return same  # the others are another shapefile's
    return [*same, *(other for other in near if other.suffix.lower() not in spelled)]


def followed_links(path: Path) -> tuple[Path, ...]:
    """Tell where the symbolic links among the members of a data set lead."""
    return tuple(member.resolve() for member in sorted(members(path)) if member.is_symlink())


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def _unreached(path: Path, fault: OSError) -> str:
    if fault.errno not in _ABSENT:
        return f"cannot be reached ({fault.strerror}); check the path and your permission"
    near = _near(path)
    return f"no such file; did you mean {near}?" if near else "no such file; check the path"


def _near(path: Path) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - needed only to word a refusal

    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return None
    return next(iter(get_close_matches(path.name, names, n=1)), None)
