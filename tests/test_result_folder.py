"""The result folder: whole or not at all, replaced only when it is ours, opened again without measuring."""

import json
import os
import subprocess
import sys

import pytest
from made_district import write_district

from analyses import assess
from gis.errors import InputError
from layers import open_district
from maps import open_result, write_result
from maps.result_folder import table_json

FILES = {"assessment.json", "evidence.gpkg", "map.html", "run.json"}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return assess(open_district(write_district(tmp_path_factory.mktemp("district"))))


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_result_holds_its_four_files_and_nothing_else(result, tmp_path):
    written = write_result(result, tmp_path / "result")
    assert names(written) == FILES
    assert names(tmp_path) == {"result"}


def test_what_is_opened_is_what_was_written(result, tmp_path):
    opened = open_result(write_result(result, tmp_path / "result"))
    assert table_json(opened) == table_json(result)
    for name, layer in result.evidence.items():
        again = opened.evidence[name].frame
        assert again.crs == layer.frame.crs
        assert again.geometry.area.sum() == pytest.approx(layer.frame.geometry.area.sum(), rel=1e-12)


def test_the_run_record_tells_versions_inputs_and_row_accounts(result, tmp_path):
    record = json.loads((write_result(result, tmp_path / "result") / "run.json").read_text(encoding="utf-8"))
    assert set(record["outputs"]) == FILES - {"run.json"}
    assert {"hecheng", "gdal_vector", "gdal_raster", "geos", "proj"} <= set(record["run"]["versions"])
    for told in record["run"]["inputs"]:
        rows = told["rows"]
        assert rows["read"] == rows["used"] + sum(rows["skipped"].values())


def test_two_runs_give_equal_bytes_but_for_the_record(result, tmp_path):
    first, second = write_result(result, tmp_path / "one"), write_result(result, tmp_path / "two")
    for name in FILES - {"run.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_an_unchanged_result_is_replaced_and_kept(result, tmp_path):
    for _ in range(3):
        write_result(result, tmp_path / "result")
    assert names(tmp_path) == {"result", "result.previous"}


@pytest.mark.parametrize("fault", ["foreign", "changed", "missing"])
def test_a_folder_that_somebody_touched_is_refused_without_overwrite(result, tmp_path, fault):
    folder = write_result(result, tmp_path / "result")
    if fault == "foreign":
        (folder / "notes.docx").write_text("mine", encoding="utf-8")
    elif fault == "changed":
        (folder / "assessment.json").write_text("{}", encoding="utf-8")
    else:
        (folder / "map.html").unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(
        InputError, match=r"foreign or changed files \((notes\.docx|assessment\.json|map\.html)\)"
    ):
        write_result(result, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    write_result(result, folder, overwrite=True)
    assert names(folder) == FILES
    assert {path.name: path.read_bytes() for path in (tmp_path / "result.previous").iterdir()} == before


def test_a_previous_folder_that_is_not_ours_is_left_alone(result, tmp_path):
    write_result(result, tmp_path / "result")
    (tmp_path / "result.previous").mkdir()
    (tmp_path / "result.previous" / "thesis.txt").write_text("years of work", encoding="utf-8")
    write_result(result, tmp_path / "result")
    assert names(tmp_path) == {"result", "result.previous", "result.previous-2"}
    assert (tmp_path / "result.previous" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_a_fault_while_writing_leaves_nothing(result, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("maps.result_folder.webmap", full)
    with pytest.raises((OSError, InputError)):
        write_result(result, tmp_path / "result")
    assert names(tmp_path) == set()


def test_a_second_writer_is_refused_and_a_dead_ones_lock_is_taken_over(result, tmp_path):
    lock = tmp_path / ".result.lock"
    lock.write_text(str(os.getpid()), encoding="ascii")
    with pytest.raises(InputError, match="wait for it to end"):
        write_result(result, tmp_path / "result")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock.write_text(str(gone.pid), encoding="ascii")
    write_result(result, tmp_path / "result")
    assert names(tmp_path) == {"result"}


def test_what_is_no_result_is_refused(tmp_path):
    with pytest.raises(InputError, match="no result folder"):
        open_result(tmp_path)
