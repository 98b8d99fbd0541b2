"""The catalogue of layers: names told apart, words that mean one thing, and files that find their layer."""

from collections import Counter

import geopandas as gpd
import pytest
from shapely import Point

from layers.catalogue import CATALOGUE, known_layer
from layers.columns import take_columns
from layers.recognition import likely_layers, plain
from layers.spec import LINES, POINTS, POLYGONS, Export

EVERY = tuple(CATALOGUE.values())
CANONICAL = [
    "bus_stop",
    "charger",
    "parking",
    "logistics",
    "wwtp",
    "sewer",
    "plant",
    "line",
    "substation",
    "forest",
    "dltb",
    "redline",
    "farmland",
    "urban_boundary",
    "reserve",
    "unit",
    "pop",
    "project",
    "control_unit",
]
KINDS = {"Point": POINTS, "LineString": LINES, "Polygon": POLYGONS}


@pytest.fixture
def take():
    def taken(name, **columns):
        size = len(next(iter(columns.values())))
        frame = gpd.GeoDataFrame(columns, geometry=[Point(0, 0)] * size, crs="EPSG:4546")
        return take_columns(frame, CATALOGUE[name], fields={}, assume={}, what=name)

    return taken


def test_the_canonical_layers_are_known():
    assert [name for name in CANONICAL if name not in CATALOGUE] == []


def test_each_layer_bears_the_name_it_is_found_by():
    assert all(known_layer(name, "x").name == name for name in CATALOGUE)


@pytest.mark.parametrize("spec", EVERY, ids=lambda spec: spec.name)
def test_a_name_of_a_column_means_one_field_of_its_layer(spec):
    names = Counter(field.name for field in spec.fields)
    assert max(names.values()) == 1
    words = Counter(word for field in spec.fields for word in {plain(field.name), *map(plain, field.aliases)})
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("spec", EVERY, ids=lambda spec: spec.name)
def test_a_spelling_means_one_word_of_its_field(spec):
    for field in spec.fields:
        words = [word for official, others in field.spellings.items() for word in (official, *others)]
        assert len(words) == len(set(words)), field.name


def test_a_word_for_a_layer_means_one_layer():
    words = Counter(plain(word) for spec in EVERY for word in {spec.name, spec.title, *spec.aliases})
    assert [word for word, times in words.items() if times > 2] == []
    by_word = {}
    for spec in EVERY:
        for word in {plain(word) for word in (spec.name, spec.title, *spec.aliases)}:
            by_word.setdefault(word, []).append(spec.name)
    assert {word: names for word, names in by_word.items() if len(names) > 1} == {}


@pytest.mark.parametrize("spec", [spec for spec in EVERY if spec.geometry], ids=lambda spec: spec.name)
def test_a_file_of_a_layers_title_finds_that_layer(spec):
    kinds = [kind for kind, family in KINDS.items() if spec.geometry & family]
    assert likely_layers([spec.title], kinds[:1], ())[0].name == spec.name


@pytest.mark.parametrize(
    ("file", "kind", "layer"),
    [
        ("高标准农田2023", "Polygon", "farmland_project"),
        ("永久基本农田", "Polygon", "farmland"),
        ("批复版生态保护红线", "Polygon", "redline_before"),
        ("生态保护红线", "Polygon", "redline"),
        ("森林公园", "Polygon", "reserve"),
        ("老旧小区", "Polygon", "community"),
        ("5G基站", "Point", "cell_site"),
        ("垃圾中转站", "Point", "waste_station"),
        ("基期地类图斑", "Polygon", "dltb_before"),
        ("污水处理厂", "Point", "wwtp"),
        ("公交线路", "LineString", "bus_route"),
        ("公交站点", "Point", "bus_stop"),
        ("新能源充电桩", "Point", "charger"),
    ],
)
def test_longer_words_win_over_the_shorter_ones_in_them(file, kind, layer):
    assert likely_layers([file], [kind], ())[0].name == layer


def test_a_register_is_a_layer_without_geometry():
    registers = {spec.name for spec in EVERY if not spec.geometry}
    assert registers == {"unit_list", "village_list", "village_plan", "award", "meter_reform", "rural_toilet"}
    assert not any(CATALOGUE[name].bounds or CATALOGUE[name].register_too for name in registers)


def test_only_what_has_a_place_may_be_given_as_a_table_too():
    assert all(spec.geometry for spec in EVERY if spec.register_too)
    assert not any(spec.bounds for spec in EVERY if spec.register_too)


def test_restricted_layers_leave_the_house_as_a_drawing_only():
    drawn = {spec.name for spec in EVERY if spec.export is Export.DRAWN}
    assert drawn == {"redline", "redline_before", "farmland", "soil_plot"}
    assert all(spec.export in {Export.FULL, Export.DRAWN} for spec in EVERY)


def test_stages_are_told_in_five_words(take):
    taken = take("park", 进度=["已开园", "建成", "施工中", "前期工作", "规划", "说不清"])
    assert taken.frame["stage"].tolist()[:5] == ["投运", "竣工", "在建", "前期", "谋划"]
    assert taken.frame["stage"].isna().tolist() == [False] * 5 + [True]


@pytest.mark.parametrize(
    "values", [["是", "否"], ["有", "无"], [1, 0], [1.0, 0.0], [True, False], ["√", "×"]]
)
def test_yes_and_no_are_read_as_tables_write_them(take, values):
    assert take("village_list", 绿化达标=values).frame["greened"].tolist() == ["是", "否"]


def test_levels_are_those_of_units(take):
    taken = take("unit_list", 级别=["街道办事处", "镇", "乡", "度假区", "行政村", "居委会"])
    assert taken.frame["level"].tolist() == ["街道", "乡镇", "乡镇", "类似乡级", "村", "社区"]


def test_a_rebuilt_station_is_dated_by_its_rebuilding(take):
    taken = take("waste_station", 建成日期=["2005-06-01"], 改造完成日期=["2022-03-01"])
    assert str(taken.frame["built"].iloc[0].date()) == "2022-03-01"
