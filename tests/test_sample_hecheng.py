"""The sample district Hecheng: what is real is whole, what is made says so, and its ground tiles."""

import csv
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from layers import open_district
from layers.catalogue import CATALOGUE
from layers.samples.made_hecheng import made_outline, made_terrain, made_town
from layers.samples.made_hecheng.made_coverage import connected_pieces, faces

FOLDER = Path(made_outline.__file__).parents[1] / "hecheng"
REAL_AREA_KM2 = 727.2  # of the outline in the plane; the official figure is about 722.8
LEFT_OUT = {"institution"}


@pytest.fixture(scope="module")
def shapes():
    def read(layer, file="行政区划.gpkg"):
        return gpd.read_file(FOLDER / file, layer=layer)

    return read


@pytest.fixture(scope="module")
def told():
    return tomllib.loads((FOLDER / "district.toml").read_text(encoding="utf-8"))


def listed(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def test_the_outline_is_the_one_published_but_for_its_specks():
    drawn = made_outline.outline(FOLDER)
    assert drawn.is_valid
    assert drawn.area / 1e6 == pytest.approx(REAL_AREA_KM2, abs=0.3)


def test_the_lists_hold_every_official_unit():
    assert len(listed(made_outline.UNITS_FILE)) == 11
    villages = made_outline.listed_villages(FOLDER)
    assert sum(unit.is_village for unit in villages) == 62
    assert sum(not unit.is_village for unit in villages) == 66


@pytest.mark.parametrize(
    ("layer", "names"), [("乡镇街道", made_outline.UNITS_FILE), ("村", made_outline.VILLAGES_FILE)]
)
def test_every_official_unit_has_ground_under_its_own_name(shapes, layer, names):
    frame = shapes(layer)
    assert dict(zip(frame["XZQDM"], frame["名称"], strict=True)) == listed(names)


@pytest.mark.parametrize(
    ("layer", "file"),
    [
        ("乡镇街道", "行政区划.gpkg"),
        ("村", "行政区划.gpkg"),
        ("DLTB", "地类图斑.gpkg"),
        ("DLTB_2020", "地类图斑2020.gpkg"),
        ("环境管控单元", "三区三线.gpkg"),
    ],
)
def test_ground_is_tiled_without_gap_or_overlap(shapes, layer, file):
    parts = shapes(layer, file).geometry.to_numpy()
    district = shapes("区界").geometry.iloc[0]
    assert shapely.is_valid(parts).all()
    assert shapely.coverage_is_valid(parts)
    assert shapely.area(parts).sum() == pytest.approx(district.area, rel=1e-9)


def test_villages_lie_in_their_township(shapes):
    towns = shapes("乡镇街道").set_index("XZQDM").geometry
    villages = shapes("村")
    outside = shapely.difference(
        villages.geometry.to_numpy(), towns[villages["XZQDM"].str[:9]].to_numpy(), grid_size=0.01
    )
    assert shapely.area(outside).max() < 1.0


def test_the_seat_of_a_village_stands_in_it(shapes):
    villages, seats = shapes("村").set_index("XZQDM").geometry, shapes("驻地").set_index("XZQDM").geometry
    assert shapely.contains(villages.to_numpy(), seats[villages.index].to_numpy()).all()


def test_as_many_people_live_there_as_were_told(shapes):
    assert shapes("人口格网")["人口"].sum() == 713_300


def test_streets_meet_only_at_their_ends(shapes):
    streets = shapes("街道", "交通.gpkg").geometry.to_numpy()
    one, other = shapely.STRtree(streets).query(streets, predicate="crosses")
    assert not (one < other).any()


def test_stops_stand_in_pairs_of_one_name():
    stops = gpd.read_file(FOLDER / "公交站点.shp", encoding="gbk")
    assert (stops.groupby("站名")["方向"].nunique() == 2).all()
    assert {"运营", "停运"} <= set(stops["状态"])


def test_one_footprint_lies_over_the_red_line_and_one_only_touches_it(shapes):
    red = shapes("STBHHX", "三区三线.gpkg").geometry.union_all()
    projects = shapes("项目", "项目.gpkg")
    placed = projects[projects.geometry.notna()]
    common = placed.geometry.intersection(red).area.to_numpy()
    names = placed["名称"].to_numpy()
    assert names[common > 1e-3].tolist() == ["深能风力发电厂进场道路"]
    assert "深能风力发电厂升压站" in names[(common < 1e-3) & (placed.geometry.distance(red) == 0)]


def test_every_made_layer_says_that_it_is_made(told):
    real = {"district"}
    for name, entry in told["layers"].items():
        assert entry["source"].startswith("合成示例") or name in real, name
        assert "合成示例" in str(entry.get("notes")) or name in real, name
    assert "合成示例" in told["district"]["name"]
    assert any("合成示例" in note for note in told["district"]["notes"])


def test_the_district_holds_every_layer_of_the_catalogue_but_the_one_left_out(told):
    assert set(CATALOGUE) - set(told["layers"]) == LEFT_OUT


def test_the_files_are_few_and_small():
    files = [path for path in FOLDER.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 5_000_000
    assert len(files) <= 24


def test_every_layer_is_in_the_file_that_is_said_to_hold_it(told):
    held = {path.name: set(pyogrio.list_layers(path)[:, 0]) for path in FOLDER.glob("*.gpkg")}
    for name, entry in told["layers"].items():
        assert (FOLDER / entry["file"]).exists(), name
        assert entry.get("layer") in held.get(entry["file"], {entry.get("layer")}), name


@pytest.mark.parametrize(
    ("name", "rows"),
    [("bus_stop", None), ("charger", None), ("logistics", 68), ("village_list", 128), ("project", 41)],
)
def test_the_odd_files_open_at_the_door_with_all_their_rows(name, rows):
    layer = open_district(FOLDER).vector(name)
    assert layer.rows.used == layer.rows.read
    assert rows in {None, layer.rows.used}


def test_the_map_export_is_brought_back_to_the_parking_lots(shapes):
    lots = shapes("停车场", "交通.gpkg")
    stations = open_district(FOLDER).vector("charger").frame
    away = stations.geometry.apply(lambda point: lots.distance(point).min())
    assert away.max() < 20.0


def test_the_made_town_is_the_same_again(shapes):
    border = made_outline.outline(FOLDER)
    ground = made_terrain.terrain(border)
    inside = shapely.contains_xy(border.buffer(400.0), ground.east_m + 30.0, ground.north_m + 30.0)
    streets = made_town.town(ground, inside).streets
    shipped = shapes("街道", "交通.gpkg")
    assert shapely.equals_exact(streets.geometry.to_numpy(), shipped.geometry.to_numpy(), 0.011).all()


def test_pieces_of_equal_label_join_at_edges_only():
    labels = np.array([[1, 2], [2, 1]])
    assert len(np.unique(connected_pieces(labels))) == 4


def test_faces_between_lines_fill_the_outline():
    square = shapely.box(0.0, 0.0, 10.0, 10.0)
    found = faces(
        [shapely.LineString([(-1.0, 5.0), (11.0, 5.0)]), shapely.LineString([(5, -1), (5, 11)])], square
    )
    assert sorted(shapely.area(found).tolist()) == [25.0] * 4
