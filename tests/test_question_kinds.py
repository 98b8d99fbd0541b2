"""Slips in a plan file are refused when it is read: each of them would be a wrong figure without a word."""

import tomllib
from typing import get_args

import pytest
from pydantic import ValidationError

from analyses.plan_tables import Indicator, Plan
from analyses.question_kinds import QUESTION_KINDS

HEAD = '[plan]\nid = "small"\ntitle = "合成方案"\nissued = 2024-01-01\n'
TARGET = (
    '[[targets]]\nid = "X1"\ntitle = "合成"\ntheme = "示例"\nclause = "一"\nquote = "合成"\nkind = "OT"\n'
)
COVERAGE = 'indicator = "area_coverage"\nlayers = { facilities = "bus_stop" }\nscope = "全区"\n'
REACH = "parameters = { radius_m = 300 }\n"
FOREST = 'indicator = "area_share"\nlayers = { cover = "dltb" }\nparameters = { classes = ["0301"] }\n'
EXCLUSION = 'indicator = "overlap"\nlayers = { rows = "project", ground = "redline" }\n'
PLANTS = 'layers = { rows = "plant" }\n'


def read(body):
    return Plan.model_validate(tomllib.loads(HEAD + TARGET + body)).targets[0]


def test_every_kind_of_question_is_described():
    assert set(QUESTION_KINDS) == set(get_args(Indicator))


def test_a_sound_question_is_read():
    assert read(COVERAGE + REACH).parameters == {"radius_m": 300}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (COVERAGE, "needs the parameter radius_m"),
        (COVERAGE + "parameters = { radius = 300 }\n", "'radius' is no parameter of area_coverage"),
        (COVERAGE + "parameters = { radius_m = 0 }\n", "radius_m must be more than 0"),
        (COVERAGE + REACH + 'unit = "m2"\n', "cannot be stated in m2; use share"),
        (COVERAGE.replace("facilities", "stops") + REACH, "'stops' is no role"),
        (COVERAGE + REACH + 'where = { stops = { status = ["运营"] } }\n', "no layer has the role 'stops'"),
        ('indicator = "average_radius"\nlayers = { facilities = "charger" }\nunit = "km"\n', "use m"),
        ('indicator = "total"\nunit = "kW"\n' + PLANTS, "needs the parameter column"),
        ('indicator = "count"\nunit = "km"\n' + PLANTS, "use count, people"),
        (
            FOREST + 'counts = { dlbm = { yes = ["0301"] } }\n',
            "reads no `counts`",
        ),
        (
            EXCLUSION + 'unit = "ha"\nscope = "城区"\n',
            "reads no `scope`",
        ),
    ],
)
def test_a_slip_is_refused_in_words(body, told):
    with pytest.raises(ValidationError, match=told):
        read(body)


@pytest.mark.parametrize("bound", ["nan", "inf", "-inf"])
def test_a_bound_that_is_no_number_is_refused(bound):
    with pytest.raises(ValidationError, match="finite number"):
        read(COVERAGE + REACH + f"at_least = {bound}\n")


@pytest.mark.parametrize("bound", ["70", "1.01", "-0.1"])
def test_a_share_bounded_outside_none_and_all_is_refused(bound):
    with pytest.raises(ValidationError, match="write shares from 0 to 1"):
        read(COVERAGE + REACH + f"at_least = {bound}\n")


@pytest.mark.parametrize("bound", ["0", "0.7", "1"])
def test_none_and_all_are_shares(bound):
    assert read(COVERAGE + REACH + f"at_least = {bound}\n").bound_value == float(bound)


def test_a_share_off_the_map_is_bounded_by_a_share():
    item = '[[not_spatial]]\nid = "N1"\ntitle = "率"\ntheme = "一"\nclause = "一"\nquote = "率"\n'
    with pytest.raises(ValidationError, match="N1: the bound 70 is no share"):
        read(COVERAGE + REACH + item + 'unit = "share"\nat_least = 70\n')


def test_a_change_may_more_than_double():
    change = (
        'indicator = "change"\nlayers = { before = "dltb_before", after = "dltb" }\n'
        'parameters = { of = "area", as = "share" }\nat_least = 1.5\n'
    )
    assert read(change).bound_value == 1.5


def test_a_value_cannot_count_and_not_count():
    counts = 'indicator = "count"\nunit = "count"\ncounts = { stage = { yes = ["竣工"], no = ["竣工"] } }\n'
    with pytest.raises(ValidationError, match="竣工 cannot count and not count"):
        read(PLANTS + counts)


def test_a_misspelt_rule_table_is_refused_with_the_nearest_name():
    with pytest.raises(ValidationError, match=r"no rule table 'redlin' is shipped; did you mean 'redline'"):
        read(EXCLUSION + 'unit = "ha"\nparameters = { rules = "redlin" }\n')


@pytest.mark.parametrize("name", ["activities", "", "none at all"])
def test_what_is_no_rule_table_is_refused_with_those_that_are(name):
    with pytest.raises(ValidationError, match="use control_unit, farmland, forest, redline, reserve"):
        read(EXCLUSION + f'unit = "ha"\nparameters = {{ rules = "{name}" }}\n')


@pytest.mark.parametrize("name", ["redline", "own/rules.toml"])
def test_a_shipped_rule_table_or_a_file_may_be_named(name):
    asked = read(EXCLUSION + f'unit = "ha"\nparameters = {{ rules = "{name}" }}\n')
    assert asked.parameters == {"rules": name}


def test_a_part_takes_the_targets_parameters_and_a_slip_of_its_own_is_refused():
    parts = PLANTS + REACH + '[[targets.parts]]\nname = "一"\nindicator = "count"\nunit = "count"\n'
    with pytest.raises(ValidationError, match="一: 'radius_m' is no parameter of count"):
        read(parts)


def test_a_reading_need_not_read_what_the_target_does():
    reading = '[[targets.readings]]\nname = "a"\ntitle = "平均"\nindicator = "average_radius"\nunit = "m"\n'
    assert read(COVERAGE + REACH + reading).readings[0].indicator == "average_radius"
