"""The one cache: what is kept is what was made, and a folder at fault costs time, never an answer."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from test_subdivide import shapes_of, star

from gis import cache
from gis.cache import cache_folder, cached, content_key
from gis.piece_store import pieces_of

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HECHENG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    """Makes two arrays and counts how often."""

    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return np.arange(6.0).reshape(2, 3), np.array([7, 8], dtype=np.int64)


@pytest.mark.usefixtures("folder")
def test_what_was_kept_is_what_was_made():
    make = Maker()
    first, again = cached("a", make), cached("a", make)
    assert make.calls == 1
    for made, kept in zip(first, again, strict=True):
        assert kept.dtype == made.dtype
        np.testing.assert_array_equal(kept, made)


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: kept[:-9] + b"x" + kept[-8:], lambda _: b""]
)
def test_a_damaged_entry_is_made_anew(folder, damage):
    make = Maker()
    cached("a", make)
    (entry,) = folder.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    np.testing.assert_array_equal(cached("a", make)[1], [7, 8])
    assert make.calls == 2
    cached("a", make)
    assert make.calls == 2


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HECHENG_CACHE", str(tmp_path / "file" / "cache"))
    np.testing.assert_array_equal(cached("a", Maker())[1], [7, 8])


def test_the_cache_can_be_turned_off(monkeypatch):
    monkeypatch.setenv("HECHENG_CACHE", "off")
    assert cache_folder() is None
    make = Maker()
    cached("a", make)
    cached("a", make)
    assert make.calls == 2


def test_the_folder_is_the_platforms_own(monkeypatch, tmp_path):
    monkeypatch.delenv("HECHENG_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "hecheng"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert cache_folder() == tmp_path / "Local" / "hecheng"


def test_the_longest_unused_entries_make_room(folder):
    make = Maker()
    for number, key in enumerate("abc"):
        cached(key, make)
        os.utime(folder / f"{key}.pieces", (number, number))
    size = (folder / "a.pieces").stat().st_size
    cached("d", make, most_bytes=2 * size)
    assert sorted(path.stem for path in folder.iterdir()) == ["c", "d"]


def test_an_entry_larger_than_the_cache_is_not_kept(folder):
    cached("a", Maker(), most_bytes=10)
    assert not folder.exists()


def test_no_half_written_file_stays_behind(folder, monkeypatch):
    def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fails)
    np.testing.assert_array_equal(cached("a", Maker())[1], [7, 8])
    assert list(folder.iterdir()) == []


def test_keys_tell_apart_what_looks_alike():
    keys = {
        content_key("ab", "c"),
        content_key("a", "bc"),
        content_key(b"abc"),
        content_key(np.zeros((2, 3))),
        content_key(np.zeros((3, 2))),
        content_key(np.zeros((2, 3), dtype=np.int64)),
    }
    assert len(keys) == 6


def test_pieces_from_the_cache_are_those_that_were_cut(folder):
    shapes = shapes_of(star(60_000))
    first, again = pieces_of(shapes), pieces_of(shapes)
    assert len(list(folder.iterdir())) == 1
    assert [a.wkb for a in first.shapes] == [b.wkb for b in again.shapes]
    np.testing.assert_array_equal(first.owner, again.owner)


def test_a_vertex_moved_by_the_last_bit_has_pieces_of_its_own(folder):
    shapes = shapes_of(star(60_000))
    pieces_of(shapes)
    xy = shapely.get_coordinates(shapes)
    xy[7, 0] = np.nextafter(xy[7, 0], np.inf)
    pieces_of(shapely.set_coordinates(shapes.copy(), xy))
    assert len(list(folder.iterdir())) == 2


def test_small_layers_leave_no_trace(folder):
    pieces_of(shapes_of(star(3_000)))
    assert not folder.exists()


def test_two_runs_at_once_share_one_whole_entry(folder):
    script = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_subdivide import shapes_of, star\n"
        "from gis.piece_store import pieces_of\n"
        "import shapely\n"
        "print(repr(float(shapely.area(pieces_of(shapes_of(star(60_000))).shapes).sum())))\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = {run.communicate()[0] for run in runs}
    assert len(told) == 1
    assert [path.suffix for path in folder.iterdir()] == [".pieces"]
    assert cache.cache_folder() == folder
