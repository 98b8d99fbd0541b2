"""What share of zones is of some land class, from polygons or from a class raster."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.areal import Areal
from gis.plane import local_plane, to_plane
from gis.tables import require_column
from gis.zonal import class_areas
from layers.layer import Layer, RasterLayer

from .land_codes import CountedCodes, clean_code
from .measurement import Measurement, Part

_WHOLE = "（全部）"
_FULL_SHARE = 0.9999  # below it a zone is not wholly covered by the layer


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShare:
    """Areas of one zone in m2: of the classes, unknown, covered by the layer, whole; and by class."""

    name: str
    class_m2: float
    unknown_m2: float
    covered_m2: float
    total_m2: float
    classes: Mapping[str, float] = field(default_factory=dict)
    maybe_m2: float = 0.0

    @property
    def low(self) -> float:
        """Share if nothing unknown is of the classes."""
        return self.class_m2 / self.total_m2 if self.total_m2 else math.nan

    @property
    def high(self) -> float:
        """Share if everything unknown is of the classes."""
        return (
            min((self.class_m2 + self.maybe_m2 + self.unknown_m2) / self.total_m2, 1.0)
            if self.total_m2
            else math.nan
        )


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
    `0301K` and `030101`). Unknown codes, nodata, and for rasters the ground
    outside them, count as "not" in the value and as "yes" in `high`.

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
    if isinstance(cover, RasterLayer):
        shares = _raster_shares(cover, frame, counted)
        how = "exact pixel fractions by scan line, ellipsoidal pixel area"
    else:
        shares = _polygon_shares(cover, frame, counted, field)
        how = "polygon overlay dissolved by class in a local equal-area plane"
    whole = _sum(shares)
    wanted = "、".join(classes) if classes is not None else "全部图斑"
    return Measurement(
        value=whole.low,
        unit="share",
        method=how,
        definition=f"地类 {wanted} 面积 / 范围总面积（椭球面积，分母为全部土地）",
        evidence=_evidence(frame, shares),
        numerator=whole.class_m2,
        denominator=whole.total_m2,
        quantity_unit="m2",
        low=whole.low,
        high=whole.high,
        parameters={"classes": None if classes is None else list(classes), "maybe": list(maybe)},
        parts=tuple(
            Part(name=share.name, value=share.low, numerator=share.class_m2, denominator=share.total_m2)
            for share in shares
        )
        if by is not None
        else (),
        details={
            "unknown_m2": whole.unknown_m2,
            "maybe_m2": whole.maybe_m2,
            "covered_zone_share": min(whole.covered_m2 / whole.total_m2, 1.0) if whole.total_m2 else math.nan,
            "classes": dict(whole.classes),
            "zones": shares,
        },
        warnings=_warnings(whole, counted, cover),
    )


def _zone_frame(cover: Layer | RasterLayer, zones: Layer | None, by: str | None) -> gpd.GeoDataFrame:
    if zones is not None:
        if by is not None:
            require_column(zones.frame.columns, by, zones.origin.file)
        names = zones.frame[by].astype("string").fillna("（未命名）") if by else _WHOLE
        frame = zones.frame[[zones.frame.geometry.name]].assign(name=names)
    elif isinstance(cover, Layer):
        frame = gpd.GeoDataFrame(
            {"name": [_WHOLE]}, geometry=[cover.frame.geometry.union_all()], crs=cover.frame.crs
        )
    else:
        from gis.zonal import zone_of_raster  # noqa: PLC0415 - only where a raster stands for itself

        frame = gpd.GeoDataFrame(
            {"name": [_WHOLE]}, geometry=[zone_of_raster(cover.raster)], crs=cover.raster.crs
        )
    return frame.dissolve(by="name", as_index=False, sort=False)


def _polygon_shares(
    cover: Layer, zones: gpd.GeoDataFrame, counted: CountedCodes, column: str
) -> tuple[ZoneShare, ...]:
    plane = local_plane(zones.geometry)
    shapes = to_plane(cover.frame.geometry, plane).to_numpy()
    if counted.classes is None:
        codes = pd.Series(["*"] * len(shapes))
    else:
        require_column(cover.frame.columns, column, cover.origin.file)
        codes = counted.with_zeros(
            cover.frame[column].map(clean_code).reset_index(drop=True).astype("string")
        )
    tree = shapely.STRtree(shapes)
    grounds = to_plane(zones.geometry, plane).to_numpy()
    return tuple(
        _polygon_share(str(name), ground=ground, shapes=shapes, codes=codes, tree=tree, counted=counted)
        for name, ground in zip(zones["name"], grounds, strict=True)
    )


def _polygon_share(  # noqa: PLR0913 - one zone against one prepared cover
    name: str,
    *,
    ground: Areal,
    shapes: np.ndarray,
    codes: pd.Series,
    tree: shapely.STRtree,
    counted: CountedCodes,
) -> ZoneShare:
    hits = np.sort(tree.query(ground, predicate="intersects"))
    pieces = shapely.intersection(shapes[hits], ground)
    found = codes.iloc[hits].to_numpy(dtype=object)
    areas = {str(code): _union_m2(pieces[found == code]) for code in dict.fromkeys(found)}
    yes = np.array([bool(code) and counted.counts(code) for code in found], dtype=bool)
    may = np.array([bool(code) and counted.may_count(code) for code in found], dtype=bool)
    unknown = np.array([not code for code in found], dtype=bool)
    class_m2 = _union_m2(pieces[yes])
    with_maybe = _union_m2(pieces[yes | may])
    return ZoneShare(
        name=name,
        class_m2=class_m2,
        maybe_m2=with_maybe - class_m2,
        unknown_m2=_union_m2(pieces[yes | may | unknown]) - with_maybe,
        covered_m2=_union_m2(pieces),
        total_m2=ground.area,
        classes={code: area for code, area in areas.items() if code},
    )


def _union_m2(pieces: np.ndarray) -> float:
    return float(shapely.area(shapely.union_all(pieces))) if len(pieces) else 0.0


def _raster_shares(
    cover: RasterLayer, zones: gpd.GeoDataFrame, counted: CountedCodes
) -> tuple[ZoneShare, ...]:
    areas = class_areas(cover.raster, to_plane(zones.geometry, cover.raster.crs))
    legend = {value: clean_code(code) for value, (code, _) in cover.legend.items()}
    met = areas.values  # noqa: PD011 - no pandas: the pixel values met
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
    return tuple(shares)


def _sum(shares: Sequence[ZoneShare]) -> ZoneShare:
    classes: dict[str, float] = {}
    for share in shares:
        for code, area in share.classes.items():
            classes[code] = classes.get(code, 0.0) + area
    return ZoneShare(
        name=_WHOLE,
        class_m2=math.fsum(share.class_m2 for share in shares),
        maybe_m2=math.fsum(share.maybe_m2 for share in shares),
        unknown_m2=math.fsum(share.unknown_m2 for share in shares),
        covered_m2=math.fsum(share.covered_m2 for share in shares),
        total_m2=math.fsum(share.total_m2 for share in shares),
        classes=classes,
    )


def _evidence(zones: gpd.GeoDataFrame, shares: Sequence[ZoneShare]) -> gpd.GeoDataFrame:
    return zones.assign(
        share=[share.low for share in shares],
        share_high=[share.high for share in shares],
        area_ha=[share.class_m2 / 1e4 for share in shares],
        total_ha=[share.total_m2 / 1e4 for share in shares],
    )


def _warnings(whole: ZoneShare, counted: CountedCodes, cover: Layer | RasterLayer) -> tuple[str, ...]:
    found = []
    if whole.unknown_m2 > 0:
        found.append(f"{whole.unknown_m2 / 1e4:.2f} ha 地类不明或无数据，按区间处理")
    if whole.total_m2 and whole.covered_m2 / whole.total_m2 < _FULL_SHARE and isinstance(cover, RasterLayer):
        found.append(f"栅格只覆盖范围的 {whole.covered_m2 / whole.total_m2:.2%}")
    if counted.classes is not None and whole.class_m2 == 0:
        found.append("没有任何图斑属于所列地类：请核对编码字段与编码体系")
    return tuple(found)
