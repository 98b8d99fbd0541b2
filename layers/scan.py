"""Look through a folder for layers: what is in each file, without placing or judging it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from gis.crs import crs_name
from gis.errors import ToolkitError
from gis.features import NoPlacesError, RawFeatures
from gis.layer_choice import SeveralLayersError
from gis.reading import BY_SUFFIX

from .door import read_unplaced
from .raster_door import RASTER_SUFFIXES
from .recognition import Likeness, likely_layers
from .statement import Statement
from .table_scan import Workbook, is_lone_dbf, lost_shapefile, read_register, tables_of, workbook_of

_DEEPEST = 3  # folders below the one named
_MOST_FILES = 500
_MOST_NAMED = 5
_OWN_RESULT = "run.json"
_PLACELESS = "a table without shapes or coordinates; join it to a layer, or add coordinates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One layer of a file, as it says of itself; `refusal` says why it can be none, or be not read.

    One without `kinds` of shapes is a table without places. `fill_in`: the workbook
    that offices report in, which is no layer.
    """

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
    fill_in: bool = False


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
        known = suffix in BY_SUFFIX or suffix in RASTER_SUFFIXES or is_lone_dbf(path, inside)
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
        workbook = workbook_of(path)
    except ToolkitError as fault:
        yield Found(path=path, refusal=str(fault))
        return
    yield from _inside(path) if workbook is None else _sheets(path, workbook)


def _inside(path: Path) -> Iterator[Found]:
    """Describe the only layer of a file, or each of several, and the tables beside them."""
    try:
        alone = _lone_table(path) if path.suffix.lower() == ".dbf" else _found(path, None)
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
    """Describe a layer by its rows; what has no places is read as a register."""
    try:
        raw = read_unplaced(path, Statement(layer=layer))
    except NoPlacesError as fault:
        return _register(path, layer, str(fault))
    return _described(path, layer, raw)


def _register(path: Path, layer: str | None, reason: str) -> Found:
    """Describe a table without places; what resembles no register keeps the reason why it is no layer."""
    return _or_refused(_described(path, layer, read_register(path, layer)), reason)


def _lone_table(path: Path) -> Found:
    if lost_shapefile(path):
        reason = "part of a shapefile whose .shp is not here; copy all its parts again"
        return Found(path=path, refusal=f"{path.name}: {reason}")
    return _register(path, None, f"{path.name}: {_PLACELESS}")


def _sheets(path: Path, workbook: Workbook) -> Iterator[Found]:
    """Describe each filled sheet by itself; it is to be named where there are several."""
    if workbook.fill_in:
        reason = "a fill-in workbook, no layer; name it in [fill_in] of district.toml"
        yield Found(path=path, fill_in=True, refusal=f"{path.name}: {reason}")
    elif not workbook.sheets:
        yield Found(path=path, refusal=f"{path.name}: the workbook has no rows; export it again")
    for sheet in workbook.sheets:
        layer = sheet.name if len(workbook.sheets) > 1 else None
        if sheet.raw is None:
            yield Found(path=path, layer=layer, refusal=str(sheet.refusal))
        elif sheet.no_places is None:
            yield _described(path, layer, sheet.raw)
        else:
            yield _or_refused(_described(path, layer, sheet.raw), str(sheet.no_places))


def _or_refused(found: Found, reason: str) -> Found:
    return found if found.likely else replace(found, refusal=reason)


def _described(path: Path, layer: str | None, raw: RawFeatures) -> Found:
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
        likely=tuple(likely_layers(names, kinds, columns)) if raw.read else (),
    )


def _tables(path: Path, spatial: Sequence[str]) -> Iterator[Found]:
    """Describe the tables of a database that hold attributes only: registers, or nothing that is a layer."""
    try:
        names = tables_of(path)
    except ToolkitError as fault:
        yield Found(path=path, refusal=str(fault))
        return
    for name in names:
        if name not in spatial:
            try:
                yield _register(path, name, f"{path.name} ({name}): {_PLACELESS}")
            except ToolkitError as fault:
                yield Found(path=path, layer=name, refusal=str(fault))
