"""Broken files end in a figure or in one line, never in a traceback, a hang or a dead process."""

import random

import pytest
from mutants import SEEDS, hunt, mutant

FEW, MANY = 48, 2_000


def _faults(count, salt, home):
    return [f"{seed.name} {number}: {fault}" for seed, number, fault in hunt(count, salt, home) if fault]


def test_a_few_mutants_of_every_seed(tmp_path):
    assert _faults(FEW, 1, tmp_path) == []


@pytest.mark.slow
def test_two_thousand_mutants(tmp_path):
    assert _faults(MANY, 2, tmp_path) == []


def test_there_are_as_many_seeds_as_promised():
    assert len(SEEDS) >= 20


def test_mutants_are_the_same_each_time():
    raw = bytes(range(256)) * 8
    made = [[mutant(raw, random.Random(f"2/x/{i}")) for i in range(50)] for _ in range(2)]  # noqa: S311
    assert made[0] == made[1]
    assert sum(one != raw for one in made[0]) >= 45
