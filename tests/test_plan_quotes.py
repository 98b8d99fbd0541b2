"""The shipped plan's quotes, clauses and departments against the published text, where it is at hand."""

import re
from functools import cache
from pathlib import Path

import pytest

from analyses.plan_file import open_plan

TEXT = Path(__file__).parents[2] / "shared" / "data" / "plan" / "hezhengfa-2024-1.txt"
PLAN = open_plan("hecheng-2024-1")
ENTRIES = (*PLAN.targets, *PLAN.projects, *PLAN.not_spatial)
CLAUSE = re.compile(r"三\(([一二三四五六七八九十])\)(\d)")

pytestmark = pytest.mark.skipif(
    not TEXT.exists(), reason="the plan's full text is not at hand: ../shared/data/plan/hezhengfa-2024-1.txt"
)


@cache
def clauses():
    """The text of each clause, as 三(五)3 and with 二 for the chapter of aims."""
    text = TEXT.read_text(encoding="utf-8")
    found, chapter, action = {}, "", ""
    for line in text.splitlines():
        if (head := re.match(r"([一二三四])、", line)) is not None:
            chapter, action = head[1], ""
        elif (head := re.match(r"\(([一二三四五六七八九十])\)", line)) is not None:
            action = head[1]
        number = re.match(r"(\d)\.", line)
        name = f"{chapter}({action}){number[1]}" if chapter == "三" and number else chapter
        found[name] = found.get(name, "") + line
    return found


def of(entry):
    """The text of the clauses that an entry names."""
    names = [f"三({action}){number}" for action, number in CLAUSE.findall(entry.clause)] or [entry.clause]
    return [clauses()[name] for name in names]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_quotes_stand_letter_by_letter_in_the_clause_that_is_named(entry):
    told = of(entry)
    assert entry.quote
    for quote in entry.quote:
        assert any(quote in text for text in told), quote


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if CLAUSE.search(entry.clause)],
    ids=lambda entry: entry.id,
)
def test_departments_are_those_in_the_brackets_of_the_clause(entry):
    listed = [re.search(r"\(([^()]*)按职责分工负责\)", text)[1].split("、") for text in of(entry)]
    assert set(entry.departments) == {office for offices in listed for office in offices}


def test_a_year_is_given_only_where_the_sentence_has_one():
    for target in PLAN.targets:
        if target.year is None:
            continue
        told = "".join(of(target))
        sentence = max(told.rfind(f"到{target.year}年", 0, told.find(quote)) for quote in target.quote)
        stated = any(f"到{target.year}年" in quote for quote in target.quote)
        assert sentence >= 0 or stated, target.id
