"""Plans as data: the shipped one, one of our own, and mistakes answered by line."""

from pathlib import Path

import pytest

from analyses.plan_file import open_plan
from gis.errors import InputError

TEXT = Path(__file__).parents[2] / "shared" / "data" / "plan" / "hezhengfa-2024-1.txt"

SMALL = """
[plan]
id = "small"
title = "A plan of our own"
issued = 2024-01-01

[[targets]]
id = "B1"
title = "Wells"
theme = "water"
clause = "1"
quote = "a well within 800 m"
kind = "DC"
indicator = "area_coverage"
layers = { facilities = "wwtp" }
scope = "all"
parameters = { radius_m = 800 }
at_least = 0.5
"""


def test_the_shipped_plan_holds_its_targets_with_their_bounds():
    plan = open_plan("hecheng-2024-1")
    bounds = {target.id: (target.sense, target.bound_value, target.year) for target in plan.targets}
    assert bounds == {
        "T01": ("at_least", 0.7, 2025),
        "T02": ("at_least", 0.9, 2025),
        "T03": (None, None, 2025),
        "T05": ("at_least", 0.67, 2025),
        "T06": ("at_least", 0.6186, 2025),
    }
    assert [reading.name for reading in plan.target("T03").readings] == [
        "coverage",
        "average_radius",
        "farthest",
        "literal",
    ]


@pytest.mark.skipif(not TEXT.exists(), reason="the plan's full text is not at hand: ../shared/data/plan")
def test_quotes_stand_letter_by_letter_in_the_published_text():
    text = TEXT.read_text(encoding="utf-8")
    for target in open_plan("hecheng-2024-1").targets:
        assert target.quote in text, target.id


def test_a_plan_of_ones_own_is_opened_by_its_path(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    assert open_plan("small.toml", tmp_path).target("B1").parameters["radius_m"] == 800


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "indicator = ",
            "indicatr = ",
            r"line 14, targets\.0\.indicatr: unknown name; did you mean 'indicator'",
        ),
        ('"wwtp"', '"wwtpp"', r"no layer is called 'wwtpp'; nearest are wwtp"),
        ("at_least = 0.5", "at_least = 0.5\nat_most = 0.6", "give one of at_least, at_most, equals"),
        ('kind = "DC"', 'kind = "XX"', r"line 13, targets\.0\.kind"),
        ("[plan]", "[plan", "mend the TOML there"),
    ],
)
def test_a_mistake_is_answered_with_line_and_field(tmp_path, old, new, told):
    (tmp_path / "small.toml").write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        open_plan("small.toml", tmp_path)


def test_an_unknown_plan_is_answered_with_the_shipped_ones():
    with pytest.raises(InputError, match="hecheng-2024-1"):
        open_plan("hecheng-2024")
