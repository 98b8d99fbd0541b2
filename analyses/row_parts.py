"""Answer the parts of a target that asks for several numbers."""

from dataclasses import dataclass

from .asking.asked import Asked, NoData
from .asking.questions import Answers
from .comparisons import finite, row_bound
from .outcome import Outcome
from .plan_tables import PartEntry, Target, inherited
from .reporting.fill_in_lines import part_key
from .reporting.reported import Reports
from .result import PartValue, Report
from .verdicts import Verdict, judge, judge_measured
from .wording import amount_text, bound_text, display

REPORTED = "填报值（未经空间核实）"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartAnswer:
    """One part: what was asked, if layers answered, its verdict and its row."""

    row: PartValue
    verdict: Verdict
    asked: Asked | None
    report: Report | None = None


def answered_parts(target: Target, answers: Answers, reports: Reports) -> list[PartAnswer]:
    """Answer each part by itself: from layers, else by what was filled in, else with the reason why not."""
    found = []
    for given in target.parts:
        part = inherited(given, target)
        report = reports.report(part_key(target.id, given.name))
        try:
            asked = answers.ask(part)
        except NoData as absent:
            reason = reports.beside(str(absent), part_key(target.id, given.name), part.indicator)
            found.append(_reported(part, report) if report is not None else _absent(part, reason))
        else:
            found.append(_measured(part, asked, report))
    return found


def _measured(part: PartEntry, asked: Asked, report: Report | None) -> PartAnswer:
    measured = asked.measured
    verdict = judge_measured(part, measured)
    row = PartValue(
        name=part.name,
        value=finite(measured.value),
        unit=measured.unit,
        bound=row_bound(part),
        outcome=verdict.outcome,
        year=part.year,
        strength=part.strength,
        display=display(measured, part.bound_value, part.counter),
        bound_display=bound_text(part, measured.unit, part.counter),
        reason=verdict.reason,
        definition=measured.definition,
        method=measured.method,
        numerator=finite(measured.numerator),
        denominator=finite(measured.denominator),
        quantity_unit=measured.quantity_unit,
        low=finite(measured.low),
        high=finite(measured.high),
        reported=None if report is None else report.value,
    )
    return PartAnswer(row=row, verdict=verdict, asked=asked, report=report)


def _reported(part: PartEntry, report: Report) -> PartAnswer:
    verdict = judge(part, report.value)
    row = PartValue(
        name=part.name,
        value=report.value,
        unit=part.unit,
        bound=row_bound(part),
        outcome=verdict.outcome,
        year=part.year,
        strength=part.strength,
        display=amount_text(report.value, part.unit, part.bound_value, part.counter),
        bound_display=bound_text(part, part.unit, part.counter),
        reason=verdict.reason,
        definition=f"填报值，{report.place}（{report.document or '未注明来源文件'}）",
        method=REPORTED,
        numerator=report.value,
        reported=report.value,
    )
    return PartAnswer(row=row, verdict=verdict, asked=None)


def _absent(part: PartEntry, reason: str) -> PartAnswer:
    row = PartValue(
        name=part.name,
        value=None,
        unit=part.unit,
        bound=row_bound(part),
        outcome=Outcome.NO_DATA,
        year=part.year,
        strength=part.strength,
        display="—",
        bound_display=bound_text(part, part.unit, part.counter),
        reason=reason,
    )
    return PartAnswer(row=row, verdict=Verdict(outcome=Outcome.NO_DATA, reason=reason), asked=None)
