"""A layer of units is joined with the official list that district.toml names."""

import pytest
from made_files import codes, frame_of, square, the_alarm, write, write_csv

from gis.errors import InputError
from layers import open_district

HEAD = '[district]\nname = "甲"\ncrs = "EPSG:4546"\nas_of = 2025-12-31\n'
LIST = [["code", "name"], ["431202001", "城中街道"], ["431202101", "黄金坳镇"], ["431202205", "凉亭坳乡"]]


def units(folder, *, accept="", **columns):
    write(frame_of(square(), square(north=3_060_000), **columns), folder / "units.gpkg")
    write_csv(folder / "official.csv", LIST)
    text = f'{HEAD}[layers.unit]\nfile = "units.gpkg"\nunits = "official.csv"\n{accept}'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return open_district(folder).vector("unit")


def test_rows_bear_the_official_code_and_absent_units_are_named(tmp_path):
    layer = units(tmp_path, name=["城中街道", "黄金坳镇"], code=["431202001", "431202101"])
    assert layer.frame["official_code"].tolist() == ["431202001", "431202101"]
    assert "凉亭坳乡 (431202205)" in the_alarm(layer, "H234").message


def test_a_name_joins_where_there_is_no_code_and_a_stranger_joins_nothing(tmp_path):
    layer = units(tmp_path, name=["凉亭坳乡", "外乡"])
    assert layer.frame["official_code"].tolist()[0] == "431202205"
    assert layer.frame["official_code"].isna().tolist() == [False, True]
    assert {"H231", "H236"} <= set(codes(layer))


def test_what_is_acknowledged_stays_listed(tmp_path):
    layer = units(tmp_path, name=["城中街道", "黄金坳镇"], accept='accept = ["H234"]\n')
    assert the_alarm(layer, "H234").accepted


def test_a_list_without_codes_is_refused(tmp_path):
    units(tmp_path, name=["城中街道", "黄金坳镇"])
    write_csv(tmp_path / "official.csv", [["名"], ["城中街道"]])
    with pytest.raises(InputError, match=r"^official\.csv: .*; name them code and name"):
        open_district(tmp_path).vector("unit")
