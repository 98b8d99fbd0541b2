"""Which codes a question means in a layer: column found, code list decided, classes named."""

from collections.abc import Sequence

import pandas as pd

from gis.errors import ParameterError
from gis.tabular.tables import require_column
from layers.catalogue import CATALOGUE
from layers.layer import Layer, RasterLayer

from .class_definitions import ClassDefinition
from .code_systems import ReadCodes, codes_of_names, read_codes, stated_systems
from .land_codes import CountedCodes

_CODES = next(known for known in CATALOGUE["dltb"].fields if known.name == "dlbm")
_SYSTEM_COLUMNS = ("code_system", "编码体系")


def read_classes(
    cover: Layer | RasterLayer,
    classes: Sequence[str] | None,
    maybe: Sequence[str],
    column: str,
    code_system: str | None,
) -> tuple[ReadCodes, CountedCodes]:
    """Read the codes of a layer, or of a raster's legend, under the list that someone states or they show."""
    values, titles, stated = _written(cover, column, code_system, plain=classes is None)
    if classes is None:
        read = read_codes(values, None, maybe, stated=stated)
    else:
        sure, open_ = codes_of_names(classes, values, stated=stated, titles=titles)
        more, doubtful = codes_of_names(maybe, values, stated=stated, titles=titles)
        read = read_codes(values, sure, (*more, *doubtful, *open_), stated=stated)
    return read, CountedCodes(read.classes, read.maybe, unlisted=read.unlisted, exact=not read.land)


def read_defined(
    cover: Layer | RasterLayer, definition: ClassDefinition, column: str, code_system: str | None
) -> tuple[ReadCodes, CountedCodes]:
    """Read codes under a named definition: its classes are those of the list that the layer speaks."""
    values, _, stated = _written(cover, column, code_system, plain=False)
    undecided = definition.of(())
    systems = read_codes(values, undecided.sure, undecided.maybe, stated=stated).systems
    wanted = definition.of(systems)
    read = read_codes(values, wanted.sure, wanted.maybe, stated=stated)
    return read, CountedCodes(
        read.classes, read.maybe, unlisted=read.unlisted, exact=not read.land, never=wanted.never
    )


def _written(
    cover: Layer | RasterLayer, column: str, code_system: str | None, *, plain: bool
) -> tuple[pd.Series, Sequence[str], tuple[str, ...]]:
    """Give the values of the codes, the titles of a legend, and the lists that are stated."""
    stated = stated_systems([code_system])
    if code_system is not None and len(stated) != 1:
        raise ParameterError(f"code_system '{code_system}' is not known; use 三调 or 用地用海")
    if isinstance(cover, RasterLayer):
        codes, titles = zip(*cover.legend.values(), strict=True)
        return pd.Series(codes, index=list(cover.legend), dtype=object), titles, tuple(stated)
    if plain:  # every polygon counts, whatever it is called
        return pd.Series("*", index=cover.frame.index), (), tuple(stated)
    said = next((name for name in cover.frame.columns if str(name).casefold() in _SYSTEM_COLUMNS), None)
    if code_system is None and said is not None:
        stated = stated_systems(cover.frame[said].dropna().unique())
    return cover.frame[_column(cover, column)], (), tuple(stated)


def _column(cover: Layer, wanted: str) -> str:
    """
    Find the column of codes.

    Capitals do not matter where only one column bears the name. Where no other was
    named, the names that real files give it do, too.
    """
    names = [str(name) for name in cover.frame.columns if name != cover.frame.geometry.name]
    for known in (wanted, *(_CODES.aliases if wanted.casefold() == _CODES.name else ())):
        alike = [name for name in names if name.strip().casefold() == known.strip().casefold()]
        if known in names or len(alike) == 1:
            return known if known in names else alike[0]
    require_column(cover.frame.columns, wanted, cover.origin.file)
    return wanted
