"""An input is an existing regular file here; addresses, virtual paths and devices are refused first."""

import hashlib
import re
import stat
from pathlib import Path

from .errors import InputError

# Windows drive letters are one letter long; every longer prefix is a driver or protocol name.
_PREFIX = re.compile(r"^[A-Za-z][A-Za-z0-9+._-]+:")
_CHUNK_BYTES = 1 << 20


def local_file(path: str | Path) -> Path:
    """Return the path if it is an existing regular file that no reader would take for an address."""
    text = str(path)
    if (
        text.startswith(("/vsi", "\\\\", "//"))
        or _PREFIX.match(text)
        or text.lstrip().startswith(("{", "[", "<"))
    ):
        raise InputError(f"{text}: not a local file; save the data to a local file and name it", code="H003")
    if "\0" in text:
        raise InputError("the path holds a NUL character; name the file again", code="H003")
    found = Path(path)
    try:
        mode = found.stat().st_mode
    except OSError as fault:
        near = _near(found)
        hint = f"; did you mean {near}?" if near else "; check the path"
        raise InputError(f"{text}: no such file{hint}", code="H001") from fault
    if stat.S_ISDIR(mode):
        raise InputError(f"{text}: a folder, not a file; name one of its files", code="H001")
    if not stat.S_ISREG(mode):
        raise InputError(
            f"{text}: not a regular file; save the data to a local file and name it", code="H003"
        )
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
    """List the files that belong to one data set: a shapefile has several, all others one."""
    if path.suffix.lower() != ".shp":
        return [path]
    suffixes = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    return [
        other
        for other in path.parent.iterdir()
        if other.stem == path.stem and other.suffix.lower() in suffixes
    ]


def _near(path: Path) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - needed only to word a refusal

    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return None
    return next(iter(get_close_matches(path.name, names, n=1)), None)
