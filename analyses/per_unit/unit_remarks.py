"""What must be said beside a share of units: which have none, which are in doubt, and why."""

from collections.abc import Iterable

import geopandas as gpd
import shapely

from .listed_units import POLYGON, ListedUnits
from .unit_links import CONTRADICTION, OVERLAP, Links

YES, NO, UNKNOWN = "有", "无", "不明"
_NEAR = "距边界"
_MOST_NAMED = 8


def units_by_answer(judged: gpd.GeoDataFrame, listed: ListedUnits) -> dict[str, tuple[str, ...]]:
    """Name the units without, those of which it is unknown, and what makes it so."""
    on_border = ~judged["sure"] & judged["flags"].str.contains(_NEAR)
    return {
        "without": tuple(judged.loc[judged["has"] == NO, "name"]),
        "unknown": tuple(judged.loc[judged["has"] == UNKNOWN, "name"]),
        "missing_polygons": tuple(judged.loc[judged["undrawn"], "name"]),
        "on_border": tuple(judged.loc[on_border, "name"]),
        "contradicted": tuple(judged.loc[judged["flags"].str.contains(CONTRADICTION), "name"]),
        "left_out": listed.left_out,
    }


def remarks(
    judged: gpd.GeoDataFrame,
    listed: ListedUnits,
    found: Links,
    sites: gpd.GeoDataFrame,
    within_m: float | None,
) -> Iterable[str]:
    """Say in Chinese what a reader of the share must know; names stand in an order of their own."""
    units = units_by_answer(judged, listed)
    said = (
        ("名单中的单元没有单元面，也没有服务代码指向，无法判断", units["missing_polygons"]),
        ("结论只取决于边界附近的设施，按区间处理", units["on_border"]),
        ("距单元边界过近的设施", _flagged(sites, found, _NEAR)),
        ("设施的单元代码与所在位置不符，未作推断，请核对", _flagged(sites, found, CONTRADICTION)),
        ("设施位于相互重叠的单元面内，请核对单元面", _flagged(sites, found, OVERLAP)),
        ("不在法定名单内的单元面未计入", units["left_out"]),
        ("单元没有代码，按全称区分", listed.uncoded),
        ("设施的代码不在单元名单内，请核对", _labels(sites[found.odd])),
        (
            "设施归属哪个单元不明，按区间处理",
            _labels(sites.loc[sorted(set(found.open_pairs["facility"]))]),
        ),
    )
    for sentence, names in said:
        if names:
            yield f"{sentence}：{_named(names)}"
    if within_m is not None and (shapely.get_dimensions(judged.geometry.to_numpy()) == POLYGON).any():
        yield "单元以面表示，距离从单元面的边界量起，而不是从驻地量起"


def _flagged(sites: gpd.GeoDataFrame, found: Links, flag: str) -> tuple[str, ...]:
    rows = found.pairs.loc[found.pairs["flag"].str.contains(flag), "facility"]
    return _labels(sites.loc[sorted(set(rows))])


def _labels(rows: gpd.GeoDataFrame) -> tuple[str, ...]:
    names = rows["name"] if "name" in rows else rows["id"]
    return tuple(sorted(names.where(names.notna(), rows["id"]).astype(str)))


def _named(names: tuple[str, ...]) -> str:
    rest = f" 等 {len(names)} 个" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + rest
