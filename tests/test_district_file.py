"""district.toml: read strictly; all mistakes are told at once, with line, field and the nearest name."""

import datetime as dt

import pytest

from gis.errors import InputError
from layers.alarm_kinds import ALARM_KINDS
from layers.district import read_district
from layers.spec import Export

HEAD = """
[district]
name = "鹤城区"
crs = "EPSG:4546"
as_of = 2025-12-31
"""


def district(tmp_path, text="", *, head=HEAD):
    path = tmp_path / "district.toml"
    path.write_text(head.lstrip() + text, encoding="utf-8")
    return read_district(path)


def mistake(tmp_path, text="", *, head=HEAD):
    with pytest.raises(InputError) as caught:
        district(tmp_path, text, head=head)
    assert caught.value.code == "H006"
    message = str(caught.value)
    assert message.startswith("district.toml: ")
    assert "\n" not in message
    return message


def test_a_short_file_is_enough(tmp_path):
    file = district(tmp_path)
    assert (file.district.name, file.district.as_of) == ("鹤城区", dt.date(2025, 12, 31))
    assert (file.layers, file.scopes, file.decisions) == ({}, {}, {})


def test_a_layer_says_all_that_can_be_said_of_it(tmp_path):
    entry = district(
        tmp_path,
        """
[layers.bus_stop]
file = "公交站点.shp"
encoding = "gb18030"
coordinates = "gcj02"
where = { status = ["运营"], line = "1路" }
fields = { name = "MC", status = "ZT" }
assume = { status = "运营" }
lists = { name = "a", position = "b" }
merge = { within_m = 50 }
accept = ["H031"]
export = "drawn"
notes = "一句"
""",
    ).layers["bus_stop"]
    statement = entry.statement()
    assert statement.where == {"status": ("运营",), "line": ("1路",)}
    assert (statement.merge.by, statement.merge.within_m) == ("name", 50)
    assert (statement.lists.name, statement.accept, statement.notes) == ("a", ("H031",), ("一句",))
    assert entry.export is Export.DRAWN


def test_a_byte_order_mark_is_borne(tmp_path):
    path = tmp_path / "district.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert read_district(path).district.name == "鹤城区"


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "district.toml"
    path.write_bytes(HEAD.encode("gbk"))
    with pytest.raises(InputError, match="not UTF-8; save it as UTF-8"):
        read_district(path)


def test_broken_toml_is_told_by_line(tmp_path):
    assert "line 1" in mistake(tmp_path, head='name = "x\n')


def test_an_unknown_name_is_told_with_line_field_and_nearest(tmp_path):
    message = mistake(tmp_path, '[layers.bus_stop]\nfile = "a.shp"\nencodign = "gbk"\n')
    assert "line 7, layers.bus_stop.encodign: unknown name; did you mean 'encoding'?" in message


def test_an_unknown_layer_is_told_with_the_nearest(tmp_path):
    message = mistake(tmp_path, '[layers.bus_stpo]\nfile = "a.shp"\n')
    assert "line 5, layers.bus_stpo: " in message
    assert "no layer is called 'bus_stpo'; nearest are bus_stop" in message


def test_all_mistakes_are_told_at_once(tmp_path):
    message = mistake(
        tmp_path,
        """
[layers.bus_stpo]
file = "a.shp"
[layers.pop]
encoding = "gbk"
coordinates = "gcj"
[layers.unit]
file = "a.shp"
accept = ["H999"]
[scopes]
"全区" = "distrct"
"城区" = { intersection = ["urban", "bus_stop"] }
""",
        head=HEAD.replace("EPSG:4546", "EPSG:4326").replace("2025-12-31", '"soon"'),
    )
    for told in (
        "district.crs: 'EPSG:4326' is not measured in metres",
        "district.as_of",
        "no layer is called 'bus_stpo'",
        "layers.pop.file: is missing; add it",
        "layers.pop.coordinates",
        "no alarm is called H999",
        "no layer is called 'distrct'; nearest are district",
        "'bus_stop' has no polygons",
    ):
        assert told in message


def test_more_mistakes_than_a_line_can_hold_are_counted(tmp_path):
    many = "\n".join(f"x{number} = 1" for number in range(25))
    assert "and 5 more" in mistake(tmp_path, f'[layers.pop]\nfile = "a"\n{many}\n')


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:3857", "EPSG:999999", "nonsense"])
def test_a_district_is_measured_in_metres(tmp_path, crs):
    assert "line 3, district.crs" in mistake(tmp_path, head=HEAD.replace("EPSG:4546", crs))


@pytest.mark.parametrize("within_m", ["0", "-5", "1001", '"near"'])
def test_a_merge_distance_is_between_0_and_a_kilometre(tmp_path, within_m):
    message = mistake(tmp_path, f'[layers.bus_stop]\nfile = "a"\nmerge = {{ within_m = {within_m} }}\n')
    assert "layers.bus_stop.merge.within_m" in message


@pytest.mark.parametrize("scope", ["{ }", '{ note = "x" }', '{ layer = "urban", intersection = ["center"] }'])
def test_a_scope_is_one_layer_or_an_intersection(tmp_path, scope):
    message = mistake(tmp_path, f'[scopes]\n"城区" = {scope}\n')
    assert "scopes.城区: name either a layer or an intersection of layers" in message


def test_scopes_are_said_in_three_ways(tmp_path):
    text = """
[scopes]
"全区" = "district"
"城区" = { layer = "urban", note = "代替" }
"建成区∩中心城区" = { intersection = ["built_up", "center"] }
"""
    scopes = district(tmp_path, text).scopes
    assert [scope.names() for scope in scopes.values()] == [("district",), ("urban",), ("built_up", "center")]


def test_a_decision_bears_a_name_and_a_share_between_0_and_1(tmp_path):
    text = '[decisions.T03]\nreading = "coverage"\nshare = {share}\ndecided_by = "{by}"\ndate = 2025-06-01\n'
    decision = district(tmp_path, text.format(share=0.9, by="区交通运输局")).decisions["T03"]
    assert (decision.share, decision.date) == (0.9, dt.date(2025, 6, 1))
    message = mistake(tmp_path, text.format(share=90, by=""))
    assert "line 7, decisions.T03.share" in message


def test_every_alarm_may_be_accepted_by_its_code(tmp_path):
    listing = ", ".join(f'"{code}"' for code in ALARM_KINDS)
    entry = district(tmp_path, f'[layers.pop]\nfile = "a"\naccept = [{listing}]\n').layers["pop"]
    assert set(entry.accept) == set(ALARM_KINDS)


@pytest.mark.parametrize("code", sorted(ALARM_KINDS))
def test_every_code_says_what_it_is_and_what_to_do(code):
    kind = ALARM_KINDS[code]
    assert kind.code == code
    assert kind.says
    assert kind.says_zh
    assert kind.fix
