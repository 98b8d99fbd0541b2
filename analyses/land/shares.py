"""What share of zones is of some land class, from polygons or from a class raster."""

import math
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from analyses.measurement import Measurement, Part
from gis.errors import ParameterError
from gis.units import m2_to_ha, m2_to_km2, m2_to_mu
from layers.alarms import Alarm
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend

from .class_definitions import ClassDefinition, class_definition
from .class_reading import read_classes, read_defined
from .code_alarms import code_alarms, require_some_class
from .cover_shares import Rules, found_shares, shows_all_ground
from .zone_grounds import joined_ground, overlap_m2, zone_frame
from .zone_share import WHOLE, ZoneShare, summed

_FULL_SHARE = 0.9999  # below it a zone is not wholly covered by the layer
_PIXEL_METHOD = "exact pixel fractions by scan line, ellipsoidal pixel area"
_POLYGON_METHOD = "polygon overlay dissolved by class in a local equal-area plane"


def area_share(  # noqa: PLR0913 - DESIGN 6, the classes that a code system leaves open, and named definitions
    cover: Layer | RasterLayer,
    zones: Layer | None = None,
    *,
    classes: Sequence[str] | None = None,
    maybe: Sequence[str] = (),
    field: str = "dlbm",
    by: str | None = None,
    code_system: str | None = None,
    definition: str | None = None,
    min_patch_ha: float | None = None,
    accuracy_points: float | None = None,
    drawn: bool = False,
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

    Under a `definition` (forest: 森林覆盖率, DOMAIN B3 and B4) the classes come from its
    table by the list that the layer speaks, columns of the layer (特灌, 郁闭度) decide
    where a code does not, and patches below its least area are left out. Polygons with
    图斑地类面积 (TBDLMJ) then count with it, in proportion where a zone's border cuts them
    (DOMAIN D3); the share by shapes stands in `details`. Without a definition shapes
    alone are measured, because any code's area is asked for and not the survey's.

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
    definition
        "forest", in place of `classes` and `maybe`.
    min_patch_ha
        Contiguous ground below it does not count; 0.0667 (1 亩) for forest, else none.
        A patch is measured whole, also where a zone's border cuts it.
    accuracy_points
        Error of a raster's share in percentage points, 2 where nobody states it.
    drawn
        True gives the ground that counts in `details["ground"]` (polygons only).

    Returns
    -------
    Measurement
        `value`: share, 0 to 1, with `low` (= value) and `high`. `details`:
        `unknown_m2`, `covered_zone_share`, `classes` {code: m2}, `zones` (a tuple of
        ZoneShare), `units` (km2, ha, mu of each part); of rasters `error_share` and `error_by`;
        `small_patches`, `small_patches_m2`, `area_by`, `geometry_share`, and where a column
        such as 特灌 decides `decided_by` with `low_by_code`, `high_by_code` (without it), where
        they apply.
        `evidence`: one row a zone.

    Raises
    ------
    InputError
        If a raster has no legend, a column is missing, or no class asked for is
        known to the layer or a list of land classes.
    ParameterError
        If `code_system` or `definition` is unknown, `classes` is empty, both classes and a
        definition are given, or a figure is negative.
    """
    defined = _definition(definition, classes, maybe)
    _require_positive(min_patch_ha=min_patch_ha, accuracy_points=accuracy_points)
    if isinstance(cover, RasterLayer):
        require_legend(cover)
    read, counted = (
        read_classes(cover, classes, maybe, field, code_system)
        if defined is None
        else read_defined(cover, defined, field, code_system)
    )
    require_some_class(cover, read, counted)
    if min_patch_ha is None and defined is not None:
        min_patch_ha = defined.min_patch_ha
    rules = Rules(
        read=read,
        counted=counted,
        definition=defined,
        min_patch_ha=min_patch_ha,
        accuracy_points=accuracy_points,
    )
    frame = zone_frame(cover, zones, by)
    found = found_shares(cover, frame, rules, drawn=drawn)
    twice_m2 = overlap_m2(frame)
    whole, of_whole = summed(found.shares), found
    if twice_m2 > 0:  # parts that overlap do not add up: the whole is measured by itself
        ground = gpd.GeoDataFrame({"name": [WHOLE]}, geometry=[joined_ground(frame.geometry)], crs=frame.crs)
        of_whole = found_shares(cover, ground, rules, drawn=drawn)
        whole = of_whole.shares[0]
    wanted = defined.title if defined else f"地类 {'、'.join(classes) if classes is not None else '全部图斑'}"
    return Measurement(
        value=whole.low,
        unit="share",
        method=_PIXEL_METHOD if isinstance(cover, RasterLayer) else _POLYGON_METHOD,
        definition=f"{wanted} 面积 / 范围总面积（{of_whole.area_title}，分母为全部土地）",
        evidence=_evidence(frame, found.shares),
        numerator=whole.class_m2,
        denominator=whole.total_m2,
        quantity_unit="m2",
        low=whole.low,
        high=whole.high,
        parameters=_parameters(classes, maybe, definition, rules),
        parts=tuple(_part(share) for share in found.shares) if by is not None else (),
        details={**_details(whole, found.shares), **of_whole.details},
        warnings=(*_warnings(whole, twice_m2), *of_whole.warnings),
        alarms=(
            *_alarms(cover, whole, found.unread, read.codes),
            *code_alarms(cover, shapely.GeometryCollection([*frame.geometry]), read, counted, whole),
        ),
    )


def _definition(
    name: str | None, classes: Sequence[str] | None, maybe: Sequence[str]
) -> ClassDefinition | None:
    if name is None:
        if classes is not None and not (*classes, *maybe):
            raise ParameterError("no class is asked for; name the codes that count with --classes")
        return None
    if classes or maybe:
        raise ParameterError(f"classes and the definition '{name}' are both given; leave one out")
    return class_definition(name)


def _require_positive(**figures: float | None) -> None:
    for name, figure in figures.items():
        if figure is not None and not (math.isfinite(figure) and figure >= 0):
            raise ParameterError(f"{name} must be 0 or more, not {figure}")


def _parameters(
    classes: Sequence[str] | None, maybe: Sequence[str], definition: str | None, rules: Rules
) -> dict[str, object]:
    told: dict[str, object] = {"classes": None if classes is None else list(classes), "maybe": list(maybe)}
    if definition is not None:
        told = {
            "definition": definition,
            "classes": list(rules.read.classes or ()),
            "maybe": list(rules.read.maybe),
        }
        told["code_system"] = rules.read.title or None
    return told if rules.min_patch_ha is None else {**told, "min_patch_ha": rules.min_patch_ha}


def _details(whole: ZoneShare, zones: tuple[ZoneShare, ...]) -> dict[str, object]:
    return {
        "unknown_m2": whole.unknown_m2,
        "maybe_m2": whole.maybe_m2,
        "covered_zone_share": _covered_share(whole),
        "classes": dict(whole.classes),
        "zones": zones,
        "units": tuple(_in_units(share) for share in zones),
    }


def _in_units(share: ZoneShare) -> dict[str, object]:
    return {
        "name": share.name,
        "km2": m2_to_km2(share.class_m2),
        "ha": m2_to_ha(share.class_m2),
        "mu": m2_to_mu(share.class_m2),
        "share": share.low,
        "share_high": share.high,
    }


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


def _alarms(
    cover: Layer | RasterLayer, whole: ZoneShare, unread: tuple[int, ...], codes: pd.Series
) -> tuple[Alarm, ...]:
    found = []
    name, file = cover.name, cover.origin.file
    if unread:
        values = {"values": ", ".join(map(str, unread))}
        found.append(Alarm(code="H070", layer=name, file=file, values=values))
    covered = _covered_share(whole)
    if covered < _FULL_SHARE and (isinstance(cover, RasterLayer) or shows_all_ground(cover, codes)):
        bare_m2 = whole.total_m2 - whole.covered_m2
        found.append(Alarm(code="H071", layer=name, file=file, values={"share": covered}, area_m2=bare_m2))
    return tuple(found)
