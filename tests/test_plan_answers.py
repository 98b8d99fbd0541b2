"""Small worlds asked the district's own plan: what lacks is no data, what is unclear is open (合成示例)."""

import shapely
from edge_worlds import World

from analyses.outcome import Outcome
from layers import open_district


def real(folder):
    """Give a world that is asked the plan of the district itself."""
    world = World(folder)
    world.open = lambda: _of_the_district(World.open(world))
    return world


def _of_the_district(workspace):
    path = workspace.folder / "district.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('plan = "plan.toml"', 'plan = "hecheng-2024-1"'), encoding="utf-8")
    return open_district(workspace.folder)


def answered(world, name):
    [row] = world.rows(only=[name]).values()
    return row


def test_gas_without_a_listed_market_town_is_no_data_of_that_part(tmp_path):
    world = real(tmp_path / "d")
    world.table("gas_area", [("城", "城区", "是"), ("园", "产业园区", "是")], "name", "kind", "connected")
    row = answered(world, "T42")
    assert [(part.name, part.outcome) for part in row.parts] == [
        ("城区", Outcome.MET),
        ("产业园区", Outcome.MET),
        ("重点镇", Outcome.NO_DATA),
    ]
    assert row.outcome != Outcome.MET


def test_a_gas_area_of_unreadable_kind_makes_no_miss(tmp_path):
    world = real(tmp_path / "d")
    listed = [("城", "城区", "是"), ("园", "产业园区", "是"), ("镇", "重点镇", "是"), ("某", "", "否")]
    world.table("gas_area", listed, "name", "kind", "connected")
    assert answered(world, "T42").outcome == Outcome.UNSETTLED


def towns(folder, *levels):
    """Draw three towns side by side, each with one delivery point of the level given."""
    world = real(folder)
    boxes = [shapely.box(1000 * place, 0, 1000 * place + 1000, 1000) for place in range(3)]
    codes, names = ["431202101", "431202201", "431202205"], ["黄金坳镇", "盈口乡", "凉亭坳乡"]
    world.polygons("unit", boxes, name=names, code=codes, level=["乡镇"] * 3)
    rows = [(1000 * place + 500, 500, "运营", level) for place, level in enumerate(levels)]
    world.points("logistics", rows, "status", "level")
    return answered(world, "T19")


def test_an_outlet_of_a_village_is_no_station_of_its_town(tmp_path):
    row = towns(tmp_path / "d", "村", "村", "村")
    assert (row.outcome, row.numerator, row.denominator) == (Outcome.MISSED, 0, 3)
    assert [entry.outcome for entry in row.siblings if entry.definition.startswith("不限")] == [Outcome.MET]


def test_a_delivery_point_that_tells_no_level_is_unknown(tmp_path):
    row = towns(tmp_path / "d", "乡镇", "乡镇", "")
    assert (row.outcome, row.low, row.high) == (Outcome.UNSETTLED, 2 / 3, 1.0)


POWER = ("老里碑水电站", "毛洲一号水电站", "毛洲二号水电站", "岩溪水电站")


def hydro(folder, *rows):
    world = real(folder)
    world.table("plant", rows, "name", "对应目标", "type", "upgrade")
    return answered(world, "T39")


def test_other_power_stations_do_not_stand_in_for_the_named_four(tmp_path):
    others = [(f"其他{number}号水电站", "", "水", "竣工") for number in range(4)]
    row = hydro(tmp_path / "d", (POWER[3], "T39", "水", "前期"), *others)
    assert (row.outcome, row.value, row.high) == (Outcome.MISSED, 0, 3)


def test_the_four_named_power_stations_count_once_each(tmp_path):
    rows = [(name, "T39", "水", "竣工") for name in (*POWER, POWER[0])]
    row = hydro(tmp_path / "d", *rows)
    assert (row.outcome, row.value) == (Outcome.MET, 4)


def test_works_of_villages_do_not_stand_in_for_the_station_that_no_row_tells_of(tmp_path):
    world = real(tmp_path / "d")
    rows = [(number, 0, f"{number}村污水处理设施", "T23", "运营", 20) for number in range(8)]
    world.points("wwtp", rows, "name", "对应目标", "status", "design_m3d")
    row = answered(world, "T24")
    assert [part.outcome for part in row.parts] == [Outcome.NO_DATA, Outcome.NO_DATA]
    assert row.outcome == Outcome.NO_DATA


def test_whether_the_works_of_villages_are_part_of_the_450_is_open(tmp_path):
    world = real(tmp_path / "d")
    villages = [(number, 0, f"{number}村污水处理设施", "T23", "运营", 20) for number in range(8)]
    rows = [(9, 9, "凉亭坳乡污水处理站", "T24", "运营", 400), *villages]
    world.points("wwtp", rows, "name", "对应目标", "status", "design_m3d")
    scale = answered(world, "T24").parts[1]
    assert (scale.outcome, scale.value, scale.low, scale.high) == (Outcome.UNSETTLED, 400, 400, 560)
