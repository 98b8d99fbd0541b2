"""Plans as data: the shipped one, one of our own, and mistakes answered by line."""

import re
import tomllib
from fractions import Fraction
from importlib.resources import files

import pytest

from analyses.land.land_codes import CountedCodes
from analyses.plan_file import open_plan
from analyses.plan_tables import alternatives, inherited
from gis.errors import InputError
from layers.catalogue import CATALOGUE

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


PLAN = open_plan("hecheng-2024-1")
SINGLE_ROLES = {"rows"}
ROLES = {  # of each kind of question: those it needs, and those it may have
    "area_coverage": ({"facilities"}, {"ground"}),
    "people_coverage": ({"facilities"}, {"ground"}),
    "average_radius": ({"facilities"}, {"ground"}),
    "farthest_distance": ({"facilities"}, {"ground"}),
    "area_share": ({"cover"}, set()),
    "presence": ({"units", "facilities"}, {"official", "links"}),
    "row_share": (SINGLE_ROLES, set()),
    "count": (SINGLE_ROLES, set()),
    "total": (SINGLE_ROLES, set()),
    "length": (SINGLE_ROLES, set()),
    "area": (SINGLE_ROLES, set()),
    "overlap": ({"rows", "ground"}, {"landuse"}),
    "change": ({"before", "after"}, set()),
    "reported": (set(), set()),
}
PARAMETERS = {  # of each kind of question
    "area_coverage": {"radius_m", "ground_classes"},
    "people_coverage": {"radius_m", "ground_classes"},
    "average_radius": {"radius_m"},
    "farthest_distance": {"radius_m"},
    "area_share": {"classes", "maybe", "definition"},
    "presence": {"tolerance_m", "within_m"},
    "row_share": {"weight", "part", "named"},
    "count": {"distinct", "column", "named"},
    "total": {"column", "named"},
    "length": {"measure"},
    "area": {"column"},
    "overlap": {"of", "outside", "width_m", "rules"},
    "change": {"of", "column", "classes", "as"},
    "reported": set(),
}
SCOPES = {"全区", "城区", "主城区", "中心城区", "建成区", "建成区∩中心城区"}
AROUND = {"area_coverage", "people_coverage", "average_radius", "farthest_distance"}
COUNTED_ROLE = dict.fromkeys(["presence", *AROUND], "facilities")
OF_COLUMNS = ("column", "distinct", "part", "weight")
NO_COLUMN = {"count", "area"}


def questions():
    """Every question of the plan with what it inherits: of targets, parts, readings and siblings."""
    found = []
    for target in PLAN.targets:
        entries = (*target.parts, *target.readings, *target.siblings)
        own = () if target.parts else (target,)
        for number, question in enumerate((*own, *(inherited(entry, target) for entry in entries))):
            found.append(pytest.param(question, id=f"{target.id}-{number}"))
    return found


QUESTIONS = questions()


def test_the_63_promises_stand_in_their_order_each_once():
    assert [target.id for target in PLAN.targets] == [f"T{number:02}" for number in range(1, 64)]


def test_only_the_promises_that_the_plan_dates_have_a_year():
    dated = [
        "T01",
        "T02",
        "T03",
        "T05",
        "T06",
        "T16",
        "T18",
        "T19",
        "T20",
        "T28",
        "T29",
        "T30",
        "T35",
        "T36",
        "T38",
        "T42",
        "T44",
        "T46",
        "T47",
        "T49",
        "T57",
    ]
    years = {target.id: target.year for target in PLAN.targets if target.year is not None}
    assert years == {**dict.fromkeys(dated, 2025), "T37": 2030}
    parts = {
        (target.id, number): part.year
        for target in PLAN.targets
        for number, part in enumerate(target.parts, 1)
        if part.year is not None
    }
    half_dated = [("T21", 2), ("T58", 1), ("T58", 2), ("T58", 3), ("T59", 1)]
    assert parts == dict.fromkeys(half_dated, 2025)


@pytest.mark.parametrize(
    ("promise", "bounds"),
    [
        ("T01", [("at_least", 0.7, "share")]),
        ("T02", [("at_least", 0.9, "share")]),
        ("T03", [(None, None, "share")]),
        ("T05", [("at_least", 0.67, "share")]),
        ("T06", [("at_least", 0.6186, "share")]),
        ("T11", [("at_least", 4000, "mu")]),
        ("T12", [("at_least", 0.9, "share"), ("at_least", 1, "share")]),
        ("T14", [("at_least", 0.035, "share")]),
        ("T17", [("at_least", number, "count") for number in (1, 3, 1, 3)]),
        ("T22", [("at_least", 50_000, "m2")]),
        ("T24", [("at_least", 1, "count"), ("at_least", 450, "m3d")]),
        ("T26", [("at_least", 3, "count"), ("at_least", 250, "m3d")]),
        ("T38", [("at_least", 16.24, "wan_kW")]),
        ("T39", [("at_least", 4, "count")]),
        ("T40", [("at_least", 209.7, "km")]),
        ("T42", [("at_least", 1, "share")] * 3),
        ("T43", [("at_most", 0, "count")]),
        ("T48", [("at_least", number, "count") for number in (52, 6000, 24, 104)]),
        ("T53", [("at_least", number, "count") for number in (3, 6, 5)]),
        ("T57", [("at_least", number, "count") for number in (1, 5, 5, 1)]),
        ("T58", [("at_least", number, "count") for number in (1, 2, 5, 5)]),
        ("T61", [("at_most", 0, "ha"), ("at_most", 0, "count")]),
    ],
)
def test_bounds_are_the_plans_own(promise, bounds):
    target = PLAN.target(promise)
    asked = [inherited(part, target) for part in target.parts] or [target]
    assert [(one.sense, one.bound_value, one.unit) for one in asked] == bounds


def test_a_promise_without_a_number_is_open_in_words_too():
    unbounded = {
        target.id
        for target in PLAN.targets
        if target.sense is None and all(part.sense is None for part in target.parts)
    }
    assert unbounded == {"T03", "T09", "T16", "T45", "T46", "T47", "T60", "T63"}
    assert {target.id for target in PLAN.targets if target.open_wording} == unbounded


def test_soft_words_are_kept():
    soft = {target.id: target.strength for target in PLAN.targets if target.strength != "约束"}
    assert soft["T16"] == "基本"
    assert soft["T43"] == "原则上"
    assert {name for name, word in soft.items() if word == "力争"} == {
        "T14",
        "T23",
        "T24",
        "T25",
        "T38",
        "T47",
        "T49",
        "T52",
        "T58",
    }
    assert PLAN.target("T21").parts[0].strength == "力争"


def test_the_readings_of_one_kilometre_stand_in_order():
    names = [reading.name for reading in PLAN.target("T03").readings]
    assert names == ["coverage", "average_radius", "farthest", "literal"]


def test_the_two_wind_farms_are_the_whole_of_the_bound():
    target = PLAN.target("T38")
    assert sum(Fraction(str(part.value)) for part in target.sum_of) == Fraction(str(target.bound_value))


def test_built_land_is_the_third_ground_of_bus_stops():
    table = (files("analyses") / "code_tables" / "major_classes.toml").read_text(encoding="utf-8")
    built = tomllib.loads(table)["classes"]["建设用地"]
    for name in ("T01", "T02"):
        [third] = [one for one in PLAN.target(name).siblings if "ground" in one.layers]
        classes = CountedCodes(third.parameters["ground_classes"])
        survey = ["0101", "0601", "0701", "1003", "1006", "1104", "1107", "1109", "1201", "1202"]
        assert [code for code in survey if classes.counts(code)] == ["0601", "0701", "1003", "1109", "1201"]
        assert {code[:2] for code in third.parameters["ground_classes"]} == {code[:2] for code in built}


@pytest.mark.parametrize("target", PLAN.targets, ids=lambda target: target.id)
def test_every_promise_names_who_answers_for_it_and_where_it_stands(target):
    assert target.departments
    assert all(office.startswith(("区", "鹤城", "国网")) for office in target.departments)
    assert re.fullmatch(
        r"二|三\([一二三四五六七八九十]\)\d(、三\([一二三四五六七八九十]\)\d)*", target.clause
    )
    assert target.notes or target.open_wording


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_layers_of_its_kind(question):
    needed, optional = ROLES[question.indicator]
    assert needed <= set(question.layers) <= needed | optional
    if question.indicator in {"area_coverage", "people_coverage", "area_share"}:
        assert question.scope is not None


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_column_that_a_question_names_is_a_field_of_its_layer(question):
    for role, columns in question.where.items():
        for column, accepted in columns.items():
            known = CATALOGUE[alternatives(question.layers[role])[0]].field(column)
            assert known is not None, column
            assert not known.spellings or set(accepted) <= set(known.spellings)
    role = COUNTED_ROLE.get(question.indicator, "rows")
    spec = CATALOGUE.get(question.layers.get(role, ""))
    for column, rule in question.counts.items():
        known = spec.field(column)
        assert known is not None, column
        assert (known.unit is not None) == (not rule.yes), column
        assert not known.spellings or {*rule.yes, *rule.no} <= set(known.spellings), column
    for name in OF_COLUMNS:
        column = question.parameters.get(name)
        if column is not None and column not in NO_COLUMN:
            told = spec or CATALOGUE[question.layers["after"]]
            assert told.field(column) is not None, column
    if question.since == "baseline":
        assert spec.field("built").date


@pytest.mark.parametrize("target", PLAN.targets, ids=lambda target: target.id)
def test_a_question_names_no_parameter_that_its_kind_does_not_know(target):
    for entry in (target, *target.parts, *target.readings, *target.siblings):
        question = inherited(entry, target)
        assert set(entry.parameters) <= PARAMETERS[question.indicator]
        assert question.scope is None or question.scope in SCOPES


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_list_of_words_leaves_out_no_word_of_its_field(question):
    role = COUNTED_ROLE.get(question.indicator, "rows")
    for column, rule in question.counts.items():
        known = CATALOGUE[alternatives(question.layers[role])[0]].field(column)
        if known.spellings and column != "target":
            assert {*rule.yes, *rule.no} == set(known.spellings), column


def test_a_register_is_asked_for_no_ground():
    for target in PLAN.targets:
        for entry in target.parts or (target,):
            question = inherited(entry, target) if entry is not target else target
            rows = CATALOGUE.get(question.layers.get("rows", ""))
            if rows is not None and not rows.geometry:
                assert question.scope is None, target.id


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
