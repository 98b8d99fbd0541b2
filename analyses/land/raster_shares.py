"""Class areas of zones from a class raster with its legend."""

import math
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

import geopandas as gpd

from gis.datums import require_safe_operation
from gis.errors import InputError
from gis.plane import to_plane
from gis.rasters.pixel_patches import SmallPatches, small_pixel_patches_apart
from gis.rasters.zonal import class_areas_apart
from layers.layer import RasterLayer

from .land_codes import CountedCodes, clean_code
from .zone_share import ZoneShare

_MOST_LISTED = 8


def raster_shares(
    cover: RasterLayer, zones: gpd.GeoDataFrame, counted: CountedCodes
) -> tuple[tuple[ZoneShare, ...], tuple[int, ...]]:
    """
    Weigh pixels by the exact fraction inside each zone and their ellipsoidal area.

    Gives the zones' shares, and the pixel values met that the legend lacks.

    Raises
    ------
    InputError
        H178 if no class asked for is in the legend: its share would read as 0.
    CrsError
        H022 if no sure way leads from the zones' datum to the raster's.
    """
    legend = {value: clean_code(code) for value, (code, _) in cover.legend.items()}
    _require_known_classes(cover, legend, counted)
    require_safe_operation(zones.crs, cover.raster.crs, cover.origin.file)
    areas = class_areas_apart(cover.raster, to_plane(zones.geometry, cover.raster.crs))
    met = areas.values
    codes = [legend.get(int(value), "") for value in met]
    shares = []
    for place, name in enumerate(zones["name"]):
        row = areas.area_m2[place]
        by_code: dict[str, float] = {}
        for code, area in zip(codes, row, strict=True):
            by_code[code] = by_code.get(code, 0.0) + float(area)
        unread = by_code.pop("", 0.0)
        missing = float(areas.nodata_m2[place] + areas.outside_m2[place])
        shares.append(
            ZoneShare(
                name=str(name),
                class_m2=math.fsum(area for code, area in by_code.items() if counted.counts(code)),
                maybe_m2=math.fsum(area for code, area in by_code.items() if counted.may_count(code)),
                unknown_m2=unread + missing,
                covered_m2=float(areas.total_m2[place]) - missing,
                total_m2=float(areas.total_m2[place]),
                classes={code: area for code, area in by_code.items() if area > 0},
            )
        )
    present = areas.area_m2.sum(axis=0) > 0
    unread_values = tuple(
        int(v) for v, code, here in zip(met, codes, present, strict=True) if here and not code
    )
    return tuple(shares), unread_values


def without_small_patches(
    shares: tuple[ZoneShare, ...],
    cover: RasterLayer,
    zones: gpd.GeoDataFrame,
    counted: CountedCodes,
    least_m2: float,
) -> tuple[tuple[ZoneShare, ...], SmallPatches]:
    """Take patches of pixels below an area out of what counts, and out of what counts or may."""
    codes = {value: clean_code(code) for value, (code, _) in cover.legend.items()}
    sure = [value for value, code in codes.items() if code and counted.counts(code)]
    may = [value for value, code in codes.items() if code and counted.may_count(code)]
    grounds = to_plane(zones.geometry, cover.raster.crs)
    low, high = small_pixel_patches_apart(cover.raster, grounds, (sure, (*sure, *may)), least_m2)
    kept = []
    for share, low_m2, high_m2 in zip(shares, low.area_m2, high.area_m2, strict=True):
        class_m2 = max(share.class_m2 - float(low_m2), 0.0)
        either_m2 = share.class_m2 + share.maybe_m2 - float(high_m2)
        kept.append(replace(share, class_m2=class_m2, maybe_m2=max(either_m2 - class_m2, 0.0)))
    return tuple(kept), low


def _require_known_classes(cover: RasterLayer, legend: Mapping[int, str], counted: CountedCodes) -> None:
    """Refuse classes of which the legend has none; a plan's list may hold some that do not occur here."""
    wanted = dict.fromkeys((*(counted.classes or ()), *counted.maybe))
    if not counted.classes or any(
        counted.counts(code) or counted.may_count(code) for code in legend.values() if code
    ):
        return
    codes = sorted({code for code in legend.values() if code})
    by_name = {name.casefold(): legend[value] for value, (_, name) in cover.legend.items()}
    by_value = {str(value): code for value, code in legend.items()}
    hints = [
        f"'{one}' is the {what} of {found[one.casefold()]}"
        for one in wanted
        for what, found in (("name", by_name), ("pixel value", by_value))
        if one.casefold() in found
    ]
    near = list(dict.fromkeys(code for one in wanted for code in get_close_matches(one, codes, n=2)))
    more = " …" if len(codes) > _MOST_LISTED else ""
    mend = (
        f"nearest are {', '.join(near)}" if near else f"its codes are {', '.join(codes[:_MOST_LISTED])}{more}"
    )
    if hints:
        mend = "; ".join([*hints[:_MOST_LISTED], "name the code"])
    raise InputError(
        f"{cover.origin.file}: no class of its legend ({cover.legend_by}) is {', '.join(wanted)}; {mend}",
        code="H178",
    )
