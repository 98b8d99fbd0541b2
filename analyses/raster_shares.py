"""Class areas of zones from a class raster with its legend."""

import math

import geopandas as gpd

from gis.plane import to_plane
from gis.zonal import class_areas
from layers.layer import RasterLayer

from .land_codes import CountedCodes, clean_code
from .zone_share import ZoneShare


def raster_shares(
    cover: RasterLayer, zones: gpd.GeoDataFrame, counted: CountedCodes
) -> tuple[tuple[ZoneShare, ...], tuple[int, ...]]:
    """
    Weigh pixels by the exact fraction inside each zone and their ellipsoidal area.

    Gives the zones' shares, and the pixel values met that the legend lacks.
    """
    areas = class_areas(cover.raster, to_plane(zones.geometry, cover.raster.crs))
    legend = {value: clean_code(code) for value, (code, _) in cover.legend.items()}
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
