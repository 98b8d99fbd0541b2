"""Shapefiles whose parts do not belong together: refused, or every row accounted for."""

import shutil
import struct

import pytest
from made_files import STOP_NAMES, frame_of, patch, snapshot, square, stops, the_alarm, write
from shapefile_bytes import closed, write_polygons, write_table
from shapely import LineString, Point

from gis.errors import InputError
from gis.features import ReadRequest
from gis.reading import read_features
from layers import read_layer
from layers.alarm_kinds import ALARM_KINDS

OUTER = closed((0, 0), (0, 10), (10, 10), (10, 0))  # clockwise, as outer rings are written: 100
HOLE = closed((2, 2), (4, 2), (4, 4), (2, 4))  # counter-clockwise, as holes are: 4
ISLAND = closed((2.5, 2.5), (2.5, 3.5), (3.5, 3.5), (3.5, 2.5))  # clockwise, in the hole: 1
AWAY = closed((20, 0), (20, 10), (30, 10), (30, 0))


def read(path):
    return read_features(path, ReadRequest())


def told(raw):
    """List code and rows of what was noticed, and see that the sentences of the registry can be filled."""
    for finding in raw.findings:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return [(finding.code, finding.rows) for finding in raw.findings]


def refused(path):
    with pytest.raises(InputError) as caught:
        read(path)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


@pytest.fixture
def squares(tmp_path):
    """Five squares with sides of 10 to 50 m."""
    shapes = [square(10.0 * number, east=400_000.0 + 100 * number) for number in range(1, 6)]
    return write(frame_of(*shapes), tmp_path / "squares.shp")


def areas(raw):
    return [round(area, 6) for area in raw.frame.area]


SIZES = [100.0, 400.0, 900.0, 1600.0, 2500.0]

# Parts


def test_a_missing_table_is_named(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    path.with_suffix(".dbf").unlink()
    fault = refused(path)
    assert (fault.code, "its .dbf is missing" in str(fault)) == ("H001", True)


def test_a_missing_index_is_made_again_from_the_shapes_and_told(squares):
    squares.with_suffix(".shx").unlink()
    raw = read(squares)
    assert (areas(raw), told(raw)) == (SIZES, [("H150", ())])


def test_an_index_of_other_shapes_is_not_believed(squares):
    index = squares.with_suffix(".shx")
    raw = index.read_bytes()
    index.write_bytes(raw[:100] + raw[108:116] + raw[100:108] + raw[116:])
    assert (areas(read(squares)), told(read(squares))) == (SIZES, [("H150", ())])


def test_an_index_that_lists_fewer_shapes_than_there_are_hides_none(squares):
    index = squares.with_suffix(".shx")
    raw = index.read_bytes()[:-8]
    index.write_bytes(raw[:24] + struct.pack(">i", len(raw) // 2) + raw[28:])
    assert (areas(read(squares)), told(read(squares))) == (SIZES, [("H150", ())])


def test_shapes_that_do_not_follow_on_make_no_index(squares):
    squares.with_suffix(".shx").unlink()
    patch(squares, 104, struct.pack(">i", 30))
    assert "cannot be made again" in str(refused(squares))


def test_an_upper_case_table_belongs_to_a_lower_case_file(squares):
    squares.with_suffix(".dbf").rename(squares.with_name("SQUARES.DBF"))
    assert areas(read(squares)) == SIZES


def test_two_tables_that_differ_only_in_case_are_a_guess(squares):
    shutil.copyfile(squares.with_suffix(".dbf"), squares.with_suffix(".DBF"))
    assert "differ only in case" in str(refused(squares))


def test_a_table_with_fewer_rows_than_shapes_is_refused(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    write(stops().iloc[:2], tmp_path / "two.shp")
    shutil.copyfile(tmp_path / "two.dbf", path.with_suffix(".dbf"))
    fault = refused(path)
    assert "3 shapes, but its .dbf declares 2 rows" in str(fault)


def test_a_table_cut_short_is_refused(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-40])
    assert "declares 3 rows and holds 2" in str(refused(path))


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_part_of_a_few_bytes_is_refused(tmp_path, part):
    path = write(stops(), tmp_path / "stops.shp")
    short = path.with_suffix(part)
    short.write_bytes(short.read_bytes()[:20])
    assert refused(path).code in {"H001", "H004"}


def test_bytes_after_the_last_shape_change_nothing(squares):
    squares.write_bytes(squares.read_bytes() + b"junkjunk")
    assert (areas(read(squares)), told(read(squares))) == (SIZES, [])


def test_a_shapefile_cut_short_is_refused(squares):
    squares.write_bytes(squares.read_bytes()[:-40])
    assert "cut short" in str(refused(squares))


def test_deleted_rows_are_left_out_counted_and_keep_the_numbers_of_the_others(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    table = path.with_suffix(".dbf").read_bytes()
    head_bytes, row_bytes = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    patch(path.with_suffix(".dbf"), head_bytes + row_bytes, b"*")
    raw = read(path)
    assert (raw.read, len(raw.frame)) == (3, 2)
    assert dict(raw.left_out) == {"deleted in the .dbf": 1}
    assert list(raw.frame.index) == [1, 3]
    assert list(raw.frame["name"]) == [STOP_NAMES[0], STOP_NAMES[2]]


@pytest.mark.parametrize("suffix", [".qix", ".sbn", ".sbx", ".shp.xml"])
def test_a_stale_spatial_index_hides_no_row(tmp_path, suffix):
    path = write(stops(), tmp_path / "stops.shp")
    (tmp_path / f"stops{suffix}").write_bytes(b"SQT\x01\x01\0\0\0" + b"\0" * 40)
    assert len(read(path).frame) == 3


def test_reading_leaves_the_folder_as_it_was(squares):
    squares.with_suffix(".shx").unlink()
    before = snapshot(squares.parent)
    read(squares)
    assert snapshot(squares.parent) == before


def test_a_shapefile_without_rows_has_none_to_read(tmp_path):
    stops().iloc[:0].to_file(tmp_path / "stops.shp")
    raw = read(tmp_path / "stops.shp")
    assert (raw.read, told(raw)) == (0, [])


def test_what_was_noticed_reaches_the_layer(squares):
    squares.with_suffix(".shx").unlink()
    layer = read_layer(squares)
    assert "it is missing" in the_alarm(layer, "H150").message


# Coordinate system


def test_a_missing_prj_is_an_unknown_system(squares):
    squares.with_suffix(".prj").unlink()
    assert read(squares).crs is None


@pytest.mark.parametrize("text", [b"GARBAGE[1", b"\xff\xfeP\0", b'PROJCS["cut","GEOGCS[', b"\0" * 50])
def test_a_prj_that_is_no_system_says_so(squares, text):
    squares.with_suffix(".prj").write_bytes(text)
    raw = read(squares)
    assert (raw.crs, raw.crs_by.startswith("its .prj")) == (None, True)


# Shapes


@pytest.mark.parametrize(
    ("rings", "area", "turned"),
    [
        ([OUTER, HOLE], 96.0, False),
        ([HOLE, OUTER], 96.0, False),
        ([OUTER, AWAY], 200.0, False),
        ([OUTER, HOLE, ISLAND], 97.0, False),
        ([OUTER, HOLE[::-1]], 96.0, True),
        ([OUTER[::-1], HOLE], 96.0, True),
        ([OUTER[::-1], HOLE[::-1]], 96.0, True),
        ([OUTER, HOLE[::-1], ISLAND], 97.0, True),
    ],
)
def test_a_hole_is_deducted_whichever_way_its_ring_turns(tmp_path, rings, area, turned):
    raw = read(write_polygons(tmp_path / "a.shp", [[AWAY], rings]))
    assert raw.frame.area[2] == pytest.approx(area)
    assert raw.frame.is_valid.all()
    assert told(raw) == ([("H155", (2,))] if turned else [])


def test_an_outer_ring_that_turns_the_wrong_way_is_still_ground(tmp_path):
    raw = read(write_polygons(tmp_path / "a.shp", [[OUTER[::-1]], [OUTER[::-1], AWAY[::-1]]]))
    assert list(raw.frame.area) == [100.0, 200.0]


def test_one_ring_given_twice_is_no_hole(tmp_path):
    raw = read(write_polygons(tmp_path / "a.shp", [[OUTER, OUTER]]))
    assert not raw.frame.is_valid[1]  # the door repairs it, and says by how much


def test_a_ring_that_does_not_close_is_a_shape_that_cannot_be_decoded(tmp_path):
    raw = read(write_polygons(tmp_path / "a.shp", [[OUTER], [OUTER[:-1]]]))
    assert (told(raw), list(raw.frame.geometry.isna())) == ([("H151", (2,))], [False, True])


@pytest.mark.parametrize(("place", "value"), [(0, 1), (36, 9), (36, -1), (40, 99), (44, 4)])
def test_a_record_that_contradicts_itself_is_a_row_without_shape_and_told(squares, place, value):
    patch(squares, 108 + place, struct.pack("<i", value))
    raw = read(squares)
    assert (told(raw), list(raw.frame.geometry.isna())) == ([("H151", (1,))], [True] + [False] * 4)


def test_a_vertex_that_strayed_from_the_stored_bounds_is_told(squares):
    patch(squares, 108 + 48 + 16 + 6, b"\x20")  # in the second vertex's easting
    assert told(read(squares)) == [("H157", (1,))]


def test_bounds_of_nought_are_not_stated(squares):
    patch(squares, 108 + 4, bytes(32))
    assert told(read(squares)) == []


def test_a_null_shape_is_a_row_without_shape_and_no_damage(squares):
    patch(squares, 108, struct.pack("<i", 0))
    raw = read(squares)
    assert (told(raw), raw.frame.geometry.isna()[1]) == ([], True)


def test_multipatch_is_refused(squares):
    patch(squares, 32, struct.pack("<i", 31))
    fault = refused(squares)
    assert (fault.code, "MultiPatch" in str(fault)) == ("H011", True)


@pytest.mark.parametrize("shape", [Point(1, 2, 3), LineString([(0, 0, 1), (3, 4, 2)])])
def test_heights_are_read(tmp_path, shape):
    raw = read(write(frame_of(shape), tmp_path / "a.shp"))
    assert raw.frame.geometry[1].equals_exact(shape)
    assert raw.frame.has_z.all()


# Cells


@pytest.fixture
def table(squares):
    """Give the squares another table."""

    def made(kind, width, decimals, *cells, name="A"):
        rows = [[cell] for cell in cells]
        return write_table(squares.with_suffix(".dbf"), [(name, kind, width, decimals)], rows)

    return made


def test_an_overflow_is_a_missing_number_and_told(table):
    raw = read(table("N", 8, 2, b"********", b"1.5", b"", b"-2", b"3."))
    assert raw.frame["A"].isna().tolist() == [True, False, True, False, False]
    assert told(raw) == [("H152", (1,))]


@pytest.mark.parametrize("cell", [b"abc", b"1,5", b"1 2", b"--1", b"1.2.3", b"1-2", "一".encode("gbk")])
def test_what_is_no_number_is_not_zero(table, cell):
    raw = read(table("N", 8, 0, cell, b"1", b"2", b"3", b"4"))
    assert raw.frame["A"].isna().tolist() == [True, False, False, False, False]
    assert told(raw) == [("H152", (1,))]


def test_sound_numbers_raise_no_alarm(table):
    raw = read(table("N", 9, 3, b"1.5", b"-.5", b"+4", b"1e3", b"   7"))
    assert (list(raw.frame["A"]), told(raw)) == ([1.5, -0.5, 4.0, 1000.0, 7.0], [])


def test_long_whole_numbers_keep_their_last_digit(table):
    raw = read(table("N", 20, 0, b"9007199254740993", b"1", b"", b"3", b"4"))
    assert raw.frame["A"][1] == 9_007_199_254_740_993


def test_numbers_longer_than_a_computer_word_stay_text(table):
    raw = read(table("N", 20, 0, b"43120220000000000001", b"1", b"", b"3", b"4"))
    assert raw.frame["A"][1] == "43120220000000000001"


@pytest.mark.parametrize("cell", [b"00000000", b"20231345", b"20230229", b"2023-1-1"])
def test_an_impossible_date_is_missing_and_told(table, cell):
    raw = read(table("D", 8, 0, cell, b"20240229", b"", b"20230101", b"20230101"))
    assert raw.frame["A"].isna().tolist() == [True, False, True, False, False]
    assert told(raw) == [("H153", (1,))]


def test_a_field_called_in_gbk_is_read_by_its_name(table):
    raw = read(table("N", 4, 0, *[b"1"] * 5, name="面积".encode("gbk")))
    assert list(raw.frame["面积"]) == [1] * 5


def test_two_fields_of_one_name_are_refused(squares):
    fields = [("AREA", "N", 4, 0), ("area", "N", 4, 0)]
    write_table(squares.with_suffix(".dbf"), fields, [[b"1", b"2"]] * 5)
    assert refused(squares).code == "H015"


def test_two_names_cut_to_one_are_refused(squares):
    name = "基本农田面积".encode("gbk")[:10]
    write_table(squares.with_suffix(".dbf"), [(name, "N", 4, 0), (name, "N", 4, 0)], [[b"1", b"2"]] * 5)
    assert refused(squares).code == "H015"


@pytest.mark.parametrize("page", ["nonsense", "", "\0\0", "x" * 100_000])
def test_a_nonsense_code_page_is_not_believed(tmp_path, page):
    path = write(stops(), tmp_path / "stops.shp", cpg=page)
    assert tuple(read(path).frame["name"]) == STOP_NAMES


LONG_NAMES = {"权属单位代码": ["1", "2", "3"], "权属单位名称": ["鹤城林场", "黄岩", "凉亭坳"]}


@pytest.mark.filterwarnings("ignore")  # the writer remarks on the names that it cuts
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_cut_inside_a_character_and_numbered_do_not_decide_the_encoding(tmp_path, encoding):
    path = tmp_path / "parcels.shp"
    stops().assign(**LONG_NAMES, A权属单位代码=["x", "y", "z"]).to_file(path, encoding=encoding)
    for stated in (None, encoding):
        frame = read_layer(path, encoding=stated).frame
        assert "鹤城林场" in {value for name in frame for value in frame[name].astype(str)}
        assert all(name.isascii() or "属" in name for name in frame.columns)


@pytest.mark.filterwarnings("ignore")
def test_names_that_are_one_after_the_cut_get_a_number(tmp_path):
    path = tmp_path / "parcels.shp"
    names = {"A权属单位代码": ["1", "2", "3"], "A权属单位名称": ["鹤城林场", "黄岩", "凉亭坳"]}
    stops().assign(**names).to_file(path, encoding="gb18030")
    path.with_suffix(".cpg").unlink()
    columns = [name for name in read_layer(path).frame.columns if "权属" in name]
    assert len(set(columns)) == 2
