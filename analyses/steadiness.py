"""Whether a verdict stands on firm ground: the trials of D8, and 临界 where a bound lies inside one."""

from dataclasses import dataclass

from .asking.asked_coverage import ask_trials
from .asking.questions import Answers
from .measurement import Measurement
from .outcome import Outcome
from .plan_tables import Bounded, Question
from .result import Sensitivity
from .serving.sensitivity import Trial
from .verdicts import Verdict, judge
from .wording import share_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """The trials of a row, the joint range of its errors, and what is said of them."""

    rows: tuple[Sensitivity, ...] = ()
    error_range: tuple[float, float] | None = None
    critical: bool = False
    text: str = ""


def steadiness(
    question: Question, answers: Answers, measured: Measurement, bound: Bounded, verdict: Verdict
) -> Steadiness:
    """Try a headline otherwise: radius, positions and detour of a coverage, class sets of a land share."""
    trials = _trials(question, answers, measured)
    if not trials:
        return Steadiness()
    rows = tuple(_row(trial, bound, verdict) for trial in trials)
    errors = [trial for trial in trials if trial.error and trial.name != "radius"]
    critical = [row.title for row in rows if row.critical and row.error]
    return Steadiness(
        rows=rows,
        error_range=(min(trial.low for trial in errors), max(trial.high for trial in errors))
        if errors
        else None,
        critical=bool(critical),
        text=f"临界：界限落在敏感性区间内（{'、'.join(critical)}）" if critical else "",
    )


def _trials(question: Question, answers: Answers, measured: Measurement) -> tuple[Trial, ...]:
    if question.indicator == "area_coverage":
        return ask_trials(answers.resolved(question), answers.workspace)
    found = measured.details.get("trials", ())
    return tuple(trial for trial in found if isinstance(trial, Trial)) if isinstance(found, tuple) else ()


def _row(trial: Trial, bound: Bounded, verdict: Verdict) -> Sensitivity:
    judged = verdict.outcome in {Outcome.MET, Outcome.MISSED}
    ends = {judge(bound, end).outcome for end in (trial.low, trial.high)}
    low, high = share_text(trial.low, bound.bound_value), share_text(trial.high, bound.bound_value)
    return Sensitivity(
        name=trial.name,
        title=trial.title,
        low=trial.low,
        high=trial.high,
        display=low if trial.low == trial.high else f"{low} – {high}",
        error=trial.error,
        critical=judged and ends != {verdict.outcome},
    )
