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
_PLACELESS = (
    ("大湘西天然气管网鹤城段", "三(一)3", "管线", "在建", ""),
    ("东环路杆线入地", "三(一)4", "管线", "在建", ""),
    ("生活垃圾发电厂鹤城段线路", "三(一)4", "线路", "前期", ""),
    ("桐田湾220千伏旧杆塔拆除", "三(一)4", "线路", "在建", ""),
    ("东方电气（怀化）风电装备制造基地", "三(三)5", "工业", "投运", "T59-2"),
    ("全钒液流电池储能", "三(三)5", "工业", "在建", "T59-2"),
    ("超级电容电池储能全自动集成生产线", "三(三)5", "工业", "竣工", "T59-2"),
    ("哈电风能智慧风电产业基地", "三(三)5", "工业", "在建", "T59-2"),
    ("中国电力储能产线", "三(三)5", "工业", "谋划", "T59-2"),
    ("怀桂高铁", "三(五)3", "铁路", "谋划", ""),
    ("东货场铁路专用线南接", "三(五)2", "铁路", "前期", ""),
    ("竹林坪中型水库", "三(一)2", "水利", "前期", ""),
    ("红岩水闸除险加固", "三(一)2", "水利", "竣工", ""),
    ("黄岩生态产品价值示范", "三(八)4", "生态", "谋划", ""),
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
                "项目全称": [f"鹤城区{row[0]}项目（示例）" for row in rows],
                "条款": [row[1] for row in rows],
                "建设活动": [row[2] for row in rows],
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
            border = shapely.shortest_line(sites[-1], red).coords[-1]
            station = shapely.difference(
                shapely.Point(border).buffer(90.0, quad_segs=3), shapely.union(red, way.buffer(6.0))
            )
            largest = max(shapely.get_parts(station), key=shapely.area)
            rows.append((f"{name}升压站", "三(一)2", "变电", stage, "", "否", None, None, largest))
        else:
            way = shapely.difference(way, red.buffer(30.0))
        outside = shapely.difference(way.buffer(5.0, cap_style="flat"), shapely.MultiPolygon(pads(sites)))
        rows.append((f"{name}进场道路", "三(一)2", "道路", stage, "", "否", None, None, outside))
    return rows


def _stub(site: shapely.Point, red: BaseGeometry, beyond_m: float) -> shapely.LineString:
    """Run from a site to the red line and a little into it."""
    there = shapely.Point(shapely.shortest_line(site, red).coords[-1])
    step = np.array([there.x - site.x, there.y - site.y]) / site.distance(there)
    return shapely.LineString([site, (there.x + step[0] * beyond_m, there.y + step[1] * beyond_m)])


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
    """Draw works in parks and town, and two roads; two works leave the urban boundary."""
    rng = scene.rng(50)
    park = [shape.centroid for shape in lines.parks.values()]
    at = lambda number, east, north: shapely.Point(park[number].x + east, park[number].y + north)  # noqa: E731
    town = (
        ("智慧标准化厂房", "三(六)1", "工业", "竣工", "T54", 302000.0, None, at(0, 200, 180), 150.0),
        ("阳塘产业园三期道路", "三(六)1", "道路", "在建", "", None, None, at(0, -300, 40), 60.0),
        ("高新技术产业园", "三(六)1", "工业", "竣工", "", None, None, at(0, -60, -320), 130.0),
        ("怀化国际粮油物流加工产业园", "三(六)1", "物流", "在建", "", None, None, at(2, 160, 200), 160.0),
        ("装配式建筑科技产业园", "三(四)2", "工业", "在建", "", None, None, at(0, 340, -160), 110.0),
        ("池回医养康养产业", "三(六)1", "工业", "前期", "", None, None, at(1, -120, 160), 90.0),
        ("功率半导体产业园", "三(三)5", "工业", "前期", "T59-2", None, None, at(2, -180, -60), 110.0),
        (
            "佳惠农产品（冷链）物流园扩建",
            "三(五)2",
            "物流",
            "在建",
            "T22",
            50000.0,
            None,
            at(1, 210, -90),
            120.0,
        ),
        ("怀仁医养水源热泵系统", "三(一)2", "供能", "投运", "T55", None, 162000.0, at(1, 60, 260), 60.0),
        (
            "迎丰团结片区绿色完整社区",
            "三(九)2",
            "更新",
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
            "更新",
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
            "更新",
            "在建",
            "",
            None,
            None,
            beside(scene, "431202007006", 0, 0),
            180.0,
        ),
        ("城东现代物流产业园", "三(五)2", "物流", "前期", "", None, None, at(0, -180, 330), 130.0),
        (
            "刘塘路110千伏变电站",
            "三(一)4",
            "变电",
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
            "环卫",
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
            "否" if kind in {"变电", "环卫", "道路"} else "是",
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
