"""Tables with coordinates: which columns, which rows, and what is refused by row and line."""

import numpy as np
import pytest
import xlsxwriter
from made_files import CRS, EAST, NORTH, codes, refusal, the_alarm, write_csv
from shapely import get_coordinates

from gis.errors import InputError
from gis.features import ListColumns, ReadRequest
from gis.tabular.tables import read_text_table, require_column
from layers import read_layer
from layers.catalogue import BUS_STOP
from layers.door import Statement, open_layer

LON, LAT = "109.98", "27.55"


def table(tmp_path, *rows, encoding="utf-8"):
    return write_csv(tmp_path / "table.csv", rows, encoding=encoding)


def text(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode())
    return path


def degrees(layer):
    return get_coordinates(layer.frame.geometry.to_crs(layer.origin.crs_read)).round(9).tolist()


# Which columns


@pytest.mark.parametrize(
    "names",
    [("lon", "lat"), ("LNG", "LAT"), ("longitude", "latitude"), (" 经度 ", "纬度"), ("stop_lon", "stop_lat")],
)
def test_longitude_and_latitude_are_found_by_name(tmp_path, names):
    layer = read_layer(table(tmp_path, names, (LON, LAT)))
    assert degrees(layer) == [[109.98, 27.55]]
    assert layer.origin.crs_read == "EPSG:4490"


@pytest.mark.parametrize("names", [("x", "y"), ("Easting", "Northing"), ("东坐标", "北坐标")])
def test_plane_coordinates_need_a_stated_crs(tmp_path, names):
    path = table(tmp_path, names, (EAST, NORTH))
    assert refusal(path).code == "H020"
    assert get_coordinates(read_layer(path, crs=CRS).frame.geometry).tolist() == [[EAST, NORTH]]


@pytest.mark.parametrize("pair", ["109.98,27.55", " 109.98 , 27.55 ", "109.98，27.55"])
def test_one_text_of_both_is_read(tmp_path, pair):
    assert degrees(read_layer(table(tmp_path, ("location",), (pair,)))) == [[109.98, 27.55]]


def test_a_table_without_coordinates_is_refused_with_its_columns(tmp_path):
    fault = refusal(table(tmp_path, ("name", "address"), ("甲", "乙")))
    assert (fault.code, "name, address" in str(fault)) == ("H012", True)


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_a_name_that_speaks_of_a_web_map_must_be_confirmed(tmp_path, system):
    path = table(tmp_path, (f"{system}_lng", f"{system}_lat"), (LON, LAT))
    fault = refusal(path)
    assert (fault.code, f'coordinates = "{system}"' in str(fault)) == ("H020", True)
    assert refusal(path, coordinates="wgs84").code == "H020"
    assert "H024" in codes(read_layer(path, coordinates=system))


def test_of_several_systems_the_stated_one_is_read(tmp_path):
    path = table(tmp_path, ("gcj02_lng", "gcj02_lat", "wgs84_lng", "wgs84_lat"), ("110.5", "27.5", LON, LAT))
    assert degrees(read_layer(path)) == [[109.98, 27.55]]
    assert read_layer(path, coordinates="gcj02").origin.coordinates == "gcj02"


def test_degrees_stated_as_wgs_84_are_wgs_84(tmp_path):
    layer = read_layer(table(tmp_path, ("lon", "lat"), (LON, LAT)), coordinates="wgs84", to=CRS)
    assert layer.origin.crs_read == "EPSG:4326"
    assert "H023" in codes(layer)


# Which rows


def test_blank_and_unreadable_coordinates_are_counted_by_row(tmp_path):
    cells = [
        (LON, LAT),
        ("", LAT),
        (LON, ""),
        ("", ""),
        ("n/a", LAT),
        ("109°58′", LAT),
        ("nan", LAT),
        ("0", "0"),
        *[(LON, LAT)] * 8,
    ]
    layer = read_layer(table(tmp_path, ("lon", "lat"), *cells))
    assert (layer.rows.read, layer.rows.used) == (16, 9)
    for code in ("H033", "H113"):
        assert the_alarm(layer, code).rows == (2, 3, 4, 5, 6, 7, 8)


def test_the_origin_is_a_place_in_a_plane(tmp_path):
    raw = read_text_table(table(tmp_path, ("x", "y"), ("0", "0"), ("1", "1")), tmp_path, ReadRequest())
    assert get_coordinates(raw.frame.geometry.to_numpy()).tolist() == [[0, 0], [1, 1]]


def test_a_row_of_blanks_is_a_row_and_an_empty_line_is_none(tmp_path):
    layer = read_layer(text(tmp_path, f"lon,lat\n{LON},{LAT}\n,\n\n{LON},{LAT}\n\n"))
    assert (layer.rows.read, layer.rows.used) == (3, 2)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_usual_delimiters_are_found(tmp_path, delimiter):
    content = f"name|lon|lat\n甲|{LON}|{LAT}\n".replace("|", delimiter)
    assert list(read_layer(text(tmp_path, content)).frame["name"]) == ["甲"]


def test_numbers_are_read_to_their_last_bit(tmp_path):
    values = np.random.default_rng(7).uniform(399_000, 401_000, 200)
    path = table(tmp_path, ("x", "y"), *((repr(float(x)), repr(float(x + 2.65e6))) for x in values))
    read = get_coordinates(read_layer(path, crs=CRS).frame.geometry)
    assert read.tolist() == [[float(x), float(x + 2.65e6)] for x in values]


# What is refused


def test_ragged_rows_are_refused_by_number(tmp_path):
    path = text(tmp_path, f"lon,lat\n{LON},{LAT}\n{LON},{LAT},9\n{LON}\n")
    fault = refusal(path)
    assert (fault.code, "rows 2, 3" in str(fault)) == ("H015", True)


def test_a_quotation_mark_that_never_closes_swallows_no_rows(tmp_path):
    path = text(tmp_path, f'lon,lat,name\n{LON},{LAT},"甲\n{LON},{LAT},乙\n')
    fault = refusal(path)
    assert (fault.code, "line 3" in str(fault)) == ("H015", True)


@pytest.mark.parametrize("head", ["lon,lat,lon", "lon,lat,", "2025年公交站点,,"])
def test_heads_that_are_repeated_or_missing_are_refused(tmp_path, head):
    assert refusal(text(tmp_path, f"{head}\n{LON},{LAT},1\n")).code == "H015"


@pytest.mark.parametrize("content", ["", "\n\n", " ", "\ufeff", "\ufeff\n", "lon,lat\n"])
def test_a_table_without_rows_is_refused(tmp_path, content):
    assert refusal(text(tmp_path, content)).code in {"H010", "H015"}


def test_longitude_and_latitude_in_each_others_columns_are_refused(tmp_path):
    fault = refusal(table(tmp_path, ("lon", "lat"), (LAT, LON)))
    assert (fault.code, "swapped" in str(fault)) == ("H021", True)


def test_one_swapped_row_among_good_ones_is_refused_too(tmp_path):
    assert refusal(table(tmp_path, ("lon", "lat"), (LON, LAT), (LAT, LON))).code == "H021"


def test_metres_in_columns_of_degrees_are_refused(tmp_path):
    assert refusal(table(tmp_path, ("lon", "lat"), (EAST, NORTH))).code == "H021"


def test_northing_in_the_column_x_is_taken_for_what_it_is_and_told(tmp_path):
    layer = read_layer(table(tmp_path, ("x", "y"), (NORTH, EAST)), crs=CRS)
    assert get_coordinates(layer.frame.geometry).tolist() == [[EAST, NORTH]]
    assert the_alarm(layer, "H114").values["column"] == "x"


# Lists of stops


def lists(tmp_path, *rows, more=()):
    path = table(tmp_path, ("line", "names", "places", *more), *rows)
    return open_layer(path, Statement(lists=ListColumns(name="names", position="places")), spec=BUS_STOP)


def test_a_line_of_stops_gives_one_row_a_stop(tmp_path):
    row = ("1路", "['甲', '乙']", f"['{LON},{LAT}', '109.99,27.56']")
    layer = lists(tmp_path, row, row)
    assert layer.rows.read == 4
    assert list(layer.frame["name"]) == ["甲", "乙", "甲", "乙"]
    assert list(layer.frame["line"]) == ["1路"] * 4


def test_the_lines_own_position_and_name_do_not_stand_in_for_the_stops(tmp_path):
    row = ("1路", "['甲']", f"['{LON},{LAT}']", "110.5", "27.9", "名")
    layer = lists(tmp_path, row, more=("lon", "lat", "name"))
    assert degrees(layer) == [[109.98, 27.55]]
    assert list(layer.frame["name_in_file"]) == ["名"]


@pytest.mark.parametrize(
    ("names", "places"),
    [
        ("['甲', '乙']", f"['{LON},{LAT}']"),
        ("甲", "乙"),
        ("['甲'", "['1,2']"),
        ("", ""),
        ("{[]: 1}", "[]"),
        ("(" * 500 + ")" * 500, "[]"),
        ("__import__('os').getcwd()", "[]"),
    ],
)
def test_what_is_no_pair_of_equal_lists_is_refused_by_row(tmp_path, names, places):
    good = ("1路", "['甲']", f"['{LON},{LAT}']")
    with pytest.raises(InputError, match=r"table\.csv \(rows 2\)") as caught:
        lists(tmp_path, good, ("2路", names, places))
    assert caught.value.code == "H015"


def test_a_missing_column_is_refused_with_the_nearest_names():
    with pytest.raises(InputError, match="no column 'stationnam'; nearest are stationname") as caught:
        require_column(["stationname", "line", "geometry"], "stationnam", "f.csv")
    assert caught.value.code == "H012"


def test_bare_degrees_are_cgcs2000_in_china_and_wgs84_elsewhere(tmp_path):
    for name, place, crs in (
        ("huaihua", "109.98,27.55", "EPSG:4490"),
        ("coquimbo", "-71.3,-29.9", "EPSG:4326"),
    ):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"lon,lat\n{place}\n", encoding="utf-8")
        assert read_text_table(path, tmp_path, ReadRequest()).frame.crs.to_string() == crs


# Through the door


def test_a_workbook_comes_through_the_door_like_its_csv(tmp_path):
    rows = [["名称", "经度", "纬度"], ["甲", "109°58′48″", "27.55"], ["乙", "109.99", "27.56"]]
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet("站点")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    layer = read_layer(tmp_path / "stops.xlsx")
    assert np.round(degrees(layer), 6).tolist() == [[109.98, 27.55], [109.99, 27.56]]
    assert (layer.origin.layer, layer.origin.encoding_by, codes(layer)) == ("站点", "format", [])
    assert degrees(read_layer(write_csv(tmp_path / "stops.csv", rows))) == degrees(layer)


def test_what_was_noticed_has_sentences_in_both_languages(tmp_path):
    rows = [("XX区站点表",), ("名称", "X", "Y"), *[("甲", NORTH, EAST)] * 3, ("乙", "", ""), ("合计", 4, "")]
    layer = read_layer(table(tmp_path, *rows), crs=CRS)
    assert {"H110", "H113", "H114", "H116"} <= set(codes(layer))
    for alarm in layer.alarms:
        assert "{" not in alarm.told("zh") + alarm.message


def test_unreadable_stops_are_not_placed_at_their_lines_own_columns(tmp_path):
    with pytest.raises(InputError) as caught:
        lists(tmp_path, ("1路", "['甲']", "['人民路']", LON, LAT), more=("lon", "lat"))
    assert caught.value.code == "H013"
