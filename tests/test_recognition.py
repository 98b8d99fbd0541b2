"""Likenesses: what a name, a geometry and columns say of a file, and what they do not."""

import pytest

from layers.catalogue import CATALOGUE
from layers.recognition import Grounds, likely_layers

NO_PLACES = ()


def names_of(likely):
    return [likeness.name for likeness in likely]


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.name)
def test_a_table_finds_the_layer_of_its_title_where_that_may_be_a_register(spec):
    likely = likely_layers([spec.title], NO_PLACES, ())
    if not spec.geometry or spec.register_too:
        assert likely[0].name == spec.name
        assert likely[0].grounds is Grounds.SAME_NAME
    else:
        assert spec.name not in names_of(likely)


def test_a_register_is_never_found_for_a_file_with_shapes():
    registers = {spec.name for spec in CATALOGUE.values() if not spec.geometry}
    for name in ("创建认定", "村级名录", "农村改厕"):
        assert registers.isdisjoint(names_of(likely_layers([name], ["Point"], ("称号", "户数"))))


def test_a_word_in_a_tables_name_needs_a_column_beside_it():
    assert likely_layers(["道路工程款支付"], NO_PLACES, ("金额", "单位")) == []
    assert names_of(likely_layers(["道路工程一览"], NO_PLACES, ("名称", "建设性质")))[0] == "road_work"


def test_columns_that_many_layers_know_tell_none():
    assert likely_layers(["x"], NO_PLACES, ("名称", "阶段", "所属乡镇", "对应目标", "级别")) == []
    assert likely_layers(["x"], ["Polygon"], ("名称", "状态", "进度")) == []


def test_a_table_of_no_name_needs_two_columns_of_its_own():
    assert likely_layers(["x"], NO_PLACES, ("名称", "户数")) == []
    assert names_of(likely_layers(["x"], NO_PLACES, ("绿化达标", "农网完善")))[0] == "village_list"


def test_the_name_of_the_layer_goes_before_that_of_the_file():
    assert names_of(likely_layers(["人口分布", "行政区划"], ["Polygon"], ()))[0] == "pop"
    assert names_of(likely_layers(["图层1", "公交站点"], ["Point"], ())) == ["bus_stop"]


def test_a_column_is_known_with_its_unit_in_brackets():
    likely = likely_layers(["x"], ["Polygon"], ("屋顶面积（平方米）", "光伏面积(m²)"))
    assert names_of(likely) == ["roof"]
    assert likely[0].grounds is Grounds.COLUMNS


def test_columns_of_one_layer_only_are_its_peculiar_ones():
    likely = {one.name: one for one in likely_layers(["DLTB"], ["Polygon"], ("DLBM", "特灌"))}
    assert likely["forest"].peculiar == ("特灌",)
    assert likely["dltb"].peculiar == ()


def test_a_year_is_no_part_of_a_name():
    assert likely_layers(["林分2020年"], NO_PLACES, ())[0].grounds is Grounds.SAME_NAME
