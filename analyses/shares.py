"""What share of zones is of some land class, from polygons or from a class raster."""

import math
from collections.abc import Sequence

import geopandas as gpd
import shapely

from gis.tables import require_column
from gis.zonal import zone_of_raster
from layers.alarms import Alarm
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend

from .land_codes import CountedCodes
from .measurement import Measurement, Part
from .polygon_shares import polygon_shares
from .raster_shares import raster_shares
from .zone_share import WHOLE, ZoneShare, summed

_FULL_SHARE = 0.9999  # below it a zone is not wholly covered by the layer
_OVERLAP_SHARE = 1e-9


def area_share(  # noqa: PLR0913 - DESIGN 6, plus the classes that a code system leaves open
    cover: Layer | RasterLayer,
    zones: Layer | None = None,
    *,
    classes: Sequence[str] | None = None,
    maybe: Sequence[str] = (),
    field: str = "dlbm",
    by: str | None = None,
) -> Measurement:
    """
    Measure the share of zones that is of the given classes.

    Areas are ellipsoidal; the whole zone is the denominator. Overlapping
    polygons count once. Codes match with their subdivisions (`0301` takes
    `0301K` and `030101`). Unknown codes, nodata, and ground without data (outside
    a raster, or bare in a layer meant to cover all ground) count as "not" in the
    value and as "yes" in `high`.

    Parameters
    ----------
    cover
        Polygons with a code in column `field`, or a class raster with its legend.
    zones
        Polygons; without them the layer's own area.
    classes
        Codes that count. None with polygons: every polygon counts.
    maybe
        Codes that may count, depending on the code system: only in `high`.
    field
        Column of codes (polygons only).
    by
        Column of `zones` whose values each get a part of their own.

    Returns
    -------
    Measurement
        `value`: share, 0 to 1, with `low` (= value) and `high`. `details`:
        `unknown_m2`, `covered_zone_share`, `classes` {code: m2}, `zones`
        (a tuple of ZoneShare). `evidence`: one row a zone.

    Raises
    ------
    InputError
        If a raster has no legend, or a column is missing.
    """
    counted = CountedCodes(classes, maybe)
    frame = _zone_frame(cover, zones, by)
    shares, unread = _shares(cover, frame, counted, field)
    overlap_m2 = _overlap_m2(frame)
    if overlap_m2 > 0:  # parts that overlap do not add up: the whole is measured by itself
        ground = gpd.GeoDataFrame({"name": [WHOLE]}, geometry=[frame.union_all()], crs=frame.crs)
        whole = _shares(cover, ground, counted, field)[0][0]
    else:
        whole = summed(shares)
    wanted = "、".join(classes) if classes is not None else "全部图斑"
    return Measurement(
        value=whole.low,
        unit="share",
        method="exact pixel fractions by scan line, ellipsoidal pixel area"
        if isinstance(cover, RasterLayer)
        else "polygon overlay dissolved by class in a local equal-area plane",
        definition=f"地类 {wanted} 面积 / 范围总面积（椭球面积，分母为全部土地）",
        evidence=_evidence(frame, shares),
        numerator=whole.class_m2,
        denominator=whole.total_m2,
        quantity_unit="m2",
        low=whole.low,
        high=whole.high,
        parameters={"classes": None if classes is None else list(classes), "maybe": list(maybe)},
        parts=tuple(_part(share) for share in shares) if by is not None else (),
        details={
            "unknown_m2": whole.unknown_m2,
            "maybe_m2": whole.maybe_m2,
            "covered_zone_share": _covered_share(whole),
            "classes": dict(whole.classes),
            "zones": shares,
        },
        warnings=_warnings(whole, counted, overlap_m2),
        alarms=_alarms(cover, whole, unread),
    )


def _shares(
    cover: Layer | RasterLayer, zones: gpd.GeoDataFrame, counted: CountedCodes, column: str
) -> tuple[tuple[ZoneShare, ...], tuple[int, ...]]:
    if isinstance(cover, RasterLayer):
        require_legend(cover)
        return raster_shares(cover, zones, counted)
    return polygon_shares(cover, zones, counted, column), ()


def _zone_frame(cover: Layer | RasterLayer, zones: Layer | None, by: str | None) -> gpd.GeoDataFrame:
    if zones is not None:
        if by is not None:
            require_column(zones.frame.columns, by, zones.origin.file)
        names = zones.frame[by].astype("string").fillna("（未命名）") if by else WHOLE
        frame = zones.frame[[zones.frame.geometry.name]].assign(name=names)
    elif isinstance(cover, Layer):
        frame = gpd.GeoDataFrame(
            {"name": [WHOLE]}, geometry=[cover.frame.geometry.union_all()], crs=cover.frame.crs
        )
    else:
        frame = gpd.GeoDataFrame(
            {"name": [WHOLE]}, geometry=[zone_of_raster(cover.raster)], crs=cover.raster.crs
        )
    return frame.dissolve(by="name", as_index=False, sort=False)


def _overlap_m2(zones: gpd.GeoDataFrame) -> float:
    """Measure the ground that lies in several zones, in the plane of the layer."""
    if len(zones) < 2:  # noqa: PLR2004 - one zone overlaps nothing
        return 0.0
    shapes = zones.geometry.to_numpy()
    whole = float(shapely.area(shapely.union_all(shapes)))
    overlap_m2 = float(shapely.area(shapes).sum()) - whole
    return overlap_m2 if overlap_m2 > _OVERLAP_SHARE * whole else 0.0


def _part(share: ZoneShare) -> Part:
    return Part(name=share.name, value=share.low, numerator=share.class_m2, denominator=share.total_m2)


def _covered_share(whole: ZoneShare) -> float:
    return min(whole.covered_m2 / whole.total_m2, 1.0) if whole.total_m2 else math.nan


def _evidence(zones: gpd.GeoDataFrame, shares: Sequence[ZoneShare]) -> gpd.GeoDataFrame:
    return zones.assign(
        share=[share.low for share in shares],
        share_high=[share.high for share in shares],
        area_ha=[share.class_m2 / 1e4 for share in shares],
        total_ha=[share.total_m2 / 1e4 for share in shares],
    )


def _warnings(whole: ZoneShare, counted: CountedCodes, overlap_m2: float) -> tuple[str, ...]:
    found = []
    if overlap_m2 > 0:
        found.append(f"单元互相重叠 {overlap_m2 / 1e4:.2f} ha：总数只计一次，分项之和大于总数")
    if whole.unknown_m2 > 0:
        found.append(f"{whole.unknown_m2 / 1e4:.2f} ha 地类不明或无数据，按区间处理")
    if counted.classes is not None and whole.class_m2 == 0:
        found.append("没有任何图斑属于所列地类：请核对编码字段与编码体系")
    return tuple(found)


def _alarms(cover: Layer | RasterLayer, whole: ZoneShare, unread: tuple[int, ...]) -> tuple[Alarm, ...]:
    found = []
    name, file = cover.name, cover.origin.file
    if unread:
        values = {"values": ", ".join(map(str, unread))}
        found.append(Alarm(code="H070", layer=name, file=file, values=values))
    covered = _covered_share(whole)
    if covered < _FULL_SHARE and (isinstance(cover, RasterLayer) or cover.spec.covers_all):
        bare_m2 = whole.total_m2 - whole.covered_m2
        found.append(Alarm(code="H071", layer=name, file=file, values={"share": covered}, area_m2=bare_m2))
    return tuple(found)
