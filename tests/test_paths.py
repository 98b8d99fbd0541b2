"""Paths: what is a file here, what belongs to it, and where links lead."""

import os

import pytest
from made_files import refusal, stops, write

from gis.errors import InputError
from gis.paths import followed_links, local_file, members, sha256_of


def test_an_existing_file_is_its_own_path(tmp_path):
    path = tmp_path / "公交 站点.csv"
    path.write_text("x")
    assert local_file(str(path)) == path


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http:x", "H003"),
        ("MSSQL:server", "H003"),
        ("/vsimem/a", "H003"),
        ("a\0b", "H003"),
        ("x" * 5000, "H001"),
    ],
)
def test_what_is_no_path_is_refused(address, code):
    with pytest.raises(InputError) as caught:
        local_file(address)
    assert caught.value.code == code


def test_a_drive_letter_is_no_protocol():
    with pytest.raises(InputError, match="no such file"):
        local_file("C:/plan/stops.shp")


@pytest.mark.parametrize("name", ["[2023]站点.csv", "{草稿}站点.csv", "<x>.csv"])
def test_a_file_called_like_inline_data_is_a_file_where_it_exists(tmp_path, monkeypatch, name):
    (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    assert local_file(name) == tmp_path / name
    assert local_file(tmp_path / name) == tmp_path / name


@pytest.mark.parametrize("text", ["[2023]站点.csv", '{"type": "Point"}', "<GML/>", "[" * 5000, "{\0"])
def test_inline_data_is_no_file(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        local_file(text)
    assert caught.value.code == "H003"


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    path = write(stops(), tmp_path / "stops.gpkg")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not be read" in str(refusal(path))


def test_a_circle_of_links_is_refused(tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.symlink_to(two)
    two.symlink_to(one)
    assert refusal(one).code == "H001"


def test_a_link_to_nothing_is_refused(tmp_path):
    link = tmp_path / "stops.csv"
    link.symlink_to(tmp_path / "gone.csv")
    assert refusal(link).code == "H001"


def test_a_shapefile_is_its_parts_and_no_others(tmp_path):
    path = write(stops(), tmp_path / "stops.shp", cpg="GBK")
    (tmp_path / "stops.xlsx").write_bytes(b"")
    (tmp_path / "stops2.dbf").write_bytes(b"")
    assert {part.suffix for part in members(path)} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}


def test_parts_spelled_in_another_case_belong_to_a_shapefile_that_lacks_them(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    path.with_suffix(".dbf").rename(tmp_path / "STOPS.DBF")
    assert {part.name for part in members(path)} == {"stops.shp", "stops.shx", "STOPS.DBF", "stops.prj"}


def test_parts_of_another_shapefile_are_not_borrowed(tmp_path):
    path = write(stops(), tmp_path / "stops.shp")
    path.with_suffix(".prj").unlink()
    write(stops(), tmp_path / "Stops.shp")
    assert {part.name for part in members(path)} == {"stops.shp", "stops.shx", "stops.dbf"}


def test_a_geodatabase_is_all_its_files(tmp_path):
    for name in ("a.gdb/a00000001.gdbtable", "a.gdb/gdb", "a.gdb/deep/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(b"x")
    assert [part.name for part in members(tmp_path / "a.gdb")] == ["a00000001.gdbtable", "x", "gdb"]


def test_a_geopackage_includes_what_is_not_yet_written_in(tmp_path):
    for name in ("a.gpkg", "a.gpkg-wal", "a.gpkg-shm", "b.gpkg-wal"):
        (tmp_path / name).write_bytes(b"x")
    assert [part.name for part in members(tmp_path / "a.gpkg")] == ["a.gpkg", "a.gpkg-wal"]


def test_the_hash_changes_with_any_part(tmp_path):
    path = write(stops(), tmp_path / "stops.shp", cpg="GBK")
    before = sha256_of(members(path))
    path.with_suffix(".cpg").write_text("UTF-8")
    assert sha256_of(members(path)) != before


def test_links_are_told_by_where_they_lead(tmp_path):
    path = write(stops(), tmp_path / "stops.gpkg")
    link = tmp_path / "link.gpkg"
    link.symlink_to(path)
    assert followed_links(link) == (path,)
    assert followed_links(path) == ()
