"""What each polygon of a cover counts as: by its code, by columns that decide, by the patch it lies in."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.numbers import read_numbers
from gis.patches import small_patches
from gis.units import ha_to_m2
from layers.layer import Layer

from .class_definitions import ClassDefinition, decided, found_column, needed_measures
from .code_systems import ReadCodes
from .land_codes import CountedCodes
from .polygon_shares import CutCover, PartStates

_LEAST_RATIO, _MOST_RATIO = 0.5, 1.05  # of a stated area and its shape; beyond, it is another unit or a fault


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatedStates:
    """States of the parts, and what must be said beside them; `area_by` names the column of areas, if any."""

    states: PartStates
    area_by: str | None
    small_patches: int
    small: NDArray[np.bool_]
    warnings: tuple[str, ...]


def code_states(cut: CutCover, codes: pd.Series, counted: CountedCodes) -> PartStates:
    """Take each part for what its row's code says."""
    distinct = {str(code) for code in codes.unique()}
    sure = {code: bool(code) and counted.counts(code) for code in distinct}
    may = {code: bool(code) and counted.may_count(code) for code in distinct}
    unknown = {code: counted.is_unknown(code) for code in distinct}
    return PartStates(
        sure=codes.map(sure).to_numpy(dtype=bool)[cut.row],
        may=codes.map(may).to_numpy(dtype=bool)[cut.row],
        unknown=codes.map(unknown).to_numpy(dtype=bool)[cut.row],
        weight=np.ones(len(cut.parts)),
    )


def stated_states(  # noqa: PLR0913 - the layer, its cut, its codes, and both rules
    cover: Layer,
    cut: CutCover,
    read: ReadCodes,
    counted: CountedCodes,
    *,
    definition: ClassDefinition | None,
    min_patch_ha: float | None,
) -> StatedStates:
    """Judge each part by code, then by the definition's columns, then by the patch that it lies in."""
    states = code_states(cut, read.codes, counted)
    warnings: list[str] = []
    if definition is not None:
        yes, no = (flags[cut.row] for flags in decided(cover.frame, read.codes, definition))
        states = replace(states, sure=(states.sure | yes) & ~no, may=states.may & ~yes & ~no)
        warnings += _told_measures(cover, read.codes, definition)
    small, patches = np.zeros(len(cut.parts), dtype=bool), 0
    if min_patch_ha is not None:
        least_m2 = ha_to_m2(min_patch_ha)
        either = states.sure | states.may
        small, patches = small_patches(cut.parts, states.sure, least_m2)
        small_high, _ = small_patches(cut.parts, either | states.unknown, least_m2)
        sure = states.sure & ~small
        states = replace(states, sure=sure, may=either & ~small_high & ~sure)
    wanted = None if definition is None else definition.area_column
    column = None if wanted is None else found_column(cover.frame, wanted)
    if column is None:
        return StatedStates(
            states=states, area_by=None, small_patches=patches, small=small, warnings=tuple(warnings)
        )
    weight, unfit = _weights(cover.frame[column], cut, states.sure | states.may)
    if unfit:
        warnings.append(f"{unfit} 个图斑的 {column.upper()} 未填或与图形面积相差过大，按图形面积计")
    states = replace(states, weight=weight)
    return StatedStates(
        states=states, area_by=column, small_patches=patches, small=small, warnings=tuple(warnings)
    )


def _told_measures(cover: Layer, codes: pd.Series, definition: ClassDefinition) -> list[str]:
    need = definition.needs
    if need is None:
        return []
    below, unread = (int(flags.sum()) for flags in needed_measures(cover.frame, codes, definition))
    told = [f"{below} 个图斑{need.title}低于 {need.at_least:g}，不计"] if below else []
    if unread:
        told.append(f"{unread} 个图斑的{need.title}为 0 或不在 0—1 之间，未采用，按地类计")
    return told


def _weights(stated: pd.Series, cut: CutCover, asked: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """
    Give what the ground of each part is multiplied with to be its row's stated area.

    A row wholly inside a zone then counts with the stated area itself, a row across a
    border with the share of its ground. Also counts the asked rows whose area does not fit.
    """
    figures = np.asarray(read_numbers(stated, "m²").figures.astype(float), dtype=np.float64)
    shape_m2 = np.bincount(cut.row, shapely.area(cut.parts), len(figures))
    ratio = np.divide(figures, shape_m2, out=np.full(len(figures), np.nan), where=shape_m2 > 0)
    fits = (ratio >= _LEAST_RATIO) & (ratio <= _MOST_RATIO)
    unfit = int((~fits)[np.unique(cut.row[asked])].sum())
    return np.where(fits, ratio, 1.0)[cut.row], unfit
