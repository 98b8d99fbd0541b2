"""The child process: what a file does to a parser, it does there, and the caller gets one line."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gis import child_process
from gis.errors import InputError

FILE = Path("parcels.dxf")


def call(deed, *arguments, **limits):
    return child_process.call(f"child_deeds:{deed}", *arguments, path=FILE, size_bytes=0, **limits)


def test_a_result_comes_back():
    assert call("add", 2, 3) == 5


@pytest.mark.parametrize("deed", ["sleep", "spin"])
def test_what_hangs_is_ended_and_named(deed):
    arguments = (60,) if deed == "sleep" else ()
    with pytest.raises(InputError, match=r"parcels\.dxf: not read within 1 s; ") as caught:
        call(deed, *arguments, limit_s=1)
    assert caught.value.code == "H100"
    assert call("add", 1, 1) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="address space can be limited on Linux only")
def test_what_takes_too_much_memory_is_refused_before_it_has_it():
    with pytest.raises(InputError, match=r"parcels\.dxf: needs more than 0\.5 GiB") as caught:
        call("allocate", 1 << 30, limit_bytes=1 << 29)
    assert caught.value.code == "H100"
    assert call("allocate", 1 << 30, limit_bytes=2 << 30) == 1 << 30


def test_a_crash_is_a_refusal_and_the_next_call_works():
    with pytest.raises(InputError, match=r"parcels\.dxf: the reader broke down") as caught:
        call("crash")
    assert caught.value.code == "H101"
    assert call("add", 1, 1) == 2


def test_a_refusal_keeps_its_words_and_its_code():
    with pytest.raises(InputError, match=r"^a\.shp: is broken; mend it$") as caught:
        call("refuse")
    assert caught.value.code == "H015"


def test_a_bug_is_told_with_its_traceback():
    with pytest.raises(child_process.ChildError, match="KeyError: 'absent'"):
        call("stumble")


def test_what_a_library_prints_does_not_reach_the_answers():
    assert call("chatter") == "quiet"


def test_the_child_is_fenced_even_if_the_caller_is_not():
    assert "VRT" in call("environment", "GDAL_SKIP")
    assert call("environment", "PROJ_NETWORK") == "OFF"


def test_a_relative_path_means_the_same_in_the_child(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Path(call("folder")) == tmp_path.resolve()


def test_calls_of_several_threads_do_not_mix():
    sums = {}
    threads = [
        threading.Thread(target=lambda number=number: sums.update({number: call("add", number, number)}))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == {number: 2 * number for number in range(20)}


def test_a_module_in_the_working_folder_is_not_taken_for_a_library(tmp_path):
    (tmp_path / "pickle.py").write_text("raise SystemExit('hijacked')", encoding="utf-8")
    script = (
        "import os, sys; from pathlib import Path\n"
        "from gis import child_process\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "print(child_process.call('operator:add', 1, 2, path=Path('a'), size_bytes=0))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout == "3\n", done.stderr


def test_a_script_without_a_main_guard_can_read_layers(tmp_path):
    table = tmp_path / "stops.csv"
    table.write_text("lon,lat\n109.98,27.55\n", encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        f"from layers import read_layer\nprint(len(read_layer({str(table)!r}).frame))\n", encoding="utf-8"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env={"PYTHONPATH": root}
    )
    assert done.stdout == "1\n", done.stderr
