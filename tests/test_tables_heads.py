"""Heads of tables: below titles, over two rows, above totals and notes; delimiters and encodings."""

import numpy as np
import pytest
from shapely import get_coordinates

from gis.errors import InputError
from gis.features import ListColumns, ReadRequest
from gis.tabular.tables import read_rows, read_text_table
from layers.alarm_kinds import ALARM_KINDS

ROW = "甲,109.98,27.55"
PLACE = [109.98, 27.55]


def read(tmp_path, content, *, name="stops.csv", encoding="utf-8", **request):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_text_table(path, tmp_path, ReadRequest(**request))


def places(raw):
    return get_coordinates(raw.frame.geometry[raw.frame.geometry.notna()].to_numpy()).round(9).tolist()


def found(raw, code):
    (finding,) = [finding for finding in raw.findings if finding.code == code]
    return finding


def refused(tmp_path, content, **more):
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, **more)
    message = str(caught.value)
    assert "stops.csv" in message
    assert ";" in message
    assert "\n" not in message
    assert caught.value.code in ALARM_KINDS
    return caught.value


# Encodings and delimiters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    raw = read(tmp_path, f"名称,经度,纬度\n{ROW}\n", encoding=encoding)
    assert raw.frame["名称"].tolist() == ["甲"]
    assert places(raw) == [PLACE]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_every_usual_delimiter_is_found_below_a_title(tmp_path, delimiter):
    content = f"公交站点一览表\n名称,经度,纬度\n{ROW}\n".replace(",", delimiter)
    assert places(read(tmp_path, content)) == [PLACE]


def test_commas_in_cells_are_no_delimiter_where_the_head_has_another(tmp_path):
    raw = read(tmp_path, "名称;备注;经度;纬度\n甲;一,二,三,四;109.98;27.55\n")
    assert raw.frame["备注"].tolist() == ["一,二,三,四"]


def test_a_line_that_names_the_delimiter_is_no_row(tmp_path):
    assert places(read(tmp_path, f"sep=;\n名称;经度;纬度\n{ROW}\n".replace(",", ";"))) == [PLACE]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(tmp_path, ending):
    assert read(tmp_path, f"名称,经度,纬度\n{ROW}\n{ROW}\n".replace("\n", ending)).read == 2


# Where the head is


def test_titles_above_the_head_are_left_aside_and_told(tmp_path):
    raw = read(tmp_path, f"XX区公交站点一览表\n单位：个,日期：2025年1月\n\n名称,经度,纬度\n{ROW}\n")
    assert places(raw) == [PLACE]
    assert found(raw, "H110").values == {"row": "4", "above": 2}
    assert raw.frame.index.tolist() == [1]


def test_a_head_in_the_first_row_needs_no_word(tmp_path):
    assert read(tmp_path, f"名称,经度,纬度\n{ROW}\n").findings == ()


def test_a_head_of_two_merged_rows_is_joined(tmp_path):
    raw = read(tmp_path, "序号,名称,坐标,,备注\n,,经度,纬度,\n1,甲,109.98,27.55,好\n")
    assert list(raw.frame.columns) == ["序号", "名称", "经度", "纬度", "备注", "geometry"]
    assert places(raw) == [PLACE]
    assert found(raw, "H110").values["row"] == "1-2"


def test_groups_of_merged_heads_keep_two_systems_apart(tmp_path):
    head = "名称,GCJ02坐标,,WGS84坐标,\n,经度,纬度,经度,纬度\n"
    raw = read(tmp_path, f"{head}甲,110.5,27.9,109.98,27.55\n")
    assert places(raw) == [PLACE]
    assert "GCJ02坐标_经度" in raw.frame


def test_blank_rows_and_columns_around_the_table_are_nothing(tmp_path):
    raw = read(tmp_path, f",,,\n,,,\n,名称,经度,纬度\n,{ROW}\n,,,\n")
    assert list(raw.frame.columns) == ["名称", "经度", "纬度", "geometry"]
    assert (len(raw.frame), raw.read, raw.left_out) == (1, 2, {"blank row below the table": 1})


def test_totals_and_notes_below_are_left_out_and_counted(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度\n{ROW}\n合计,1,\n\n备注：数据来自公交公司\n制表人：张三,,\n")
    assert (len(raw.frame), raw.read) == (1, 4)
    assert raw.left_out == {"footer below the table": 3}
    assert found(raw, "H116").values["count"] == 3


def test_a_stop_whose_name_begins_like_a_note_stays(tmp_path):
    raw = read(tmp_path, "名称,经度,纬度\n合计路,109.98,27.55\n说明书店,109.99,27.55\n")
    assert (raw.read, raw.left_out) == (2, {})


def test_a_row_of_column_numbers_is_no_place(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度,枪数\n甲,1,2,3\n{ROW},4\n")
    assert (len(raw.frame), raw.left_out) == (1, {"row of column numbers": 1})


def test_a_total_among_the_rows_is_left_out_for_what_it_is(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度\n{ROW}\n小计,1,\n{ROW}\n")
    assert (raw.read, raw.left_out, list(raw.frame.index)) == (3, {"row of totals or means": 1}, [1, 3])
    assert [(one.code, one.rows) for one in raw.findings] == [("H126", (2,))]


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "小计", "平均", "Total", "ｔｏｔａｌ"])
def test_a_mean_position_below_the_rows_is_no_place(tmp_path, word):
    raw = read(tmp_path, f"名称,经度,纬度,枪数\n{ROW},10\n乙,109.99,27.56,20\n{word},109.985,27.555,30\n")
    assert (len(raw.frame), raw.read, raw.left_out) == (2, 3, {"row of totals or means": 1})
    assert found(raw, "H126").rows == (3,)


def test_rows_keep_their_numbers_behind_a_subtotal(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度\n{ROW}\n小计,109.98,27.55\n乙,x,27.56\n合计,,\n备注：无\n")
    assert (found(raw, "H126").rows, found(raw, "H113").rows) == ((2,), (3,))
    assert raw.left_out == {"row of totals or means": 1, "footer below the table": 2}


def test_refusals_name_rows_as_the_file_has_them_behind_a_subtotal(tmp_path):
    fault = refused(tmp_path, f"名称,经度,纬度\n{ROW}\n小计,,\n乙,27.55,109.98\n丙,27.55,109.98\n")
    assert "rows 3, 4" in str(fault)


def test_a_total_above_a_note_is_no_place_either(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度\n{ROW}\n合计,109.98,27.55\n备注：无\n")
    assert raw.left_out == {"row of totals or means": 1, "footer below the table": 1}


def test_places_of_a_firm_called_total_stay(tmp_path):
    raw = read(tmp_path, "brand,lon,lat\nTotal,2.35,48.85\nShell,2.36,48.86\n")
    assert (len(raw.frame), raw.left_out) == (2, {})


# Names


def test_repeated_names_of_other_columns_get_a_number(tmp_path):
    raw = read(tmp_path, f"名称,经度,纬度,备注,备注\n{ROW},一,二\n")
    assert list(raw.frame.columns)[3:5] == ["备注", "备注_2"]
    assert found(raw, "H117").values["names"] == "备注_2"


@pytest.mark.parametrize("head", ["名称,经度,纬度,经度", "名称,经度,纬度,"])
def test_repeated_coordinates_and_blank_names_are_refused(tmp_path, head):
    assert refused(tmp_path, f"{head}\n{ROW},1\n").code == "H015"


def test_blank_cells_beyond_the_head_shift_nothing(tmp_path):
    assert places(read(tmp_path, f"名称,经度,纬度\n{ROW},,\n")) == [PLACE]


# What is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("名称,经度,纬度\n甲,109.98\n甲,109.98,27.55\n", "H015"),
        ("名称,经度,纬度\n甲,109.98,27.55,1\n", "H015"),
        ('名称,经度,纬度\n"甲,109.98,27.55\n', "H015"),
        ("名称,经度,纬度\n", "H010"),
        ("公交站点一览表\n名称,经度,纬度\n\n,,\n", "H013"),
        ("合计,经度,纬度\n合计,,\n", "H010"),
        ("名称,地址\n甲,乙\n", "H012"),
        ("甲,109.98,27.55\n乙,109.99,27.56\n", "H012"),
        ("名称,经度\x00,纬度\n", "H004"),
        ("<html><table><tr><td>经度</td></tr></table></html>", "H004"),
        ('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>', "H004"),
        ('[{"lon": 109.98, "lat": 27.55}]', "H004"),
        ("名称,经度,纬度\n" + ",".join("x" * 2001) + "\n", "H100"),
    ],
)
def test_what_is_no_table_of_places_is_refused_in_one_line(tmp_path, content, code):
    assert refused(tmp_path, content).code == code


def test_no_coordinates_are_refused_with_the_names_seen(tmp_path):
    assert "名称, 地址" in str(refused(tmp_path, "名称,地址\n甲,乙\n"))


def test_a_million_rows_are_too_many(tmp_path):
    fault = refused(tmp_path, "经度,纬度\n" + "1,2\n" * 2_000_100)
    assert fault.code == "H100"


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "stops.csv"
    with path.open("wb") as stream:
        stream.truncate((3 << 29) + 1)  # sparse: it takes no room
    with pytest.raises(InputError, match=r"1\.5 GiB") as caught:
        read_text_table(path, tmp_path, ReadRequest())
    assert caught.value.code == "H100"


def test_degrees_minutes_and_seconds_in_their_own_columns_are_refused(tmp_path):
    content = "名称,经度,,,纬度,,\n,度,分,秒,度,分,秒\n甲,109,58,48,27,33,0\n"
    assert refused(tmp_path, content).code in {"H012", "H015"}


# Lists and legends


def test_lists_are_read_below_a_title(tmp_path):
    content = "线路表\n线路,站,位置\n1路,\"['甲', '乙']\",\"['109.98,27.55', '109.99,27.56']\"\n"
    raw = read(tmp_path, content, lists=ListColumns(name="站", position="位置"))
    assert places(raw) == [PLACE, [109.99, 27.56]]


def test_a_legend_is_read_by_its_first_row(tmp_path):
    path = tmp_path / "legend.csv"
    path.write_text("value,code,name\n1,0301,乔木林地\n", encoding="utf-8")
    rows, encoding = read_rows(path)
    assert (rows["code"].tolist(), encoding.name) == (["0301"], "utf-8")


def test_many_rows_are_read_to_their_last_bit(tmp_path):
    values = np.random.default_rng(3).uniform(109, 110, 1000)
    lines = "\n".join(f"{float(x)!r},{float(x - 82)!r}" for x in values)
    raw = read(tmp_path, f"lon,lat\n{lines}\n")
    assert get_coordinates(raw.frame.geometry.to_numpy()).tolist() == [
        [float(x), float(x - 82)] for x in values
    ]


def test_degrees_and_minutes_told_apart_by_names_are_refused(tmp_path):
    content = "名称,经度(度),经度(分),纬度(度),纬度(分)\n甲,109,58.8,27,33\n"
    assert "columns of their own" in str(refused(tmp_path, content))


@pytest.mark.parametrize("row", ["甲,109.981,27.551", "甲,109°58′48″,27°33′00″", '甲,"109.981,27.551"'])
def test_a_table_without_a_head_loses_no_row_as_names(tmp_path, row):
    assert (refused(tmp_path, f"{row}\n{row}\n").code) in {"H012", "H015"}


def test_codes_that_a_program_has_rounded_are_told(tmp_path):
    raw = read(tmp_path, "编码,经度,纬度\n4.31202E+11,109.98,27.55\n431202001002,109.98,27.55\n")
    assert (found(raw, "H120").rows, found(raw, "H120").values["columns"]) == ((1,), "编码")
