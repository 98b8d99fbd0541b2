"""Look through a folder for layers: what is in each file, without placing or judging it."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pyogrio

from gis import child_process
from gis.crs import crs_name
from gis.errors import ToolkitError
from gis.layer_choice import SeveralLayersError
from gis.paths import members
from gis.reading import BY_SUFFIX
from gis.vectors.ogr import told_as_input_error

from .door import read_unplaced
from .raster_door import RASTER_SUFFIXES
from .recognition import Likeness, likely_layers
from .statement import Statement

_DEEPEST = 3  # folders below the one named
_MOST_FILES = 500
_MOST_NAMED = 5
_OWN_RESULT = "run.json"
_DATABASES = frozenset({".gpkg", ".gdb"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One layer of a file, as it says of itself; `refusal` says why it can be none, or be not read."""

    path: Path
    layer: str | None = None  # to be named, where the file holds several
    layer_read: str | None = None
    format: str = ""
    rows: int = 0
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    crs: str | None = None
    encoding: str | None = None
    likely: tuple[Likeness, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Files or folders that a scan did not look at, for one reason: how many, and the first by name."""

    reason: str
    reason_zh: str
    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a scan found, and what it did not look at."""

    found: tuple[Found, ...]
    passed_over: tuple[PassedOver, ...]


class _Why(Enum):
    """Why something that may hold layers is not looked at, in English and Chinese."""

    LINK = ("symbolic links", "符号链接")
    DEEP = (f"folders more than {_DEEPEST} levels down", f"第 {_DEEPEST} 层以下的文件夹")
    CLOSED = ("folders that cannot be listed", "无法列出内容的文件夹")
    RESULT = ("result folders of hecheng", "本软件的成果文件夹")
    MANY = (f"files beyond the first {_MOST_FILES}", f"前 {_MOST_FILES} 个之后的文件")


def scan(folder: Path) -> Scan:
    """Read every file below a folder that looks like a layer; nothing is written, nothing guessed."""
    left: dict[_Why, list[Path]] = {}
    paths = list(_candidates(folder, _DEEPEST, left))
    if len(paths) > _MOST_FILES:
        left[_Why.MANY] = paths[_MOST_FILES:]
    return Scan(
        found=tuple(found for path in paths[:_MOST_FILES] for found in _layers(path)),
        passed_over=tuple(
            PassedOver(
                reason=why.value[0],
                reason_zh=why.value[1],
                count=len(left[why]),
                first=tuple(path.relative_to(folder).as_posix() for path in left[why][:_MOST_NAMED]),
            )
            for why in _Why
            if why in left
        ),
    )


def _candidates(folder: Path, depth: int, left: dict[_Why, list[Path]]) -> Iterator[Path]:
    """List files (and geodatabases) by name; hidden ones are no layers, what else is not followed is kept."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        left.setdefault(_Why.CLOSED, []).append(folder)
        return
    if any(path.name == _OWN_RESULT for path in inside):
        left.setdefault(_Why.RESULT, []).append(folder)
        return
    for path in inside:
        suffix = path.suffix.lower()
        known = suffix in BY_SUFFIX or suffix in RASTER_SUFFIXES
        is_folder = path.is_dir() and suffix != ".gdb"
        if path.name.startswith((".", "~$")) or not (known or is_folder):
            continue
        if path.is_symlink():
            left.setdefault(_Why.LINK, []).append(path)
        elif not is_folder:
            yield path
        elif depth > 0:
            yield from _candidates(path, depth - 1, left)
        else:
            left.setdefault(_Why.DEEP, []).append(path)


def _layers(path: Path) -> Iterator[Found]:
    if path.suffix.lower() in RASTER_SUFFIXES:
        yield Found(path=path, format="raster")
        return
    try:
        alone = _found(path, None)
        yield alone
        if alone.layer_read is not None:
            yield from _tables(path, (alone.layer_read,))
    except SeveralLayersError as several:
        yield from _tables(path, several.names)
        for name in several.names:
            try:
                yield _found(path, name)
            except ToolkitError as fault:
                yield Found(path=path, layer=name, refusal=str(fault))
    except ToolkitError as fault:
        yield Found(path=path, refusal=str(fault))


def _found(path: Path, layer: str | None) -> Found:
    raw = read_unplaced(path, Statement(layer=layer))
    columns = tuple(str(name) for name in raw.frame.columns if name != raw.frame.geometry.name)
    kinds = tuple(sorted({str(kind) for kind in raw.frame.geom_type.dropna()}))
    inside = layer or raw.layer
    names = [path.stem] if inside is None else [inside, path.stem]
    return Found(
        path=path,
        layer=layer,
        layer_read=raw.layer,
        format=raw.format,
        rows=raw.read,
        kinds=kinds,
        columns=columns,
        crs=None if raw.crs is None else crs_name(raw.crs),
        encoding=raw.encoding,
        likely=tuple(likely_layers(names, kinds, columns)),
    )


def _tables(path: Path, spatial: Sequence[str]) -> Iterator[Found]:
    """Name the tables of a database that hold attributes only: nobody chooses them, but they are there."""
    if path.suffix.lower() not in _DATABASES:
        return
    size_bytes = sum(member.stat().st_size for member in members(path))
    try:
        names: list[str] = child_process.call(
            "layers.scan:table_names", path, path=path, size_bytes=size_bytes
        )
    except ToolkitError as fault:
        yield Found(path=path, refusal=str(fault))
        return
    for name in names:
        if name not in spatial:
            reason = "a table without shapes or coordinates; join it to a layer, or add coordinates"
            yield Found(path=path, layer=name, refusal=f"{path.name} ({name}): {reason}")


def table_names(path: Path) -> list[str]:
    """List the tables without geometry of a GeoPackage or geodatabase; called in the child process."""
    with told_as_input_error(path), tempfile.TemporaryDirectory(prefix="hecheng-") as folder:
        if path.is_file():  # SQLite would write beside what it opens
            path = Path(shutil.copyfile(path, Path(folder) / path.name))
        return [str(name) for name, kind in pyogrio.list_layers(path) if kind is None]
