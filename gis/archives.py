"""Archives and folders that hold several data sets: list them, choose one, unpack no more than is safe."""

import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from . import text_encoding
from .data_sets import DataSet, chosen_data_set, data_sets, parts_of
from .errors import InputError, ToolkitError
from .features import RawFeatures, ReadRequest
from .layer_choice import SeveralLayersError
from .paths import members
from .reading import read_features
from .vectors import gtfs
from .vectors.ogr import told_as_input_error

_MOST_ENTRIES, _MOST_BYTES, _HIGHEST_RATIO = 2_000, 2 << 30, 200
_SMALL_BYTES = 4 << 20  # below, a high ratio is no bomb but a blank table
_CHUNK_BYTES = 1 << 20
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_UNSAFE = re.compile(r"[^\w ()（）【】\[\]+=,，、。-]")
_LONGEST_STEM = 60
_OWN_RESULT = "run.json"
_TABLE_MARKS = tuple(
    mark.encode(encoding) for mark in ("地块坐标", "属性描述") for encoding in ("utf-8", "gb18030")
)
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One file of an archive under the name that it truly has."""

    place: PurePosixPath
    info: zipfile.ZipInfo


def read_archive(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read a data set out of a zip: a GTFS timetable's stops, or a zipped file of any other format.

    The directory is judged before anything is unpacked; what is unpacked goes into
    the private `folder` under names of ours. Where there are several data sets,
    `request.layer` names one, or `name/layer` where that holds several itself.
    """
    with told_as_input_error(path), zipfile.ZipFile(path) as archive:
        entries = _checked_entries(archive, path.name)
        if gtfs.is_gtfs(path):
            return gtfs.read_gtfs_stops(path, folder, request)
        wanted, rest = chosen_data_set(_listed(archive, entries, path), request.layer, path.name)
        if wanted.is_raster or wanted.is_archive:
            kind = "a raster" if wanted.is_raster else "an archive"
            raise InputError(
                f"{path.name} ({wanted.place}): {kind} inside an archive; unpack it and name the file",
                code="H004",
            )
        member = _unpacked(archive, entries, wanted, path, folder)
    with _told_with(path, wanted.name):
        raw = read_features(member, replace(request, layer=rest))
    inner = raw.layer
    return replace(raw, layer=wanted.name if inner in {None, wanted.name} else f"{wanted.name}/{inner}")


def member_of_folder(folder: Path, layer: str | None) -> tuple[Path, str | None]:
    """
    Choose a data set of a folder or of the folders in it.

    Returns
    -------
    path, layer
        The data set, and what of `layer` is left to choose inside it.

    Raises
    ------
    InputError
        H005 with the list where several are there and none is named, H010 where
        there is none, H003 where a link leads out of the folder.
    """
    try:
        files = [str(path.relative_to(folder).as_posix()) for path in _files_below(folder)]
    except OSError as fault:
        raise InputError(
            f"{folder.name}: cannot be listed ({fault.strerror}); check your permission"
        ) from fault
    inside = folder.resolve()

    def head(place: PurePosixPath) -> bytes:
        own = (folder / place).resolve().is_relative_to(inside)
        return _head_of(folder / place) if own else _TABLE_MARKS[0]  # refused below, if it is chosen

    sets = _without_papers(data_sets(files, own_name=folder.name), head)
    if not sets:
        raise InputError(
            f"{folder.name}: a folder without a data set that can be read; name a file", code="H001"
        )
    wanted, rest = chosen_data_set(sets, layer, folder.name)
    path = folder / wanted.place
    for member in (path, *members(path)):
        if not member.resolve().is_relative_to(inside):
            raise InputError(
                f"{folder.name}: {member.name} is a link that leads out of the folder; name its target",
                code="H003",
            )
    return path, rest


def _files_below(folder: Path) -> Iterator[Path]:
    """Walk a folder and the folders in it, no deeper but into geodatabases; results of ours are left out."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path.is_dir() and not (path / _OWN_RESULT).exists():
            for inner in sorted(path.iterdir()):
                if inner.is_file():
                    yield inner
                elif inner.suffix.lower() == ".gdb" and inner.is_dir():
                    yield from (part for part in sorted(inner.iterdir()) if part.is_file())


def _checked_entries(archive: zipfile.ZipFile, what: str) -> list[_Entry]:
    """Judge the archive by its directory alone."""
    infos = archive.infolist()
    if len(infos) > _MOST_ENTRIES:
        raise InputError(
            f"{what}: {len(infos)} entries, more than {_MOST_ENTRIES}; unpack it and name a file", code="H003"
        )
    total = sum(info.file_size for info in infos)
    if total > _MOST_BYTES:
        raise InputError(
            f"{what}: {total / 2**30:.1f} GiB unpacked, more than 2; unpack it and name a file", code="H100"
        )
    entries = [
        _Entry(place=PurePosixPath(name.replace("\\", "/")), info=info)
        for name, info in zip(_true_names(infos, what), infos, strict=True)
    ]
    for entry in entries:
        fault = _fault(entry)
        if fault:
            raise InputError(f"{what}: the entry '{entry.place}' {fault}", code="H003")
    return [entry for entry in entries if not entry.info.is_dir()]


def _fault(entry: _Entry) -> str:
    info, name = entry.info, str(entry.place)
    mode = info.external_attr >> 16
    if name.startswith("/") or _DRIVE.match(name) or ".." in entry.place.parts or "\0" in info.orig_filename:
        return "leads out of the archive; make the archive again"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device; pack the file itself"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with its password and name the file"
    if info.file_size > _SMALL_BYTES and info.file_size > _HIGHEST_RATIO * info.compress_size:
        return f"unpacks to more than {_HIGHEST_RATIO} times its size; unpack it and name the file"
    return ""


def _true_names(infos: Sequence[zipfile.ZipInfo], what: str) -> list[str]:
    """Decode names that do not say they are UTF-8: Windows packs them in the code page of the country."""
    raw = [
        None if info.flag_bits & _UTF8_NAME else info.orig_filename.encode("cp437", "replace")
        for info in infos
    ]
    found = text_encoding.decide([name for name in raw if name is not None], what=what)
    return [
        info.orig_filename if name is None else text_encoding.decoded(name, found.name)
        for name, info in zip(raw, infos, strict=True)
    ]


def _listed(archive: zipfile.ZipFile, entries: Sequence[_Entry], path: Path) -> list[DataSet]:
    def head(place: PurePosixPath) -> bytes:
        info = next(entry.info for entry in entries if entry.place == place)
        with archive.open(info) as stream:
            return stream.read(_HEAD_BYTES)

    return _without_papers(data_sets([str(entry.place) for entry in entries], own_name=path.stem), head)


def _without_papers(sets: list[DataSet], head: Callable[[PurePosixPath], bytes]) -> list[DataSet]:
    """Leave out notes (.txt) that lie beside data sets; a table of coordinates says that it is one."""
    texts = [one for one in sets if one.place.suffix.lower() == ".txt"]
    if len(texts) == len(sets):
        return sets
    notes = [one for one in texts if not any(mark in head(one.place) for mark in _TABLE_MARKS)]
    return [one for one in sets if one not in notes]


def _head_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_HEAD_BYTES)


def _unpacked(
    archive: zipfile.ZipFile, entries: Sequence[_Entry], wanted: DataSet, path: Path, folder: Path
) -> Path:
    """Unpack one data set, its bytes counted as they come; gives the file or geodatabase to read."""
    parts = set(parts_of(wanted.place, [entry.place for entry in entries], path.name))
    stem = _safe(wanted.place.stem if wanted.place.name else path.stem)
    is_folder = wanted.place not in parts
    target = folder / f"{stem}{'.gdb' if is_folder else wanted.place.suffix}"
    if is_folder:
        target.mkdir()
    left = _MOST_BYTES
    for entry in entries:
        if entry.place not in parts:
            continue
        name = _safe(entry.place.stem) if is_folder else stem
        below = target if is_folder else folder
        with archive.open(entry.info) as packed, (below / f"{name}{entry.place.suffix}").open("xb") as out:
            while chunk := packed.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise InputError(
                        f"{path.name}: more than 2 GiB unpacked; unpack it and name a file", code="H100"
                    )
                out.write(chunk)
    return target


def _safe(stem: str) -> str:
    """Make a name of ours out of an entry's, which may be spelled to do harm on one system or another."""
    return _UNSAFE.sub("_", stem)[:_LONGEST_STEM].strip(" .") or "layer"


@contextmanager
def _told_with(path: Path, name: str) -> Iterator[None]:
    """Put the archive's name before what is said of a file in it, and the file's before its layers."""
    try:
        yield
    except SeveralLayersError as fault:
        fault.args = (f"{path.name}/{fault}",)
        fault.names = tuple(f"{name}/{layer}" for layer in fault.names)
        raise
    except ToolkitError as fault:
        fault.args = (f"{path.name}/{fault}",)
        raise
