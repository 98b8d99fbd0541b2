"""Which data sets a folder or archive holds, by the names of its files alone, and which one is meant."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .errors import InputError
from .layer_choice import chosen_layer
from .reading import BY_SUFFIX

_RASTERS = frozenset({".tif", ".tiff", ".img", ".asc"})
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"})
_GEODATABASE = ".gdb"
_CATALOGUE = "a00000001.gdbtable"
_OF_SYSTEMS = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information"})
_HIDDEN = (".", "~$")
_SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """
    One data set: `place` is its path inside the folder or archive.

    `name` is what it is listed and chosen by: its stem, or as much more as tells
    it from the others.
    """

    place: PurePosixPath
    name: str

    @property
    def is_raster(self) -> bool:
        """Whether it is a raster, by its suffix."""
        return self.place.suffix.lower() in _RASTERS

    @property
    def is_archive(self) -> bool:
        """Whether it is an archive, by its suffix."""
        return self.place.suffix.lower() in _ARCHIVES


def data_sets(files: Iterable[str], *, own_name: str) -> list[DataSet]:
    """
    Find the data sets among files, given by their paths with `/`.

    What systems and editors leave (`__MACOSX`, `.DS_Store`, `~$…`) and parts of
    other data sets are none; a geodatabase is one, by the folder's suffix or its
    catalogue. `own_name` names one that lies bare at the top.
    """
    every = [PurePosixPath(file) for file in files]
    places = dict.fromkeys(place for file in every if not _is_left_over(file) and (place := _place(file)))
    suffixless = Counter(_stem(place, own_name).casefold() for place in places)
    names = Counter(place.name.casefold() for place in places)
    found = []
    for place in places:
        name = _stem(place, own_name)
        if suffixless[name.casefold()] > 1:
            name = place.name if names[place.name.casefold()] == 1 else str(place)
        found.append(DataSet(place=place, name=name))
    return sorted(found, key=lambda one: one.name)


def chosen_data_set(sets: Sequence[DataSet], layer: str | None, what: str) -> tuple[DataSet, str | None]:
    """Choose a data set by `name` or `name/layer`; gives it and what is left to choose inside it."""
    if not sets:
        raise InputError(f"{what}: holds no data set that can be read; name another file", code="H010")
    if layer is not None:
        for one in sets:
            for name in (one.name, one.place.name, str(one.place)):
                if layer == name:
                    return one, None
                if layer.startswith(f"{name}/"):
                    return one, layer[len(name) + 1 :]
        if len(sets) == 1:
            return sets[0], layer
    name = chosen_layer([one.name for one in sets], layer, what)
    return next(one for one in sets if one.name == name), None


def parts_of(place: PurePosixPath, files: Sequence[PurePosixPath], what: str) -> list[PurePosixPath]:
    """List the files of one data set; two that differ only in case, or not at all, would be a guess."""
    if place.suffix.lower() == _GEODATABASE or PurePosixPath(place, _CATALOGUE) in files:
        parts = [file for file in files if place in file.parents]
    elif place.suffix.lower() == ".shp":
        parts = [
            file
            for file in files
            if file.parent == place.parent
            and file.stem.casefold() == place.stem.casefold()
            and file.suffix.lower() in _SHAPEFILE_PARTS
        ]
    else:
        parts = [file for file in files if file == place]
    twice = [name for name, count in Counter(str(part).casefold() for part in parts).items() if count > 1]
    if twice:
        raise InputError(
            f"{what}: several files are called {PurePosixPath(twice[0]).name} (case aside); keep one"
        )
    return parts


def _is_left_over(file: PurePosixPath) -> bool:
    return any(part.casefold() in _OF_SYSTEMS or part.startswith(_HIDDEN) for part in file.parts)


def _place(file: PurePosixPath) -> PurePosixPath | None:
    """Give the place of the data set that a file stands for; None for mere parts and papers."""
    for parent in file.parents:
        if parent.suffix.lower() == _GEODATABASE:
            return parent
    if file.name.lower() == _CATALOGUE:
        return file.parent
    suffix = file.suffix.lower()
    known = suffix in BY_SUFFIX and not BY_SUFFIX[suffix].folder
    return file if known or suffix in _RASTERS | _ARCHIVES else None


def _stem(place: PurePosixPath, own_name: str) -> str:
    return place.stem if place.name else own_name
