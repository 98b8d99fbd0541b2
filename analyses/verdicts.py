"""Judge a value against its bound: unrounded, equality is met, an open interval is unsettled."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .measurement import Measurement
from .outcome import Outcome
from .plan_tables import Bounded, Sense

_OPEN = "数据留有未知部分，区间两端结论不同"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An outcome and, for all but met and missed, its reason."""

    outcome: Outcome
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in {Outcome.MET, Outcome.MISSED} and not self.reason:
            raise ValueError(f"{self.outcome} needs a reason")


def judge_measured(bound: Bounded, measured: Measurement) -> Verdict:
    """
    Judge a measurement with all that it leaves open.

    Shares of whole numbers are compared as fractions: `10 * 9 >= 9 * 10`, never
    0.9 against 0.9. A measurement whose own error (`details["error_share"]`, of a
    class raster) reaches the bound decides nothing: 参考. One that is open above
    (`details["open_above"]`: rows without a number) can meet a lower bound, not miss it.
    """
    exact = _exact(measured)
    high = math.inf if measured.details.get("open_above") else measured.high
    value = measured.value if exact is None else exact
    verdict = judge(bound, value, low=measured.low, high=high)
    reason = measured.details.get("open_reason")
    if verdict.outcome is Outcome.UNSETTLED and bound.sense is not None and reason:
        verdict = Verdict(outcome=verdict.outcome, reason=str(reason))
    error = measured.details.get("error_share")
    if (
        verdict.outcome in {Outcome.MET, Outcome.MISSED}
        and error is not None
        and bound.bound_value is not None
    ):
        points = float(str(error))
        ends = [end for end in (measured.low, measured.value, measured.high) if end is not None]
        if min(abs(end - bound.bound_value) for end in ends) <= points:
            reason = f"参考：数据误差 ±{points * 100:.2g} 个百分点不小于与界限的差距，不能据此判定"
            return Verdict(outcome=Outcome.UNSETTLED, reason=reason)
    return verdict


def judge(
    bound: Bounded,
    value: float | Fraction | None,
    *,
    low: float | None = None,
    high: float | None = None,
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
    limit = bound.bound_value
    exact_limit = Fraction(str(limit))  # 0.9 as it is written, not its nearest float
    if bound.sense == "equals" and low is not None and high is not None and low < limit < high:
        return Verdict(outcome=Outcome.UNSETTLED, reason=_OPEN)
    answers = {
        _holds(bound.sense, end, exact_limit if isinstance(end, Fraction) else limit)
        for end in (value, low, high)
        if end is not None
    }
    if len(answers) > 1:
        return Verdict(outcome=Outcome.UNSETTLED, reason=_OPEN)
    return Verdict(outcome=Outcome.MET if answers.pop() else Outcome.MISSED)


def of_parts(verdicts: Iterable[Verdict]) -> Verdict:
    """Judge a target by its parts: any missed makes it missed, else any without data no data (DESIGN 4)."""
    found = list(verdicts)
    for outcome in (Outcome.MISSED, Outcome.NO_DATA, Outcome.UNSETTLED):
        same = [verdict for verdict in found if verdict.outcome is outcome]
        if same and outcome is Outcome.MISSED:
            return Verdict(outcome=outcome)
        if same:
            reasons = dict.fromkeys(verdict.reason for verdict in same if verdict.reason)
            return Verdict(outcome=outcome, reason="；".join(reasons))
    return Verdict(outcome=Outcome.MET)


def _exact(measured: Measurement) -> Fraction | None:
    """Give a share of whole numbers as the fraction that it is."""
    numerator, denominator = measured.numerator, measured.denominator
    if measured.unit != "share" or measured.quantity_unit != "count" or not numerator or not denominator:
        return None
    if not (float(numerator).is_integer() and float(denominator).is_integer()):
        return None
    return Fraction(int(numerator), int(denominator))


def _holds(sense: Sense, value: float | Fraction, bound: float | Fraction) -> bool:
    if sense == "at_least":
        return value >= bound
    return value <= bound if sense == "at_most" else value == bound
