"""The land-use parcels as 三调 keeps them, now and four years before."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import geopandas as gpd
import numpy as np
import shapely

from gis.measure import ellipsoidal_area_m2

from .made_coverage import joined
from .made_frames import framed
from .made_outline import CRS
from .made_scene import Scene

_NAMES = {
    "0101": "水田",
    "0103": "旱地",
    "0201": "果园",
    "0202": "茶园",
    "0301": "乔木林地",
    "0302": "竹林地",
    "0305": "灌木林地",
    "0307": "其他林地",
    "0404": "其他草地",
    "05H1": "商业服务业设施用地",
    "0601": "工业用地",
    "0701": "城镇住宅用地",
    "0702": "农村宅基地",
    "0810": "公园与绿地",
    "08H1": "机关团体新闻出版用地",
    "08H2": "科教文卫用地",
    "1003": "公路用地",
    "1004": "城镇村道路用地",
    "1101": "河流水面",
    "1103": "水库水面",
    "1104": "坑塘水面",
}
_RIDGES = {"0101": 0.045, "0103": 0.11}  # share of 田坎 in sloping fields
_TOWN_MARK = "201"
_CHANGED = 17  # each so manieth field has another use in the other year


def parcels(scene: Scene) -> gpd.GeoDataFrame:
    """Give DLTB: class, areas on the ellipsoid with 田坎 apart, owner and place; it tiles the district."""
    land = scene.land
    area = np.round(ellipsoidal_area_m2(gpd.GeoSeries(list(land.shapes), crs=CRS)), 2)
    ridges = np.round(area * [_RIDGES.get(code, 0.0) for code in land.classes], 2)
    names = [scene.villages[place].name for place in land.villages]
    shrub = iter(range(len(names)))
    return framed(
        {
            "BSM": [f"4312021{number:06d}" for number in range(1, len(names) + 1)],
            "DLBM": land.classes,
            "DLMC": [_NAMES[code] for code in land.classes],
            "QSDWMC": [
                "国有" if code in {"1003", "1004", "1101", "1103"} or town else f"{name}集体"
                for code, name, town in zip(land.classes, names, land.in_town, strict=True)
            ],
            "ZLDWMC": names,
            "TBMJ": area,
            "KCMJ": ridges,
            "TBDLMJ": np.round(area - ridges, 2),
            "CZCSXM": [_TOWN_MARK if town else None for town in land.in_town],
            "特灌": [None if code != "0305" else "是" if next(shrub) % 2 else "否" for code in land.classes],
        },
        list(land.shapes),
    )


def parcels_before(scene: Scene) -> gpd.GeoDataFrame:
    """
    Give the parcels of four years before, joined by class within each unit.

    Some fields of then have been built or planted since, and a little more were won back.
    """
    land = scene.land
    then = []
    area = shapely.area(land.shapes)
    for place, code in enumerate(land.classes):
        if code == "0702" and place % 11 == 0:
            then.append("0103")  # built since
        elif code in {"0404", "0201"} and place % 13 == 0:
            then.append("0103")  # planted since
        elif code == "0103" and place % _CHANGED == 0 and area[place] < 1.2e5:
            then.append("0201")  # won back since
        else:
            then.append(code)
    keys = [
        (scene.villages[village].township, code) for village, code in zip(land.villages, then, strict=True)
    ]
    whole = joined(land.shapes, keys)
    order = sorted(whole)
    shapes = [whole[key] for key in order]
    area = np.round(ellipsoidal_area_m2(gpd.GeoSeries(shapes, crs=CRS)), 2)
    return framed(
        {
            "BSM": [f"4312020{number:06d}" for number in range(1, len(order) + 1)],
            "DLBM": [code for _, code in order],
            "DLMC": [_NAMES[code] for _, code in order],
            "ZLDWMC": [next(unit.name for unit in scene.units if unit.code == code) for code, _ in order],
            "TBMJ": area,
        },
        shapes,
    )
