"""Judge a value against its bound: unrounded, equality is met, an open interval is unsettled."""

import math
from dataclasses import dataclass

from .outcome import Outcome
from .plan_tables import Bounded, Sense


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An outcome and, for all but met and missed, its reason."""

    outcome: Outcome
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in {Outcome.MET, Outcome.MISSED} and not self.reason:
            raise ValueError(f"{self.outcome} needs a reason")


def judge(
    bound: Bounded, value: float | None, *, low: float | None = None, high: float | None = None
) -> Verdict:
    """
    Judge a measured value.

    Parameters
    ----------
    bound
        A target, reading or part with `sense` and `bound_value`.
    value
        Unrounded, in the bound's unit. None or nan is no data.
    low, high
        Ends of the interval that the layer leaves open; the verdict holds only
        if both ends give it.
    """
    if value is None or math.isnan(value):
        return Verdict(outcome=Outcome.NO_DATA, reason="没有可量算的数据")
    if bound.sense is None or bound.bound_value is None:
        return Verdict(outcome=Outcome.UNSETTLED, reason="原文未给出可判定的数值")
    answers = {_holds(bound.sense, end, bound.bound_value) for end in (value, low, high) if end is not None}
    if len(answers) > 1:
        return Verdict(outcome=Outcome.UNSETTLED, reason="数据留有未知部分，区间两端结论不同")
    return Verdict(outcome=Outcome.MET if answers.pop() else Outcome.MISSED)


def _holds(sense: Sense, value: float, bound: float) -> bool:
    if sense == "at_least":
        return value >= bound
    return value <= bound if sense == "at_most" else value == bound
