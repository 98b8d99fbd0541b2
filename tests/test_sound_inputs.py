"""Every sound input is taken without a warning, with the right figure; sources untouched."""

import pytest
from input_case import faults_of, made, run, tree
from sound_habits import CASES as HABITS
from sound_layers import CASES as LAYERS
from sound_tables import CASES as TABLES
from sound_vectors import CASES as VECTORS

SOUND = [*VECTORS, *LAYERS, *HABITS, *TABLES]


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.id)
def test_a_sound_input_is_taken(case, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.chdir(folder)
    arguments = made(case, folder)
    before = tree(tmp_path)
    got = run(arguments)
    assert tree(tmp_path) == before, "the sources were touched"
    assert faults_of(case, got) == []


def test_the_set_is_as_large_as_promised():
    assert len(SOUND) >= 40
    assert len({case.id for case in SOUND}) == len(SOUND)
