"""Repaired copies hold what the layer held, whatever its columns are called and made of."""

import datetime as dt
import json
import sqlite3
from contextlib import closing
from decimal import Decimal

import numpy as np
import pandas as pd
import pyogrio
import pytest
from made_files import feature as feature_of
from made_files import frame_of, square, write, write_geojson

from maps.app import cli

HEAD = '[district]\nname = "甲"\ncrs = "EPSG:4546"\nas_of = 2025-12-31\n'
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def copied(capsys, folder, file, to="out"):
    """Check a district of one zone with `--repair-to`; gives the exit code and what was told."""
    text = f'{HEAD}[layers.built_up]\nfile = "{file}"\n'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        cli.main(["check", str(folder), "--repair-to", str(folder / to), "--json"])
    return end.value.code, json.loads(capsys.readouterr().out)


def the_copy(capsys, folder, frame):
    write(frame, folder / "zone.parquet")
    code, told = copied(capsys, folder, "zone.parquet")
    assert code == 0, told
    return pyogrio.read_dataframe(folder / "out" / "built_up.gpkg", layer="built_up")


def cells(folder, column):
    """Read a column of the copy without any library of maps."""
    with closing(sqlite3.connect(folder / "out" / "built_up.gpkg")) as base:
        return [row[0] for row in base.execute(f'SELECT "{column}" FROM built_up')]  # noqa: S608 - our own name


def account(folder):
    return pyogrio.read_dataframe(folder / "out" / "built_up.gpkg", layer="door_alarms").set_index("code")


def test_a_copy_can_be_repaired_again(tmp_path, capsys):
    write(frame_of(square(), name=["老城"]), tmp_path / "zone.gpkg")
    assert copied(capsys, tmp_path, "zone.gpkg", to="first")[0] == 0
    code, told = copied(capsys, tmp_path, "first/built_up.gpkg")
    assert code == 0, told
    assert cells(tmp_path, "row_in_file") == [1]
    assert cells(tmp_path, "row_in_file_2") == [1]


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["Note", "note", "NOTE"], ["Note", "note_2", "NOTE_3"]),
        (["Note", "note", "note_2"], ["Note", "note_3", "note_2"]),
        (["fid", "fid_in_file"], ["fid_in_file_2", "fid_in_file"]),
        (["FID"], ["FID_in_file"]),
        (["geom"], ["geom_in_file"]),
        (["GEOMETRY", "Geom"], ["GEOMETRY_in_file", "Geom_in_file"]),
        (["Row_In_File"], ["Row_In_File_2"]),
        (["rowid", "", 'a"b', "地类 名称"], ["rowid", "", 'a"b', "地类 名称"]),
    ],
)
def test_columns_that_sqlite_would_confuse_get_names_apart(tmp_path, capsys, names, written):
    columns = {name: [f"value {place}"] for place, name in enumerate(names)}
    back = the_copy(capsys, tmp_path, frame_of(square(), **columns))
    assert [back[name].tolist() for name in written] == [[f"value {place}"] for place in range(len(names))]


def test_renamed_columns_are_told_on_screen_and_in_the_account(tmp_path, capsys):
    write(frame_of(square(), Note=["a"], note=["b"]), tmp_path / "zone.parquet")
    _, told = copied(capsys, tmp_path, "zone.parquet")
    alarm = next(alarm for alarm in told["alarms"] if alarm["code"] == "H083")
    assert (alarm["severity"], alarm["values"]["listing"]) == ("notice", "note -> note_2")
    assert "note -> note_2" in account(tmp_path)["finding"]["H083"]


def test_a_copy_whose_names_fit_tells_no_renaming(tmp_path, capsys):
    the_copy(capsys, tmp_path, frame_of(square(), Note=["a"]))
    assert "H083" not in account(tmp_path).index


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([[1, 2], None], ["[1, 2]", None]),
        ([{"级别": "一"}, None], ['{"级别": "一"}', None]),
        ([Decimal("1.10"), None], ["1.10", None]),
        ([b"\x01\xff", None], ["01ff", None]),
        (pd.array([2**53 + 1, None], dtype="Int64"), [2**53 + 1, None]),
        (pd.array([True, None], dtype="boolean"), [1, None]),
        (np.array([2**63 + 5, 1], dtype="uint64"), ["9223372036854775813", "1"]),
        (np.array([1.5, 2], dtype="float16"), [1.5, 2.0]),
        ([dt.date(2020, 1, 2), None], ["2020-01-02", None]),
        (
            [dt.datetime(2020, 1, 2, 8, tzinfo=SHANGHAI), None],
            ["2020-01-02 08:00:00+08:00", None],
        ),
        ([dt.timedelta(hours=1), None], ["0 days 01:00:00", None]),
        (pd.Categorical(["甲", None]), ["甲", None]),
        (["nul\0byte", ""], ["nulbyte", ""]),
    ],
)
def test_values_without_a_type_in_geopackage_survive_as_text_or_numbers(tmp_path, capsys, values, written):
    frame = frame_of(square(), square(east=401_000.0)).assign(what=values)
    the_copy(capsys, tmp_path, frame)
    assert cells(tmp_path, "what") == written


def test_values_of_mixed_kinds_survive(tmp_path, capsys):
    shapes = [square(), square(east=401_000.0), square(east=403_000.0)]
    mixed = ["a", 1, None]
    features = [feature_of(shape, {"what": value}) for shape, value in zip(shapes, mixed, strict=True)]
    write_geojson(tmp_path / "zone.geojson", features, crs="EPSG:4546")
    code, told = copied(capsys, tmp_path, "zone.geojson")
    assert code == 0, told
    assert cells(tmp_path, "what") == ["a", "1", None]


def test_a_full_disk_is_one_line_with_a_mend_and_leaves_nothing(tmp_path, capsys):
    write(frame_of(square()), tmp_path / "zone.geojson")
    resource = pytest.importorskip("resource", reason="limits of file size are POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))  # no file may grow beyond, as on a full disk
    try:
        code, told = copied(capsys, tmp_path, "zone.geojson")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (code, told["error"]["code"]) == (2, "H007")
    assert "zone.geojson" in told["error"]["message"]
    assert "; free space" in told["error"]["message"]
    assert {path.name for path in tmp_path.iterdir()} == {"zone.geojson", "district.toml"}
