"""Control lines, control units and works on the land, all made of whole parcels, so that borders agree."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_coverage import joined
from .made_frames import MADE, chosen, days, framed, numbered, parcels_of, patch, town_name
from .made_scene import Scene
from .made_terrain import CELL_M, noise

_WOODS = ("0301", "0302", "0305", "0307")
_FIELDS = ("0101", "0103")
_PARKS = {
    "阳塘产业园": (404300.0, 3045400.0, 620.0),
    "池回产业园": (396700.0, 3043900.0, 480.0),
    "怀化国际陆港经开区（示意）": (400900.0, 3052900.0, 560.0),
}
_RED_SHARE = 0.165  # of the district
_FIRST_SURVEY, _LEAST_STAND_HA = 2020, 5.0
MU_M2 = 2000.0 / 3.0


class Lines:
    """Which parcels lie within which control line."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        shapes = scene.land.shapes
        self.area = shapely.area(shapes)
        self.point = shapely.point_on_surface(shapes)
        woods = np.isin(scene.land.classes, _WOODS)
        self.parks = {
            name: patch(shapely.Point(x, y), r, scene.rng(10)) for name, (x, y, r) in _PARKS.items()
        }
        near = (
            shapely.dwithin(shapes, scene.built_up, 260.0) & ~woods & ~np.isin(scene.land.classes, ("1003",))
        )
        self.urban = (np.array(scene.land.in_town) | near) & (self.area < 6e5)
        self.urban |= shapely.intersects(shapes, shapely.union_all(list(self.parks.values()))) & ~woods
        self.urban &= ~np.isin(scene.land.classes, ("1101", "1103"))
        self.reserve = woods & shapely.dwithin(self.point, shapely.Point(397400.0, 3052900.0), 1750.0)
        self.red = woods & self._high() & ~self.urban
        self.red_before = self.red & ~self._lowest_red(6)
        grounds = shapely.union_all(list(self.parks.values()))
        self.farm = np.isin(scene.land.classes, _FIELDS) & ~self.urban & (self.area > 15_000.0)
        self.farm &= ~shapely.intersects(shapes, grounds)

    def _high(self) -> np.ndarray:
        """Mark the highest parcels, in wide connected stretches along the ridges."""
        ground = self.scene.ground
        column = ((shapely.get_x(self.point) - ground.east_m[0, 0]) // CELL_M).astype(int)
        row = ((shapely.get_y(self.point) - ground.north_m[0, 0]) // CELL_M).astype(int)
        score = ground.height_m / 100.0 + 0.7 * noise(ground.shape, wide_m=1500.0, key=31)
        value = score[row, column] - 9.0 * ~np.isin(self.scene.land.classes, _WOODS)
        order = np.argsort(-value, kind="stable")
        reached = np.cumsum(self.area[order]) < _RED_SHARE * self.area.sum()
        high = np.zeros(len(value), dtype=bool)
        high[order[reached]] = True
        whole = shapely.get_parts(shapely.coverage_union_all(self.scene.land.shapes[high]))
        wide = whole[shapely.area(whole) > 1.5e6]
        return high & shapely.contains(shapely.union_all(wide), self.point)

    def _lowest_red(self, count: int) -> np.ndarray:
        found = np.zeros(len(self.red), dtype=bool)
        found[np.flatnonzero(self.red)[-count:]] = True
        return found


def line_layers(scene: Scene, lines: Lines) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 三区三线.gpkg."""
    return {
        "STBHHX": _dated(scene, _parts(scene, lines.red), "生态保护红线", "2022版", "2022-09-30"),
        "STBHHX_批复版": _dated(
            scene, _parts(scene, lines.red_before), "生态保护红线", "2022批复版", "2022-09-30"
        ),
        "YJJBNT": _farmland(scene, lines),
        "CZKFBJ": _dated(scene, _urban_parts(scene, lines), "城镇开发边界", "2022版", "2022-09-30"),
        "自然保护地": _dated(
            scene, _parts(scene, lines.reserve), "中坡国家森林公园（示意）", "2023版", "2023-06-30"
        ),
        "环境管控单元": _control_units(scene, lines),
        "产业园区": framed(
            {
                "编号": numbered("Y", len(lines.parks)),
                "名称": list(lines.parks),
                "来源": [MADE] * len(lines.parks),
            },
            [shapely.intersection(shape, scene.district) for shape in lines.parks.values()],
        ),
    }


def _parts(scene: Scene, marked: np.ndarray) -> list[BaseGeometry]:
    whole = shapely.get_parts(shapely.coverage_union_all(scene.land.shapes[marked]))
    return sorted(whole, key=lambda shape: shapely.get_coordinates(shape)[0].tolist())


def _urban_parts(scene: Scene, lines: Lines) -> list[BaseGeometry]:
    """Join the town's parcels and the parks as they are drawn."""
    parks = [shapely.intersection(park, scene.district, grid_size=0.01) for park in lines.parks.values()]
    town = shapely.coverage_union_all(scene.land.shapes[lines.urban])
    parts = shapely.get_parts(shapely.union_all([town, *parks], grid_size=0.01))
    whole = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if _is_wide(ring)]) for part in parts
    ]
    return sorted(whole, key=lambda shape: shapely.get_coordinates(shape)[0].tolist())


def _is_wide(ring: shapely.LinearRing) -> bool:
    """Tell a hole from a seam that the drawn parks leave."""
    return shapely.Polygon(ring).area > 400.0


def _dated(
    scene: Scene, shapes: Sequence[BaseGeometry], name: str, version: str, approved: str
) -> gpd.GeoDataFrame:
    del scene
    count = len(shapes)
    return framed(
        {
            "BSM": numbered("L", count),
            "MC": [name] * count,
            "版本": [version] * count,
            "批复日期": [approved] * count,
            "来源": [MADE] * count,
        },
        shapes,
    )


def _farmland(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """Join the protected fields of each village."""
    places = np.flatnonzero(lines.farm)
    villages = [scene.land.villages[place] for place in places]
    whole = joined(scene.land.shapes[places], villages)
    order = sorted(whole)
    frame = _dated(scene, [whole[place] for place in order], "永久基本农田", "2022版", "2022-09-30")
    return frame.assign(村名=[scene.villages[place].name for place in order])


def _control_units(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """Tile the district by category and township: 优先保护 in the woods kept, 重点管控 in town and parks."""
    kinds = np.where(lines.red | lines.reserve, "优先保护", np.where(lines.urban, "重点管控", "一般管控"))
    keys = [
        (str(kind), scene.villages[village].township)
        for kind, village in zip(kinds, scene.land.villages, strict=True)
    ]
    whole = joined(scene.land.shapes, keys)
    order = sorted(whole)
    return framed(
        {
            "BSM": [f"ZH431202{number:05d}" for number in range(1, len(order) + 1)],
            "MC": [f"{town_name(scene, code)}{kind}单元" for kind, code in order],
            "管控类别": [kind for kind, _ in order],
            "版本": ["2023版"] * len(order),
            "批复日期": ["2024-01-15"] * len(order),
        },
        [whole[key] for key in order],
    )


def work_layers(scene: Scene, lines: Lines) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 自然资源专题.gpkg: field works, tending, stands, mines, idle ground, soils."""
    return {
        "高标准农田": _field_works(scene, lines),
        "森林抚育": _tending(scene),
        "历史遗留矿山": _mines(scene),
        "三类用地": _idle(scene, lines),
        "闲置厂房": _idle_plants(scene, lines),
        "土壤安全利用": _soils(scene, lines),
    }


def _field_works(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """Renew fields of six villages, one rebuilt, one unfinished; a seventh plot lies partly on the first."""
    fields = np.flatnonzero(lines.farm)
    owner = np.array(scene.land.villages)[fields]
    ground = np.bincount(owner, weights=lines.area[fields], minlength=len(scene.villages))
    order = np.argsort(-ground, kind="stable")[:6]
    plots = [_grown(lines, fields[owner == village], 640_000.0) for village in order]
    others = np.setdiff1d(fields[owner == order[0]], plots[0])
    plots.append(np.concatenate([plots[0][-1:], others[:2]]))
    names = [f"{scene.villages[village].name}高标准农田建设项目" for village in order]
    return framed(
        {
            "编号": numbered("GBNT", 7),
            "名称": [*names, f"{names[0]}（二期）"],
            "建设性质": ["新建", "新建", "新建", "改造提升", "新建", "新建", "新建"],
            "阶段": ["竣工", "竣工", "竣工", "竣工", "竣工", "在建", "竣工"],
            "建成日期": [
                "2021-11-30",
                "2022-11-30",
                "2022-11-30",
                "2023-11-30",
                "2023-12-15",
                None,
                "2024-03-30",
            ],
            "来源": [MADE] * 7,
        },
        [shapely.coverage_union_all(scene.land.shapes[plot]) for plot in plots],
    )


def _grown(lines: Lines, fields: np.ndarray, area_m2: float) -> np.ndarray:
    """Take the fields nearest to the largest one until they have an area."""
    start = fields[int(np.argmax(lines.area[fields]))]
    away = shapely.distance(lines.point[fields], lines.point[start])
    near = fields[np.argsort(away, kind="stable")]
    return np.asarray(near[: int(np.searchsorted(np.cumsum(lines.area[near]), area_m2)) + 1])


def _tending(scene: Scene) -> gpd.GeoDataFrame:
    """Tend nine woods; the first in two years."""
    rng = scene.rng(12)
    woods = [place for place in parcels_of(scene, ("0301",)) if 1.5e5 < scene.land.shapes[place].area < 2.6e5]
    places = chosen(rng, woods, 9)
    places = [*places, places[0]]
    shapes = scene.land.shapes[places]
    done = days(rng, 10, (2021, 2024))
    return framed(
        {
            "编号": numbered("FY", 10),
            "名称": [f"{scene.villages[scene.land.villages[place]].name}抚育小班" for place in places],
            "抚育面积_亩": np.round(shapely.area(shapes) / MU_M2, 1),
            "阶段": ["竣工"] * 9 + ["竣工"],
            "改造完成日期": done,
        },
        list(shapes),
    )


def stands(scene: Scene, year: int) -> list[dict[str, object]]:
    """Sum up the timber of each village's woods; between the years they grow, less what was cut."""
    woods = np.array(parcels_of(scene, ("0301", "0302")))
    owner = [scene.land.villages[place] for place in woods]
    area_ha = np.bincount(
        owner, weights=shapely.area(scene.land.shapes[woods]) / 1e4, minlength=len(scene.villages)
    )
    rng = scene.rng(13)
    per_ha = rng.uniform(62.0, 88.0, len(area_ha))
    growth = rng.normal(0.034, 0.016, len(area_ha)) if year > _FIRST_SURVEY else np.zeros(len(area_ha))
    return [
        {
            "编号": f"XB{unit.code}",
            "名称": f"{unit.name}林分",
            "蓄积": round(float(area_ha[place] * per_ha[place] * (1 + growth[place]))),
            "年份": str(year),
        }
        for place, unit in enumerate(scene.villages)
        if area_ha[place] > _LEAST_STAND_HA
    ]


def _mines(scene: Scene) -> gpd.GeoDataFrame:
    """Old mines: two named by the plan, two others; the last is not restored yet."""
    rng = scene.rng(14)
    codes = ("431202205211", "431202205212", "431202101214", "431202201205")
    names = ("分水坳废矿弃区", "枫木潭矾厂", "白岩垴采石场", "赵家山采石场")
    shapes = [
        patch(shapely.Point(scene.seat(code).x + 420.0, scene.seat(code).y + 260.0), radius, rng)
        for code, radius in zip(codes, (150.0, 210.0, 120.0, 95.0), strict=True)
    ]
    return framed(
        {
            "编号": numbered("KS", 4),
            "名称": names,
            "阶段": ["竣工", "竣工", "竣工", "在建"],
            "完成日期": ["2022-10-30", "2023-06-30", "2023-11-30", None],
        },
        shapes,
    )


def _idle(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    rng = scene.rng(15)
    middles = [shape.centroid for shape in lines.parks.values()]
    places = [(0, 180, 120), (0, -260, 60), (1, 90, -150), (2, -200, 110)]
    shapes = [
        patch(shapely.Point(middles[park].x + x, middles[park].y + y), 55.0, rng) for park, x, y in places
    ]
    return framed(
        {
            "编号": numbered("XZ", 4),
            "名称": ["阳塘一号地块", "阳塘二号地块", "池回三号地块", "陆港四号地块"],
            "用地类别": ["批而未供", "供而未用", "低效", "批而未供"],
            "已处置": ["是", "否", "是", "是"],
        },
        shapes,
    )


def _idle_plants(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    del scene
    middles = [shape.centroid for shape in lines.parks.values()]
    shapes = [
        shapely.box(
            middles[park].x + x, middles[park].y + y, middles[park].x + x + 90, middles[park].y + y + 45
        )
        for park, x, y in ((0, -80, 210), (1, -140, 60), (2, 60, -190))
    ]
    names = ["阳塘标准厂房3栋", "池回旧仓库", "陆港旧车间"]
    return framed({"编号": numbered("CF", 3), "名称": names, "已处置": ["是", "是", "是"]}, shapes)


def _soils(scene: Scene, lines: Lines) -> gpd.GeoDataFrame:
    """Choose plots under watch, of fields and of building land; one field is not yet safe."""
    rng = scene.rng(16)
    fields = chosen(rng, [int(place) for place in np.flatnonzero(lines.farm) if lines.area[place] < 2e5], 12)
    blocks = chosen(rng, parcels_of(scene, ("0601",), scene.built_up), 3)
    safe = [True] * 12 + [True] * 3
    safe[int(np.argmin(lines.area[fields]))] = False
    return framed(
        {
            "编号": numbered("TR", 15),
            "名称": [
                f"{scene.villages[scene.land.villages[place]].name}地块" for place in (*fields, *blocks)
            ],
            "地块类型": ["受污染耕地"] * 12 + ["重点建设用地"] * 3,
            "安全利用": yes(safe),
        },
        list(scene.land.shapes[[*fields, *blocks]]),
    )


def yes(flags: Sequence[bool]) -> list[str]:
    """Write flags as 是 and 否."""
    return ["是" if flag else "否" for flag in flags]
