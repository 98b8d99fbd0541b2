"""The districts of the edge tests, each with many targets that can be computed by hand (合成示例)."""

import geopandas as gpd
import pyproj
import shapely
from conftest import CRS, EAST, NORTH
from edge_worlds import RUNNING, World, only
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

RUNS = "运营"
GRID = {"grid_status": {"yes": "并网", "no": ["在建", "拟建"]}}
DONE = {"stage": {"yes": ["竣工", "投运"], "no": ["谋划", "前期", "在建"]}}
SAFE = {"safe": {"yes": "是", "no": "否"}}
TREATED = {"sewage_treated": {"yes": "是", "no": "否"}}
REFUSED = ("zone_by_name", "swapped_degrees", "empty_table", "empty_layer")


def covered(folder):
    """Write stops around a square kilometre, and grounds of every shape."""
    world = World(folder)
    world.scope("全区", "district", [box(0, 0, 10_000, 10_000)])
    world.scope("中心城区", "center", [box(0, 0, 1000, 1000)])
    world.scope("城区", "urban", [Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])])
    world.layers["urban"]["accept"] = ["H032"]
    world.scope("建成区", "built_up", [MultiPolygon([box(2000, 0, 3000, 1000), box(4000, 0, 5000, 1000)])])
    world.scope("主城区", "main_urban", [box(6000, 0, 7000, 1000) - box(6400, 400, 6600, 600)])
    world.scope("各集镇", "market_town", [box(0, 2000, 1000, 3000), box(500, 2000, 1500, 3000)])
    halves = [box(0, 0, 600, 10_000), box(600, 0, 10_000, 9000)]
    world.polygons("unit", halves, name=["西街道", "东乡"], code=["431202001", "431202201"])
    world.polygons("pop", [box(0, 0, 100, 100), box(300, 0, 500, 100)], persons=[900, 100])
    land = [box(0, 0, 500, 1000), box(500, 0, 1000, 1000)]
    world.polygons("dltb", land, dlbm=["0701", "1101"], code_system=["三调"] * 2)
    _stops(world)
    _stops_in_other_systems(world)
    _coverage_targets(world)
    return world


def _stops(world):
    places = {"out": (-100, 500), "multi": (3000, 500), "tie": (0, 500), "hole": (6500, 500)}
    places |= {"all": (500, 500), "edge": (1000, 500), "town": (0, 2000), "seam": (600, 500)}
    rows = [(*place, RUNS, name) for name, place in places.items()]
    rows += [(0, 0, RUNS, "dup")] * 2 + [(0, 0, "停运", "dead")] * 2
    for name, status in {"stopped": "停运", "unknown": "不详", "blank": ""}.items():
        rows += [(0, 0, RUNS, name), (1000, 1000, status, name)]
    world.points("bus_stop", rows, "状态", "w", encoding="gb18030")


def _stops_in_other_systems(world):
    degrees = pyproj.Transformer.from_crs(CRS, 4490, always_xy=True).transform(EAST, NORTH)
    zone = (37_000_000 + EAST, NORTH)
    kinds = {"charger": (degrees, 4490), "seat": (degrees[::-1], 4490)}
    for name, (place, code) in kinds.items():
        world.table(name, [(*place, RUNS)], "经度", "纬度", "status", entry={"crs": f"EPSG:{code}"})
    for name, place, code in (
        ("logistics", zone, 4525),
        ("wwtp", zone, 4546),
        ("cooperative", (NORTH, EAST), 4546),
    ):
        world.table(name, [(*place, RUNS)], "x", "y", "status", entry={"crs": f"EPSG:{code}"})
    world.table("park", [], "x", "y", "stage", entry={"crs": CRS})
    world.polygons("toilet", [], status=[])
    shape = gpd.GeoDataFrame(
        {"状态": ["停运", "运营"]}, geometry=[Point(EAST, NORTH), Point(EAST + 1000, NORTH)], crs=CRS
    )
    shape.to_file(world.folder / "cell_site.shp", encoding="gbk")
    (world.folder / "cell_site.cpg").unlink(missing_ok=True)
    world.layers["cell_site"] = {"file": "cell_site.shp"}


def _coverage_targets(world):
    def asked(name, indicator="area_coverage", *, of=None, scope="中心城区", radius=300, **said):
        where = only("w", of or name, role="facilities") if "facilities" not in said else {}
        said = {"facilities": "bus_stop", "counts": RUNNING, "where": where} | said
        parameters = ({"radius_m": radius} if radius else {}) | said.pop("parameters", {})
        world.target(name, indicator, scope=scope, parameters=parameters, **said)

    for name in ("out", "dup", "stopped", "unknown", "blank", "edge", "seam", "nobody", "dead"):
        asked(name, at_least=0.5)
    asked("open", of="unknown", at_least=0.1)
    asked("critical", of="dup", at_least=0.0707)
    asked("steady", of="dup", at_least=0.03)
    asked("multi", scope="建成区", at_least=0.5)
    asked("tie", scope="城区", radius=100, at_least=0.5)
    asked("hole", scope="主城区", radius=200, at_least=0.5)
    asked("town", scope="各集镇", at_least=0.5)
    asked("all", radius=750, at_least=1.0)
    asked("wholly", of="all", radius=1000, equals=1.0)
    asked("district", of="seam", scope="全区", at_least=0.5)
    asked("no_layer", facilities="institution", at_least=0.5)
    asked("no_scope", of="dup", scope="老城区", at_least=0.5)
    for name, layer in {
        "degrees": "charger",
        "zone": "logistics",
        "swapped_metres": "cooperative",
        "zone_by_name": "wwtp",
        "swapped_degrees": "seat",
        "empty_table": "park",
        "gbk": "cell_site",
        "empty_layer": "toilet",
    }.items():
        asked(name, facilities=layer, at_least=0.5)
    asked("water", of="dup", ground="dltb", parameters={"ground_classes": ["07"]}, at_least=0.5)
    asked("people", "people_coverage", of="dup", radius=400, at_least=0.9)
    for name, indicator, of, bound in (
        ("radius", "average_radius", "edge", 1000),
        ("radius_twice", "average_radius", "dup", 500),
        ("radius_open", "average_radius", "unknown", 500),
        ("radius_none", "average_radius", "dead", 1000),
        ("far", "farthest_distance", "edge", 1000),
        ("far_open", "farthest_distance", "unknown", 1200),
        ("far_none", "farthest_distance", "dead", 1200),
    ):
        asked(name, indicator, of=of, radius=None, unit="m", at_most=bound)
    world.target(
        "share",
        "area_share",
        cover="dltb",
        scope="中心城区",
        parameters={"classes": ["1101"]},
        at_least=0.4,
    )


def summed(folder):
    """Write registers, lines, plots and points that are counted and added up."""
    world = World(folder)
    world.scope("全区", "district", [box(0, 0, 10_000, 10_000)])
    world.scope("城区", "urban", [box(0, 0, 1000, 1000)])
    plants = [(6.24, "并网", "a"), (10, "并网", "a"), (0.1, "拟建", "a"), (6.24, "并网", "b")]
    plants += [(10, "在建", "b"), (10, "", "b"), (6.24, "并网", "c"), ("", "并网", "c")]
    plants += [(5, "并网", "phase"), (5, "拟建", "phase"), (-1, "并网", "minus"), (2, "并网", "minus")]
    plants = [(f"站{row}", *rest) for row, rest in enumerate(plants)] + [("甲", 6.24, "并网", "twice")] * 2
    world.table("plant", plants, "名称", "装机容量（万千瓦）", "并网状态", "w")
    _dated(world)
    _lines(world)
    _plots(world)
    _sum_targets(world)
    return world


def _dated(world):
    days = ["2021-01-01", "2020-12-31", "2020-12-31 18:00", "", "错"]
    rows = [(f"社{row}", day, "a") for row, day in enumerate(days)]
    rows += [("未来", "2026-06-01", "future")]
    world.table("cooperative", rows, "名称", "建成日期", "w")
    firms = [("A", "商贸物流", 12, "a"), ("B", "商贸物流", 10, "a"), ("C", "商贸物流", "", "a")]
    firms += [("D", "商贸物流", 9.99, "a"), ("E", "", 30, "b"), ("F", "商贸物流", 30, "b")]
    world.table("enterprise", firms, "名称", "industry", "revenue_yi", "w")
    awards = [("甲", "2021", "a"), ("甲", "2022", "a"), ("乙", "2022", "a"), ("", "1", "b"), ("", "2", "b")]
    world.table("award", awards, "名称", "source", "w")
    toilets = [(500, "竣工", "a"), ("", "竣工", "a"), (3, "在建", "a")]
    toilets += [(1, "竣工", "ten")] * 9 + [(1, "在建", "ten")]
    toilets += [(1, stage, "hit") for stage in ("竣工", "投运", "", "？")]
    named = [(f"户{row}", *rest) for row, rest in enumerate(toilets)]
    world.table("rural_toilet", named, "名称", "number", "stage", "w")
    flows = [(100, 100, 0.045, RUNS, "a"), (200, 100, "250m³/d", RUNS, "b")]
    world.points("wwtp", flows, "设计规模（万m³/d）", "status", "w")
    parks = [(100, 100, "竣工", "T15"), (200, 200, "竣工", "T15"), (300, 300, "竣工", "T16")]
    world.points("park", parks, "stage", "target")
    stations = [(1000, 500, "a"), (500, 500, "a"), (1500, 500, "a")]
    world.points("waste_station", stations, "w")
    world.table("stand", [("1", 103.5)], "编号", "volume_m3")
    world.table("stand_before", [("1", 60), ("2", 40)], "编号", "volume_m3")


def _lines(world):
    ways = {"one": [(100, 100), (1100, 100)], "edge": [(-500, 0), (500, 0)]}
    rows = [(LineString(way), name) for name, way in ways.items()]
    rows += [(LineString([(100, 200), (1100, 200)]), "dup")] * 2
    rows += [(LineString([(100, 400), (1100, 400)][::way]), "reverse") for way in (1, -1)]
    rows += [(LineString([(at, 500), (at + 600, 500)]), "lap") for at in (0, 400)]
    rows += [(LineString([(0, north), (1000, north)]), "pair") for north in (700, 700.5)]
    rows += [(MultiLineString([[(0, 800), (100, 800)], [(200, 800), (300, 800)]]), "parts")]
    world.polygons(
        "line",
        [way for way, _ in rows],
        w=[name for _, name in rows],
        circuits=[2] + [1] * (len(rows) - 1),
        length_km=[1.2, 1, 1, 1, 1, 1, 0.6, 0.6, 1, 1, 0.2],
        kv=[10, 20, *[10] * (len(rows) - 2)],
    )


def _plots(world):
    plots = [box(0, 0, 1000, 1000), box(500, 0, 1500, 1000), box(2000, 0, 3000, 1000)]
    world.polygons(
        "tending_plot",
        plots,
        area_mu=[1500, 1500, None],
        stage=["竣工"] * 3,
        built=["2021-05-01", "2023-05-01", None],
        w=["a", "a", "b"],
    )
    frame = gpd.GeoDataFrame({"面积（公顷）": [100.0], "ha": [1]}, geometry=[_here(plots[0])], crs=CRS)
    frame.to_file(world.folder / "farmland_project.gpkg")
    world.layers["farmland_project"] = {"file": "farmland_project.gpkg"}


def _here(shape):
    return shapely.affinity.translate(shape, EAST, NORTH)


def _sum_targets(world):
    def asked(name, indicator, layer, of=None, /, **said):
        where = {"rows": {**({"w": [of]} if of else {}), **said.pop("also", {})}}
        world.target(name, indicator, rows=layer, where=where, **said)

    capacity = {"parameters": {"column": "capacity_kw"}, "counts": GRID, "unit": "wan_kW"}
    for name, of, bound in (
        ("capacity", "a", 16.24),
        ("capacity_open", "b", 16.24),
        ("capacity_short", "b", 30),
        ("capacity_blank", "c", 16.24),
        ("capacity_enough", "c", 6),
        ("capacity_phase", "phase", 10),
        ("capacity_twice", "twice", 10),
        ("capacity_minus", "minus", 3),
    ):
        asked(name, "total", "plant", of, **capacity, at_least=bound)
    asked("capacity_mw", "total", "plant", "a", **(capacity | {"unit": "MW"}), at_least=162.4)
    asked("capacity_most", "total", "plant", "c", **capacity, at_most=10)
    asked("capacity_named", "total", "plant", "a", **_named(capacity, 5), at_least=20)
    asked("no_column", "total", "plant", "a", unit="kW", parameters={"column": "served"}, at_least=1)
    count = {"unit": "count"}
    asked("exactly", "count", "plant", "a", counts=GRID, equals=2, **count)
    asked("nothing_allowed", "count", "plant", "nobody", at_most=0, **count)
    asked("new", "count", "cooperative", "a", since="baseline", at_least=2, **count)
    asked("future", "count", "cooperative", "future", since="baseline", at_least=1, **count)
    large = {"revenue_yi": {"at_least": 10}}
    for bound in (2, 3, 4):
        asked(f"large{bound}", "count", "enterprise", "a", counts=large, at_least=bound, **count)
    asked("hit", "count", "rural_toilet", "hit", counts=DONE, equals=3, **count)
    trade = {"industry": ["商贸物流"]}
    asked("blank_where", "count", "enterprise", "b", also=trade, counts=large, at_least=2, **count)
    asked("unread", "count", "enterprise", "a", counts={"none": {"yes": "是"}}, at_least=1, **count)
    asked("list_in_town", "count", "enterprise", "a", scope="城区", at_least=1, **count)
    asked("list_in_all", "count", "enterprise", "a", scope="全区", at_least=4, **count)
    distinct = {"distinct": "name"}
    asked("awards", "count", "award", "a", parameters=distinct, at_least=3, **count)
    asked("awards_nameless", "count", "award", "b", parameters=distinct, at_least=2, **count)
    toilets = {"counts": DONE, "parameters": {"column": "number"}, **count}
    asked("toilets", "total", "rural_toilet", "a", **toilets, at_least=500)
    asked("toilets_more", "total", "rural_toilet", "a", **toilets, at_least=501)
    asked("nine_of_ten", "row_share", "rural_toilet", "ten", counts=DONE, at_least=0.9)
    asked("nine_of_ten_more", "row_share", "rural_toilet", "ten", counts=DONE, at_least=0.91)
    flow = {"counts": RUNNING, "parameters": {"column": "design_m3d"}, "unit": "m3d"}
    asked("flow", "total", "wwtp", "a", **flow, at_least=450)
    asked("flow_unread", "total", "wwtp", "b", **flow, at_least=250)
    parks = {"also": {"target": ["T15"]}, "counts": DONE, "parameters": {"named": 3}, **count}
    asked("parks", "count", "park", **parks, at_least=3)
    asked("border", "count", "waste_station", "a", scope="城区", equals=2, **count)
    for name in ("one", "edge", "dup", "reverse", "lap", "pair", "parts"):
        asked(f"route_{name}", "length", "line", name, scope="城区", unit="km", at_least=0.95)
    for name in ("circuit", "stated"):
        asked(name, "length", "line", "one", unit="km", parameters={"measure": name}, at_least=1.2)
    asked("low_voltage", "length", "line", counts={"kv": {"below": 20}}, unit="km", at_least=7)
    plots = {"counts": DONE}
    asked("plots", "area", "tending_plot", "a", **plots, unit="mu", at_least=2240)
    asked("plots_ha", "area", "tending_plot", "a", **plots, unit="ha", at_least=151)
    asked("plots_town", "area", "tending_plot", "a", **plots, scope="城区", unit="ha", at_least=99)
    asked("plots_new", "area", "tending_plot", **plots, since="baseline", unit="ha", at_least=200)
    stated = {"column": "area_mu"}
    asked("plots_stated", "total", "tending_plot", "a", unit="ha", parameters=stated, at_least=200)
    growth = {"of": "column", "column": "volume_m3", "as": "share"}
    world.target("growth", "change", before="stand_before", after="stand", parameters=growth, at_least=0.035)


def _named(question, number):
    return question | {"parameters": question["parameters"] | {"named": number}}
