"""Units, scopes, people and seats of the sample."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_frames import MADE, framed, largest, numbered, patch, town_name
from .made_outline import ListedUnit
from .made_scene import Scene

PEOPLE = 713_300  # about 71.33万, of an encyclopedia entry of 2024; where they live is made
_CELL_M = 500.0
_TOWNSHIP_DIGITS = 9
# Places that the plan calls 集镇, and the village-level unit in which the sample puts them.
MARKET_TOWNS = {
    "黄金坳集镇": "431202101208",
    "盈口集镇": "431202201204",
    "凉亭坳集镇": "431202205205",
    "贺家田集镇": "431202205209",
    "芦坪集镇": "431202205207",
    "黄岩集镇": "431202400202",
}


def level(unit: ListedUnit) -> str:
    """Say what kind of unit a code stands for."""
    if len(unit.code) > _TOWNSHIP_DIGITS:
        return "村" if unit.is_village else "社区"
    return {"0": "街道", "4": "管理区"}.get(unit.code[6], "乡镇")


def unit_layers(scene: Scene) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of 行政区划.gpkg: district, units, villages, seats, people, scopes of the plan."""
    built = scene.built_up
    urban = shapely.intersection(built.buffer(420.0, quad_segs=4).buffer(-220.0, quad_segs=4), scene.district)
    center = shapely.union(built.buffer(1100.0, quad_segs=4).buffer(-250.0, quad_segs=4), _beyond(scene))
    core = [scene.unit_of(f"43120200{number}") for number in (1, 2, 3, 4)]
    main = shapely.intersection(built, shapely.coverage_union_all(core))
    grounds = {
        "中心城区": (center.simplify(8.0), "含与中方县接壤的区外部分"),
        "城区": (urban.simplify(6.0), "建成区及其近郊"),
        "建成区": (built, "城镇地类图斑范围"),
        "主城区": (largest(main), "城中、城北、红星、迎丰街道的建成区"),
    }
    layers = {
        "区界": framed(
            {"XZQDM": ["431202"], "名称": ["鹤城区"], "说明": ["示意，非法定边界"]}, [scene.district]
        ),
        "乡镇街道": _units(scene.units, scene.unit_shapes),
        "村": _villages(scene),
        "驻地": _seats(scene),
        "人口格网": people(scene),
        "集镇": _market_towns(scene),
    }
    for name, (ground, note) in grounds.items():
        layers[name] = framed({"BSM": ["1"], "MC": [name], "说明": [note], "来源": [MADE]}, [ground])
    return layers


def _units(units: tuple[ListedUnit, ...], shapes: tuple[BaseGeometry, ...]) -> gpd.GeoDataFrame:
    return framed(
        {
            "XZQDM": [unit.code for unit in units],
            "名称": [unit.name for unit in units],
            "级别": [level(unit) for unit in units],
            "年份": ["2023"] * len(units),
        },
        shapes,
    )


def _villages(scene: Scene) -> gpd.GeoDataFrame:
    frame = _units(scene.villages, scene.village_shapes)
    return frame.assign(所属乡镇=[town_name(scene, unit.code) for unit in scene.villages])


def _seats(scene: Scene) -> gpd.GeoDataFrame:
    frame = _units(tuple(unit for unit, _ in scene.seats), tuple(point for _, point in scene.seats))
    return frame.assign(所属乡镇=[town_name(scene, unit.code) for unit, _ in scene.seats])


def _market_towns(scene: Scene) -> gpd.GeoDataFrame:
    rng = scene.rng(1)
    shapes = [patch(scene.seat(code), 330.0, rng) for code in MARKET_TOWNS.values()]
    return framed(
        {
            "编号": numbered("JZ", len(shapes)),
            "名称": list(MARKET_TOWNS),
            "集镇代码": numbered("JZ", len(shapes)),
            "所属乡镇": [town_name(scene, code) for code in MARKET_TOWNS.values()],
        },
        shapes,
    )


def people(scene: Scene) -> gpd.GeoDataFrame:
    """Spread the people over squares: by dwellings in town, hamlets and offices outside."""
    west, south, east, north = scene.district.bounds
    x, y = np.meshgrid(
        np.arange(west // 500 * 500, east, _CELL_M), np.arange(south // 500 * 500, north, _CELL_M)
    )
    squares = shapely.box(x.ravel(), y.ravel(), x.ravel() + _CELL_M, y.ravel() + _CELL_M)
    lived = np.zeros(len(squares))
    for code, weight in (("0701", 1.0), ("05H1", 0.35), ("08H2", 0.25), ("0702", 0.11)):
        places = [place for place, one in enumerate(scene.land.classes) if one == code]
        dense = np.array([_density(shape) for shape in scene.land.shapes[places]]) if code != "0702" else 1.0
        tree = shapely.STRtree(squares)
        parcel, square = tree.query(scene.land.shapes[places], predicate="intersects")
        common = shapely.area(shapely.intersection(scene.land.shapes[places][parcel], squares[square]))
        np.add.at(
            lived, square, common * weight * (dense[parcel] if isinstance(dense, np.ndarray) else dense)
        )
    for unit, point in scene.seats:
        if len(unit.code) > _TOWNSHIP_DIGITS and unit.is_village:
            lived[shapely.contains(squares, point)] += 9000.0
    exact = lived / lived.sum() * PEOPLE
    persons = np.floor(exact)
    short = int(PEOPLE - persons.sum())
    persons[np.argsort(-(exact - persons), kind="stable")[:short]] += 1
    kept = persons > 0
    return framed(
        {
            "编号": numbered("P", int(kept.sum())),
            "人口": persons[kept].astype(int),
            "年份": [2023] * int(kept.sum()),
        },
        list(squares[kept]),
    )


def _density(shape: BaseGeometry) -> float:
    """Live closer near the middle of the town."""
    middle = shapely.centroid(shape)
    return float(0.25 + np.exp(-np.hypot(middle.x - 399100.0, middle.y - 3048600.0) / 3200.0))


def _beyond(scene: Scene) -> BaseGeometry:
    """Let the city's centre leave the district in the south, as a city planned with its neighbour does."""
    del scene
    return shapely.LineString([(401500.0, 3044500.0), (401000.0, 3041600.0), (400300.0, 3040200.0)]).buffer(
        2300.0, quad_segs=4
    )
