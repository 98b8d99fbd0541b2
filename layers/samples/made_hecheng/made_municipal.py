"""Public works of town and villages: wastewater, waste, parks, toilets, housing, deliveries, masts."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_bounds import MARKET_TOWNS
from .made_frames import (
    MADE,
    beside,
    chosen,
    days,
    framed,
    largest,
    middles,
    numbered,
    parcels_of,
    shifted,
    town_name,
    village_at,
    yes_no,
)
from .made_scene import Scene

_Sewer = tuple[str, str, str, float, BaseGeometry]  # town, target, kind, metres, course
_LIANGTING = "431202205"
WRONG_CODE = "431202101999"  # of no village: one delivery point bears it


def municipal_layers(scene: Scene) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 市政与农村.gpkg."""
    plants = wastewater(scene)
    return {
        "污水处理设施": plants,
        "污水管网": sewers(scene),
        "垃圾转运设施": _waste(scene),
        "小区": _communities(scene),
        "公厕": _toilets(scene),
        "公园": _parks(scene),
        "通信基站": _masts(scene),
        "农机合作社": _cooperatives(scene),
        "水域": _waters(scene),
    }


def wastewater(scene: Scene) -> gpd.GeoDataFrame:
    """Place the named plants, the facilities of eight villages, and those of other villages."""
    seat = MARKET_TOWNS
    rows: list[tuple[object, ...]] = [
        ("凉亭坳乡污水处理站", "站", 450, 310, "运营", "T24", "2022-09-30", seat["凉亭坳集镇"], 300.0),
        ("芦坪集镇污水处理厂", "厂", 100, 66, "运营", "T26", "2022-06-30", seat["芦坪集镇"], 280.0),
        ("贺家田集镇污水处理厂", "厂", 80, 52, "运营", "T26", "2022-11-30", seat["贺家田集镇"], 280.0),
        ("黄岩集镇污水处理厂", "厂", 80, 44, "运营", "T26", "2023-05-31", seat["黄岩集镇"], 280.0),
        ("池回物流园污水处理厂", "厂", 5000, 0, "在建", "", None, "431202007204", 500.0),
        ("鹤城产业开发区污水处理厂", "厂", 10000, 7400, "运营", "", "2019-06-30", "431202005204", 500.0),
    ]
    liangting = [unit for unit in scene.villages if unit.township == _LIANGTING]
    rows += [
        (
            f"{unit.name}生活污水处理设施",
            "设施",
            30,
            19,
            "在建" if number == 7 else "运营",
            "T23",
            None if number == 7 else "2023-06-30",
            unit.code,
            190.0,
        )
        for number, unit in enumerate(liangting[:8])
    ]
    others = [unit for unit in scene.villages if unit.is_village and unit.township != _LIANGTING]
    rng = scene.rng(30)
    built = days(rng, 56, (2021, 2024))
    for number in range(56):
        unit = others[(number * 11) % len(others)]
        day = None if number in {9, 31, 47} else built[number]
        place = 170.0 + 130.0 * (number * 11 // len(others))
        rows.append(
            (f"{unit.name}污水治理设施{number + 1}", "设施", 20, 12, "运营", "", day, unit.code, place)
        )
    return framed(
        {
            "编号": numbered("W", len(rows)),
            "名称": [row[0] for row in rows],
            "类别": [row[1] for row in rows],
            "设计规模": [row[2] for row in rows],
            "实际处理量": [row[3] for row in rows],
            "状态": [row[4] for row in rows],
            "对应目标": [row[5] or None for row in rows],
            "建成日期": [row[6] for row in rows],
            "服务村代码": [row[7] for row in rows],
            "所属乡镇": [town_name(scene, str(row[7])) for row in rows],
        },
        [beside(scene, str(row[7]), float(str(row[8])), -float(str(row[8])) * 0.6) for row in rows],
    )


def sewers(scene: Scene) -> gpd.GeoDataFrame:
    """Lay sewers in the market towns; one branch of 凉亭坳 is drawn twice."""
    rows: list[_Sewer] = []
    for town, target, lengths in (
        ("凉亭坳集镇", "T25", (1450.0, 980.0, 880.0, 650.0)),
        ("芦坪集镇", "T27", (1900.0, 1300.0, 800.0)),
        ("贺家田集镇", "T27", (1700.0, 1100.0, 600.0)),
        ("黄岩集镇", "T27", (2100.0, 1200.0)),
    ):
        start = scene.seat(MARKET_TOWNS[town])
        for number, length in enumerate(lengths):
            angle = 0.5 + number * 1.7
            rows.append(
                (town, target, "干管" if number == 0 else "支管", length, _winding(start, angle, length))
            )
    twice = rows[1]
    rows.append((twice[0], twice[1], twice[2], twice[3], shifted(twice[4], 0.4, 0.3)))
    return framed(
        {
            "编号": numbered("GW", len(rows)),
            "名称": [f"{row[0]}污水{row[2]}" for row in rows],
            "管类": [row[2] for row in rows],
            "长度_km": [row[3] / 1000.0 for row in rows],
            "对应目标": [row[1] for row in rows],
            "阶段": ["竣工"] * len(rows),
            "所属乡镇": [town_name(scene, MARKET_TOWNS[row[0]]) for row in rows],
        },
        [row[4] for row in rows],
    )


def _winding(start: shapely.Point, angle: float, length: float) -> shapely.LineString:
    """Walk a winding line of a length from a place."""
    steps = np.linspace(0.0, 1.0, 13)
    heading = angle + 0.5 * np.sin(steps[:-1] * 5.0 + angle)
    x = start.x + np.concatenate([[0.0], np.cumsum(np.cos(heading))]) * length / 12.0
    y = start.y + np.concatenate([[0.0], np.cumsum(np.sin(heading))]) * length / 12.0
    return shapely.LineString(np.column_stack([x, y]))


def _waste(scene: Scene) -> gpd.GeoDataFrame:
    """Rebuild ten stations in town, build five of six in the market towns, one sorting centre, one burner."""
    rng = scene.rng(31)
    blocks = middles(scene, chosen(rng, parcels_of(scene, ("0701", "0601"), scene.built_up), 16))
    rows = [
        (
            f"城区{number + 1}号垃圾中转站",
            "中转站",
            "改造" if number < 11 else "既有",
            "在建" if number == 10 else "竣工",
            point,
            None if number >= 10 else f"202{1 + number % 4}-09-30",
        )
        for number, point in enumerate(blocks)
    ]
    for number, (town, code) in enumerate(MARKET_TOWNS.items()):
        state = "在建" if town == "芦坪集镇" else "竣工"
        point = beside(scene, code, 120.0, 60.0)
        rows.append(
            (
                f"{town}垃圾中转站",
                "中转站",
                "新建",
                state,
                point,
                None if state == "在建" else f"202{2 + number % 3}-05-31",
            )
        )
    rows.append(
        (
            "城区大型生活垃圾分拣转运中心",
            "分拣转运中心",
            "新建",
            "竣工",
            beside(scene, "431202007205", 600.0, 200.0),
            "2023-12-28",
        )
    )
    rows.append(
        (
            "怀化市生活垃圾焚烧发电厂",
            "焚烧厂",
            "既有",
            "竣工",
            beside(scene, "431202007206", 800.0, -300.0),
            "2018-12-31",
        )
    )
    return framed(
        {
            "编号": numbered("HW", len(rows)),
            "名称": [row[0] for row in rows],
            "设施类型": [row[1] for row in rows],
            "建设性质": [row[2] for row in rows],
            "阶段": [row[3] for row in rows],
            "完成日期": [row[5] for row in rows],
        },
        [row[4] for row in rows],
    )


def _communities(scene: Scene) -> gpd.GeoDataFrame:
    """Spread 380 housing estates over the blocks of dwellings: 341 old ones, 329 of them renewed."""
    rng = scene.rng(32)
    blocks = parcels_of(scene, ("0701", "05H1"), scene.built_up)
    places = sorted(rng.choice(np.array(blocks), size=380, replace=True).tolist())
    shift = rng.normal(0.0, 55.0, (380, 2))
    points = [
        shapely.Point(point.x + east, point.y + north)
        for point, (east, north) in zip(middles(scene, places), shift.tolist(), strict=True)
    ]
    old = np.arange(380) % 10 != 4
    old &= np.arange(380) != 379
    open_work = old & (np.arange(380) % 29 == 7)
    built = days(rng, 380, (2018, 2024))
    villages = village_at(scene, points)
    return framed(
        {
            "编号": numbered("XQ", 380),
            "名称": [
                f"{scene.villages[place].name.removesuffix('社区')}{number + 1}号院"
                for number, place in enumerate(villages)
            ],
            "户数": rng.integers(24, 260, 380).tolist(),
            "老旧小区": yes_no(old.tolist()),
            "阶段": [
                "投运" if not one else "在建" if late else "竣工"
                for one, late in zip(old, open_work, strict=True)
            ],
            "改造完成日期": [
                day if one and not late else None
                for day, one, late in zip(built, old, open_work, strict=True)
            ],
            "垃圾分类": yes_no((rng.uniform(size=380) < 0.93).tolist()),
        },
        points,
    )


def _toilets(scene: Scene) -> gpd.GeoDataFrame:
    rng = scene.rng(33)
    places = chosen(rng, parcels_of(scene, ("0810", "05H1", "0701"), scene.built_up), 46)
    rebuilt = np.arange(46) % 5 < 3
    built = days(rng, 46, (2021, 2024))
    return framed(
        {
            "编号": numbered("GC", 46),
            "名称": [f"{number + 1}号公厕" for number in range(46)],
            "建设性质": np.where(rebuilt, "改造", "既有").tolist(),
            "阶段": ["竣工"] * 46,
            "改造完成日期": [day if one else None for day, one in zip(built, rebuilt, strict=True)],
        },
        middles(scene, places),
    )


def _parks(scene: Scene) -> gpd.GeoDataFrame:
    """Place the three parks of the plan on green blocks; the last is not open yet."""
    greens = parcels_of(scene, ("0810",), scene.built_up)
    places = sorted(greens, key=lambda place: -float(shapely.area(scene.land.shapes[place])))[:5]
    names = ("人民公园", "植物博物园", "舞水公园", "太平溪游园", "湖天街头公园")
    return framed(
        {
            "编号": numbered("GY", 5),
            "名称": names,
            "对应目标": ["T15", "T15", "T15", None, None],
            "阶段": ["已开园", "已开园", "在建", "已开园", "已开园"],
            "建成日期": ["2022-10-01", "2023-05-01", None, "2016-05-01", "2017-05-01"],
        },
        list(scene.land.shapes[places]),
    )


def _masts(scene: Scene) -> gpd.GeoDataFrame:
    """Set masts in town and at the villages' offices."""
    rng = scene.rng(34)
    blocks = chosen(rng, parcels_of(scene, ("0701", "05H1", "08H2", "0601"), scene.built_up), 110)
    points = [*middles(scene, blocks), *(point for _, point in scene.seats)]
    count = len(points)
    kind = np.where(
        rng.uniform(size=count) < 0.72, "5G", np.where(rng.uniform(size=count) < 0.7, "4G", "NB-IoT")
    )
    return framed(
        {
            "编号": numbered("JZ", count),
            "名称": [f"{kind[number]}基站{number + 1}" for number in range(count)],
            "制式": kind.tolist(),
            "运营商": rng.choice(["移动", "电信", "联通", "铁塔共享"], count).tolist(),
            "状态": rng.choice(["运营", "在建"], count, p=(0.97, 0.03)).tolist(),
        },
        [shapely.Point(point.x + 35.0, point.y + 20.0) for point in points],
    )


def _cooperatives(scene: Scene) -> gpd.GeoDataFrame:
    codes = ("431202101208", "431202101215", "431202201204", "431202201213", "431202205205", "431202205209")
    names = [
        f"{next(unit.name for unit in scene.villages if unit.code == code)}农机专业合作社" for code in codes
    ]
    return framed(
        {"编号": numbered("NJ", 6), "名称": names, "状态": ["运营"] * 5 + ["停运"]},
        [beside(scene, code, -140.0, 90.0) for code in codes],
    )


def _waters(scene: Scene) -> gpd.GeoDataFrame:
    bed = scene.ground.creek.buffer(7.0, quad_segs=2)
    drawn = [
        shapely.intersection(water, scene.district)
        for water in (scene.ground.river_bed, bed, *scene.ground.lakes)
    ]
    waters = [largest(water) for water in drawn]
    names = ["舞水（示意）", "太平溪（示意）", "竹林湖（示意）", "板木溪水库（示意）", "城东水库（示意）"]
    return framed({"编号": numbered("SX", 5), "名称": names, "来源": [MADE] * 5}, waters)


def deliveries(scene: Scene) -> list[dict[str, object]]:
    """
    Give delivery points: each 街道, two of three 乡镇 with a station at work, nine of ten villages.

    One village's point bears a code that no village has.
    """
    rows: list[tuple[str, str, str, str, shapely.Point]] = []
    for unit in scene.units:
        kind = "街道" if unit.code[6] == "0" else "乡镇" if unit.code[6] != "4" else "管理区"
        status = "在建" if unit.name == "盈口乡" else "运营"
        rows.append(
            (f"{unit.name}物流配送站", kind, unit.code, status, beside(scene, unit.code, 90.0, -70.0))
        )
    villages = [unit for unit in scene.villages if unit.is_village]
    for number, unit in enumerate(villages):
        if number % 12 == 5:
            continue
        code = WRONG_CODE if unit.name == "长潭村" else unit.code
        rows.append((f"{unit.name}配送网点", "村", code, "运营", beside(scene, unit.code, 45.0, 30.0)))
    return [
        {
            "编号": f"WL{number:03d}",
            "名称": name,
            "级别": kind,
            "服务代码": code,
            "状态": status,
            "点位": point,
        }
        for number, (name, kind, code, status, point) in enumerate(rows, start=1)
    ]
