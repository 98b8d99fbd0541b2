"""More districts of the edge tests: units and their lists, land classes, overlaps, changes (合成示例)."""

import numpy as np
import rasterio
from affine import Affine
from conftest import CRS, EAST, NORTH
from edge_districts import RUNS, SAFE, TREATED
from edge_worlds import RUNNING, World, part
from shapely import LineString, MultiPolygon, Point, Polygon, box

UNITS = {"西街道": "431202001", "甲乡": "431202201", "乙乡": "431202202", "丙镇": "431202101"}
VILLAGES = (
    ("一村", "431202201201", "是", 100, "甲乡"),
    ("二村", "431202201202", "否", 50, "甲乡"),
    ("三村", "431202202201", "", 50, "乙乡"),
    ("某社区", "431202001001", "是", 1000, "西街道"),
    ("四村", "431202202202", "是", "", "乙乡"),
)


def listed(folder):
    """Write four units (one with an enclave, one inside another), their lists, land and roofs."""
    world = World(folder)
    world.scope("全区", "district", [box(0, 0, 10_000, 10_000)])
    world.scope("城区", "urban", [box(0, 0, 1000, 1000)])
    enclave, island = box(5000, 5000, 5500, 5500), box(1400, 400, 1600, 600)
    shapes = [MultiPolygon([box(0, 0, 500, 1000), enclave]), box(500, 0, 1000, 1000)]
    shapes += [box(1000, 0, 2000, 1000) - island, MultiPolygon([box(2000, 0, 3000, 1000), island])]
    world.polygons("unit", shapes, name=list(UNITS), code=list(UNITS.values()))
    world.table("unit_list", [*UNITS.items(), ("丁乡", "431202203")], "name", "code")
    world.table("village_list", VILLAGES, "name", "code", "sewage_treated", "persons", "town")
    _stations(world)
    _presence_targets(world)
    _row_targets(world)
    _parts(world)
    _land(world)
    return world


def _stations(world):
    rows = [(5250, 5250, RUNS, "", "enclave"), (1500, 500, RUNS, "", "island"), (505, 500, RUNS, "", "near")]
    rows += [
        (500, 500, RUNS, "", "border"),
        (750, 500, "停运", "", "dead"),
        (750, 500, "不详", "", "unknown"),
    ]
    rows += [(250, 500, RUNS, "431202203", "link"), (750, 500, RUNS, "431202999", "wrong")]
    rows += [(9000, 9000, RUNS, "", "nowhere"), (250, 500, RUNS, "431202201201", "village")]
    rows += [(east, 500, RUNS, "", "all") for east in (250, 750, 1200, 2500)]
    rows += [(east, 500, RUNS, "", "two") for east in (250, 260)]
    world.points("logistics", rows, "status", "serves_code", "w")


def _presence_targets(world):
    def asked(name, of=None, *, official=False, units="unit", level=None, **said):
        roles = {"units": units, "facilities": "logistics"}
        roles |= {"official": "unit_list"} if official else {}
        where = {"facilities": {"w": [of or name]}} | ({"units": {"level": [level]}} if level else {})
        world.target(name, "presence", counts=RUNNING, where=where, **roles, **({"at_least": 0.9} | said))

    singles = ("enclave", "island", "near", "border", "dead", "unknown", "link", "wrong", "nowhere")
    for name in (*singles, "all", "two"):
        asked(name)
    asked("all_listed", "all", official=True)
    asked("link_listed", "link", official=True)
    asked("streets", "all", official=True, level="街道")
    asked("towns", "all", official=True, level="乡镇")
    asked("no_unit", "all", official=True, level="类似乡级")
    asked("number", "all", unit="count", at_least=4)
    asked("in_town", "all", scope="城区")
    asked("villages", "village", units="village_list", level="村")
    asked("town_of_village", "village")


def _row_targets(world):
    def asked(name, layer="village_list", /, **said):
        defaults = {"counts": TREATED, "at_least": 0.5}
        world.target(name, "row_share", rows=layer, **(defaults | said))

    asked("rows")
    asked("rows_open", at_least=0.75)
    asked("rows_missed", at_least=0.81)
    asked("rows_villages", where={"rows": {"level": ["村"]}})
    asked("rows_named", parameters={"named": 10})
    asked("rows_people", parameters={"weight": "persons"})
    asked("rows_unread", counts={"greened": {"yes": "是", "no": "否"}})
    asked("rows_none", where={"rows": {"level": ["街道"]}})
    asked("rows_layer", "toilet")
    twice = [(east, 500, "一村", "431202201201", answer) for east, answer in ((600, "是"), (700, "否"))]
    world.points("village", twice, "name", "code", "answer")
    asked("village_twice", "village", counts={"answer": {"yes": "是", "no": "否"}})
    roofs = [("a", 1000, 500), ("b", 1000, ""), ("c", "", 100)]
    world.table("roof", roofs, "name", "roof_m2", "pv_m2")
    for name, of in {"roof": "a", "roof_blank": "ab", "roof_unsized": "ac"}.items():
        weights = {"weight": "roof_m2", "part": "pv_m2"}
        asked(name, "roof", where={"rows": {"name": list(of)}}, counts={}, parameters=weights)
    plots = {"yes": box(0, 0, 1000, 100), "twice": box(0, 0, 500, 100), "no": box(0, 200, 1000, 300)}
    plots |= {"unknown": box(2000, 0, 3000, 100), "across": box(500, 500, 1500, 600)}
    safe = ["是", "是", "否", "", "是"]
    world.polygons("soil_plot", list(plots.values()), safe=safe, w=list(plots))
    for name, of, scope in (
        ("soil", ("yes", "twice", "no"), None),
        ("soil_open", ("yes", "no", "unknown"), None),
        ("soil_town", ("yes", "no", "across"), "城区"),
    ):
        where = {"rows": {"w": list(of)}}
        within = {"scope": scope} if scope else {}
        asked(name, "soil_plot", where=where, counts=SAFE, parameters={"weight": "area"}, **within)
    world.points("institution", [(500, 500, "是"), (1500, 500, "否"), (2500, 500, "")], "waste_sorting")
    sorts = {"waste_sorting": {"yes": "是", "no": "否"}}
    asked("rows_in_town", "institution", counts=sorts, scope="城区", at_least=1.0)
    asked("either", "institution", counts=sorts | {"x": sorts["waste_sorting"]}, any_of=True)


def _parts(world):
    def one(name, villages, **said):
        return part(name, where={"rows": {"name": list(villages)}}, **({"at_least": 1.0} | said))

    met, missed, unsettled = one("met", ["一村"]), one("missed", ["二村"]), one("open", ["一村", "三村"])
    absent = part("absent", rows="toilet", at_least=1.0)
    boundless = part("boundless", where={"rows": {"name": ["一村"]}})
    for name, parts in {
        "parts_missed": (met, missed, unsettled, absent),
        "parts_no_data": (met, absent, unsettled),
        "parts_unsettled": (met, unsettled),
        "parts_met": (met, one("again", ["四村"])),
        "parts_boundless": (met, boundless),
    }.items():
        world.target(name, "row_share", rows="village_list", counts=TREATED, parts=list(parts))
    open_reading = {"name": "c", "title": "丙", "share_from_decision": True}
    readings = [{"name": "a", "title": "甲", "at_least": 0.5}, open_reading]
    both = {"rows": {"name": ["一村", "二村"]}}
    for name, wording in {"wording": {"open_wording": "原文未说明"}, "decided": {}}.items():
        world.target(
            name,
            "row_share",
            rows="village_list",
            where=both,
            counts=TREATED,
            readings=readings,
            **wording,
        )
    world.target("decided_parts", "row_share", rows="village_list", counts=TREATED, readings=readings)
    world.targets[-1] |= {"parts": [met, missed]}
    world.head = '[decisions.decided]\nreading = "c"\nshare = 0.6\ndecided_by = "某局"\n'
    world.target("boundless", "row_share", rows="village_list", counts=TREATED)
    world.target("reported", "reported", at_least=0.5)


def _land(world):
    strips = [box(at, 2000, at + 500, 3000) for at in (0, 500, 1000, 1500)]
    overlapping = [box(0, 4000, 1000, 5000), box(500, 4000, 1500, 5000)]
    codes = ["0301", "0303", "0304", "0101"]
    world.polygons("dltb", strips + overlapping, dlbm=[*codes, "0301", "0301"], code_system=["三调"] * 6)
    world.polygons("forest", strips, dlbm=codes, code_system=["用地用海"] * 4)
    world.scope("中心城区", "center", [box(0, 2000, 2000, 3000)])
    world.scope("建成区", "built_up", [box(0, 4000, 2000, 5000)])

    def asked(name, cover="dltb", scope="中心城区", **parameters):
        world.target(name, "area_share", cover=cover, scope=scope, parameters=parameters, at_least=0.5)

    asked("share", classes=["0301"])
    asked("share_met", classes=["03"])
    asked("share_open", classes=["0301"], maybe=["0303", "0304"])
    asked("forest_survey", definition="forest")
    asked("forest_sea", "forest", definition="forest")
    asked("overlapping", scope="建成区", classes=["0301"])
    asked("no_cover", "water", classes=["0301"])


def overlaid(folder):
    """Write projects against red lines, two dates of ground, and a class raster."""
    world = World(folder)
    world.scope("全区", "district", [box(0, 0, 10_000, 10_000)])
    world.scope("城区", "urban", [box(0, 0, 1000, 1000)])
    world.polygons("redline", [box(0, 0, 1000, 1000)] * 2, version=["2020", "2023"])
    world.polygons("redline_before", [box(0, 0, 1000, 2000)])
    world.polygons("reserve", [box(0, 0, 500, 1000) - box(100, 100, 200, 200)])
    shapes = {"across": box(900, 0, 1100, 100), "free": box(5000, 5000, 5100, 5100)}
    shapes |= {"touching": box(1000, 0, 1100, 100), "far": box(20_000, 20_000, 20_100, 20_100)}
    shapes |= {
        "sliver": box(999.9, 0, 1100, 100),
        "hole": box(100, 100, 200, 200),
        "large": box(0, 0, 2000, 2000),
    }
    shapes |= {"unplaced": None, "degenerate": Polygon([(10, 10)] * 3), "unknown": box(0, 500, 100, 600)}
    rows = [*shapes.items(), ("twice", box(0, 0, 100, 100)), ("twice", box(0, 0, 100, 100))]
    stages = ["" if name == "unknown" else "在建" for name, _ in rows]
    world.polygons("project", [shape for _, shape in rows], w=[name for name, _ in rows], stage=stages)
    world.polygons("sewer", [LineString([(500, 500), (500, 700)])], stage=["在建"])
    world.polygons(
        "boiler", [Point(300, 300), Point(3000, 300)], w=["in", "out"], fuel=["", "燃气"], stage=["在建"] * 2
    )
    _overlap_targets(world)
    _changes(world)
    _raster(world)
    world.points("pop", [(100, 100, 10), (200, 100, ""), (900, 900, 30)], "persons")
    world.points("bus_stop", [(100, 100, RUNS)], "status")
    people = {"facilities": "bus_stop", "scope": "城区", "parameters": {"radius_m": 300}}
    world.target("people_blank", "people_coverage", **people, at_least=0.5)
    return world


def _overlap_targets(world):
    building = {"stage": {"yes": ["在建"], "no": ["谋划"]}}

    def asked(name, of=None, /, *, rows="project", ground="redline", also=None, **said):
        where = {"rows": {**({"w": [of]} if of else {}), **(also or {})}}
        defaults = {"counts": building, "unit": "m2", "at_most": 0}
        world.target(name, "overlap", rows=rows, ground=ground, where=where, **(defaults | said))

    for name in ("across", "free", "touching", "far", "sliver", "large", "unplaced", "degenerate"):
        asked(name, name)
    asked("unknown", "unknown")
    asked("twice", "twice")
    asked("nobody", "nobody")
    asked("hole", "hole", ground="reserve")
    asked("across_mu", "across", unit="mu")
    asked("across_allowed", "across", at_most=10_001)
    asked("beyond", "across", parameters={"outside": True})
    asked("no_ground", "across", ground="farmland")
    asked("way", rows="sewer", parameters={"width_m": 10})
    asked("way_without_width", rows="sewer")
    number = {"parameters": {"of": "count"}, "unit": "count"}
    asked("point_in", "in", rows="boiler", **number)
    asked("point_out", "out", rows="boiler", **number)
    asked("point_disc", "in", rows="boiler", parameters={"width_m": 10})
    asked("blank_where", rows="boiler", also={"fuel": ["燃煤"]}, ground="urban", **number)


def _changes(world):
    same = {"code_system": ["三调"] * 2}
    halves = [box(0, 0, 100, 100), box(100, 0, 300, 100)]
    world.polygons("dltb", halves, dlbm=["0301", "0101"], **same)
    world.polygons("dltb_before", [box(0, 0, 100, 100), box(100, 0, 200, 100)], dlbm=["0602", "0101"], **same)
    for name in ("ban_zone", "ban_zone_before"):
        world.polygons(name, [box(0, 0, 1000, 1000)])

    def asked(name, layer, *, unit="ha", scope=None, bound=0, **parameters):
        roles = {"before": f"{layer}_before", "after": layer}
        told = ({"scope": scope} if scope else {}) | ({} if bound is None else {"at_least": bound})
        world.target(name, "change", unit=unit, parameters=parameters, **roles, **told)

    asked("line_shrank", "redline", of="area")
    asked("line_in_town", "redline", scope="城区", of="area")
    asked("line_share", "redline", unit="share", of="area", **{"as": "share"})
    asked("fields_grew", "dltb", unit="mu", of="classes", classes=["0101"], bound=14)
    asked("ban_same", "ban_zone", of="area")
    asked("ban_boundless", "ban_zone", of="area", bound=None)
    asked("stand_absent", "stand", of="area")


def _raster(world):
    cells = np.full((100, 100), 1, dtype="uint8")
    cells[:50], cells[0, 0] = 2, 0
    path = world.folder / "forest.tif"
    grid = {"height": 100, "width": 100, "count": 1, "dtype": "uint8", "crs": CRS, "nodata": 0}
    grid["transform"] = Affine(10, 0, EAST, 0, -10, NORTH + 1000)
    with rasterio.open(path, "w", driver="GTiff", **grid) as file:
        file.write(cells, 1)
    (world.folder / "classes.csv").write_text("value,code,name\n1,0301,乔木\n2,0101,水田\n", encoding="utf-8")
    world.layers["forest"] = {"file": "forest.tif", "legend": "classes.csv"}
    for name, bound, points in (
        ("raster_near", 0.52, 5.0),
        ("raster_clear", 0.40, 5.0),
        ("raster", 0.4, None),
    ):
        parameters = {"classes": ["0301"]} | ({} if points is None else {"accuracy_points": points})
        world.target(name, "area_share", cover="forest", scope="城区", parameters=parameters, at_least=bound)
