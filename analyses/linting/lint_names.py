"""Rules on the names in a plan: offices and places under two spellings, offices that a clause leaves out."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from analyses.plan_tables import Plan

from .lint_findings import LintFinding, found, quoted
from .lint_promises import entries, offices, promised

_SHORTEST_NAME = 7  # letters: shorter names of different offices come near each other by chance
_MOST_STRAY_LETTERS = 1
# Which offices usually keep the data of a subject: any of them will do. Stems, for names differ by county.
_USUAL_OFFICES = {
    "污水": ("住房和城乡建设", "住房城乡建设", "住建", "城市管理", "生态环境", "水利", "水务"),
    "垃圾": ("环境卫生", "城市管理", "住房和城乡建设", "住房城乡建设", "住建", "农业农村"),
    "森林": ("林业", "自然资源"),
    "耕地": ("自然资源", "农业农村"),
    "农田": ("自然资源", "农业农村"),
    "公交": ("交通",),
    "公路": ("交通",),
    "生态保护红线": ("自然资源", "生态环境"),
}


def office_spellings(plan: Plan) -> Iterator[LintFinding]:
    """Find two office names made of the same letters, or with one letter more, or called one by the plan."""
    named = offices(plan)
    groups = [{name, *spellings} for name, spellings in plan.plan.aliases.items()]
    for one, other in combinations(sorted(named), 2):
        if _alike(one, other) or any({one, other} <= group for group in groups):
            yield found(
                "office_spellings",
                "note",
                [*named[one], *named[other]],
                f"“{one}”与“{other}”应为同一单位",
                f"'{one}' and '{other}' look like one office",
            )


def place_spellings(plan: Plan) -> Iterator[LintFinding]:
    """Find places and bodies that the plan writes in several ways, or that others write otherwise."""
    for name, spellings in plan.plan.aliases.items():
        group = sorted({name, *spellings}, key=lambda spelling: (-len(spelling), spelling))
        used = _uses(plan, group)
        ids = [entry for places in used.values() for entry in places]
        written = [word for word in group if word in used]
        others = [word for word in group if word not in used]
        if not written:
            continue
        zh = f"原文写作{_quoted(written)}" + (f"，他处又作{_quoted(others)}" if others else "")
        en = f"written as {', '.join(written)}" + (f"; elsewhere {', '.join(others)}" if others else "")
        yield found("place_spellings", "note", ids, zh, en)


def offices_missing(plan: Plan) -> Iterator[LintFinding]:
    """
    Find clauses none of whose offices is one that usually keeps the data of their subject.

    Clauses are compared with a table of subjects, not with each other: that
    another clause of the same theme names more offices is the rule, no fault.
    """
    lacking: dict[tuple[str, str], list[str]] = {}
    for entry in promised(plan):
        for subject, stems in _USUAL_OFFICES.items():
            spoken_of = any(subject in quote for quote in entry.quote)
            if spoken_of and entry.departments and not _named(entry.departments, stems):
                lacking.setdefault((entry.clause, subject), []).append(entry.id)
    for (clause, subject), ids in lacking.items():
        elsewhere = sorted(
            {
                other.clause
                for other in entries(plan)
                if other.clause != clause
                and _chapter(other.clause) == _chapter(clause)
                and _named(other.departments, _USUAL_OFFICES[subject])
            }
        )
        usual = "、".join(_USUAL_OFFICES[subject])
        also = f"，而{'、'.join(elsewhere)}列有" if elsewhere else ""
        yield found(
            "office_missing",
            "open",
            ids,
            f"{clause}讲“{subject}”，责任单位中没有通常主管者（{usual}之一）{also}",
            f"{clause} speaks of {subject} but names none of the offices usually in charge",
        )


def without_office(plan: Plan) -> Iterator[LintFinding]:
    """List promises for which no office is named."""
    ids = [entry.id for entry in promised(plan) if not entry.departments]
    if ids:
        yield found("no_office", "note", ids, f"{len(ids)} 条未列责任单位", f"{len(ids)} name no office")


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST_NAME:
        return False
    first, second = Counter(one), Counter(other)
    return ((first - second) + (second - first)).total() <= _MOST_STRAY_LETTERS


def _chapter(clause: str) -> str:
    """Give a clause without its last number: 三(六)3 stands in 三(六)."""
    return clause.rstrip("0123456789")


def _named(departments: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    return any(stem in office for office in departments for stem in stems)


def _uses(plan: Plan, spellings: list[str]) -> dict[str, list[str]]:
    """Find whose quote uses which spelling; a longer one hides the shorter one inside it."""
    any_of = re.compile("|".join(map(re.escape, spellings)))
    used: dict[str, list[str]] = {}
    for entry in entries(plan):
        for text in entry.quote:
            for match in any_of.finditer(text):
                used.setdefault(match.group(0), []).append(entry.id)
    return used


def _quoted(words: list[str]) -> str:
    return "、".join(quoted(word) for word in words)
