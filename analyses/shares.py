"""What share of zones is of some land class, from polygons or from a class raster."""

import math
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from gis.errors import ParameterError
from gis.rasters.zonal import zone_of_raster
from gis.tabular.tables import require_column
from layers.alarms import Alarm
from layers.catalogue import CATALOGUE
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend

from .code_alarms import code_alarms, require_some_class
from .code_systems import ReadCodes, codes_of_names, read_codes, stated_systems
from .land_codes import CountedCodes
from .measurement import Measurement, Part
from .polygon_shares import polygon_shares
from .raster_shares import raster_shares
from .zone_share import WHOLE, ZoneShare, summed

_FULL_SHARE = 0.9999  # below it a zone is not wholly covered by the layer
_OVERLAP_SHARE = 1e-9
_CODES = next(known for known in CATALOGUE["dltb"].fields if known.name == "dlbm")
_SYSTEM_COLUMNS = ("code_system", "编码体系")


def area_share(  # noqa: PLR0913 - DESIGN 6, plus the classes that a code system leaves open
    cover: Layer | RasterLayer,
    zones: Layer | None = None,
    *,
    classes: Sequence[str] | None = None,
    maybe: Sequence[str] = (),
    field: str = "dlbm",
    by: str | None = None,
    code_system: str | None = None,
) -> Measurement:
    """
    Measure the share of zones that is of the given classes.

    Areas are ellipsoidal; the whole zone is the denominator. Overlapping
    polygons count once. Land-class codes match with their subdivisions (`0301`
    takes `0301K` and `030101`), however the file writes them (301, ０３０１). Codes
    that no list has, nodata, and ground without data (outside a raster, or bare in a
    layer meant to cover all ground) count as "not" in the value and as "yes" in
    `high`. So do 0303-0306 where the layer's codes speak for both lists. Where no
    class asked for is in a list of land classes, all codes are taken at face value.

    Parameters
    ----------
    cover
        Polygons with a code in column `field`, or a class raster with its legend.
    zones
        Polygons; without them the layer's own area.
    classes
        Codes that count, or names of the lists of land classes. None with polygons:
        every polygon counts.
    maybe
        Codes that may count, depending on the code system: only in `high`.
    field
        Column of codes (polygons only); `dlbm` stands for its other names too.
    by
        Column of `zones` whose values each get a part of their own.
    code_system
        三调 or 用地用海; else a column `code_system` says it, else the codes do.

    Returns
    -------
    Measurement
        `value`: share, 0 to 1, with `low` (= value) and `high`. `details`:
        `unknown_m2`, `covered_zone_share`, `classes` {code: m2}, `zones`
        (a tuple of ZoneShare). `evidence`: one row a zone.

    Raises
    ------
    InputError
        If a raster has no legend, a column is missing, or no class asked for is
        known to the layer or a list of land classes.
    ParameterError
        If `code_system` is none of the two, or `classes` is empty.
    """
    if classes is not None and not (*classes, *maybe):
        raise ParameterError("no class is asked for; name the codes that count with --classes")
    if isinstance(cover, RasterLayer):
        require_legend(cover)
    read = _read(cover, classes, maybe, field, code_system)
    counted = CountedCodes(read.classes, read.maybe, unlisted=read.unlisted, exact=not read.land)
    require_some_class(cover, read, counted)
    frame = _zone_frame(cover, zones, by)
    shares, unread = _shares(cover, frame, counted, read)
    overlap_m2 = _overlap_m2(frame)
    if overlap_m2 > 0:  # parts that overlap do not add up: the whole is measured by itself
        ground = gpd.GeoDataFrame({"name": [WHOLE]}, geometry=[frame.union_all()], crs=frame.crs)
        whole = _shares(cover, ground, counted, read)[0][0]
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
        warnings=_warnings(whole, overlap_m2),
        alarms=(
            *_alarms(cover, whole, unread),
            *code_alarms(cover, frame.union_all(), read, counted, whole),
        ),
    )


def _read(
    cover: Layer | RasterLayer,
    classes: Sequence[str] | None,
    maybe: Sequence[str],
    column: str,
    code_system: str | None,
) -> ReadCodes:
    """Read the codes of a layer, or of a raster's legend, under the list that someone states or they show."""
    stated = stated_systems([code_system])
    if code_system is not None and len(stated) != 1:
        raise ParameterError(f"code_system '{code_system}' is not known; use 三调 or 用地用海")
    titles: Sequence[str] = ()
    if isinstance(cover, RasterLayer):
        codes, titles = zip(*cover.legend.values(), strict=True)
        values = pd.Series(codes, index=list(cover.legend), dtype=object)
    elif classes is None:  # every polygon counts, whatever it is called
        return read_codes(pd.Series("*", index=cover.frame.index), None, stated=stated)
    else:
        values = cover.frame[_column(cover, column)]
        said = next((name for name in cover.frame.columns if str(name).casefold() in _SYSTEM_COLUMNS), None)
        if code_system is None and said is not None:
            stated = stated_systems(cover.frame[said].dropna().unique())
    if classes is None:
        return read_codes(values, None, maybe, stated=stated)
    sure, open_ = codes_of_names(classes, values, stated=stated, titles=titles)
    more, doubtful = codes_of_names(maybe, values, stated=stated, titles=titles)
    return read_codes(values, sure, (*more, *doubtful, *open_), stated=stated)


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


def _shares(
    cover: Layer | RasterLayer, zones: gpd.GeoDataFrame, counted: CountedCodes, read: ReadCodes
) -> tuple[tuple[ZoneShare, ...], tuple[int, ...]]:
    if isinstance(cover, Layer):
        return polygon_shares(cover, zones, counted, read.codes), ()
    names = (name for _, name in cover.legend.values())
    legend = dict(zip(cover.legend, zip(read.codes, names, strict=True), strict=True))
    shares, unread = raster_shares(replace(cover, legend=legend), zones, counted)
    return tuple(_without_unlisted(share, counted) for share in shares), unread


def _without_unlisted(share: ZoneShare, counted: CountedCodes) -> ZoneShare:
    """Take the ground of codes that no list has for unknown (pixels do not overlap, so that areas add)."""
    unlisted_m2 = math.fsum(area for code, area in share.classes.items() if counted.is_unknown(code))
    return replace(share, unknown_m2=share.unknown_m2 + unlisted_m2, unlisted_m2=unlisted_m2)


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


def _warnings(whole: ZoneShare, overlap_m2: float) -> tuple[str, ...]:
    found = []
    if overlap_m2 > 0:
        found.append(f"单元互相重叠 {overlap_m2 / 1e4:.2f} ha：总数只计一次，分项之和大于总数")
    if whole.unknown_m2 > 0:
        found.append(f"{whole.unknown_m2 / 1e4:.2f} ha 地类不明或无数据，按区间处理")
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
