"""Rules on the numbers of a plan: two bounds on one thing, sums against totals, what has no number at all."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from analyses.plan_tables import Plan, SumOf, Target
from analyses.quantities import UNITS, converted

from .lint_findings import LintFinding, Severity, found, quoted
from .lint_promises import Promise, judged_bounds, promises
from .quoted_numbers import says

_COVERAGE = ("area_coverage", "people_coverage")
_NEED_SCOPE = (*_COVERAGE, "area_share", "average_radius", "farthest_distance")
_SIGNS = {"at_least": "≥", "at_most": "≤", "equals": "="}
# A bracket that only repeats the number, the year or the force; any other one names another thing.
_ASIDE = re.compile(r"[（(](?:\d[\d.]*%?|\d{4}年|\S?目标\S*|约束值?|力争值?)[)）]")
_NOT_BUILT = re.compile("拟建|拟|谋划|前期|规划建设|左右")


def two_bounds(plan: Plan) -> Iterator[LintFinding]:
    """Find promises that ask one thing and bound it differently; another year is a path, not a fault."""
    groups: dict[str, list[Promise]] = {}
    for promise in promises(plan):
        if promise.bound is not None:
            groups.setdefault(_subject(promise), []).append(promise)
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda promise: (promise.id, promise.title)), 2):
            yield from _pair(one, other)


def sums(plan: Plan) -> Iterator[LintFinding]:
    """Compare a total with the sum of the things that the plan names for it."""
    for target in plan.targets:
        if not target.sum_of or target.bound_value is None or target.sense == "at_most":
            continue
        total, bound = sum(_exact(part.value) for part in target.sum_of), _exact(target.bound_value)
        written = " + ".join(f"{part.name} {part.value:g}" for part in target.sum_of)
        unit = UNITS[target.unit].title
        if total < bound:
            severity: Severity = "open" if target.open_list else "contradiction"
            short = float(bound - total)
            yield found(
                "sum_short",
                severity,
                [target.id],
                f"{written} = {float(total):g}，比总数 {float(bound):g} {unit} 少 {short:g}",
                f"the named parts sum to {float(total):g}, {short:g} short of {float(bound):g} {target.unit}",
            )
        elif total == bound:
            doubted = [part for part in target.sum_of if _unsure(plan, part)]
            said = "".join(f"；其中{part.name}在原文中尚未落定（拟建或约数）" for part in doubted)
            yield found(
                "sum_no_slack",
                "open",
                [target.id, *(project for part in doubted for project in _unsure(plan, part))],
                f"{written} 恰等于总数 {float(bound):g} {unit}，没有余量{said}",
                f"the named parts sum to exactly {float(bound):g} {target.unit}, without slack"
                + "".join(f"; {part.name} is only proposed or approximate" for part in doubted),
            )


def without_number(plan: Plan) -> Iterator[LintFinding]:
    """Find promises without a bound, coverage without a share, and shares without an area they are of."""
    for target in plan.targets:
        decided = [reading.title for reading in target.readings if reading.share_from_decision]
        bare = [name for name, bound in _asked(target) if bound is None]
        if decided or (bare and target.indicator in _COVERAGE):
            yield found(
                "no_share",
                "open",
                [target.id],
                f"{quoted(target.title)}没有说应达到多大比例",
                f"'{target.title}' does not state the share to be reached",
            )
        elif bare and not any(reading.sense for reading in target.readings):
            zh, en = "、".join(quoted(name) for name in bare), ", ".join(f"'{name}'" for name in bare)
            yield found("no_bound", "open", [target.id], f"{zh}没有数值", f"{en} without a number")
    for item in plan.not_spatial:
        if item.sense is None:
            yield found(
                "no_bound",
                "open",
                [item.id],
                f"{quoted(item.title)}没有数值",
                f"'{item.title}' has no number",
            )
    for promise in promises(plan):
        asked = promise.question
        if asked is None or promise.bound is None or asked.scope is not None:
            continue
        if asked.indicator in _NEED_SCOPE:
            yield found(
                "no_scope",
                "open",
                [promise.id],
                f"{quoted(promise.title)}有界值，没有说是哪个范围",
                f"'{promise.title}' has a bound but no area that it is about",
            )


def not_quoted(plan: Plan) -> Iterator[LintFinding]:
    """Guard against slips: the digits of a bound must stand in a quote, in the plan's unit."""
    for target in plan.targets:
        for question, title in judged_bounds(target):
            yield from _unless_said(target.id, title, target.quote, question.bound_value, question.unit)
    for item in plan.not_spatial:
        yield from _unless_said(item.id, item.title, item.quote, item.bound_value, item.unit)


def _subject(promise: Promise) -> str:
    """Say what is bounded: the question where layers answer it, else its title."""
    asked = promise.question
    if asked is None or asked.indicator == "reported":
        return f"{_ASIDE.sub('', promise.title)} {promise.unit}"
    kept = asked.model_dump(include={"indicator", "scope", "since", "counter"})
    where = {role: sorted(columns.items()) for role, columns in asked.where.items()}
    counts = sorted((column, repr(values)) for column, values in asked.counts.items())
    rest = (sorted(asked.layers.items()), sorted(where.items()), counts, sorted(asked.parameters.items()))
    return repr((sorted(kept.items(), key=repr), rest))


def _pair(one: Promise, other: Promise) -> Iterator[LintFinding]:
    first, second = _bound_in(one, one.unit), _bound_in(other, one.unit)
    if first is None or second is None or not _at_odds(one, other, first, second):
        return
    dated = one.year is not None and other.year is not None
    if dated and one.year != other.year:
        if _weaker_later(one, other, first, second):
            yield _told("weaker_later", "open", one, other, "后期的界值反而较松", "the later bound is weaker")
        return
    gap = _gap_text(float(abs(first - second)), one.unit)
    zh, en = f"相差 {gap[0]}", f"{gap[1]} apart"
    if one.strength != other.strength:
        yield _told("two_tiers", "note", one, other, zh, en)
    elif one.year == other.year:
        yield _told("two_bounds", "contradiction", one, other, zh, en)
    else:
        zh, en = f"{zh}，且只有一处注明年份", f"{en}, and only one of them has a year"
        yield _told("two_bounds", "open", one, other, zh, en)


def _told(rule: str, severity: Severity, one: Promise, other: Promise, zh: str, en: str) -> LintFinding:  # noqa: PLR0913,PLR0917 - two promises, two languages
    return found(
        rule,
        severity,
        [one.id, other.id],
        f"{quoted(one.title)}（{_bound_text(one)}）与{quoted(other.title)}（{_bound_text(other)}）说的是同一件事，{zh}",
        f"{one.id} ({_bound_text(one)}) and {other.id} ({_bound_text(other)}) bound one thing, {en}",
    )


def _at_odds(one: Promise, other: Promise, first: Fraction, second: Fraction) -> bool:
    """Two like bounds are at odds when they differ, unlike ones when no number satisfies both."""
    if one.sense == other.sense:
        return first != second
    bounds = ((one.sense, first), (other.sense, second))
    lowest = max(bound for sense, bound in bounds if sense != "at_most")
    highest = min(bound for sense, bound in bounds if sense != "at_least")
    return lowest > highest


def _weaker_later(one: Promise, other: Promise, first: Fraction, second: Fraction) -> bool:
    if one.sense != other.sense or one.sense == "equals":
        return False
    earlier, later = (first, second) if (one.year or 0) < (other.year or 0) else (second, first)
    return later < earlier if one.sense == "at_least" else later > earlier


def _bound_in(promise: Promise, unit: str) -> Fraction | None:
    if promise.bound is None:
        return None
    if promise.unit == unit:
        return _exact(promise.bound)
    if promise.unit not in UNITS or unit not in UNITS:
        return None
    if UNITS[promise.unit].dimension != UNITS[unit].dimension:
        return None
    return _exact(converted(promise.bound, promise.unit, unit))


def _exact(value: float) -> Fraction:
    """Read a number as it was written: 6.24 + 10 is 16.24."""
    return Fraction(repr(float(value)))


def _bound_text(promise: Promise) -> str:
    sign = _SIGNS[promise.sense or "equals"]
    return f"{sign} {_amount_text(promise.bound or 0.0, promise.unit)}"


def _amount_text(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value * 100:.10g}%"
    return f"{value:g}{unit}" if unit.startswith("%") else f"{value:g} {_unit_title(unit)}"


def _gap_text(gap: float, unit: str) -> tuple[str, str]:
    if unit == "share" or unit.startswith("%"):
        points = f"{gap * (100 if unit == 'share' else 1):.10g}"
        return f"{points} 个百分点", f"{points} percentage points"
    return f"{gap:g} {_unit_title(unit)}", f"{gap:g} {unit}"


def _unit_title(unit: str) -> str:
    return UNITS[unit].title if unit in UNITS else unit


def _unsure(plan: Plan, part: SumOf) -> list[str]:
    """Give the projects that a part stands for and whose wording leaves open that they are built so."""
    return [
        project.id
        for project in plan.projects
        if any(part.name in name or name in part.name for name in (project.name, *project.aliases))
        and any(_NOT_BUILT.search(quote) for quote in project.quote)
    ]


def _asked(target: Target) -> list[tuple[str, float | None]]:
    if target.parts:
        return [(part.name, part.bound_value) for part in target.parts]
    return [(target.title, target.bound_value)]


def _unless_said(
    name: str, title: str, quote: tuple[str, ...], bound: float | None, unit: str
) -> Iterator[LintFinding]:
    if bound is None or any(says(text, bound, unit) for text in quote):
        return
    amount = _amount_text(bound, unit)
    yield found(
        "number_not_quoted",
        "open",
        [name],
        f"{quoted(title)}的界值 {amount} 未在引文中出现",
        f"the bound {amount} of '{title}' does not stand in its quote",
    )
