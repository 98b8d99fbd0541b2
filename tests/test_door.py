"""The door: one world in every format gives one layer; what cannot be taken is refused in one line."""

import os
import shutil
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import (
    CRS,
    EAST,
    NORTH,
    STOP_NAMES,
    STOP_XY,
    codes,
    frame_of,
    patch,
    refusal,
    snapshot,
    square,
    stops,
    write,
    write_geojson,
)
from shapely import Point, get_coordinates

from gis.errors import CrsError, InputError, ToolkitError
from gis.measure import ellipsoidal_area_m2
from layers import read_layer

DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=4)
FORMATS = ("shp", "gpkg", "geojson", "json", "parquet", "geoparquet", "csv")

# One world, every format


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_bits_names_and_account(tmp_path, suffix):
    path = write(stops(), tmp_path / f"公交 站点.{suffix}")
    layer = read_layer(path, crs=CRS if suffix == "csv" else None, encoding=None)
    assert [tuple(xy) for xy in get_coordinates(layer.frame.geometry).tolist()] == list(STOP_XY)
    assert tuple(layer.frame["name"]) == STOP_NAMES
    assert list(layer.frame["id"]) == ["a", "b", "c"]
    assert (layer.rows.read, layer.rows.used, layer.rows.repaired, dict(layer.rows.skipped)) == (3, 3, 0, {})
    assert (layer.origin.crs_read, layer.origin.crs_used) == (CRS, CRS)
    assert layer.origin.file == path.name


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != "csv"])
def test_every_format_gives_the_same_area(tmp_path, suffix):
    ground = frame_of(square(1000))
    layer = read_layer(write(ground, tmp_path / f"district.{suffix}"))
    assert ellipsoidal_area_m2(layer.frame.geometry)[0] == ellipsoidal_area_m2(ground.geometry)[0]


@pytest.mark.parametrize("suffix", FORMATS)
def test_reading_changes_nothing_and_leaves_nothing_beside_the_file(tmp_path, suffix):
    path = write(stops(), tmp_path / "数据 目录" / f"stops.{suffix}")
    before = snapshot(tmp_path)
    read_layer(path, crs=CRS, to=CRS)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_read_only_folder_is_enough(tmp_path, suffix):
    path = write(stops(), tmp_path / "只读" / f"stops.{suffix}")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert len(read_layer(path, crs=CRS).frame) == 3
    finally:
        path.parent.chmod(0o755)


@pytest.mark.parametrize("suffix", ["SHP", "GPKG", "GEOJSON", "PARQUET", "CSV"])
def test_upper_case_suffixes_are_the_same_formats(tmp_path, suffix):
    path = write(stops(), tmp_path / f"stops.{suffix.lower()}")
    for part in list(tmp_path.iterdir()):
        part.rename(part.with_suffix(part.suffix.upper()))
    assert len(read_layer(path.with_suffix(f".{suffix}"), crs=CRS).frame) == 3


@pytest.mark.parametrize("folder", ["数据 .zip", "a!b", "x?y", "a#b", "a%20b", "[1]", "{2}"])
@pytest.mark.parametrize("suffix", ["shp", "gpkg", "geojson"])
def test_odd_folder_names_are_only_names(tmp_path, folder, suffix):
    write(stops(), tmp_path / "plain" / f"stops.{suffix}")
    shutil.copytree(tmp_path / "plain", tmp_path / folder)
    assert len(read_layer(tmp_path / folder / f"stops.{suffix}").frame) == 3


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_point_is_a_layer(tmp_path, suffix):
    path = write(frame_of(Point(EAST, NORTH)), tmp_path / f"one.{suffix}")
    assert len(read_layer(path, crs=CRS).frame) == 1


def test_two_readings_of_one_file_agree_in_hash_and_figures(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    first, second = read_layer(path), read_layer(path)
    assert first.origin.sha256 == second.origin.sha256
    assert first.frame.equals(second.frame)


# Files that are not what they should be


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_missing_file_is_refused_with_the_nearest_name(tmp_path, suffix):
    write(stops(), tmp_path / f"stops.{suffix}")
    fault = refusal(tmp_path / f"stop.{suffix}")
    assert fault.code == "H001"
    assert f"did you mean stops.{suffix}" in str(fault)


@pytest.mark.parametrize("suffix", [*FORMATS, "tif", "zip"])
def test_a_file_of_0_bytes_is_refused(tmp_path, suffix):
    write(stops(), tmp_path / "stops.shp")  # so that the parts of a shapefile are there
    path = tmp_path / f"stops.{suffix}"
    path.write_bytes(b"")
    assert refusal(path).code in {"H001", "H004", "H010"}


@pytest.mark.parametrize("suffix", [*FORMATS, "tif", "zip"])
def test_bytes_of_another_format_are_refused(tmp_path, suffix):
    write(stops(), tmp_path / "stops.shp")
    path = tmp_path / f"stops.{suffix}"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20)
    assert refusal(path).code in {"H001", "H004", "H041"}


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "geojson", "parquet"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_refused(tmp_path, suffix, share):
    path = write(stops(), tmp_path / f"stops.{suffix}")
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    assert refusal(path).code == "H001"


def test_an_unknown_format_is_refused_with_those_that_are_taken(tmp_path):
    path = tmp_path / "stops.dwg"
    path.write_bytes(b"AC1032")
    fault = refusal(path)
    assert (fault.code, "GeoPackage" in str(fault)) == ("H004", True)


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != "geojson"])
def test_a_layer_without_rows_is_refused(tmp_path, suffix):
    path = write(stops().iloc[:0], tmp_path / f"stops.{suffix}")
    assert refusal(path, crs=CRS).code == "H010"


def test_a_feature_collection_without_features_is_refused(tmp_path):
    assert refusal(write_geojson(tmp_path / "none.geojson", [])).code == "H010"


# Layers of one file


def test_several_layers_and_none_chosen_is_refused_with_their_names(tmp_path):
    path = write(stops(), tmp_path / "all.gpkg", layer="stops")
    write(frame_of(square()), path, layer="zones")
    fault = refusal(path)
    assert (fault.code, "stops, zones" in str(fault)) == ("H005", True)
    assert len(read_layer(path, layer="zones").frame) == 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_unknown_layer_is_refused(tmp_path, suffix):
    path = write(stops(), tmp_path / f"stops.{suffix}")
    assert refusal(path, layer="roads", crs=CRS).code == "H005"


@pytest.mark.parametrize("name", ["l'a", 'l"b', "公交; DROP TABLE x", "a b", "a`c"])
def test_a_layer_name_is_a_name_and_no_command(tmp_path, name):
    path = write(stops(), tmp_path / "all.gpkg", layer=name)
    write(stops(), path, layer="other")
    assert read_layer(path, layer=name).origin.layer == name


def test_a_table_of_styles_beside_the_one_layer_is_no_choice_to_make(tmp_path):
    path = write(stops(), tmp_path / "all.gpkg", layer="stops")
    _add_styles(path)
    assert read_layer(path).origin.layer == "stops"
    assert refusal(path, layer="layer_styles").code == "H011"


def _add_styles(path):
    """Add what QGIS keeps beside the layers: a table of styles, without geometry."""
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, text TEXT)")
        base.execute("INSERT INTO layer_styles VALUES (1, 'x')")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 0)"
        )
    base.close()


def test_a_stale_count_in_the_file_hides_no_row(tmp_path):
    path = write(stops(), tmp_path / "stops.gpkg")
    with sqlite3.connect(path) as base:
        base.execute("UPDATE gpkg_ogr_contents SET feature_count = 2")
    base.close()
    assert read_layer(path).rows.read == 3


def test_rows_committed_but_not_yet_written_into_the_file_are_read(tmp_path):
    path = write(stops(), tmp_path / "live.gpkg", layer="stops")
    base = sqlite3.connect(path)
    try:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA wal_autocheckpoint=0")
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        base.execute("DELETE FROM stops WHERE id = 'b'")
        base.commit()
        assert path.with_name("live.gpkg-wal").stat().st_size > 0
        before = snapshot(tmp_path)
        direct = read_layer(path)
        link = tmp_path / "link.gpkg"
        link.symlink_to(path)
        assert list(direct.frame["id"]) == ["a", "c"]
        assert list(read_layer(link).frame["id"]) == ["a", "c"]
        link.unlink()
        assert snapshot(tmp_path) == before
    finally:
        base.close()


# What the user may name


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/stops.geojson",
        "file:///etc/hosts",
        "/vsicurl/https://example.org/a.gpkg",
        "/vsizip/a.zip/b.shp",
        "PG:dbname=plan",
        "GPKG:stops.gpkg:layer",
        "ESRIJSON:https://example.org",
        "//server/share/a.shp",
        "\\\\server\\share\\a.shp",
        '{"type": "FeatureCollection", "features": []}',
        "<OGRVRTDataSource/>",
    ],
)
def test_what_is_no_local_file_is_refused_before_any_reader_sees_it(address):
    with pytest.raises(InputError) as caught:
        read_layer(address)
    assert caught.value.code == "H003"


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path).code == "H001"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert refusal(pipe).code == "H003"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_symbolic_link_is_followed_and_said(tmp_path, suffix):
    path = write(stops(), tmp_path / "there" / f"stops.{suffix}")
    here = tmp_path / "here"
    here.mkdir()
    for part in path.parent.iterdir():
        (here / part.name).symlink_to(part)
    layer = read_layer(here / path.name, crs=CRS)
    assert len(layer.frame) == 3
    assert str(path) in [alarm.values["to"] for alarm in layer.alarms if alarm.code == "H082"]


def test_no_link_no_alarm(tmp_path):
    assert "H082" not in codes(read_layer(write(stops(), tmp_path / "stops.gpkg")))


def test_a_refusal_is_an_error_of_ours_even_in_the_worst_case(tmp_path):
    path = tmp_path / "bad.parquet"
    path.write_bytes(b"PAR1" + b"\xff" * 64 + b"PAR1")
    with pytest.raises((InputError, CrsError)):
        read_layer(path)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    damage=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=4
    )
)
def test_a_damaged_file_is_taken_or_refused_in_one_line(tmp_path, suffix, damage):
    (tmp_path / f"stops.{suffix}").unlink(missing_ok=True)  # what the last damage left
    path = write(stops(), tmp_path / f"stops.{suffix}")
    size = path.stat().st_size
    for place, new in damage:
        patch(path, int(size * place), new)
    try:
        assert read_layer(path, crs=CRS).rows.read <= 3
    except ToolkitError as fault:
        assert "\n" not in str(fault)  # noqa: PT017 - either way is right
