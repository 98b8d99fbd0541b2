"""Look through a folder for layers: what is in each file, without placing or judging it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gis.crs import crs_name
from gis.errors import ToolkitError
from gis.layer_choice import SeveralLayersError
from gis.reading import BY_SUFFIX

from .door import read_unplaced
from .raster_door import RASTER_SUFFIXES
from .recognition import Likeness, likely_layers
from .statement import Statement

_DEEPEST = 3  # folders below the one named
_MOST_FILES = 500
_OWN_RESULT = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One layer of a file, as it says of itself; `refusal` where it could not even be read."""

    path: Path
    layer: str | None = None
    format: str = ""
    rows: int = 0
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    crs: str | None = None
    encoding: str | None = None
    likely: tuple[Likeness, ...] = ()
    refusal: str | None = None


def scan(folder: Path) -> list[Found]:
    """Read every file below a folder that looks like a layer; nothing is written, nothing guessed."""
    return [found for path in list(_candidates(folder, _DEEPEST))[:_MOST_FILES] for found in _layers(path)]


def _candidates(folder: Path, depth: int) -> Iterator[Path]:
    """List files (and geodatabases) by name; hidden ones, links out and our own results are left alone."""
    if (folder / _OWN_RESULT).exists():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.is_symlink():
            continue
        suffix = path.suffix.lower()
        if path.is_dir() and suffix != ".gdb":
            if depth > 0:
                yield from _candidates(path, depth - 1)
        elif suffix in BY_SUFFIX or suffix in RASTER_SUFFIXES:
            yield path


def _layers(path: Path) -> Iterator[Found]:
    if path.suffix.lower() in RASTER_SUFFIXES:
        yield Found(path=path, format="raster")
        return
    try:
        yield _found(path, None)
    except SeveralLayersError as several:
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
    names = [path.stem] if layer is None else [layer, path.stem]
    return Found(
        path=path,
        layer=layer,
        format=raw.format,
        rows=raw.read,
        kinds=kinds,
        columns=columns,
        crs=None if raw.crs is None else crs_name(raw.crs),
        encoding=raw.encoding,
        likely=tuple(likely_layers(names, kinds, columns)),
    )
