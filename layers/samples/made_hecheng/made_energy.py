"""Plants, lines, transformers, boilers, gas and roofs of the sample; the named ones bear their names."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_frames import MADE, beside, chosen, days, framed, middles, numbered, parcels_of, shifted
from .made_lines import Lines
from .made_scene import Scene
from .made_terrain import CELL_M

_PAD_M = 62.0
_LINE_KM = 214.0
_Line = tuple[str, int, int, str, BaseGeometry, str]  # name, kV, circuits, work, course, day


def ridge_sites(scene: Scene, lines: Lines, township: str, count: int) -> list[shapely.Point]:
    """Find high places for wind turbines, well apart, none in a red line, reserve or protected field."""
    ground = scene.ground
    members = [place for place, unit in enumerate(scene.villages) if unit.township == township]
    rows, columns = np.nonzero(np.isin(scene.village_cells, members))
    order = np.argsort(-ground.height_m[rows, columns], kind="stable")[:9000]
    x = ground.east_m[rows[order], columns[order]] + CELL_M / 2
    y = ground.north_m[rows[order], columns[order]] + CELL_M / 2
    points = np.asarray(shapely.points(x, y), dtype=object)
    kept_off = shapely.union_all(scene.land.shapes[lines.red | lines.reserve | lines.farm])
    shapely.prepare(kept_off)
    free = ~shapely.dwithin(points, kept_off, 120.0) & shapely.contains(scene.district.buffer(-250.0), points)
    found: list[shapely.Point] = []
    for point in points[free]:
        if len(found) < count and all(point.distance(other) > 460.0 for other in found):
            found.append(point)
    return found


def pads(sites: list[shapely.Point]) -> list[shapely.Polygon]:
    """Draw the pads of turbines."""
    half = _PAD_M / 2
    return [shapely.box(site.x - half, site.y - half, site.x + half, site.y + half) for site in sites]


def energy_layers(scene: Scene, lines: Lines) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 能源.gpkg."""
    return {
        "电源项目": _plants(scene, lines),
        "电力线路": _power_lines(scene),
        "变电站": _substations(scene),
        "配变台区": _transformers(scene),
        "锅炉": _boilers(scene),
        "天然气片区": _gas_areas(scene, lines),
        "天然气管网": _gas_pipes(scene),
        "屋顶": _roofs(scene, lines),
        "散煤禁燃区": _ban_zone(scene, 380.0, "2023版"),
        "散煤禁燃区_2019": _ban_zone(scene, -120.0, "2019版"),
    }


def _plants(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    first, second = ridge_sites(scene, lines, "431202205", 1)[0], ridge_sites(scene, lines, "431202101", 1)[0]
    parks = [shape.centroid for shape in lines.parks.values()]
    river = scene.ground.river
    hydro = [river.interpolate(share, normalized=True) for share in (0.30, 0.62, 0.70, 0.80)]
    rows = [
        ("四十湾风电场", "风电", 62400, "并网", None, "2023-12-20", first),
        ("深能风力发电厂", "风电", 100000, "在建", None, None, second),
        ("湖南惠农物流屋顶光伏", "光伏", 1000, "并网", None, "2023-06-30", parks[1]),
        ("怀化吉驷玻璃屋顶光伏", "光伏", 1200, "并网", None, "2023-09-30", parks[0]),
        (
            "湖南嘉晟住建屋顶光伏",
            "光伏",
            3500,
            "拟建",
            None,
            None,
            shapely.Point(parks[0].x + 300, parks[0].y),
        ),
        ("国际陆港经开区屋顶光伏试点", "光伏", 2000, "在建", None, None, parks[2]),
        (
            "怀化市生活垃圾焚烧发电厂",
            "垃圾",
            18000,
            "并网",
            None,
            "2018-12-31",
            beside(scene, "431202007206", 800, -300),
        ),
        ("老里碑水电站", "水电", 3200, "并网", "竣工", "1989-05-01", hydro[0]),
        ("毛洲一号水电站", "水电", 1600, "并网", "竣工", "1994-05-01", hydro[1]),
        ("毛洲二号水电站", "水电", 1250, "并网", "竣工", "1996-05-01", hydro[2]),
        ("岩溪水电站", "水电", 800, "并网", "在建", "1985-05-01", hydro[3]),
    ]
    return framed(
        {
            "编号": numbered("DY", len(rows)),
            "名称": [row[0] for row in rows],
            "能源类型": [row[1] for row in rows],
            "装机容量": [row[2] for row in rows],
            "并网状态": [row[3] for row in rows],
            "增效扩容": [row[4] for row in rows],
            "建成日期": [row[5] for row in rows],
            "对应目标": ["T39" if row[1] == "水电" else None for row in rows],  # the four that the plan names
            "来源": [MADE] * len(rows),
        },
        [row[6] for row in rows],
    )


def _power_lines(scene: Scene) -> gpd.GeoDataFrame:
    """Run 10 kV lines beside country roads until the length is there, and lines of high voltage straight."""
    rng = scene.rng(40)
    rows: list[_Line] = []
    length = 0.0
    for number, road in enumerate(
        sorted(scene.roads.geometry, key=lambda line: (-line.length, line.coords[0]))
    ):
        inside = shapely.intersection(shifted(road, 16.0, -12.0), scene.district)
        length += inside.length / 1000.0
        new = length < _LINE_KM
        rows.append(
            (
                f"10kV农网{number + 1}号线",
                10,
                1 + int(number % 9 == 4),
                ("新建", "改造")[number % 2] if new else "既有",
                road,
                f"202{1 + number % 4}-11-30" if new else "2015-11-30",
            )
        )
    places = list(_substations(scene).geometry)
    for one, other, kv, name in (
        (0, 1, 220, "池回至禾塘220kV线路"),
        (1, 2, 110, "贺凉线110kV线路"),
        (0, 4, 110, "刘塘路110kV线路"),
        (2, 3, 35, "凉亭坳35kV线路"),
    ):
        rows.append(
            (
                name,
                kv,
                1,
                "新建",
                shapely.segmentize(shapely.LineString([places[one], places[other]]), 900.0),
                "2023-12-30",
            )
        )
    del rng
    return framed(
        {
            "编号": numbered("XL", len(rows)),
            "名称": [row[0] for row in rows],
            "电压等级": [row[1] for row in rows],
            "回路数": [row[2] for row in rows],
            "建设性质": [row[3] for row in rows],
            "阶段": ["投运"] * len(rows),
            "建成日期": [row[5] for row in rows],
            "线路长度": [round(row[4].length / 1000.0, 2) for row in rows],
        },
        [shifted(row[4], 16.0, -12.0) if row[1] == 10 else row[4] for row in rows],
    )


def _substations(scene: Scene) -> gpd.GeoDataFrame:
    rows = (
        ("池回220kV变电站", 220, "431202007202"),
        ("桐田湾220kV变电站", 220, "431202201213"),
        ("凉亭坳35kV变电站", 35, "431202205205"),
        ("黄金坳35kV变电站", 35, "431202101208"),
        ("刘塘路110kV变电站", 110, "431202003008"),
    )
    return framed(
        {"编号": numbered("BD", 5), "名称": [row[0] for row in rows], "电压等级": [row[1] for row in rows]},
        [beside(scene, row[2], 260.0, -180.0) for row in rows],
    )


def _transformers(scene: Scene) -> gpd.GeoDataFrame:
    """Set transformers in villages and hamlets: 257 new or rebuilt since the baseline, 43 older."""
    rng = scene.rng(41)
    hamlets = middles(scene, parcels_of(scene, ("0702",)))
    seats = [point for unit, point in scene.seats if unit.is_village]
    spots = [*seats, *hamlets]
    points = [
        shapely.Point(spots[number % len(spots)].x + east, spots[number % len(spots)].y + north)
        for number, (east, north) in enumerate(rng.normal(0.0, 140.0, (300, 2)).tolist())
    ]
    new = np.arange(300) % 7 != 3
    built = days(rng, 300, (2021, 2024))
    return framed(
        {
            "编号": numbered("PB", 300),
            "名称": [f"{number + 1}号台区" for number in range(300)],
            "容量_kva": rng.choice([100, 200, 315, 400], 300).tolist(),
            "建设性质": [
                ("新建", "改造")[number % 2] if one else "既有" for number, one in enumerate(new.tolist())
            ],
            "阶段": ["投运"] * 300,
            "建成日期": [day if one else "2016-06-30" for day, one in zip(built, new, strict=True)],
        },
        points,
    )


def _boilers(scene: Scene) -> gpd.GeoDataFrame:
    rng = scene.rng(42)
    works = middles(scene, chosen(rng, parcels_of(scene, ("0601",), scene.built_up), 6))
    far = [beside(scene, code, 500.0, 350.0) for code in ("431202101215", "431202005211")]
    rows = [
        ("吉驷玻璃锅炉", "天然气", 20, "2022-03-15", "是", "是"),
        ("大鼎新材锅炉", "生物质", 10, "2023-04-20", "是", "是"),
        ("医药产业锅炉", "天然气", 15, "2021-09-10", "是", "是"),
        ("粮油加工锅炉", "燃煤", 20, "2012-08-01", "否", "否"),
        ("热电联产一号炉", "燃煤", 75, "2010-05-01", "是", "是"),
        ("热电联产二号炉", "燃煤", 75, "2014-05-01", "是", "是"),
        ("建材厂锅炉", "燃煤", 10, "2022-06-18", "否", "是"),
        ("烘干锅炉", "生物质", 4, "2021-05-01", "否", "是"),
    ]
    return framed(
        {
            "编号": numbered("GL", 8),
            "名称": [row[0] for row in rows],
            "燃料": [row[1] for row in rows],
            "蒸吨": [row[2] for row in rows],
            "审批日期": [row[3] for row in rows],
            "超低排放": [row[4] for row in rows],
            "节能改造": [row[5] for row in rows],
        },
        [*works, *far],
    )


def _gas_areas(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """List what is to be supplied: the town, the parks, two market towns; one of these is not connected."""
    towns = [
        beside(scene, code, 0.0, 0.0).buffer(340.0, quad_segs=4) for code in ("431202101208", "431202205205")
    ]
    names = ["城区", *lines.parks, "黄金坳集镇", "凉亭坳集镇"]
    parks = shapely.union_all(list(lines.parks.values()), grid_size=0.01)
    supplied = shapely.difference(scene.built_up, parks.buffer(2.0), grid_size=0.01)
    return framed(
        {
            "编号": numbered("RQ", len(names)),
            "名称": names,
            "片区类型": ["城区", *["园区"] * len(lines.parks), "重点镇", "重点镇"],
            "已通气": ["是"] * (len(names) - 1) + ["否"],
        },
        [
            supplied,
            *lines.parks.values(),
            *towns,
        ],
    )


def _gas_pipes(scene: Scene) -> gpd.GeoDataFrame:
    streets = scene.town.streets
    main = streets[streets["DLDJ"] == "主干路"]
    groups = list(main.groupby("MC", sort=True))[::2]
    lines = [shapely.line_merge(shapely.union_all(group.geometry.to_numpy())) for _, group in groups]
    return framed(
        {"编号": numbered("QG", len(lines)), "名称": [f"{name}中压管" for name, _ in groups]},
        [shifted(line, 7.0, 5.0) for line in lines],
    )


def _roofs(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """Draw new roofs of public bodies and factories; panels on half the buildings, not half the area."""
    rng = scene.rng(43)
    public = middles(scene, chosen(rng, parcels_of(scene, ("08H1", "08H2"), scene.built_up), 14))
    factory = []
    for park in lines.parks.values():
        west, south, east, north = park.bounds
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        factory += [
            shapely.Point(middle.x - 260 + 130 * step, middle.y - 230 + 70 * (step % 3)) for step in range(5)
        ]
    shapes = [shapely.box(p.x - 30, p.y - 12, p.x + 30, p.y + 12) for p in public]
    shapes += [shapely.box(p.x - 55, p.y - 22, p.x + 55, p.y + 22) for p in factory]
    count = len(shapes)
    area = np.round([shape.area for shape in shapes], 0)
    share = np.where(np.arange(count) % 9 < 5, rng.uniform(0.55, 0.85, count), 0.0)
    return framed(
        {
            "编号": numbered("WD", count),
            "名称": [f"公共机构建筑{n + 1}" if n < 14 else f"标准厂房{n - 13}" for n in range(count)],
            "建筑类型": ["公共机构"] * 14 + ["厂房"] * (count - 14),
            "新建或既有": ["既有" if n % 10 == 7 else "新建" for n in range(count)],
            "屋顶面积": area.tolist(),
            "光伏面积": np.round(area * share, 0).tolist(),
            "建成日期": days(rng, count, (2021, 2024)),
        },
        shapes,
    )


def _ban_zone(scene: Scene, beyond_m: float, version: str) -> gpd.GeoDataFrame:
    ground = shapely.intersection(scene.built_up.buffer(beyond_m, quad_segs=3).simplify(20.0), scene.district)
    return framed({"编号": ["1"], "名称": ["散煤禁燃区"], "版本": [version]}, [ground])
