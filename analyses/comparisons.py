"""The same question under other definitions and readings, and whether the verdict survives them."""

import math
from dataclasses import dataclass, replace

import shapely

from .asking.asked import NoData
from .asking.asked_coverage import ask_unmerged
from .asking.questions import Answers
from .measurement import Measurement
from .outcome import Outcome
from .plan_tables import Bounded, SiblingEntry, Target, inherited
from .result import Bound, Reading, Sibling
from .verdicts import Verdict, judge_measured
from .wording import display

_JUDGED = (Outcome.MET, Outcome.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A sibling's row and what was measured for it, if its layers were there."""

    row: Sibling
    measured: Measurement | None
    warnings: tuple[str, ...] = ()
    judged: bool = True


def compared(target: Target, answers: Answers, bound: Bounded, verdict: Verdict) -> list[Compared]:
    """Measure a target's siblings; each is judged with its own unknown part."""
    found = [_sibling(entry, target, answers, bound, verdict) for entry in target.siblings]
    if target.indicator == "area_coverage":
        unmerged = ask_unmerged(answers.resolved(target), answers.workspace)
        if unmerged is not None:
            count = unmerged.details["facilities_used"]
            definition = f"未合并点位口径（合并前 {count:,} 个点位，直线、面积）"
            found.append(_compared(definition, unmerged, bound, verdict, target.counter))
    return found


def _sibling(
    entry: SiblingEntry, target: Target, answers: Answers, bound: Bounded, verdict: Verdict
) -> Compared:
    """Measure one sibling; one with a bound of its own is judged by that, one that is only shown by none."""
    try:
        asked = answers.ask(_sibling_question(entry, target, answers), aside=True)
    except NoData as absent:
        row = Sibling(definition=entry.definition, value=None, display=str(absent), outcome=Outcome.NO_DATA)
        return Compared(row=row, measured=None)
    own = entry if entry.sense is not None else bound
    told = _compared(entry.definition, asked.measured, own, verdict, entry.counter or target.counter)
    if entry.judged:
        return told
    outcome = told.row.outcome if entry.sense is not None else None
    return replace(told, row=told.row.model_copy(update={"outcome": outcome}), judged=False)


def _sibling_question(entry: SiblingEntry, target: Target, answers: Answers) -> SiblingEntry:
    question = inherited(entry, target)
    if entry.scope is not None and entry.scope != target.scope and target.scope is not None:
        own, other = answers.workspace.scope(target.scope), answers.workspace.scope(entry.scope)
        if own is not None and other is not None and shapely.equals(own.polygon, other.polygon):
            raise NoData("与本口径范围相同")
    return question


def survival(verdict: Verdict, siblings: list[Compared]) -> tuple[bool | None, str]:
    """Tell whether the verdict survives the other definitions; None where that cannot be said."""
    if verdict.outcome not in _JUDGED:
        return None, ""
    compared_ones = [entry for entry in siblings if entry.judged]
    answers = {entry.row.outcome for entry in compared_ones if entry.measured is not None}
    if not answers:
        return None, "缺少图层，未能与其他口径比较" if compared_ones else ""
    if answers == {verdict.outcome}:
        return True, "稳健：其他口径下结论相同"
    if answers <= {verdict.outcome, Outcome.UNSETTLED, Outcome.NO_DATA}:
        return None, "其他口径下尚有未知部分，不能判断是否稳健"
    return False, "取决于口径：其他口径下结论不同"


def readings(target: Target, answers: Answers) -> tuple[Reading, ...]:
    """Measure every reading that the wording allows; those that are judged are so with their unknown part."""
    decision = answers.workspace.decisions.get(target.id)
    found = []
    for given in target.readings:
        entry = inherited(given, target)
        bound: Bounded = entry
        if entry.share_from_decision and decision is not None and decision.reading == entry.name:
            bound = Bounded(at_least=decision.share)
        try:
            measured = answers.ask(entry, aside=True).measured
        except NoData as absent:
            found.append(
                Reading(name=entry.name, title=entry.title, value=None, unit=entry.unit, display=str(absent))
            )
            continue
        judged = entry.judged and bound.sense is not None
        found.append(
            Reading(
                name=entry.name,
                title=entry.title,
                value=finite(measured.value),
                unit=entry.unit,
                display=display(measured, bound.bound_value, entry.counter),
                bound=row_bound(bound),
                outcome=judge_measured(bound, measured).outcome if judged else None,
            )
        )
    return tuple(found)


def row_bound(bound: Bounded) -> Bound | None:
    """Write a bound as rows hold it."""
    if bound.sense is None or bound.bound_value is None:
        return None
    return Bound(sense=bound.sense, value=bound.bound_value)


def finite(value: float | None) -> float | None:
    """Give None for what no row can hold: nan, infinity."""
    return value if value is not None and math.isfinite(value) else None


def _compared(
    definition: str, measured: Measurement, bound: Bounded, verdict: Verdict, counter: str | None
) -> Compared:
    outcome = verdict.outcome
    if bound.sense is not None:
        outcome = judge_measured(bound, measured).outcome
    text = display(measured, bound.bound_value, counter)
    row = Sibling(definition=definition, value=finite(measured.value), display=text, outcome=outcome)
    return Compared(row=row, measured=measured, warnings=measured.warnings)
