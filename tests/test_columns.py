"""Columns: real names to those of the catalogue, real spellings to the official ones, nothing dropped."""

import pytest
from made_files import EAST, NORTH, frame_of
from shapely import Point

from gis.errors import InputError
from layers.catalogue import BUS_STOP, CATALOGUE, CHARGER, POP, anonymous
from layers.columns import take_columns


def rows(**columns):
    count = len(next(iter(columns.values())))
    frame = frame_of(*[Point(EAST, NORTH)] * count, **columns)
    frame.index = range(1, count + 1)
    return frame.drop(columns="id") if "id" not in columns else frame


def take(frame, spec=BUS_STOP, *, fields=(), assume=()):
    return take_columns(frame, spec, fields=dict(fields), assume=dict(assume), what="f.shp")


def finding(taken, code):
    (found,) = [finding for finding in taken.findings if finding.code == code]
    return found


# Names


@pytest.mark.parametrize("column", ["name", "NAME", "mc", "MC", "名称", "站点名称", "stop_name"])
def test_a_name_is_found_under_its_aliases(column):
    assert list(take(rows(**{column: ["甲"]})).frame["name"]) == ["甲"]


def test_the_very_name_wins_over_an_alias():
    assert list(take(rows(mc=["乙"], name=["甲"])).frame["name"]) == ["甲"]


def test_what_the_user_says_wins_over_the_very_name_which_is_kept():
    frame = take(rows(name=["甲"], label=["乙"]), fields={"name": "label"}).frame
    assert (list(frame["name"]), list(frame["name_in_file"])) == (["乙"], ["甲"])


def test_one_column_may_serve_twice():
    frame = take(rows(label=["甲"]), fields={"name": "label", "id": "label"}).frame
    assert (list(frame["name"]), list(frame["id"])) == (["甲"], ["甲"])


def test_two_columns_may_change_places():
    frame = take(rows(id=["i"], name=["n"]), fields={"id": "name", "name": "id"}).frame
    assert (list(frame["id"]), list(frame["name"])) == (["n"], ["i"])


def test_columns_that_nobody_knows_stay():
    assert list(take(rows(note=["x"])).frame["note"]) == ["x"]


def test_a_stated_column_that_is_absent_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"f\.shp: no column 'lable'; nearest are label") as caught:
        take(rows(label=["甲"]), fields={"name": "lable"})
    assert caught.value.code == "H012"


@pytest.mark.parametrize("said", ["fields", "assume"])
def test_a_misspelt_field_is_refused_and_not_ignored(said):
    with pytest.raises(InputError, match="no field 'statsu'; did you mean 'status'") as caught:
        take(rows(zt=["运营"]), **{said: {"statsu": "zt"}})
    assert caught.value.code == "H012"


def test_a_field_beyond_the_catalogue_is_taken_as_named():
    frame = take(rows(sjgm=[300]), CATALOGUE["wwtp"], fields={"design_m3d": "sjgm"}).frame
    assert list(frame["design_m3d"]) == [300]


def test_a_required_field_that_is_absent_is_refused_with_the_columns_there_are():
    with pytest.raises(InputError, match="no column 'persons'; nearest are"):
        take(rows(headcount=[5]), POP)


def test_a_file_of_its_own_needs_nothing():
    assert take(rows(note=["x"]), anonymous("stops")).findings == ()


# Values


@pytest.mark.parametrize(
    ("written", "official"),
    [("运营", "运营"), (" 在用 ", "运营"), ("开通", "运营"), ("停用", "停运"), ("拟建", "规划")],
)
def test_spellings_of_status_become_the_official_one(written, official):
    taken = take(rows(zt=[written]))
    assert list(taken.frame["status"]) == [official]
    assert taken.findings == ()


def test_spellings_of_open_type_become_the_official_one():
    written = ["公用", "public", "公交专用", "私人", "共享"]
    taken = take(rows(kflx=written, zt=["运营"] * 5), CHARGER)
    assert list(taken.frame["open_type"]) == ["公共", "公共", "专用", "自用", "单位共享"]


def test_values_outside_the_list_stay_unknown_and_are_named():
    taken = take(rows(zt=["运营", "维修", None, "维修"]))
    found = finding(taken, "H061")
    assert taken.frame["status"].isna().tolist() == [False, True, True, True]
    assert (found.rows, found.values["count"], found.values["seen"]) == ((2, 3, 4), 3, "维修")


def test_an_absent_status_is_assumed_to_be_the_usual_case_and_told():
    taken = take(rows(name=["甲", "乙"]))
    assert list(taken.frame["status"]) == ["运营", "运营"]
    assert finding(taken, "H060").values["by"] == "the usual case"


def test_what_the_user_assumes_fills_only_what_is_missing():
    taken = take(rows(kflx=["专用", None], zt=["运营"] * 2), CHARGER, assume={"open_type": "公共"})
    assert list(taken.frame["open_type"]) == ["专用", "公共"]
    assert finding(taken, "H060").rows == (2,)
    assert finding(taken, "H060").values["by"] == "as stated in district.toml"


def test_an_absent_open_type_is_not_assumed_by_itself():
    taken = take(rows(zt=["运营"]), CHARGER)
    assert "open_type" not in taken.frame


def test_numbers_written_as_text_are_numbers_and_others_unknown():
    taken = take(rows(人口=["12", " 7 ", "约30", None, "inf"]), POP)
    assert taken.frame["persons"].tolist()[:2] == [12, 7]
    assert taken.frame["persons"].isna().tolist() == [False, False, True, True, True]
    assert finding(taken, "H061").rows == (3, 5)


def test_people_below_0_are_refused_by_row():
    with pytest.raises(InputError, match=r"f\.shp \(rows 2, persons\): values below 0") as caught:
        take(rows(persons=[5, -1]), POP)
    assert caught.value.code == "H015"


def test_the_callers_frame_is_left_alone():
    frame = rows(zt=["在用"])
    take(frame)
    assert (list(frame.columns), list(frame["zt"])) == (["zt", "geometry"], ["在用"])


@pytest.mark.parametrize(("written", "persons"), [("1.2万", 12_000), ("1,234人", 1234), ("３４", 34)])
def test_figures_are_read_as_offices_write_them(written, persons):
    taken = take(rows(人口=[written, "7"]), POP)
    assert taken.frame["persons"].tolist() == [persons, 7]
    assert taken.findings == ()


def test_a_figure_too_wide_for_its_field_is_unknown_and_one_not_given_is_missing():
    taken = take(rows(人口=["****", "-", "无", "12"]), POP)
    assert taken.frame["persons"].isna().tolist() == [True, True, True, False]
    assert finding(taken, "H061").rows == (1,)


def test_a_figure_below_0_where_none_can_be_is_unknown():
    taken = take(rows(power_kw=[120.0, -9999.0], zt=["运营"] * 2), CHARGER)
    assert taken.frame["power_kw"].isna().tolist() == [False, True]
    assert (finding(taken, "H061").rows, finding(taken, "H061").values["seen"]) == ((2,), "-9999.0")


@pytest.mark.parametrize("codes", [[301.0, 302.0, None], [301, 302, None]])
def test_codes_that_a_table_keeps_as_numbers_are_text(codes):
    frame = take(rows(dlbm=codes), CATALOGUE["dltb"]).frame
    assert frame["dlbm"].tolist() == ["301", "302", None]


def test_any_column_named_as_a_code_loses_the_point_of_a_float():
    frame = take(rows(XZQDM=[431202001001.0, None], area=[1.0, 2.0]), anonymous("units")).frame
    assert frame["XZQDM"].tolist() == ["431202001001", None]
    assert frame["area"].tolist() == [1.0, 2.0]


def test_codes_that_are_text_stay_as_written():
    assert take(rows(dlbm=["0301", " 0302"]), CATALOGUE["dltb"]).frame["dlbm"].tolist() == ["0301", " 0302"]


def test_days_are_read_and_impossible_ones_unknown():
    taken = take(
        rows(jcrq=["2023年5月1日", "20231345", "2023-02-30", None], id=list("abcd")), CATALOGUE["center"]
    )
    days = taken.frame["built"]
    assert days[1].date().isoformat() == "2023-05-01"
    assert days.isna().tolist() == [False, True, True, True]
    assert finding(taken, "H061").rows == (2, 3)
