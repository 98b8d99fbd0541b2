"""The plan's named projects: some with made footprints, one over the red line, the rest without a place."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_energy import pads, ridge_sites
from .made_frames import MADE, beside, framed, numbered, patch
from .made_lines import Lines
from .made_scene import Scene

_Row = tuple[str, str, str, str, str, str, float | None, float | None, BaseGeometry | None]
# name, clause, activity, stage, target: projects whose place is not known to the sample
_WHOLE = {  # what a footprint is part of, where its own name says more
    **{f"四十湾风电场{part}": "四十湾风电场" for part in ("风机基础", "进场道路")},
    **{f"深能风力发电厂{part}": "深能风力发电厂" for part in ("风机基础", "进场道路", "升压站")},
    "黄岩国家级旅游度假区游客中心": "黄岩国家级旅游度假区",
}
_STREETS = ("花溪路", "云集路", "沅江大道", "辰州路")
_PLACELESS = (
    ("怀化大湘西天然气管网鹤城段", "三(一)3", "管线", "在建", ""),
    ("东环路杆线入地", "三(一)4", "输变电", "在建", ""),
    ("怀化生活垃圾发电厂鹤城段线路工程", "三(一)4", "输变电", "前期", ""),
    ("桐田湾220千伏旧杆塔拆除工程", "三(一)4", "输变电", "在建", ""),
    ("东方电气（怀化）风电装备制造基地", "三(三)5", "工厂", "投运", "T59-2"),
    ("全钒液流电池储能项目", "三(三)5", "工厂", "在建", "T59-2"),
    ("超级电容电池储能全自动集成生产线", "三(三)5", "工厂", "竣工", "T59-2"),
    ("哈电风能智慧风电产业基地", "三(三)5", "工厂", "在建", "T59-2"),
    ("中国电力储能集成设备产线", "三(三)5", "工厂", "谋划", "T59-2"),
    ("怀化至桂林高铁", "三(五)3", "铁路", "谋划", ""),
    ("东货场铁路专用线南接工程", "三(五)2", "铁路", "前期", ""),
    ("竹林坪中型水库水环境治理与综合开发", "三(一)2", "水利", "前期", ""),
    ("红岩水闸除险加固工程", "三(一)2", "水利", "竣工", ""),
    ("黄岩区域生态产品价值实现重点示范项目", "三(八)4", "生态修复", "谋划", ""),
)


def project_layers(scene: Scene, lines: Lines) -> dict[str, gpd.GeoDataFrame]:
    """Give the layer of 项目.gpkg: footprints as polygons; rows without a shape are placeless."""
    rows = [*_wind(scene, lines), *_works(scene, lines)]
    rows += [
        (name, clause, kind, stage, target, "否", None, None, None)
        for name, clause, kind, stage, target in _PLACELESS
    ]
    return {
        "项目": framed(
            {
                "编号": numbered("XM", len(rows)),
                "名称": [row[0] for row in rows],
                "项目全称": [_WHOLE.get(row[0], row[0]) for row in rows],
                "条款": [row[1] for row in rows],
                "活动类型": [row[2] for row in rows],
                "阶段": [row[3] for row in rows],
                "对应目标": [row[4] or None for row in rows],
                "城镇建设项目": [row[5] for row in rows],
                "建筑面积": [row[6] for row in rows],
                "供能面积": [row[7] for row in rows],
                "来源": [MADE] * len(rows),
            },
            [row[8] for row in rows],
        )
    }


def shenneng_pads(scene: Scene, lines: Lines) -> list[shapely.Polygon]:
    """Give the turbine pads of 深能, in the order of their numbers."""
    return pads(ridge_sites(scene, lines, "431202101", 20))


def _wind(scene: Scene, lines: Lines) -> list[_Row]:
    """Draw both wind farms; a way of 深能 ends in the red line, and its station touches it."""
    rows: list[_Row] = []
    red = shapely.union_all(scene.land.shapes[lines.red])
    for name, township, count, stage in (
        ("四十湾风电场", "431202205", 13, "投运"),
        ("深能风力发电厂", "431202101", 20, "在建"),
    ):
        sites = ridge_sites(scene, lines, township, count)
        rows.append(
            (
                f"{name}风机基础",
                "三(一)2",
                "风电",
                stage,
                "",
                "否",
                None,
                None,
                shapely.MultiPolygon(pads(sites)),
            )
        )
        way = _way(sites)
        if name.startswith("深能"):
            way = shapely.union(shapely.difference(way, red.buffer(30.0)), _stub(sites[0], red, 260.0))
            station = _against(sites[-1], red, way.buffer(8.0))
            rows.append((f"{name}升压站", "三(一)2", "升压站", stage, "", "否", None, None, station))
        else:
            way = shapely.difference(way, red.buffer(30.0))
        outside = shapely.difference(way.buffer(5.0, cap_style="flat"), shapely.MultiPolygon(pads(sites)))
        rows.append((f"{name}进场道路", "三(一)2", "道路", stage, "", "否", None, None, outside))
    return rows


def _against(site: shapely.Point, red: BaseGeometry, taken: BaseGeometry) -> shapely.Polygon:
    """Draw a plot that shares an edge with the red line near a site, corner on corner, and no ground."""
    corners = [shapely.get_coordinates(ring) for part in shapely.get_parts(red) for ring in [part.exterior]]
    edges = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in corners])
    length = np.hypot(*(edges[:, 1] - edges[:, 0]).T)
    edges = edges[(length > 60.0) & (length < 160.0)]
    away = shapely.distance(shapely.linestrings(edges), site)
    for start, end in edges[np.argsort(away, kind="stable")]:
        aside = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start)) * 85.0
        plot = shapely.Polygon(np.round([start, end, end + aside, start + aside], 2))
        if shapely.intersection(plot, red).area == 0.0 and not plot.intersects(taken):
            return plot
    message = "no edge of the red line is free on one side"
    raise AssertionError(message)


def _stub(site: shapely.Point, red: BaseGeometry, beyond_m: float) -> shapely.LineString:
    """Run from a site to the red line and a little into it."""
    there = shapely.Point(shapely.shortest_line(site, red).coords[-1])
    step = np.array([there.x - site.x, there.y - site.y]) / site.distance(there)
    end = shapely.Point(there.x + step[0] * beyond_m, there.y + step[1] * beyond_m)
    return shapely.LineString([site, end])


def _way(sites: list[shapely.Point]) -> BaseGeometry:
    """Join sites to a tree, each to the nearest that is already joined."""
    joined, open_sites, parts = [sites[0]], list(sites[1:]), []
    while open_sites:
        length, site, near = min(
            ((site.distance(other), site, other) for site in open_sites for other in joined),
            key=lambda step: (step[0], step[1].x, step[1].y),
        )
        if length < 2600.0:
            parts.append(shapely.LineString([near, site]))
        joined.append(site)
        open_sites.remove(site)
    return shapely.union_all(parts)


def _works(scene: Scene, lines: Lines) -> list[_Row]:
    """Draw works in parks and town, and two roads; a visitor centre lies outside the urban boundary."""
    rng = scene.rng(50)
    park = [shape.centroid for shape in lines.parks.values()]

    def at(number: int, east: float, north: float) -> shapely.Point:
        return shapely.Point(park[number].x + east, park[number].y + north)

    town = (
        ("智慧标准化厂房", "三(六)1", "工业", "竣工", "T54", 302000.0, None, at(0, 200, 180), 150.0),
        ("阳塘产业园三期道路", "三(六)1", "道路", "在建", "", None, None, at(0, -300, 40), 60.0),
        ("高新技术产业园", "三(六)1", "产业园", "竣工", "", None, None, at(0, -60, -320), 130.0),
        ("怀化国际粮油物流加工产业园", "三(六)1", "产业园", "在建", "", None, None, at(2, 160, 200), 160.0),
        ("装配式建筑科技产业园", "三(四)2", "产业园", "在建", "", None, None, at(0, 340, -160), 110.0),
        ("池回物流产业园", "三(六)1", "产业园", "前期", "", None, None, at(1, -120, 160), 90.0),
        ("功率半导体产业园", "三(三)5", "产业园", "前期", "T59-2", None, None, at(2, -180, -60), 110.0),
        (
            "佳惠农产品（冷链）物流产业园",
            "三(五)2",
            "物流",
            "在建",
            "T22",
            50000.0,
            None,
            at(1, 210, -90),
            120.0,
        ),
        ("湖南怀仁医养水源热泵系统", "三(一)2", "医养", "投运", "T55", None, 162000.0, at(1, 60, 260), 60.0),
        (
            "迎丰团结片区绿色完整社区",
            "三(九)2",
            "城市更新",
            "在建",
            "T56",
            None,
            None,
            beside(scene, "431202004003", 60, 0),
            210.0,
        ),
        (
            "西兴湖天片区绿色完整社区",
            "三(九)2",
            "城市更新",
            "在建",
            "T56",
            None,
            None,
            beside(scene, "431202003008", 0, 60),
            190.0,
        ),
        (
            "仙人桥商务区",
            "三(四)3",
            "城市更新",
            "在建",
            "",
            None,
            None,
            beside(scene, "431202007006", 0, 0),
            180.0,
        ),
        ("城东现代物流产业园", "三(五)2", "物流", "前期", "", None, None, at(0, -150, 280), 120.0),
        (
            "刘塘路110千伏变电站",
            "三(一)4",
            "输变电",
            "前期",
            "",
            None,
            None,
            beside(scene, "431202003008", 260, -180),
            40.0,
        ),
        (
            "城区大型生活垃圾分拣转运中心",
            "三(六)4",
            "垃圾处理",
            "竣工",
            "",
            None,
            None,
            beside(scene, "431202007205", 600, 200),
            70.0,
        ),
    )
    rows: list[_Row] = [
        (
            name,
            clause,
            kind,
            stage,
            target,
            "否" if kind in {"升压站", "输变电", "垃圾处理", "道路"} else "是",
            floor,
            served,
            patch(middle, radius, rng),
        )
        for name, clause, kind, stage, target, floor, served, middle, radius in town
    ]
    for name, clause, road in (
        ("S332芦坪至贺家田公路", "三(五)3", "S332"),
        ("S322板木溪水库至黄岩付家旅游公路", "三(五)3", "S322"),
    ):
        drawn = scene.roads[scene.roads["LXMC"] == road].geometry.union_all()
        part = shapely.intersection(drawn, scene.district.buffer(-300.0))
        longest = max(shapely.get_parts(shapely.line_merge(part)), key=shapely.length)
        rows.append(
            (name, clause, "道路", "在建", "", "否", None, None, longest.buffer(10.0, cap_style="flat"))
        )
    rows += [
        (
            name,
            "三(五)3",
            "道路",
            "在建" if name == "沅江大道" else "竣工",
            "",
            "否",
            None,
            None,
            _paved(scene, name),
        )
        for name in _STREETS
    ]
    rows.append(
        (
            "黄岩国家级旅游度假区游客中心",
            "三(二)5",
            "旅游",
            "前期",
            "",
            "是",
            None,
            None,
            patch(beside(scene, "431202400202", 350, 120), 80.0, rng),
        )
    )
    return rows


def _paved(scene: Scene, name: str) -> BaseGeometry:
    """Draw the ground of a named street, as wide as the land-use parcels have it."""
    streets = scene.town.streets
    course = streets[(streets["MC"] == name) & (streets["DLDJ"] == "主干路")].geometry.union_all()
    ground: BaseGeometry = shapely.buffer(shapely.line_merge(course), 16.0, cap_style="flat")
    return ground
