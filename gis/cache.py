"""Arrays kept between runs under the hash of all that they were made of: never stale, safe for two runs."""

import contextlib
import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Arrays = tuple[npt.NDArray[np.generic], ...]

FOLDER_VARIABLE = "HECHENG_CACHE"  # another folder; "off" for none
MOST_BYTES = 1 << 30  # of all entries together; the longest unused go first
_MAGIC = b"HECHENG1"
_DIGEST_BYTES = 32
_SUFFIX = ".pieces"
_OFF = {"off", "0", "no", "none"}


def cached(
    key: str, make: Callable[[], Sequence[npt.NDArray[np.generic]]], *, most_bytes: int = MOST_BYTES
) -> Arrays:
    """
    Give what `make` gives, from an earlier run where one kept it.

    An entry that is damaged is made anew. A folder that cannot be written or read
    costs time, never an answer. Entries are plain arrays behind their SHA-256:
    nothing in them is ever executed.

    Parameters
    ----------
    key
        `content_key` of everything that the arrays depend on.
    make
        Makes the arrays; objects are not taken.
    most_bytes
        What all entries may take; an entry larger than that is not kept.
    """
    folder = cache_folder()
    if folder is None:
        return tuple(make())
    path = folder / f"{key}{_SUFFIX}"
    kept = _read(path)
    if kept is not None:
        return kept
    made = tuple(make())
    # what has no room or no right to be written is made again next time
    with contextlib.suppress(OSError):
        _write(path, made, most_bytes)
    return made


def content_key(*parts: object) -> str:
    """
    Hash arrays, bytes and plain values, each with its kind and length, so that no two lists hash alike.

    Arrays are hashed by dtype, shape and bytes; all else by its `repr`.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            array = np.ascontiguousarray(part)
            digest.update(f"array {array.dtype.str} {array.shape};".encode())
            digest.update(array.data if array.size else b"")
        else:
            text = part if isinstance(part, bytes) else repr(part).encode()
            digest.update(f"{type(part).__name__} {len(text)};".encode())
            digest.update(text)
    return digest.hexdigest()


def cache_folder() -> Path | None:
    """Name the user's cache folder as the platform has it; None where none is wanted or known."""
    stated = os.environ.get(FOLDER_VARIABLE, "").strip()
    if stated.casefold() in _OFF:
        return None
    if stated:
        return Path(stated)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = _under_home("Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        base = base if base.startswith("/") else _under_home(".cache")
    return Path(base) / "hecheng" if base else None


def _under_home(name: str) -> str:
    try:
        return str(Path.home() / name)
    except RuntimeError:  # an account without a home
        return ""


def _read(path: Path) -> Arrays | None:
    """Give an entry's arrays, or None where there is none that is whole."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    body = memoryview(kept)[len(_MAGIC) + _DIGEST_BYTES :]
    head = kept[: len(_MAGIC) + _DIGEST_BYTES]
    if head != _MAGIC + hashlib.sha256(body).digest():
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # so that the longest unused go first
    return tuple(_arrays(body))


def _arrays(body: memoryview) -> Iterator[npt.NDArray[np.generic]]:
    """Read arrays one after the other, without copying them out of the file's bytes."""
    begin = 0
    while begin < len(body):
        head = io.BytesIO(body[begin : begin + 4096])
        np.lib.format.read_magic(head)
        shape, _, dtype = np.lib.format.read_array_header_1_0(head)
        begin += head.tell()
        count = int(np.prod(shape))
        yield np.frombuffer(body, dtype=dtype, count=count, offset=begin).reshape(shape)
        begin += count * dtype.itemsize


def _write(path: Path, arrays: Arrays, most_bytes: int) -> None:
    """Write beside the entry's place and move it there in one step: a reader sees all of it or none."""
    stream = io.BytesIO()
    for array in arrays:
        np.lib.format.write_array(stream, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    body = stream.getbuffer()
    if len(body) > most_bytes:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest())
            file.write(body)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _make_room(path.parent, most_bytes)


def _make_room(folder: Path, most_bytes: int) -> None:
    """Remove the longest unused entries until the rest fits."""
    entries = []
    for path in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):  # another run may have removed it
            told = path.stat()
            entries.append((told.st_mtime_ns, path, told.st_size))
    held = sum(size for _, _, size in entries)
    for _, path, size in sorted(entries):
        if held <= most_bytes:
            return
        with contextlib.suppress(OSError):
            path.unlink()
            held -= size
