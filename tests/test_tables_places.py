"""Coordinates in tables: which columns, which axis, which rows have none, and what was assumed."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import get_coordinates

from gis.errors import InputError, ToolkitError
from gis.features import ReadRequest
from gis.tabular.tables import read_text_table
from layers.alarm_kinds import ALARM_KINDS

EAST, NORTH = "399254.12", "3049000.5"
PLANE = [399254.12, 3049000.5]
PLACE = [109.98, 27.55]


def read(tmp_path, names, *rows, **request):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *rows])
    path = tmp_path / "stops.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return read_text_table(path, tmp_path, ReadRequest(**request))


def places(raw):
    return get_coordinates(raw.frame.geometry[raw.frame.geometry.notna()].to_numpy()).round(9).tolist()


def codes(raw):
    return {finding.code for finding in raw.findings}


def found(raw, code):
    (finding,) = [finding for finding in raw.findings if finding.code == code]
    return finding


def refused(tmp_path, names, *rows, **request):
    with pytest.raises(ToolkitError) as caught:
        read(tmp_path, names, *rows, **request)
    message = str(caught.value)
    assert "stops.csv" in message
    assert ";" in message
    assert "\n" not in message
    assert caught.value.code in ALARM_KINDS
    return caught.value


# Names


@pytest.mark.parametrize(
    "names",
    [
        ("经度(°)", "纬度(°)"),
        ("经度（度）", "纬度（度）"),
        ("经度(十进制)", "纬度(十进制)"),
        ("东经", "北纬"),
        ("lng_wgs84", "lat_wgs84"),
        ("WGS84经度", "WGS84纬度"),
        ("经度(CGCS2000)", "纬度(CGCS2000)"),
        ("充电站经度", "充电站纬度"),
        ("center_lng", "center_lat"),
        ("Stop_Lon", "Stop_Lat"),
        ("JD", "WD"),
        ("*经度", "*纬度"),
    ],
)
def test_longitude_and_latitude_are_found_under_many_names(tmp_path, names):
    raw = read(tmp_path, names, ("109.98", "27.55"))
    assert places(raw) == [PLACE]
    assert raw.crs.to_string() == "EPSG:4490"


@pytest.mark.parametrize(
    "names",
    [
        ("X坐标", "Y坐标"),
        ("坐标X", "坐标Y"),
        ("东坐标(m)", "北坐标(m)"),
        ("横坐标", "纵坐标"),
        ("Y(东)", "X(北)"),
        ("POINT_X", "POINT_Y"),
        ("CGCS2000坐标_X", "CGCS2000坐标_Y"),
    ],
)
def test_easting_and_northing_are_found_under_many_names(tmp_path, names):
    raw = read(tmp_path, names, (EAST, NORTH))
    assert places(raw) == [PLANE]
    assert raw.crs is None


def test_the_four_sides_of_a_parcel_are_no_coordinates(tmp_path):
    assert refused(tmp_path, ("东", "南", "西", "北"), ("路", "河", "山", "田")).code == "H012"


def test_ends_of_a_line_are_not_taken_for_one_place(tmp_path):
    names = ("起点经度", "起点纬度", "终点经度", "终点纬度")
    assert refused(tmp_path, names, ("109.98", "27.55", "109.99", "27.56")).code == "H012"


def test_stated_columns_override_all_others(tmp_path):
    names, row = ("lon", "lat", "终点经度", "终点纬度"), ("110", "28", "109.98", "27.55")
    assert places(read(tmp_path, names, row, position=("终点经度", "终点纬度"))) == [PLACE]


def test_stated_plane_columns_are_read_in_the_order_stated(tmp_path):
    raw = read(tmp_path, ("x", "y"), (NORTH, EAST), position=("y", "x"))
    assert (places(raw), codes(raw)) == ([PLANE], set())


def test_a_stated_column_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    assert "nearest are" in str(refused(tmp_path, ("lon", "lat"), ("1", "2"), position=("long", "lat")))


# Meaning by magnitude


@pytest.mark.parametrize("east", [EAST, "37399254.12"])
def test_x_of_chinese_surveying_is_the_northing(tmp_path, east):
    raw = read(tmp_path, ("X", "Y"), (NORTH, east))
    assert places(raw) == [[float(east), 3049000.5]]
    assert found(raw, "H114").values["axis"] == "northing"


def test_columns_called_easting_and_northing_with_each_others_values_are_refused(tmp_path):
    fault = refused(tmp_path, ("东坐标", "北坐标"), (NORTH, EAST))
    assert (fault.code, "swapped" in str(fault)) == ("H021", True)


@pytest.mark.parametrize("row", [("399254", "349000"), ("3399254", "3049000")])
def test_x_and_y_of_one_magnitude_are_refused(tmp_path, row):
    assert refused(tmp_path, ("x", "y"), row).code == "H021"


def test_x_and_y_in_degrees_are_taken_under_an_alarm(tmp_path):
    raw = read(tmp_path, ("X", "Y"), ("109.98", "27.55"))
    assert (places(raw), raw.crs.to_string()) == ([PLACE], "EPSG:4490")
    assert "H115" in codes(raw)


def test_x_that_is_a_latitude_is_told(tmp_path):
    raw = read(tmp_path, ("X", "Y"), ("27.55", "109.98"))
    assert places(raw) == [PLACE]
    assert found(raw, "H114").values["axis"] == "latitude"


def test_a_pair_with_the_latitude_first_is_turned_and_told(tmp_path):
    raw = read(tmp_path, ("坐标",), ("27.55,109.98",))
    assert (places(raw), "H114" in codes(raw)) == ([PLACE], True)


@pytest.mark.parametrize("row", [("27.55", "109.98"), ("39.5", "75.9")])
def test_longitudes_that_are_all_latitudes_are_refused_naming_the_swap(tmp_path, row):
    fault = refused(tmp_path, ("经度", "纬度"), row, row)
    assert (fault.code, "swapped" in str(fault)) == ("H021", True)


def test_letters_that_name_the_other_axis_are_a_swap(tmp_path):
    fault = refused(tmp_path, ("经度", "纬度"), ("27.55N", "27.55E"))
    assert fault.code == "H021"


# Columns found by what they hold


def test_two_columns_that_can_only_be_degrees_in_china_are_taken_under_an_alarm(tmp_path):
    raw = read(
        tmp_path, ("站名", "位置一", "位置二"), ("甲", "27.551", "109.981"), ("乙", "27.552", "109.982")
    )
    assert places(raw)[0] == [109.981, 27.551]
    assert "位置二" in found(raw, "H115").values["columns"]


def test_a_pair_under_another_name_is_taken_under_an_alarm(tmp_path):
    raw = read(tmp_path, ("站名", "点位"), ("甲", "109.981,27.551"))
    assert (places(raw), "H115" in codes(raw)) == ([[109.981, 27.551]], True)


def test_several_columns_that_could_be_degrees_are_refused(tmp_path):
    rows = ("甲", "27.551", "109.981", "27.552")
    assert "several columns" in str(refused(tmp_path, ("名", "甲", "乙", "丙"), rows))


def test_ages_and_scores_are_no_degrees(tmp_path):
    assert refused(tmp_path, ("年龄", "分数"), ("27", "99"), ("35", "88")).code == "H012"


# Rows


def test_a_minority_of_impossible_rows_is_told_row_by_row(tmp_path):
    good = [("109.98", "27.55")] * 6
    bad = [
        ("109.98", "275.5"),
        ("999", "999"),
        ("27.55", "109.98"),
        ("", ""),
        ("abc", "27.5"),
        ("109.98", "0"),
    ]
    raw = read(tmp_path, ("lon", "lat"), *good, *bad)
    told = found(raw, "H113")
    assert told.rows == (7, 8, 9, 10, 11, 12)
    assert raw.frame.geometry.notna().sum() == 6
    for seen in ("109.98, 275.5", "not in degrees", "swapped", "blank", "unreadable", "zero"):
        assert seen in told.values["seen"]


def test_a_long_list_of_bad_rows_is_cut(tmp_path):
    raw = read(tmp_path, ("lon", "lat"), *[("109.98", "27.55")] * 60, *[("?" * 500, "27.55")] * 50)
    assert len(found(raw, "H113").rows) == 50
    assert len(found(raw, "H113").values["seen"]) < 800


def test_most_rows_impossible_is_a_refusal(tmp_path):
    assert (
        refused(tmp_path, ("lon", "lat"), ("109.98", "27.55"), ("999", "999"), ("999", "98")).code == "H021"
    )


def test_no_usable_row_is_a_refusal_that_shows_what_was_seen(tmp_path):
    fault = refused(tmp_path, ("lon", "lat"), ("东边", "27.55"), ("", ""))
    assert (fault.code, "东边" in str(fault)) == ("H013", True)


def test_a_swapped_row_in_a_plane_is_left_out_and_told(tmp_path):
    raw = read(tmp_path, ("x", "y"), *[(EAST, NORTH)] * 9, (NORTH, EAST), ("0", "0"))
    assert found(raw, "H113").rows == (10, 11)


def test_every_spelling_of_angles_may_stand_in_one_column(tmp_path):
    rows = [
        ("109°58'48\"", "27°33'0\""),
        ("109度58分48秒", "北纬27度33分0秒"),
        ("109:58:48", "27:33:00"),
        ("109.98", "27.55"),
    ]
    assert places(read(tmp_path, ("经度", "纬度"), *rows)) == [PLACE] * 4


def test_minutes_of_sixty_are_an_unreadable_row(tmp_path):
    raw = read(tmp_path, ("经度", "纬度"), ("109.98", "27.55"), ("109°60'00\"", "27°33'00\""))
    assert found(raw, "H113").rows == (2,)


def test_angles_written_as_one_number_are_read_under_an_alarm(tmp_path):
    raw = read(tmp_path, ("经度", "纬度"), ("1095848", "273300"), ("1095848.0", "273300"))
    assert (places(raw), "H122" in codes(raw)) == ([PLACE, PLACE], True)


def test_metres_with_separators_and_full_width_digits_are_read(tmp_path):
    raw = read(
        tmp_path,
        ("x", "y"),
        ("399,254.12", "3,049,000.5"),
        ("３９９２５４．１２", "3 049 000.5"),
        ("'399254.12", " 3049000.5"),
    )
    assert places(raw) == [PLANE] * 3


def test_minutes_behind_the_point_are_told(tmp_path):
    rows = [(f"109.{minute:02d}{minute:02d}", f"27.{minute:02d}{minute:02d}") for minute in range(0, 60, 4)]
    assert "H123" in codes(read(tmp_path, ("lon", "lat"), *rows))


def test_sound_decimals_raise_no_alarm(tmp_path):
    rows = [(f"109.{part:02d}{part:02d}", f"27.{part:02d}{part:02d}") for part in range(0, 100, 5)]
    assert codes(read(tmp_path, ("lon", "lat"), *rows)) == set()


# Systems


@pytest.mark.parametrize(
    ("name", "system"), [("高德经度", "gcj02"), ("经度(百度)", "bd09"), ("lng_gcj02", "gcj02")]
)
def test_names_of_web_maps_must_be_confirmed(tmp_path, name, system):
    latitude = name.replace("经度", "纬度").replace("lng", "lat")
    fault = refused(tmp_path, (name, latitude), ("109.98", "27.55"))
    assert (fault.code, f'coordinates = "{system}"' in str(fault)) == ("H020", True)
    assert places(read(tmp_path, (name, latitude), ("109.98", "27.55"), coordinates=system)) == [PLACE]


def test_a_title_that_speaks_of_a_web_map_must_be_confirmed(tmp_path):
    fault = refused(tmp_path, ("站点表", "坐标系：火星坐标"), ("lon", "lat"), ("109.98", "27.55"))
    assert (fault.code, "gcj02" in str(fault)) == ("H020", True)


def test_degrees_of_an_old_datum_are_not_taken_for_cgcs2000(tmp_path):
    raw = read(tmp_path, ("站点表", "坐标系：1980西安坐标系"), ("lon", "lat"), ("109.98", "27.55"))
    assert raw.crs is None
    assert raw.crs_by.startswith("its")


# No text breaks the reader


@settings(max_examples=150)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.text(max_size=12),
                st.sampled_from(["经度", "纬度", "x", "坐标", "109.98", "27.55", "合计", ""]),
            ),
            max_size=5,
        ),
        max_size=8,
    )
)
def test_no_table_ends_in_anything_but_rows_or_a_refusal(tmp_path_factory, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = tmp_path_factory.mktemp("made") / "stops.csv"
    path.write_text(text.getvalue(), encoding="utf-8", errors="replace", newline="")
    try:
        raw = read_text_table(path, path.parent, ReadRequest())
    except InputError as fault:
        assert "stops.csv" in str(fault)  # noqa: PT017 - the kind of end is what is tested
        assert ";" in str(fault)  # noqa: PT017 - the same
    else:
        assert raw.read == len(raw.frame) + sum(raw.left_out.values())


def test_an_address_called_location_does_not_hide_x_and_y(tmp_path):
    raw = read(tmp_path, ("location", "x", "y"), ("人民路1号", EAST, NORTH))
    assert places(raw) == [PLANE]


@pytest.mark.parametrize(
    "pair",
    ["经度:109.98,纬度:27.55", "POINT (109.98 27.55)", "[109.98, 27.55]", "东经109°58′48″，北纬27°33′0″"],
)
def test_pairs_are_read_in_every_usual_spelling(tmp_path, pair):
    assert places(read(tmp_path, ("坐标",), (pair,))) == [PLACE]


def test_columns_of_one_meaning_must_agree(tmp_path):
    names = ("lon", "lat", "经度", "纬度")
    assert places(read(tmp_path, names, ("109.98", "27.55", "109.980001", "27.55"))) == [PLACE]
    assert refused(tmp_path, names, ("109.98", "27.55", "109.99", "27.55")).code == "H012"


def test_initials_of_other_words_do_not_disturb_true_names(tmp_path):
    assert places(read(tmp_path, ("lon", "lat", "jd", "wd"), ("109.98", "27.55", "城中街道", "三号"))) == [
        PLACE
    ]
