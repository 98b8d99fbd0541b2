"""GeoPackages: stored counts may be stale, what acts by itself does not, arcs keep their area."""

import math
import sqlite3
import struct

import pytest
import shapely
from made_files import EAST, NORTH, frame_of, snapshot, square, stops, write

from gis.errors import InputError, ToolkitError
from gis.features import ReadRequest
from gis.reading import read_features
from layers.alarm_kinds import ALARM_KINDS

SIZES = [100.0, 400.0, 900.0]
RADIUS = 100.0
VIEW = (
    "INSERT INTO gpkg_contents (table_name, identifier, data_type) VALUES ('v', 'v', 'features')",
    "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4546, 0, 0)",
)


def read(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


def told(raw):
    """List code and rows of what was noticed, and see that the sentences of the registry can be filled."""
    for finding in raw.findings:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return [(finding.code, finding.rows) for finding in raw.findings]


def refused(path, layer=None):
    with pytest.raises(ToolkitError) as caught:
        read(path, layer)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


@pytest.fixture
def squares(tmp_path):
    """Three squares with sides of 10, 20 and 30 m."""
    shapes = [square(10.0 * number, east=EAST + 100 * number) for number in (1, 2, 3)]
    return write(frame_of(*shapes), tmp_path / "squares.gpkg", layer="ground")


def change(path, *statements):
    """Change a GeoPackage behind the back of its triggers; a statement may come with its values."""
    base = sqlite3.connect(path)
    for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        base.execute(*((statement,) if isinstance(statement, str) else statement))
    base.commit()
    base.close()
    return path


def areas(raw):
    return [round(area, 6) for area in raw.frame.area]


# What is stored beside the rows


@pytest.mark.parametrize(
    "stale",
    [
        "UPDATE gpkg_ogr_contents SET feature_count = 1",
        "DROP TABLE gpkg_ogr_contents",
        "UPDATE gpkg_contents SET min_x = 0, max_x = 1, min_y = 0, max_y = 1",
        "UPDATE gpkg_contents SET min_x = NULL, max_x = NULL, min_y = NULL, max_y = NULL",
        "DELETE FROM rtree_ground_geom",
        "UPDATE rtree_ground_geom SET minx = 0, maxx = 1, miny = 0, maxy = 1",
    ],
)
def test_stale_counts_extents_and_indexes_hide_no_row(squares, stale):
    assert areas(read(change(squares, stale))) == SIZES


@pytest.mark.parametrize("number", [0, -1, 777_777])
def test_a_system_without_meaning_is_unknown(squares, number):
    assert read(change(squares, ("UPDATE gpkg_geometry_columns SET srs_id = ?", (number,)))).crs is None


def test_a_trigger_does_not_fire(squares):
    change(
        squares,
        "CREATE TRIGGER t AFTER UPDATE ON gpkg_ogr_contents BEGIN DELETE FROM ground WHERE fid > 1; END",
    )
    assert areas(read(squares)) == SIZES


def test_a_view_is_a_layer(squares):
    change(squares, "CREATE VIEW v AS SELECT fid, geom, id FROM ground WHERE fid > 1", *VIEW)
    assert refused(squares).code == "H005"
    assert areas(read(squares, "v")) == SIZES[1:]


@pytest.mark.parametrize("call", ["load_extension('x')", "readfile('/etc/hosts')", "ST_MinX(geom)"])
def test_a_view_that_calls_functions_of_a_program_is_refused(squares, call):
    view = f"CREATE VIEW v AS SELECT fid, geom, {call} AS a FROM ground"  # noqa: S608 - that is the point
    change(squares, view, *VIEW)
    assert refused(squares, "v").code == "H011"


def test_a_virtual_table_that_could_read_files_is_refused(squares):
    base = sqlite3.connect(squares)
    base.execute("PRAGMA writable_schema = ON")
    sql = "CREATE VIRTUAL TABLE x USING VirtualText('/etc/hosts', 'utf8')"
    base.execute(
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', 'x', 'x', 0, ?)",
        (sql,),
    )
    base.commit()
    base.close()
    assert refused(squares).code == "H003"


@pytest.mark.parametrize(
    ("tables", "kind"),
    [
        (("spatial_ref_sys", "geometry_columns"), "SpatiaLite"),
        (("tiles", "metadata"), "MBTiles"),
        (("stuff",), "without the tables of a GeoPackage"),
    ],
)
def test_another_database_is_called_what_it_is(tmp_path, tables, kind):
    path = tmp_path / "a.gpkg"
    change(path, *(f"CREATE TABLE {table} (a)" for table in tables))
    fault = refused(path)
    assert (fault.code, kind in str(fault)) == ("H004", True)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_refused(squares, share):
    raw = squares.read_bytes()
    squares.write_bytes(raw[: int(len(raw) * share)])
    refused(squares)


def test_rows_committed_but_not_yet_written_in_are_read_and_others_are_not(squares):
    base = sqlite3.connect(change(squares), isolation_level=None)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA wal_autocheckpoint = 0")
        base.execute("DELETE FROM ground WHERE fid = 2")
        base.execute("BEGIN")
        base.execute("DELETE FROM ground WHERE fid = 3")
        before = snapshot(squares.parent)
        assert areas(read(squares)) == [100.0, 900.0]
        assert snapshot(squares.parent) == before
    finally:
        base.close()


def test_a_row_key_with_a_name_of_its_own_is_a_column(squares):
    raw = read(
        change(squares, "ALTER TABLE ground RENAME COLUMN fid TO gid", "UPDATE ground SET gid = gid + 70")
    )
    assert list(raw.frame["gid"]) == [71, 72, 73]
    assert list(raw.frame.index) == [1, 2, 3]


@pytest.mark.parametrize("name", ["a'b\"c", "公交 站点", "x; DROP TABLE y", "1", "select"])
def test_a_layer_may_bear_any_name(tmp_path, name):
    assert read(write(stops(), tmp_path / "a.gpkg", layer=name)).layer == name


# Shapes


def blob(wkb, *, flags=1):
    return b"GP\0" + bytes([flags]) + struct.pack("<i", 4546) + wkb


@pytest.mark.parametrize(
    "raw",
    [
        b"\0",
        b"XX\0\x01" + b"\0" * 30,
        blob(b"\0" * 20),
        blob(shapely.to_wkb(square())[:40]),
        blob(shapely.to_wkb(square()), flags=0x0B),
        "a text",
    ],
)
def test_bytes_that_are_no_shape_are_a_row_without_shape_and_told(squares, raw):
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (raw,))))
    assert (found.read, told(found)) == (3, [("H151", (2,))])
    assert found.frame.geometry.isna().tolist() == [False, True, False]


def test_no_shape_is_no_damage(squares):
    found = read(change(squares, "UPDATE ground SET geom = NULL WHERE fid = 2"))
    assert (told(found), found.frame.geometry.isna()[2]) == ([], True)


def test_an_empty_shape_is_empty(squares):
    empty = blob(shapely.to_wkb(shapely.Polygon()), flags=0x11)
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (empty,))))
    assert (told(found), found.frame.geometry[2].is_empty) == ([], True)


def circular(*points):
    flat = [value for point in points for value in point]
    return struct.pack("<BII", 1, 8, len(points)) + struct.pack(f"<{len(flat)}d", *flat)


def line(*points):
    flat = [value for point in points for value in point]
    return struct.pack("<BII", 1, 2, len(points)) + struct.pack(f"<{len(flat)}d", *flat)


def gathered(kind, *parts):
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts)


WEST, MIDDLE, TOP = (EAST, NORTH), (EAST + 2 * RADIUS, NORTH), (EAST + RADIUS, NORTH + RADIUS)
CIRCLE = circular(WEST, MIDDLE, WEST)
HALF = gathered(9, circular(WEST, TOP, MIDDLE), line(MIDDLE, WEST))
DISC = math.pi * RADIUS**2
# Edges inside an arc by at most 1 mm enclose less by at most 1 mm along it.
SHORTFALL = 0.001 * 2 * math.pi * RADIUS


@pytest.mark.parametrize(
    ("wkb", "area"),
    [
        (gathered(10, CIRCLE), DISC),
        (gathered(12, gathered(10, CIRCLE)), DISC),
        (gathered(10, HALF), DISC / 2),
        (gathered(12, gathered(10, HALF), shapely.to_wkb(square(10, east=EAST + 900))), DISC / 2 + 100),
        (
            gathered(
                10,
                line(
                    (EAST - 500, NORTH - 500),
                    (EAST + 500, NORTH - 500),
                    (EAST + 500, NORTH + 500),
                    (EAST - 500, NORTH + 500),
                    (EAST - 500, NORTH - 500),
                ),
                CIRCLE,
            ),
            1e6 - DISC,
        ),
    ],
    ids=["circle", "in a multisurface", "half circle and chord", "beside a square", "as a hole"],
)
def test_arcs_become_edges_within_a_millimetre(squares, wkb, area):
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (blob(wkb),))))
    assert found.frame.area[2] == pytest.approx(area, abs=SHORTFALL)
    (finding,) = found.findings
    assert (finding.code, finding.rows) == ("H154", (2,))
    assert 0 < finding.values["deviation_mm"] <= 1


def test_every_edge_stays_within_a_millimetre_of_its_arc(squares):
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (blob(gathered(10, CIRCLE)),))))
    centre = shapely.Point(EAST + RADIUS, NORTH)
    xy = shapely.get_coordinates(found.frame.geometry[2])
    middles = (xy[1:] + xy[:-1]) / 2
    assert all(abs(math.dist(point, centre.coords[0]) - RADIUS) < 1e-8 for point in xy)
    assert max(RADIUS - math.dist(point, centre.coords[0]) for point in middles) <= 0.001


def test_an_arc_and_its_reverse_have_the_same_vertices(squares):
    there, back = (blob(circular(*points)) for points in ((WEST, TOP, MIDDLE), (MIDDLE, TOP, WEST)))
    change(
        squares,
        ("UPDATE ground SET geom = ? WHERE fid = 1", (there,)),
        ("UPDATE ground SET geom = ? WHERE fid = 2", (back,)),
    )
    shapes = read(squares).frame.geometry
    assert list(shapes[1].coords) == list(shapes[2].coords)[::-1]


def test_an_arc_over_three_points_in_line_is_straight(squares):
    straight = blob(circular(WEST, (EAST + RADIUS, NORTH), MIDDLE))
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (straight,))))
    assert found.frame.length[2] == 2 * RADIUS
    assert told(found) == []


def test_an_arc_that_hardly_bends_stays_where_it_is(squares):
    flat = blob(circular(WEST, (EAST + RADIUS, NORTH + 1e-7), MIDDLE))
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (flat,))))
    assert found.frame.length[2] == pytest.approx(2 * RADIUS, abs=1e-6)
    assert found.frame.bounds.loc[2, "maxy"] - NORTH < 2e-7


def test_the_middle_point_may_lie_anywhere_on_the_arc(squares):
    near = (EAST + RADIUS - RADIUS * math.cos(0.01), NORTH + RADIUS * math.sin(0.01))
    half = blob(gathered(10, gathered(9, circular(WEST, near, MIDDLE), line(MIDDLE, WEST))))
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (half,))))
    assert found.frame.area[2] == pytest.approx(DISC / 2, abs=SHORTFALL)


def test_degrees_are_drawn_as_finely_as_metres(squares):
    circle = blob(gathered(10, circular((110.0, 27.5), (110.01, 27.5), (110.0, 27.5))))
    change(
        squares, "UPDATE gpkg_geometry_columns SET srs_id = 4326", ("UPDATE ground SET geom = ?", (circle,))
    )
    found = read(squares)
    assert shapely.area(found.frame.geometry[1]) == pytest.approx(math.pi * 0.005**2, rel=1e-5)
    assert found.findings[0].values["deviation_mm"] <= 1


def test_an_arc_with_heights_is_drawn_in_the_plane(squares):
    points = [value for x, y in (WEST, MIDDLE, WEST) for value in (x, y, 7.0)]
    ring = struct.pack("<BII", 1, 1008, 3) + struct.pack("<9d", *points)
    disc = blob(struct.pack("<BII", 1, 1010, 1) + ring)
    found = read(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (disc,))))
    assert found.frame.area[2] == pytest.approx(DISC, abs=SHORTFALL)


def test_an_arc_cut_short_is_a_row_without_shape_and_told(squares):
    found = read(
        change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (blob(gathered(10, CIRCLE)[:-9]),)))
    )
    assert (found.frame.geometry.isna()[2], told(found)) == (True, [("H151", (2,))])


def test_surfaces_in_space_are_refused(squares):
    ring = shapely.to_wkb(square(), output_dimension=3)
    surface = blob(gathered(15, ring))
    fault = refused(change(squares, ("UPDATE ground SET geom = ? WHERE fid = 2", (surface,))))
    assert (fault.code, "surfaces" in str(fault)) == ("H011", True)


def test_a_layer_named_but_absent_is_refused(squares):
    with pytest.raises(InputError, match="no layer 'x'"):
        read(squares, "x")
