"""Streets, roads, stops along them, parking lots with chargers, works on roads."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.shifted import wgs84_to_gcj02

from .made_frames import MADE, chosen, days, framed, middles, numbered, parcels_of, village_at, yes_no
from .made_outline import CRS, DEGREES
from .made_scene import Scene

_STOP_EVERY_M = 560.0
_COUNTRY_EVERY_M = 1500.0
_KERB_M = 11.0
_CHARGED = {"公共": 0.60, "单位共享": 0.10, "专用": 0.14, "自用": 0.12, "": 0.04}
# Road works of the plan: part of T53, name, how far they have come.
_WORKS = (
    ("T53-1", "城东新区一号路", "在建"),
    ("T53-1", "城东新区二号路", "在建"),
    ("T53-1", "城东新区三号路", "在建"),
    ("T53-2", "锦园南路（天星东路—刘塘路段）", "竣工"),
    ("T53-2", "花溪路", "竣工"),
    ("T53-2", "云集路", "竣工"),
    ("T53-2", "沅江大道", "在建"),
    ("T53-2", "刘塘路（红星南路—沿河路段）", "竣工"),
    ("T53-2", "辰州路", "竣工"),
    ("T53-3", "G209东盟大道至鸭嘴岩三段合一", "竣工"),
    ("T53-3", "正清路", "竣工"),
    ("T53-3", "顺天大道", "竣工"),
    ("T53-3", "湖天大道", "竣工"),
    ("T53-3", "迎丰路", "竣工"),
)


def transport_layers(scene: Scene) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 交通.gpkg."""
    streets = scene.town.streets
    return {
        "街道": framed(
            {
                "编号": numbered("J", len(streets)),
                "名称": list(streets["MC"]),
                "道路等级": list(streets["DLDJ"]),
                "桥梁": list(streets["桥梁"]),
            },
            list(streets.geometry),
        ),
        "公路": framed(
            {
                "编号": numbered("R", len(scene.roads)),
                "名称": list(scene.roads["LXMC"]),
                "技术等级": [f"{grade}公路" for grade in scene.roads["技术等级"]],
                "车道数": list(scene.roads["车道数"]),
            },
            list(scene.roads.geometry),
        ),
        "客运线路": _routes(scene),
        "道路工程": _road_works(scene),
        "街巷改造": _renewals(scene),
        "停车场": parking(scene),
    }


def stops(scene: Scene) -> gpd.GeoDataFrame:
    """
    Place stops in pairs on both sides of arterials and some local streets, and along country roads.

    Two stops bear one name, one for each direction. Some are out of service.
    """
    found: list[tuple[shapely.Point, shapely.Point, str]] = []
    for name, lines in _named_lines(scene):
        for line in lines:
            every = _STOP_EVERY_M if name[0] != "/" else _COUNTRY_EVERY_M
            places = np.arange(every * 0.35, line.length - 60.0, every).tolist()
            found.extend((*_both_sides(line, along), name.lstrip("/")) for along in places)
    found = _apart(found, 330.0)
    rng = scene.rng(20)
    names = _stop_names(scene, [pair[0] for pair in found])
    state = rng.choice(["运营", "停运", "在建"], size=len(found), p=(0.955, 0.03, 0.015))
    rows = [
        (name, line, direction, point, status)
        for (near, far, line), name, status in zip(found, names, state.tolist(), strict=True)
        for direction, point in (("上行", near), ("下行", far))
    ]
    return framed(
        {
            "编号": numbered("Z", len(rows)),
            "站名": [row[0] for row in rows],
            "线路": [f"{1 + sum(map(ord, row[1])) % 47}路" for row in rows],
            "方向": [row[2] for row in rows],
            "状态": [row[4] for row in rows],
        },
        [row[3] for row in rows],
    )


def _named_lines(scene: Scene) -> list[tuple[str, list[shapely.LineString]]]:
    """Give what buses run along: arterials, each third local street, and roads with two lanes (marked /)."""
    streets = scene.town.streets
    by_name = dict(list(streets.groupby("MC", sort=True)))
    names = [name for name, group in by_name.items() if (group["DLDJ"] == "主干路").all() or _has_buses(name)]
    found = [(name, _merged(by_name[name])) for name in names]
    rural = scene.roads[(scene.roads["技术等级"] != "四级")]
    outside = rural.set_geometry(rural.geometry.difference(scene.built_up))
    return found + [(f"/{name}", _merged(group)) for name, group in outside.groupby("LXMC", sort=True)]


def _has_buses(name: str) -> bool:
    """Let buses into some local streets."""
    return name.endswith("一巷") and sum(map(ord, name)) % 5 < 3


def _merged(frame: gpd.GeoDataFrame) -> list[shapely.LineString]:
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(frame.geometry.to_numpy())))
    return [line for line in parts if line.length > 400.0]


def _both_sides(line: shapely.LineString, along: float) -> tuple[shapely.Point, shapely.Point]:
    here, ahead = line.interpolate(along), line.interpolate(along + 5.0)
    step = np.array([ahead.x - here.x, ahead.y - here.y])
    side = np.array([step[1], -step[0]]) / max(float(np.hypot(*step)), 1e-9) * _KERB_M
    shift = step / max(float(np.hypot(*step)), 1e-9) * 14.0
    return (
        shapely.Point(here.x + side[0] + shift[0], here.y + side[1] + shift[1]),
        shapely.Point(here.x - side[0] - shift[0], here.y - side[1] - shift[1]),
    )


def _apart(
    found: list[tuple[shapely.Point, shapely.Point, str]], least_m: float
) -> list[tuple[shapely.Point, shapely.Point, str]]:
    """Leave out pairs that stand near an earlier one."""
    kept: list[tuple[shapely.Point, shapely.Point, str]] = []
    for pair in found:
        if all(pair[0].distance(other[0]) >= least_m for other in kept):
            kept.append(pair)
    return kept


def _stop_names(scene: Scene, points: list[shapely.Point]) -> list[str]:
    """Name stops after the village they stand in; a further one there gets a word more."""
    words = ("", "路口", "小学", "桥头", "市场", "新村", "卫生院", "大院", "坡上", "渡口", "广场", "茶场")
    seen: dict[str, int] = {}
    names = []
    for place in village_at(scene, points):
        stem = scene.villages[place].name.removesuffix("社区").removesuffix("村")
        number = seen.get(stem, 0)
        seen[stem] = number + 1
        word = words[number % len(words)] + ("" if number < len(words) else str(number // len(words) + 1))
        names.append(f"{stem}{word}")
    return names


def parking(scene: Scene) -> gpd.GeoDataFrame:
    """Place parking lots on blocks of trade, offices, schools and some dwellings."""
    rng = scene.rng(21)
    blocks = parcels_of(scene, ("05H1", "08H1", "08H2"), scene.built_up)
    places = chosen(rng, blocks, 58)
    places += chosen(rng, parcels_of(scene, ("0701", "0810"), scene.built_up), 34)
    points = middles(scene, places)
    count = len(places)
    spaces = rng.integers(40, 420, count)
    equipped = rng.uniform(size=count) < 0.62
    reserved = equipped & (rng.uniform(size=count) < 0.3) | (rng.uniform(size=count) < 0.62)
    villages = village_at(scene, points)
    return framed(
        {
            "编号": numbered("T", count),
            "名称": [
                f"{scene.villages[place].name.removesuffix('社区')}{number % 7 + 1}号停车场"
                for number, place in enumerate(villages)
            ],
            "泊位数": spaces.tolist(),
            "充电泊位": np.where(equipped, np.maximum(2, spaces * rng.uniform(0.05, 0.2, count)), 0).astype(
                int
            ),
            "预留": yes_no(reserved.tolist()),
            "权属": rng.choice(["城投公司", "街道办", "商场业主", "学校"], count).tolist(),
            "新建或既有": rng.choice(["新建", "既有"], count, p=(0.3, 0.7)).tolist(),
            "电网裕度": (rng.integers(0, 26, count) * 50).tolist(),
            "造价_万元": np.round(rng.uniform(18.0, 96.0, count), 1).tolist(),
            "用地合规": rng.choice(["是", "否"], count, p=(0.92, 0.08)).tolist(),
        },
        points,
    )


def chargers(scene: Scene) -> dict[str, object]:
    """Give charging stations at equipped lots and some others as a map exports them, in GCJ-02."""
    lots = parking(scene)
    rng = scene.rng(22)
    lots = lots[(lots["充电泊位"] > 0) | (rng.uniform(size=len(lots)) < 0.12)]
    kinds = rng.choice(list(_CHARGED), len(lots), p=list(_CHARGED.values()))
    state = rng.choice(["运营", "停运", "在建"], len(lots), p=(0.93, 0.04, 0.03))
    guns = np.maximum(2, lots["充电泊位"].to_numpy())
    to_degrees = pyproj.Transformer.from_crs(CRS, DEGREES, always_xy=True)
    lon, lat = wgs84_to_gcj02(*to_degrees.transform(lots.geometry.x + 14.0, lots.geometry.y - 9.0))
    features = [
        {
            "type": "Feature",
            "properties": {
                "编号": f"C{number + 1:03d}",
                "名称": f"{name}充电站",
                "开放类型": str(kinds[number]) or None,
                "枪数": int(guns[number]),
                "功率": int(guns[number]) * (60 if number % 3 else 7),
                "交直流": "直流" if number % 3 else "交流",
                "状态": str(state[number]),
                "来源": MADE,
            },
            "geometry": {
                "type": "Point",
                "coordinates": [round(float(lon[number]), 6), round(float(lat[number]), 6)],
            },
        }
        for number, name in enumerate(lots["名称"])
    ]
    return {"type": "FeatureCollection", "features": features}


def _routes(scene: Scene) -> gpd.GeoDataFrame:
    """Run buses of the town along arterials, and country buses along roads of the second and third class."""
    streets = scene.town.streets
    main = streets[streets["DLDJ"] == "主干路"]
    rows = [
        (name, "城市公交", shapely.line_merge(shapely.union_all(g.geometry)))
        for name, g in main.groupby("MC")
    ]
    rural = scene.roads[scene.roads["技术等级"] != "四级"]
    rows += [
        (name, "乡村巴士", shapely.line_merge(shapely.union_all(g.geometry)))
        for name, g in rural.groupby("LXMC")
    ]
    return framed(
        {
            "编号": numbered("X", len(rows)),
            "名称": [f"{name}{'' if kind == '城市公交' else '乡村'}公交" for name, kind, _ in rows],
            "线路类型": [kind for _, kind, _ in rows],
            "状态": ["停运" if number % 17 == 16 else "运营" for number in range(len(rows))],
        },
        [shape for _, _, shape in rows],
    )


def _road_works(scene: Scene) -> gpd.GeoDataFrame:
    """Draw each named work along the street of its name, or along one in the east of the town."""
    streets = scene.town.streets
    east = streets[streets["DLDJ"] == "支路"]
    east = east.iloc[np.argsort(-east.geometry.centroid.x.to_numpy(), kind="stable")].reset_index(drop=True)
    rows = []
    for number, (target, name, stage) in enumerate(_WORKS):
        stem = name.split("（")[0]
        found = streets[streets["MC"].str.startswith(stem) & (streets["DLDJ"] == "主干路")]
        if stem.startswith("G209"):
            found = scene.roads[scene.roads["LXMC"] == "G209"]
        if found.empty:
            found = east.iloc[[number]]
        rows.append((target, name, stage, shapely.line_merge(shapely.union_all(found.geometry.to_numpy()))))
    return framed(
        {
            "编号": numbered("DL", len(rows)),
            "名称": [row[1] for row in rows],
            "对应目标": [row[0] for row in rows],
            "建设性质": ["改造" if row[0] == "T53-3" else "新建" for row in rows],
            "进度": [row[2] for row in rows],
            "建成日期": [None if row[2] == "在建" else "2023-12-20" for row in rows],
        },
        [row[3] for row in rows],
    )


def _renewals(scene: Scene) -> gpd.GeoDataFrame:
    """Renew 118 stretches of local street and lane; nine are still under way."""
    rng = scene.rng(23)
    local = scene.town.streets[scene.town.streets["DLDJ"] == "支路"]
    places = chosen(rng, list(range(len(local))), 118)
    rows = local.iloc[places]
    under_way = np.arange(118) % 13 == 5
    done = days(rng, 118, (2021, 2024))
    return framed(
        {
            "编号": numbered("JX", 118),
            "名称": [f"{name}（{number + 1}）" for number, name in enumerate(rows["MC"])],
            "完成情况": np.where(under_way, "改造中", "已完成").tolist(),
            "改造完成日期": [
                None if late else day for late, day in zip(under_way.tolist(), done, strict=True)
            ],
        },
        list(rows.geometry),
    )
