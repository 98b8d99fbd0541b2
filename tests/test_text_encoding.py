"""Text: decoded strictly, whatever the file declares, and the way it was decided is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import (
    CRS,
    EAST,
    NORTH,
    STOP_NAMES,
    codes,
    feature,
    frame_of,
    patch,
    refusal,
    stops,
    the_alarm,
    write_csv,
    write_geojson,
    write_shapefile,
)
from shapely import Point

from gis.errors import InputError
from gis.text_encoding import decide, decoded, decoded_file, known_encoding
from layers import read_layer

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8)


def found(*texts, encoding, declared=None):
    return decide([text.encode(encoding) for text in texts], what="f", declared=declared)


# Which encoding


@given(texts=st.lists(HANZI, min_size=1, max_size=5))
def test_utf_8_is_found_whatever_is_declared(texts):
    for declared in (None, "GBK", "ISO-8859-1", "UTF-8", "nonsense"):
        assert found(*texts, encoding="utf-8", declared=declared).name == "utf-8"


@given(texts=st.lists(st.sampled_from(["鹤城区", "公交站", "一", "站", "联通", "壆岗", "中坡"]), min_size=1))
def test_gbk_is_found_whatever_is_declared(texts):
    for declared in (None, "GBK", "cp936", "ISO-8859-1", "windows-1252", "nonsense"):
        assert found(*texts, encoding="gbk", declared=declared).name == "gb18030"
    assert found("鹤城区", *texts, encoding="gbk", declared="UTF-8").name == "gb18030"


def test_four_byte_characters_of_gb18030_are_read():
    rare = "𠮷野㐂"
    encoding = found("公交站", rare, encoding="gb18030")
    assert decoded(rare.encode("gb18030"), encoding.name) == rare


def test_latin_text_is_believed_where_it_is_declared_and_not_chinese():
    assert found("Peñuelas", "São Tomé", encoding="latin-1", declared="ISO-8859-1").name == "iso8859-1"
    assert found("Peñuelas", encoding="utf-8", declared="ISO-8859-1").name == "utf-8"
    assert found("Peñuelas", encoding="utf-8").name == "utf-8"
    assert found("Москва", encoding="utf-8").name == "utf-8"


def test_big5_is_believed_where_it_is_declared():
    assert found("鶴城區", encoding="big5", declared="big5").name == "big5"


def test_a_declaration_that_lies_is_told():
    assert "though declared as GBK" in found("鹤城区", encoding="utf-8", declared="GBK").by
    assert found("鹤城区", encoding="gbk", declared="GBK").by == "declared as GBK"
    assert found("鹤城区", encoding="utf-8", declared="UTF-8").by == "declared as UTF-8"


def test_ascii_needs_no_decision():
    assert found("stop 1", encoding="ascii", declared="GBK").by == "only ASCII text"


def test_a_stated_encoding_is_binding():
    with pytest.raises(InputError, match="text is not utf-8") as caught:
        decide(["鹤城".encode("gbk")], what="f", stated="utf-8")
    assert caught.value.code == "H041"


@pytest.mark.parametrize("name", ["klingon", "", "hex", "base64", "rot13", "zlib", "a\0b"])
def test_what_is_no_encoding_of_text_is_refused(name):
    with pytest.raises(InputError, match="no encoding is called") as caught:
        known_encoding(name, "f")
    assert caught.value.code == "H041"


def test_bytes_of_no_encoding_are_refused():
    with pytest.raises(InputError, match="neither UTF-8 nor GB18030"):
        decide([b"ab\xff\xffcd ef"], what="f")


# Values cut inside a character


@pytest.mark.parametrize(("encoding", "size"), [("gbk", 5), ("utf-8", 8), ("utf-8", 7)])
def test_a_value_cut_inside_its_last_character_loses_only_that(encoding, size):
    values = ["鹤城区".encode(encoding), "鹤城区".encode(encoding)[:size]]
    encoding = decide(values, what="f")
    assert encoding.cut == (1,)
    assert [decoded(value, encoding.name) for value in values] == ["鹤城区", "鹤城"]


def test_a_lone_gbk_character_is_no_cut_utf_8():
    assert found("浣", encoding="gbk").cut == ()  # E4 BD: the first two bytes of many characters in UTF-8


def test_a_whole_file_that_ends_inside_a_character_was_cut_short():
    for encoding in ("utf-8", "gbk", "utf-16"):
        with pytest.raises(InputError, match="may be cut short"):
            decoded_file("名称,鹤城区".encode(encoding)[:-1], what="f.csv")


# Shapefiles


@pytest.mark.parametrize("cpg", [None, "GBK", "936", "cp936", "UTF-8", "ISO-8859-1", "nonsense", ""])
@pytest.mark.parametrize("language_id", [0, 0x4D, 0x57, 0x03])
def test_a_gbk_shapefile_is_read_whatever_its_parts_say(tmp_path, cpg, language_id):
    path = write_shapefile(stops(), tmp_path / "stops.shp", cpg=cpg, language_id=language_id)
    layer = read_layer(path)
    assert tuple(layer.frame["name"]) == STOP_NAMES
    assert layer.origin.encoding == "gb18030"


@pytest.mark.parametrize("cpg", [None, "UTF-8", "GBK", "ISO-8859-1"])
def test_a_utf_8_shapefile_is_read_whatever_its_parts_say(tmp_path, cpg):
    path = write_shapefile(stops(), tmp_path / "stops.shp", encoding="utf-8", cpg=cpg)
    layer = read_layer(path)
    assert tuple(layer.frame["name"]) == STOP_NAMES
    assert ("H040" in codes(layer)) == (cpg in {"GBK", "ISO-8859-1"})


def test_an_encoding_found_by_trial_is_told_in_both_languages(tmp_path):
    alarm = the_alarm(read_layer(write_shapefile(stops(), tmp_path / "stops.shp")), "H040")
    assert "gb18030" in alarm.told("en")
    assert "gb18030" in alarm.told("zh")


def test_field_names_in_gbk_are_read(tmp_path):
    path = write_shapefile(stops().rename(columns={"name": "站点名称"}), tmp_path / "stops.shp")
    assert tuple(read_layer(path).frame["站点名称"]) == STOP_NAMES


def test_every_byte_of_gbk_passes_through_the_reader(tmp_path):
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    names = [bytes([lead, trail]).decode("gbk") for lead in (0x81, 0xB0, 0xF7) for trail in trails]
    frame = frame_of(*[Point(EAST, NORTH)] * len(names), name=names)
    path = write_shapefile(frame, tmp_path / "all.shp", cpg="GBK")
    assert list(read_layer(path).frame["name"]) == names


def test_a_value_cut_in_a_dbf_is_named_by_its_row(tmp_path):
    path = write_shapefile(stops(name=["甲站", "乙站", "丙站"]), tmp_path / "stops.shp", cpg="GBK")
    table = path.with_suffix(".dbf")
    patch(table, table.read_bytes().index("乙站".encode("gbk")) + 3, b" ")
    layer = read_layer(path)
    assert list(layer.frame["name"]) == ["甲站", "乙", "丙站"]
    assert the_alarm(layer, "H042").rows == (2,)


def test_a_wrongly_stated_encoding_is_refused(tmp_path):
    fault = refusal(write_shapefile(stops(), tmp_path / "stops.shp"), encoding="utf-8")
    assert fault.code == "H041"


# Tables and GeoJSON


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_table_is_read_in_every_usual_encoding(tmp_path, encoding):
    rows = [["名称", "x", "y"], *([name, EAST, NORTH] for name in STOP_NAMES)]
    layer = read_layer(write_csv(tmp_path / "站点.csv", rows, encoding=encoding), crs=CRS)
    assert tuple(layer.frame["名称"]) == STOP_NAMES


def test_utf_16_without_its_mark_is_refused(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["x", "y"], [EAST, NORTH]], encoding="utf-16-le")
    assert refusal(path, crs=CRS).code in {"H004", "H041"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_geojson_is_read_in_every_usual_encoding(tmp_path, encoding):
    features = [feature(Point(109.98, 27.55), {"name": name}) for name in STOP_NAMES]
    layer = read_layer(write_geojson(tmp_path / "stops.geojson", features, encoding=encoding))
    assert tuple(layer.frame["name"]) == STOP_NAMES
    assert ("H040" in codes(layer)) == (encoding == "gbk")


def test_a_declared_encoding_that_no_table_can_have_is_not_believed():
    found = decide(["鹤城一站".encode("gb18030")], what="a.shp", declared="UTF-16")
    assert found.name == "gb18030"
