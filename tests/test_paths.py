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
