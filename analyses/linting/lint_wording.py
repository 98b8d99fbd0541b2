"""Rules on the words of a plan: lists left open, counts that read two ways, soft words, missing years."""

import re
from collections.abc import Iterator

from analyses.plan_tables import Plan, Target

from .lint_findings import LintFinding, found, quoted
from .lint_promises import entries, promised, promises, strengths, years
from .quoted_numbers import NUMBER, PHRASE_END, names_in, numeral, plain

_ET_CETERA = re.compile(rf"([^{PHRASE_END}]*?、[^{PHRASE_END}]*?)等(?![级量于值同距效])(?!\s*{NUMBER})")
_WORKS = "工程|项目|建设|改造|路|线|站|厂|园|桥|段"
_OR_INCLUDED = re.compile(
    rf"([^{PHRASE_END}、]*?(?:{_WORKS}))[和及与]([^{PHRASE_END}]*?、[^{PHRASE_END}]*?)等({NUMBER})([^\d])"
)
_SOFT = re.compile("力争|原则上|左右|基本(?=实现|建成|完成|形成|达到|淘汰|消除|健全|建立)")
_TOWN_WORDS = re.compile("中心城区|主城区|老城区|城市建成区|建成区|城区")


def open_lists(plan: Plan) -> Iterator[LintFinding]:
    """Find lists that end in 等 where the bound only counts the names before it."""
    bounds: dict[str, set[float]] = {}
    for promise in promises(plan):
        if promise.bound is not None:
            bounds.setdefault(promise.id, set()).add(promise.bound)
    for target in plan.targets:
        lists = [match.group(1) for quote in target.quote for match in _ET_CETERA.finditer(plain(quote))]
        counted = [listed for listed in lists if len(names_in(listed)) in bounds.get(target.id, set())]
        if counted or target.open_list:
            names = len(names_in(counted[0])) if counted else 0
            zh = f"列名 {names} 项，末尾有“等”" if counted else "列举末尾有“等”"
            en = f"names {names} and ends in 'and others'" if counted else "leaves its list open"
            yield found(
                "open_list", "open", [target.id], f"{quoted(target.title)}{zh}", f"'{target.title}' {en}"
            )


def counts_read_two_ways(plan: Plan) -> Iterator[LintFinding]:
    """Find `甲工程和乙、丙等5条`: five with the first or five beside it."""
    seen: dict[tuple[str, ...], list[str]] = {}
    for entry in entries(plan):
        for quote in entry.quote:
            for match in _OR_INCLUDED.finditer(plain(quote)):
                seen.setdefault(match.groups(), []).append(entry.id)
    for (first, listed, number, counter), ids in seen.items():
        many = int(numeral(number))
        if many <= len(names_in(listed)):
            continue
        yield found(
            "counted_two_ways",
            "open",
            ids,
            f"“{first}”可在“{listed}等{number}{counter}”之内，也可在其外：共 {many} 或 {many + 1}",
            f"'{first}' may be one of the {many} or come on top: {many} or {many + 1}",
        )


def open_wordings(plan: Plan) -> Iterator[LintFinding]:
    """Repeat what the plan file itself says is open."""
    for target in plan.targets:
        if target.open_wording is not None:
            told = target.open_wording.rstrip("。；;")
            rule = "open_wording" if target.readings else "open_unread"
            yield found(rule, "open", [target.id], told, f"the wording of '{target.title}' is open")


def soft_words(plan: Plan) -> Iterator[LintFinding]:
    """List promises that are not binding, and soft words that the strength does not repeat."""
    soft: dict[str, list[str]] = {}
    for entry in promised(plan):
        words = [match.group(0) for quote in entry.quote for match in _SOFT.finditer(quote)]
        for strength in sorted(strengths(entry) - {"约束"}):
            soft.setdefault(strength, []).append(entry.id)
        if words and strengths(entry) == {"约束"}:
            yield found(
                "strength_unsaid",
                "note",
                [entry.id],
                f"{quoted(entry.title)}原文有“{words[0]}”，强度却记为约束",
                f"'{entry.title}' says '{words[0]}' yet its strength is binding",
            )
    for word, ids in soft.items():
        yield found("soft_wording", "note", ids, f"{len(ids)} 条为“{word}”", f"{len(ids)} are '{word}'")


def without_year(plan: Plan) -> Iterator[LintFinding]:
    """List promises for which, or for a part of which, the plan gives no year."""
    ids = [entry.id for entry in promised(plan) if None in years(entry)]
    if ids:
        yield found("no_year", "note", ids, f"{len(ids)} 条未注明年份", f"{len(ids)} have no year")


def town_words(plan: Plan) -> Iterator[LintFinding]:
    """Find several words for the town side by side; plans seldom define how they differ."""
    used: dict[str, set[str]] = {}
    for entry in promised(plan):
        asked = (entry, *entry.parts) if isinstance(entry, Target) else ()
        scopes = [question.scope or "" for question in asked]
        for text in (*entry.quote, *scopes):
            for match in _TOWN_WORDS.finditer(text):
                used.setdefault(match.group(0), set()).add(entry.id)
    if len(used) > 1:
        ids = set().union(*used.values())
        zh, en = f"{'、'.join(sorted(used))}并用", f"{len(used)} words for the town stand side by side"
        yield found("scope_words", "note", ids, zh, en)
