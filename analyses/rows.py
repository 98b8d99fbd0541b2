"""Make a result row of a target: the figure, the verdict, and everything that is said beside it."""

from dataclasses import dataclass, field
from typing import Any

from layers.alarm_kinds import Severity
from layers.layer import Layer, RasterLayer
from layers.workspace import Workspace

from .asking.asked import Asked, NoData
from .asking.questions import Answers
from .comparisons import Compared, compared, finite, readings, row_bound, survival
from .distances import distance
from .evidence import EvidenceBook
from .measurement import Measurement, Part
from .outcome import Outcome
from .plan_tables import Bounded, NotSpatial, Question, Target, inherited
from .reporting.fill_in_lines import part_key
from .reporting.reported import Reports
from .result import Decision, LayerUse, Report, ResultRow, UnitShare
from .row_parts import REPORTED, PartAnswer, answered_parts
from .steadiness import steadiness
from .verdicts import Verdict, judge, judge_measured, of_parts
from .wording import amount_text, bound_text, display, unit_text

_TOLD_NOTICES = ("H024", "H051", "H062")  # notices that change what a figure counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The date that the layers stand for, and the version that measured."""

    as_of: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Context:
    """What all rows of a run share: the layers, the answers so far, the evidence, what was filled in."""

    workspace: Workspace
    answers: Answers
    book: EvidenceBook
    stamp: Stamp
    reports: Reports = field(default_factory=Reports)


def row_of(target: Target, context: Context) -> ResultRow:
    """Measure a target and judge it; what cannot be measured keeps its row with the reason."""
    if target.parts:
        return _row_of_parts(target, context)
    report = context.reports.report(target.id)
    try:
        return _measured_row(target, context, report)
    except NoData as absent:
        if report is not None:
            return _reported_row(target, report, str(absent), context)
        return _no_data_row(target, context.reports.beside(str(absent), target.id, target.indicator), context)


def not_spatial_row(entry: NotSpatial, context: Context) -> ResultRow:
    """Give the row of a promise that no map can prove, with what was filled in for it."""
    report = context.reports.report(entry.id)
    return ResultRow(
        target_id=entry.id,
        title=entry.title,
        theme=entry.theme,
        clause=entry.clause,
        quote="；".join(entry.quote),
        kind="NS",
        scope=None,
        unit=entry.unit or None,
        display="—" if report is None else report.display,
        bound=row_bound(entry),
        bound_display=_plain_bound(entry),
        strength=entry.strength,
        year=entry.year,
        outcome=Outcome.NOT_SPATIAL,
        reason="非空间指标：图层不能证明，由主管部门填报",
        reported=None if report is None else report.value,
        report=report,
        layers=context.reports.uses(entry.id),
        warnings=context.reports.warnings(entry.id),
        departments=entry.departments,
        notes=entry.notes,
        as_of=context.stamp.as_of,
        version=context.stamp.version,
    )


def _measured_row(target: Target, context: Context, report: Report | None) -> ResultRow:
    question, bound = _question(target, context.workspace)
    asked = context.answers.ask(question)
    measured = asked.measured
    if target.readings and target.id not in context.workspace.decisions:
        verdict = Verdict(outcome=Outcome.UNSETTLED, reason=target.open_wording or "原文允许多种解读")
    else:
        verdict = judge_measured(bound, measured)
    if bound.sense is None and not target.readings and target.open_wording:
        verdict = Verdict(outcome=Outcome.UNSETTLED, reason=target.open_wording)
    context.book.note(measured.alarms)
    siblings = compared(target, context.answers, bound, verdict)
    shown = asked if question.indicator == target.indicator else _shown(target, context, asked)
    robust, robust_text = survival(verdict, siblings)
    steady = steadiness(question, context.answers, measured, bound, verdict)
    low, high = _interval(measured, steady.error_range)
    return _row(
        target,
        context.stamp,
        **_figures(measured, bound, target.counter),
        scope_note=None if asked.scope is None else asked.scope.note,
        layers=tuple(_use(layer) for layer in asked.used),
        outcome=verdict.outcome,
        reason=verdict.reason,
        low=low,
        high=high,
        robust=False if steady.critical else robust,
        robust_text=_said_together(steady.text, robust_text),
        sensitivity=steady.rows,
        distance=distance(bound, measured, siblings, target.counter),
        readings=readings(target, context.answers),
        decision=_decision(target, context.workspace),
        siblings=tuple(entry.row for entry in siblings),
        by=tuple(_unit_share(part, shown.measured.quantity_unit) for part in shown.measured.parts),
        warnings=(
            *_warnings(asked, siblings),
            *_not_due(target.year, context.stamp.as_of),
            *_differing(measured, report),
            *context.reports.warnings(target.id),
        ),
        evidence=context.book.of_row(target.id, shown),
        reported=None if report is None else report.value,
        report=report,
    )


def _row_of_parts(target: Target, context: Context) -> ResultRow:
    parts = answered_parts(target, context.answers, context.reports)
    verdict = of_parts(part.verdict for part in parts)
    if (
        target.readings
        and target.id not in context.workspace.decisions
        and verdict.outcome
        in {
            Outcome.MET,
            Outcome.MISSED,
        }
    ):
        verdict = Verdict(outcome=Outcome.UNSETTLED, reason=target.open_wording or "原文允许多种解读")
    answered = [part.asked for part in parts if part.asked is not None]
    keys = [part_key(target.id, part.name) for part in target.parts]
    for asked in answered:
        context.book.note(asked.measured.alarms)
    uses = {use.name: use for asked in answered for use in map(_use, asked.used)}
    return _row(
        target,
        context.stamp,
        layers=(*uses.values(), *context.reports.uses(*keys)),
        scope_note=next((asked.scope.note for asked in answered if asked.scope is not None), None),
        definition="；".join(_defined(part) for part in parts),
        method="；".join(dict.fromkeys(part.row.method for part in parts if part.row.method)) or None,
        numerator=float(sum(part.verdict.outcome is Outcome.MET for part in parts)),
        denominator=float(len(parts)),
        quantity_unit="parts",
        unit=None,
        display="；".join(f"{part.row.name} {part.row.display}" for part in parts),
        bound_display="；".join(f"{part.row.name} {part.row.bound_display}" for part in parts),
        outcome=verdict.outcome,
        reason=verdict.reason,
        parts=tuple(part.row for part in parts),
        warnings=tuple(
            dict.fromkeys(
                [
                    *(text for asked in answered for text in _warnings(asked, [])),
                    *_not_due(target.year, context.stamp.as_of),
                    *(text for key in keys for text in context.reports.warnings(key)),
                    *(text for part in parts for text in _part_differing(part)),
                ]
            )
        ),
        evidence=context.book.of_parts(target.id, answered),
    )


def _no_data_row(target: Target, reason: str, context: Context) -> ResultRow:
    """Give the row of a target that cannot be measured; missing is never missed."""
    return _row(
        target,
        context.stamp,
        unit=target.unit,
        bound=row_bound(target),
        bound_display=bound_text(target, target.unit, target.counter),
        display="—",
        outcome=Outcome.NO_DATA,
        reason=reason,
        warnings=context.reports.warnings(target.id),
    )


def _reported_row(target: Target, report: Report, reason: str, context: Context) -> ResultRow:
    """Judge by what was filled in, where no layer can answer; it says so wherever it is shown."""
    question, bound = _question(target, context.workspace)
    verdict = judge(bound, report.value)
    if target.readings and target.id not in context.workspace.decisions:
        verdict = Verdict(outcome=Outcome.UNSETTLED, reason=target.open_wording or "原文允许多种解读")
    return _row(
        target,
        context.stamp,
        method=REPORTED,
        definition=f"填报值，{report.place}（{report.document or '未注明来源文件'}）",
        numerator=report.value,
        unit=question.unit,
        value=report.value,
        display=amount_text(report.value, question.unit, bound.bound_value, target.counter),
        bound=row_bound(bound),
        bound_display=bound_text(bound, question.unit, target.counter),
        outcome=verdict.outcome,
        reason=verdict.reason,
        decision=_decision(target, context.workspace),
        reported=report.value,
        report=report,
        layers=context.reports.uses(target.id),
        warnings=(
            f"按填报值判定，未经空间核实（{reason}）",
            *context.reports.warnings(target.id),
        ),
    )


def _row(target: Target, stamp: Stamp, **figures: Any) -> ResultRow:  # noqa: ANN401 - pydantic checks each field
    return ResultRow(
        target_id=target.id,
        title=target.title,
        theme=target.theme,
        clause=target.clause,
        quote="；".join(target.quote),
        kind=target.kind,
        scope=target.scope,
        strength=target.strength,
        year=target.year,
        departments=target.departments,
        notes=target.notes,
        as_of=stamp.as_of,
        version=stamp.version,
        **figures,
    )


def _figures(measured: Measurement, bound: Bounded, counter: str | None) -> dict[str, Any]:
    return {
        "method": measured.method,
        "parameters": dict(measured.parameters),
        "definition": measured.definition,
        "numerator": finite(measured.numerator),
        "denominator": finite(measured.denominator),
        "quantity_unit": measured.quantity_unit,
        "unit": measured.unit,
        "value": finite(measured.value),
        "display": display(measured, bound.bound_value, counter),
        "bound": row_bound(bound),
        "bound_display": bound_text(bound, measured.unit, counter),
    }


def _question(target: Target, workspace: Workspace) -> tuple[Question, Bounded]:
    """Give what is measured and the bound it is held against: the decided reading where wording is open."""
    if not target.readings:
        return target, target
    decision = workspace.decisions.get(target.id)
    if decision is None:
        return target, Bounded()
    reading = next(reading for reading in target.readings if reading.name == decision.reading)
    entry = inherited(reading, target)
    return entry, Bounded(at_least=decision.share) if reading.share_from_decision else entry


def _shown(target: Target, context: Context, asked: Asked) -> Asked:
    """Show the target's own question on the map where the decided reading has no shapes of its own."""
    try:
        return context.answers.ask(target)
    except NoData:
        return asked


def _said_together(critical: str, survival: str) -> str:
    """Join both sentences; a verdict at its bound is not called 稳健, whatever other definitions say."""
    if critical:
        survival = survival.removeprefix("稳健：")
    return "；".join(text for text in (critical, survival) if text)


def _not_due(year: int | None, as_of: str) -> tuple[str, ...]:
    """Say where the year of a promise has not come yet."""
    return (
        (f"目标年 {year} 未到，按 {as_of} 的现状判定",) if year is not None and str(year) > as_of[:4] else ()
    )


def _interval(
    measured: Measurement, error_range: tuple[float, float] | None
) -> tuple[float | None, float | None]:
    """Join what unknown rows leave open with the range of measurement errors (D10: low/high from D8)."""
    ends = [end for end in (measured.low, measured.high, *(error_range or ())) if end is not None]
    if not ends:
        return None, None
    ends.append(measured.value)
    return finite(min(ends)), finite(max(ends))


def _defined(part: PartAnswer) -> str:
    return f"{part.row.name}：{part.row.definition or part.row.reason or '—'}"


def _plain_bound(entry: NotSpatial) -> str:
    if entry.sense is None or entry.bound_value is None:
        return "未给出数值"
    if entry.unit == "share":
        return bound_text(entry, "share")
    sign = {"at_least": "≥", "at_most": "≤", "equals": "="}[entry.sense]
    return f"{sign} {entry.bound_value:g} {entry.unit}".rstrip()


def _decision(target: Target, workspace: Workspace) -> Decision | None:
    entry = workspace.decisions.get(target.id)
    if entry is None:
        return None
    return Decision(
        reading=entry.reading,
        decided_by=entry.decided_by,
        document=entry.document,
        date=None if entry.date is None else entry.date.isoformat(),
    )


def _warnings(asked: Asked, siblings: list[Compared]) -> tuple[str, ...]:
    found = list(asked.measured.warnings)
    for entry in siblings:
        own = [text for text in entry.warnings if text not in found]
        found += [f"{text}（另一口径：{entry.row.definition}）" for text in own]
    found += [f"[{alarm.code}] {alarm.told('zh')}" for alarm in asked.measured.alarms]
    found += asked.warnings
    for layer in asked.used:
        found += [
            f"[{alarm.code}] {alarm.told('zh')}"
            for alarm in layer.alarms
            if alarm.severity is Severity.WARNING or alarm.code in _TOLD_NOTICES
        ]
    return tuple(dict.fromkeys(found))


def _differing(measured: Measurement, report: Report | None) -> tuple[str, ...]:
    """Say where a reported value differs from the measured one by more than half a per cent."""
    if report is None or finite(measured.value) is None:
        return ()
    if abs(report.value - measured.value) <= 0.005 * max(abs(measured.value), abs(report.value)):
        return ()
    return (f"填报值 {report.display} 与量算值不一致，以量算值判定，请核对",)


def _part_differing(part: PartAnswer) -> tuple[str, ...]:
    if part.asked is None or part.report is None:
        return ()
    return tuple(f"{part.row.name}：{text}" for text in _differing(part.asked.measured, part.report))


def _unit_share(part: Part, unit: str | None) -> UnitShare:
    return UnitShare(
        name=part.name,
        value=finite(part.value),
        numerator=part.numerator,
        denominator=part.denominator,
        display=unit_text(part, unit),
    )


def _use(layer: Layer | RasterLayer) -> LayerUse:
    return LayerUse(
        name=layer.name,
        title=layer.title,
        file=layer.origin.file,
        sha256=layer.origin.sha256,
        rows=layer.rows.used if isinstance(layer, Layer) else None,
        crs_read=layer.origin.crs_read,
        crs_used=layer.origin.crs_used,
        coordinates=layer.origin.coordinates,
        source=layer.origin.source,
        licence=layer.origin.licence,
    )
