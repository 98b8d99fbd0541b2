"""Every dirty input ends as the specification wants, in a right figure or one line; sources untouched."""

import pytest
from dirty_codes import CASES as CODES
from dirty_containers import CASES as CONTAINERS
from dirty_datums import CASES as DATUMS
from dirty_disguises import CASES as DISGUISES
from dirty_emptiness import CASES as EMPTINESS
from dirty_feeds import CASES as FEEDS
from dirty_ground import CASES as GROUND
from dirty_intruders import CASES as HOSTILE
from dirty_pixels import CASES as PIXELS
from dirty_places import CASES as PLACES
from dirty_rasters import CASES as RASTERS
from dirty_real import CASES as REAL
from dirty_rows import CASES as ROWS
from dirty_shapes import CASES as SHAPES
from dirty_sizes import CASES as SIZES
from dirty_structure import CASES as STRUCTURE
from dirty_tables import CASES as TABLES
from dirty_text import CASES as TEXT
from dirty_txt import CASES as TXT
from input_case import faults_of, made, run, tree

DIRTY = [
    *(*TEXT, *PLACES, *DATUMS, *SHAPES, *GROUND, *ROWS, *CODES, *TABLES, *TXT),
    *(*RASTERS, *PIXELS, *SIZES, *STRUCTURE, *CONTAINERS, *DISGUISES, *EMPTINESS, *FEEDS, *HOSTILE, *REAL),
]


# The largest shapes take as long as a thousand others; the gate runs them under the slow mark.
LARGE = tuple(
    f"sizes/{name}"
    for name in (
        "a_star_of_a_hundred_thousand_corners",
        "a_line_that_crosses_itself_everywhere",
        "a_table_of_two_hundred_thousand_rows",
        "a_zip_bomb",
        "a_kmz_bomb",
        "a_workbook_bomb",
        "an_ods_bomb",
    )
)


def marked(case):
    return pytest.param(case, id=case.id, marks=[pytest.mark.slow] if case.id in LARGE else [])


@pytest.mark.parametrize("case", [marked(case) for case in DIRTY])
def test_a_dirty_input_ends_as_it_should(case, tmp_path, monkeypatch):
    if case.needs:
        pytest.skip(case.needs)
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.chdir(folder)
    arguments = made(case, folder)
    before = tree(tmp_path)
    got = run(arguments)
    assert tree(tmp_path) == before, "the sources were touched"
    assert faults_of(case, got) == []


def test_the_set_is_as_large_as_promised():
    assert len(DIRTY) >= 200
    assert len({case.id for case in DIRTY}) == len(DIRTY)
    assert set(LARGE) < {case.id for case in DIRTY}
