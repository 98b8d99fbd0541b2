"""The shares of zones from any cover, under the rules of one question, with what must be said beside them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.units import ha_to_m2
from layers.layer import Layer, RasterLayer

from .class_definitions import ClassDefinition, found_column
from .code_systems import ReadCodes
from .cover_trials import accuracy_trial, definition_trials
from .land_codes import CountedCodes
from .part_states import stated_states
from .polygon_shares import counted_ground, cut_cover, polygon_shares
from .raster_shares import raster_shares, without_small_patches
from .zone_share import ZoneShare, summed

_MANY_GROUPS = 3  # first two digits of land classes; woods alone have one, with marshes two

_ASSUMED_POINTS = 2.0  # of a raster product: errors of whole points (DOMAIN D3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """What counts: the codes as they were read, and the definition and least patch beside them."""

    read: ReadCodes
    counted: CountedCodes
    definition: ClassDefinition | None
    min_patch_ha: float | None
    accuracy_points: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """The zones' shares, pixel values that no legend has, and what must stand beside them."""

    shares: tuple[ZoneShare, ...]
    area_title: str
    unread: tuple[int, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def found_shares(cover: Layer | RasterLayer, zones: gpd.GeoDataFrame, rules: Rules, *, drawn: bool) -> Found:
    """Measure the shares of zones; `drawn` gives the ground that counts too, of polygons."""
    return (
        _of_polygons(cover, zones, rules, drawn=drawn)
        if isinstance(cover, Layer)
        else _of_pixels(cover, zones, rules)
    )


def shows_all_ground(cover: Layer, codes: pd.Series) -> bool:
    """
    Tell whether a layer is meant to cover all ground, so that bare ground is missing data.

    A land-use layer is, and so is one named as forest that bears classes of
    farmland, building land and more: it is the land-use layer under another name.
    """
    groups = {code[:2] for code in codes.dropna().astype(str) if code[:2].isdigit()}
    return cover.spec.covers_all or len(groups) >= _MANY_GROUPS


def _of_polygons(cover: Layer, zones: gpd.GeoDataFrame, rules: Rules, *, drawn: bool) -> Found:
    cut = cut_cover(cover.frame.geometry, zones)
    judged = partial(stated_states, cover, cut, rules.read, rules.counted)
    bare = rules.counted.classes is not None and shows_all_ground(cover, rules.read.codes)
    measured = partial(polygon_shares, cut, codes=rules.read.codes, bare_is_unknown=bare)
    stated = judged(definition=rules.definition, min_patch_ha=rules.min_patch_ha)
    shares = measured(stated.states)
    details: dict[str, object] = {}
    by_shape = by_code = None
    if rules.min_patch_ha is not None:
        small_m2 = math.fsum(cut.cells.area_m2[stated.small[cut.cells.parcel]])
        details |= {"small_patches": stated.small_patches, "small_patches_m2": small_m2}
    if rules.definition is not None and (column := _deciding(rules.definition, cover)) is not None:
        codes_only = rules.definition.model_copy(update={"decided_by": None})
        states = judged(definition=codes_only, min_patch_ha=rules.min_patch_ha).states
        by_code = summed(measured(states))
        details |= {"decided_by": column, "low_by_code": by_code.low, "high_by_code": by_code.high}
    if stated.area_by is not None:
        by_shape = summed(measured(replace(stated.states, weight=np.ones(len(cut.parts)))))
        details |= {"area_by": stated.area_by, "geometry_share": by_shape.low}
        details |= {"geometry_m2": by_shape.class_m2}
    if rules.definition is not None:
        whole = judged(definition=rules.definition, min_patch_ha=None).states
        with_patches = summed(measured(whole)) if stated.small_patches else None
        details["trials"] = definition_trials(
            by_code or summed(shares), with_patches=with_patches, by_shape=by_shape
        )
    if drawn:
        details["ground"] = counted_ground(cover.frame.geometry, zones, cut, stated.states)
    return Found(
        shares=shares,
        area_title=_area_title(stated.area_by),
        details=details,
        warnings=(*stated.warnings, *_patch_warning(details), *_stated_warning(details, summed(shares))),
    )


def _deciding(definition: ClassDefinition | None, cover: Layer) -> str | None:
    """Name the column that decides where codes do not, if the layer has it."""
    rule = None if definition is None else definition.decided_by
    return None if rule is None else found_column(cover.frame, rule.column)


def _area_title(column: str | None) -> str:
    if column is None:
        return "椭球面积"
    return f"地类面积按 {column.upper()}，跨界图斑按图形比例，范围为椭球面积"


def _of_pixels(cover: RasterLayer, zones: gpd.GeoDataFrame, rules: Rules) -> Found:
    names = (name for _, name in cover.legend.values())
    legend = dict(zip(cover.legend, zip(rules.read.codes, names, strict=True), strict=True))
    read = replace(cover, legend=legend)
    shares, unread = raster_shares(read, zones, rules.counted)
    with_patches, small_m2 = summed(shares), 0.0
    details = _error(rules.accuracy_points)
    if rules.min_patch_ha is not None:
        least_m2 = ha_to_m2(rules.min_patch_ha)
        shares, small = without_small_patches(shares, read, zones, rules.counted, least_m2)
        small_m2 = math.fsum(small.area_m2.tolist())
        details |= {"small_patches": small.count, "small_patches_m2": small_m2}
    warnings = _patch_warning(details)
    if rules.definition is not None:
        whole = summed(shares)
        others = definition_trials(whole, with_patches=with_patches if small_m2 else None)
        details["trials"] = (*others, accuracy_trial(whole.low, float(str(details["error_share"]))))
        warnings += (str(details["error_by"]),)
    return Found(
        shares=tuple(_without_unlisted(share, rules.counted) for share in shares),
        unread=unread,
        area_title=_area_title(None),
        details=details,
        warnings=warnings,
    )


def _error(accuracy_points: float | None) -> dict[str, object]:
    """Tell a raster's error: nobody states the accuracy of most products, and none is exact."""
    points = _ASSUMED_POINTS if accuracy_points is None else accuracy_points
    told = "未给出分类精度，按" if accuracy_points is None else "给定分类精度"
    return {"error_share": points / 100, "error_by": f"{told} ±{points:g} 个百分点"}


def _patch_warning(details: Mapping[str, object]) -> tuple[str, ...]:
    small_m2 = float(str(details.get("small_patches_m2", 0)))
    if not small_m2:
        return ()
    return (f"已扣除 {details['small_patches']} 处连片面积不足下限的碎片，共 {small_m2 / 1e4:.4f} ha",)


def _stated_warning(details: Mapping[str, object], whole: ZoneShare) -> tuple[str, ...]:
    if "geometry_share" not in details or not whole.total_m2:
        return ()
    apart_m2 = whole.class_m2 - float(str(details["geometry_m2"]))
    share = float(str(details["geometry_share"]))
    column = str(details["area_by"]).upper()
    both = f"按 {column} 计 {whole.low:.4%}，按图形面积计 {share:.4%}"
    return (f"{both}，相差 {apart_m2 / 1e4:+.2f} ha；数值取前者",)


def _without_unlisted(share: ZoneShare, counted: CountedCodes) -> ZoneShare:
    """Take the ground of codes that no list has for unknown (pixels do not overlap, so that areas add)."""
    unlisted_m2 = math.fsum(area for code, area in share.classes.items() if counted.is_unknown(code))
    return replace(share, unknown_m2=share.unknown_m2 + unlisted_m2, unlisted_m2=unlisted_m2)
