"""Registers: attribute lists without places come through the door under every rule of their cells."""

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import xlsxwriter
from conftest import made_points
from shapely import Point

from gis.errors import GeometryError, InputError
from gis.named_units import unit_factor
from layers.door import open_layer
from layers.kinds.kinds_of_registers import KINDS_OF_REGISTERS
from layers.mutual_fit import mutual_suspicions
from layers.spec import POINTS, Field, LayerSpec
from layers.specs.known_fields import BUILT, CAPACITY, ID, NAME, STATUS
from layers.statement import Merge, Statement
from layers.vicinity import apart_m

AREA = Field(name="area_mu", aliases=("面积",), unit="亩", title="面积（亩）")
FIRMS = LayerSpec(name="firms", title="企业", geometry=frozenset(), fields=(ID, NAME, BUILT, CAPACITY, AREA))
WORKS = LayerSpec(name="works", title="工程", geometry=POINTS, fields=(ID, NAME, STATUS), register_too=True)
STOPS = LayerSpec(name="stops", title="站点", geometry=POINTS, fields=(ID, NAME))


def opened(path, spec=FIRMS, **said):
    return open_layer(path, Statement(**said), spec=spec, to="EPSG:4546")


def csv(folder, text, encoding="utf-8"):
    path = folder / "名录.csv"
    path.write_bytes(text.encode(encoding))
    return path


def codes(layer):
    return [alarm.code for alarm in layer.alarms]


def workbook(folder, **sheets):
    path = folder / "名录.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_table_without_coordinates_is_a_register(tmp_path):
    layer = opened(csv(tmp_path, "名称,建成日期\n甲,2021-03-01\n乙,\n"))
    assert list(layer.frame["name"]) == ["甲", "乙"]
    assert layer.frame.geometry.isna().all()
    assert layer.frame.crs.to_epsg() == 4546
    assert (layer.rows.read, layer.rows.used) == (2, 2)
    assert len(layer.origin.sha256) == 64


def test_the_same_table_is_refused_where_places_are_needed(tmp_path):
    with pytest.raises(InputError, match="no coordinate columns"):
        opened(csv(tmp_path, "名称,建成日期\n甲,2021-03-01\n乙,\n"), STOPS)


def test_a_register_in_gbk_is_read(tmp_path):
    layer = opened(csv(tmp_path, "名称,面积\n鹤城企业,3\n", "gb18030"))
    assert list(layer.frame["name"]) == ["鹤城企业"]
    assert layer.origin.encoding == "gb18030"


def test_titles_totals_and_signatures_are_no_records(tmp_path):
    text = "鹤城区企业名录,,\n名称,建成日期,面积\n甲,2021,3\n,,\n乙,2022,4\n合计,,7\n填表人：张三,,\n"
    layer = opened(csv(tmp_path, text))
    assert list(layer.frame["area_mu"]) == [3, 4]
    assert layer.rows.read == 5
    assert sum(layer.rows.skipped.values()) == 3
    assert {"H110", "H116"} <= set(codes(layer))


def test_lines_that_part_a_register_are_no_records(tmp_path):
    layer = opened(csv(tmp_path, "名称,建成日期,面积\n一、国家级,,\n甲,2021,3\n（二）省级,,\n乙,,\n"))
    assert list(layer.frame["name"]) == ["甲", "乙"]
    assert layer.rows.skipped == {"heading between rows": 2}


def test_a_cell_merged_across_a_sheet_is_no_record(tmp_path):
    path = tmp_path / "名录.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "建成日期", "面积"])
        sheet.merge_range(1, 0, 1, 2, "国家级")
        sheet.write_row(2, 0, ["甲", "2021", 3])
    assert list(opened(path).frame["name"]) == ["甲"]


def test_a_total_between_records_is_left_out_with_an_alarm(tmp_path):
    layer = opened(csv(tmp_path, "名称,面积\n甲,3\n小计,3\n乙,4\n"))
    assert list(layer.frame["name"]) == ["甲", "乙"]
    assert "H126" in codes(layer)


def test_a_head_of_two_rows_is_one_head(tmp_path):
    rows = [["名录", "", "", ""], ["名称", "规模", "", "建成日期"], ["", "面积", "装机容量", ""]]
    layer = opened(workbook(tmp_path, 甲=[*rows, ["厂", 3, 100, "2021-05-01"]]))
    assert (layer.frame["area_mu"].item(), layer.frame["capacity_kw"].item()) == (3, 100)
    assert layer.frame["built"].item() == pd.Timestamp(2021, 5, 1)


def test_several_registers_are_sheets_of_one_workbook(tmp_path):
    path = workbook(
        tmp_path, 企业=[["名称", "面积"], ["甲", 1]], 合作社=[["名称", "面积"], ["乙", 2], ["丙", 3]]
    )
    assert list(opened(path, layer="合作社").frame["name"]) == ["乙", "丙"]
    assert list(opened(path, layer="企业").frame["name"]) == ["甲"]
    with pytest.raises(InputError, match="several layers"):
        opened(path)


def test_the_only_sheet_with_known_columns_is_taken_and_told(tmp_path):
    path = workbook(tmp_path, 说明=[["本表由发改局填写"]], 企业=[["名称", "面积"], ["甲", 1]])
    layer = opened(path)
    assert (layer.origin.layer, codes(layer)) == ("企业", ["H279"])


def test_a_table_whose_head_nobody_knows_is_told(tmp_path):
    assert "H278" in codes(opened(csv(tmp_path, "foo,bar\n1,2\n")))


def test_a_head_may_name_another_unit_of_its_kind(tmp_path):
    layer = opened(csv(tmp_path, "名称,装机容量（万千瓦）,面积(公顷)\n甲,6.24,2\n"))
    assert layer.frame["capacity_kw"].item() == 62_400
    assert layer.frame["area_mu"].item() == 30
    assert codes(layer) == ["H274", "H274"]


def test_a_figure_in_another_unit_keeps_its_digits(tmp_path):
    assert opened(csv(tmp_path, "名称,装机容量（万千瓦）\n甲,0.57\n")).frame["capacity_kw"].item() == 5_700


def test_a_head_in_the_fields_own_unit_changes_nothing(tmp_path):
    layer = opened(csv(tmp_path, "名称,装机容量_kW\n甲,1.2万\n"))
    assert (layer.frame["capacity_kw"].item(), codes(layer)) == (12_000, [])


def test_a_head_in_a_unit_of_another_kind_is_another_column(tmp_path):
    assert "capacity_kw" not in opened(csv(tmp_path, "名称,装机容量（亩）\n甲,6\n")).frame


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("亩", "m²", 2000 / 3),
        ("公顷", "亩", 15),
        ("MW", "kW", 1000),
        ("万m²", "m²", 1e4),
        ("万千瓦", "MW", 10),
    ],
)
def test_units_in_heads_have_their_factor(source, target, factor):
    assert float(unit_factor(source, target)) == factor


def test_stated_fields_and_values_are_heeded(tmp_path):
    text = "单位,规模,类型\n甲,3,园区\n乙,4,其他\n"
    layer = opened(csv(tmp_path, text), fields={"name": "单位", "area_mu": "规模"}, where={"类型": ("园区",)})
    assert (list(layer.frame["name"]), list(layer.frame["area_mu"])) == (["甲"], [3])
    assert layer.rows.skipped == {"where 类型 is not 园区": 1}


def test_rows_alike_in_every_column_are_told_and_kept(tmp_path):
    layer = opened(csv(tmp_path, "编号,名称\n1,甲\n2,甲\n3,乙\n"))
    assert len(layer.frame) == 3
    told = next(alarm for alarm in layer.alarms if alarm.code == "H277")
    assert told.rows == (1, 2)


def test_a_row_without_an_id_or_with_a_taken_one_gets_its_own(tmp_path):
    layer = opened(csv(tmp_path, "编号,名称\n7,甲\n7,乙\n8,丙\n"))
    assert layer.frame["id"].is_unique
    assert "H052" in codes(layer)


def test_coordinates_of_a_register_are_only_columns(tmp_path):
    layer = opened(csv(tmp_path, "名称,lon,lat\n甲,109.98,27.55\n"))
    assert layer.frame.geometry.isna().all()
    assert list(layer.frame["lon"]) == ["109.98"]


def test_shapes_of_a_register_are_dropped_and_told(tmp_path):
    path = tmp_path / "名录.gpkg"
    gpd.GeoDataFrame({"name": ["甲"]}, geometry=[Point(500_000, 3_049_000)], crs=4546).to_file(path)
    layer = opened(path)
    assert layer.frame.geometry.isna().all()
    assert codes(layer) == ["H275"]


def test_an_attribute_table_of_a_geopackage_is_a_register(tmp_path):
    path = tmp_path / "名录.gpkg"
    gpd.GeoDataFrame({"name": ["图"]}, geometry=[Point(500_000, 3_049_000)], crs=4546).to_file(
        path, layer="图层"
    )
    pyogrio.write_dataframe(pd.DataFrame({"name": ["甲", "乙"]}), path, layer="名录", append=True)
    assert list(opened(path).frame["name"]) == ["甲", "乙"]


def test_a_dbf_of_its_own_is_a_register(tmp_path):
    points = gpd.GeoDataFrame({"名称": ["甲", "乙"]}, geometry=[Point(0, 0)] * 2, crs=4490)
    points.to_file(tmp_path / "名录.shp", encoding="gb18030", engine="pyogrio")
    for suffix in (".shp", ".shx", ".cpg", ".prj"):
        (tmp_path / f"名录{suffix}").unlink()
    assert list(opened(tmp_path / "名录.dbf").frame["name"]) == ["甲", "乙"]
    with pytest.raises(InputError, match="format"):
        opened(tmp_path / "名录.dbf", STOPS)


def test_rows_of_a_register_cannot_be_merged_by_distance(tmp_path):
    with pytest.raises(GeometryError, match="no distance"):
        opened(csv(tmp_path, "名称\n甲\n"), merge=Merge(within_m=50))


def test_a_layer_that_may_lack_places_is_read_either_way(tmp_path):
    listed = opened(csv(tmp_path, "名称,状态\n甲,运营\n"), WORKS)
    assert listed.frame.geometry.isna().all()
    assert codes(listed) == ["H276"]
    placed = opened(csv(tmp_path, "名称,状态,lon,lat\n甲,运营,109.98,27.55\n"), WORKS)
    assert placed.frame.geom_type.item() == "Point"


def test_rows_without_a_place_keep_their_turn_among_those_that_have_one(tmp_path):
    text = "编号,名称,lon,lat\n1,甲,,\n2,乙,109.98,27.55\n3,丙,,\n"
    layer = opened(csv(tmp_path, text), WORKS)
    assert list(layer.frame["name"]) == ["甲", "乙", "丙"]
    assert list(layer.frame.geometry.isna()) == [True, False, True]
    assert (layer.rows.used, "H276" in codes(layer)) == (3, True)


def test_blank_coordinates_throughout_make_a_register(tmp_path):
    assert len(opened(csv(tmp_path, "名称,lon,lat\n甲,,\n乙,,\n"), WORKS).frame) == 2


def test_a_register_is_nowhere_and_so_not_far_away(tmp_path):
    layer = opened(csv(tmp_path, "名称\n甲\n"))
    points = made_points((0, 0))
    assert apart_m(layer, points.frame) == 0
    assert mutual_suspicions([layer, points]) == ()


def test_what_a_register_tells_can_be_said_in_both_languages():
    values = {"count": 1, "kinds": 1, "columns": "a", "sheet": "s", "sheets": "s", "head": "h"}
    values |= {"column": "c", "title": "t", "factor": "2", "unit": "kW"}
    for kind in KINDS_OF_REGISTERS.values():
        assert kind.says.format(**values)
        assert kind.says_zh.format(**values)
