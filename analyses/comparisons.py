"""The same question under other definitions and readings, and whether the verdict survives them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .measurement import Measurement
from .outcome import Outcome
from .plan_tables import Bounded
from .questions import Enquiry, NoData
from .result import Bound, Reading, Sibling
from .verdicts import Verdict, judge
from .wording import display

_JUDGED = (Outcome.MET, Outcome.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A sibling's row and what was measured for it, if its layers were there."""

    row: Sibling
    measured: Measurement | None


def ends(
    enquiry: Enquiry, sure: Measurement, possible: Callable[[], Measurement | None]
) -> tuple[float | None, float | None]:
    """Bound a value from both sides: by what surely counts, and by what may count too."""
    facilities = enquiry.inputs.facilities
    most = None if facilities is None or not facilities.unknown else possible()
    if most is None:
        return sure.low, sure.high
    low, high = sorted((sure.value, most.value))
    return finite(low), finite(high)  # an end without any facility is infinite: `judge` still has the value


def compared(enquiry: Enquiry, bound: Bounded, verdict: Verdict) -> list[Compared]:
    """Measure a target's siblings; each is judged with its own unknown part."""
    found = []
    for entry in enquiry.target.siblings:
        try:
            measured = enquiry.ask_sibling(entry)
            interval = ends(enquiry, measured, partial(enquiry.ask_sibling, entry, possible=True))
        except NoData as absent:
            row = Sibling(
                definition=entry.definition, value=None, display=str(absent), outcome=Outcome.NO_DATA
            )
            found.append(Compared(row=row, measured=None))
        else:
            found.append(_compared(entry.definition, measured, interval, bound, verdict))
    if enquiry.target.indicator == "area_coverage" and (unmerged := enquiry.ask_unmerged()) is not None:
        definition = f"未合并点位口径（合并前 {unmerged.details['facilities_used']:,} 个点位，直线、面积）"
        interval = ends(enquiry, unmerged, partial(enquiry.ask_unmerged, possible=True))
        found.append(_compared(definition, unmerged, interval, bound, verdict))
    return found


def survival(verdict: Verdict, siblings: list[Compared]) -> tuple[bool | None, str]:
    """Tell whether the verdict survives the other definitions; None where that cannot be said."""
    if verdict.outcome not in _JUDGED:
        return None, ""
    answers = {entry.row.outcome for entry in siblings if entry.measured is not None}
    if not answers:
        return None, "缺少图层，未能与其他口径比较"
    if answers == {verdict.outcome}:
        return True, "稳健：其他口径下结论相同"
    if answers <= {verdict.outcome, Outcome.UNSETTLED, Outcome.NO_DATA}:
        return None, "其他口径下尚有未知部分，不能判断是否稳健"
    return False, "取决于口径：其他口径下结论不同"


def readings(enquiry: Enquiry) -> tuple[Reading, ...]:
    """Measure every reading that the wording allows; those that are judged are so with their unknown part."""
    decision = enquiry.workspace.decisions.get(enquiry.target.id)
    found = []
    for entry in enquiry.target.readings:
        bound: Bounded = entry
        if entry.share_from_decision and decision is not None and decision.reading == entry.name:
            bound = Bounded(at_least=decision.share)
        measured = enquiry.ask(entry)
        low, high = ends(enquiry, measured, partial(enquiry.ask, entry, possible=True))
        judged = entry.judged and bound.sense is not None
        found.append(
            Reading(
                name=entry.name,
                title=entry.title,
                value=finite(measured.value),
                unit=entry.unit,
                display=display(measured, bound.bound_value),
                bound=row_bound(bound),
                outcome=judge(bound, measured.value, low=low, high=high).outcome if judged else None,
            )
        )
    return tuple(found)


def row_bound(bound: Bounded) -> Bound | None:
    """Write a bound as rows hold it."""
    if bound.sense is None or bound.bound_value is None:
        return None
    return Bound(sense=bound.sense, value=bound.bound_value)


def finite(value: float) -> float | None:
    """Give None for what no row can hold: nan, infinity."""
    return value if math.isfinite(value) else None


def _compared(
    definition: str,
    measured: Measurement,
    interval: tuple[float | None, float | None],
    bound: Bounded,
    verdict: Verdict,
) -> Compared:
    low, high = interval
    outcome = verdict.outcome
    if bound.sense is not None:
        outcome = judge(bound, measured.value, low=low, high=high).outcome
    text = display(measured, bound.bound_value)
    row = Sibling(definition=definition, value=finite(measured.value), display=text, outcome=outcome)
    return Compared(row=row, measured=measured)
