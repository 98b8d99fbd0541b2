"""Make a result row of a target: the figure, the verdict, and everything that is said beside it."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

from layers.alarm_kinds import Severity
from layers.layer import Layer, RasterLayer
from layers.workspace import Workspace

from .comparisons import Compared, compared, ends, finite, readings, row_bound, survival
from .evidence import EvidenceBook
from .measurement import Measurement, Part
from .outcome import Outcome
from .plan_file import Bounded, ReadingEntry, Target
from .questions import Enquiry, Inputs
from .result import Decision, Distance, LayerUse, ResultRow, UnitShare
from .verdicts import Verdict, judge
from .wording import area_text, bound_text, display, length_text, quantity_text, unit_text

_TOLD_NOTICES = ("H024", "H051", "H062")  # notices that change what a figure counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The date that the layers stand for, and the version that measured."""

    as_of: str
    version: str


def no_data_row(target: Target, reason: str, stamp: Stamp) -> ResultRow:
    """Give the row of a target that cannot be measured; missing is never missed."""
    return _row(
        target,
        stamp,
        unit=target.unit,
        bound=row_bound(target),
        bound_display=bound_text(target, target.unit),
        display="—",
        outcome=Outcome.NO_DATA,
        reason=reason,
    )


def measured_row(
    target: Target, inputs: Inputs, workspace: Workspace, book: EvidenceBook, stamp: Stamp
) -> ResultRow:
    """Measure a target and judge it."""
    enquiry = Enquiry(target=target, inputs=inputs, workspace=workspace)
    question, bound = _question(target, workspace)
    measured = enquiry.ask(question)
    low, high = ends(enquiry, measured, partial(enquiry.ask, question, possible=True))
    if target.readings and target.id not in workspace.decisions:
        verdict = Verdict(outcome=Outcome.UNSETTLED, reason=target.open_wording or "原文允许多种解读")
    else:
        verdict = judge(bound, measured.value, low=low, high=high)
    book.note(measured.alarms)
    siblings = compared(enquiry, bound, verdict)
    shown = measured if question.indicator == target.indicator else enquiry.ask(target)
    robust, robust_text = survival(verdict, siblings)
    return _row(
        target,
        stamp,
        scope_note=inputs.scope.note,
        layers=tuple(_use(layer) for layer in inputs.used()),
        method=measured.method,
        parameters=dict(measured.parameters),
        definition=measured.definition,
        numerator=measured.numerator,
        denominator=measured.denominator,
        quantity_unit=measured.quantity_unit,
        unit=measured.unit,
        value=finite(measured.value),
        display=display(measured, bound.bound_value),
        bound=row_bound(bound),
        bound_display=bound_text(bound, measured.unit),
        outcome=verdict.outcome,
        reason=verdict.reason,
        low=low,
        high=high,
        robust=robust,
        robust_text=robust_text,
        distance=_distance(bound, measured, siblings),
        readings=readings(enquiry),
        decision=_decision(target, workspace),
        siblings=tuple(entry.row for entry in siblings),
        by=tuple(_unit_share(part, shown.quantity_unit) for part in shown.parts),
        warnings=_warnings(inputs, measured, siblings),
        evidence=book.of_row(target.id, shown, inputs),
    )


def _row(target: Target, stamp: Stamp, **figures: Any) -> ResultRow:  # noqa: ANN401 - pydantic checks each field
    return ResultRow(
        target_id=target.id,
        title=target.title,
        theme=target.theme,
        clause=target.clause,
        quote=target.quote,
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


def _question(target: Target, workspace: Workspace) -> tuple[Target | ReadingEntry, Bounded]:
    """Give what is measured and the bound it is held against: the decided reading where wording is open."""
    if not target.readings:
        return target, target
    decision = workspace.decisions.get(target.id)
    if decision is None:
        return target, Bounded()
    reading = next(reading for reading in target.readings if reading.name == decision.reading)
    return reading, Bounded(at_least=decision.share) if reading.share_from_decision else reading


def _distance(bound: Bounded, measured: Measurement, siblings: list[Compared]) -> Distance | None:
    if bound.bound_value is None or not math.isfinite(measured.value):
        return None
    gap = measured.value - bound.bound_value
    if measured.unit != "share":
        word = "低于" if gap < 0 else "高于"
        return Distance(text=f"{word}界限 {length_text(abs(gap))}")
    area_m2 = gap * measured.denominator if measured.quantity_unit == "m2" and measured.denominator else None
    people = next(
        (
            (entry.measured.value - bound.bound_value) * entry.measured.denominator
            for entry in siblings
            if entry.measured is not None
            and entry.measured.quantity_unit == "people"
            and entry.measured.denominator
        ),
        None,
    )
    word = "距目标还差" if gap < 0 else "超出目标"
    texts = [f"{word} {abs(gap) * 100:.2f} 个百分点"]
    if area_m2 is not None:
        texts.append(f"合 {area_text(abs(area_m2))}")
    if people is not None:
        texts.append(f"人口口径{'还差' if people < 0 else '超出'} {quantity_text(abs(people), 'people')}")
    return Distance(
        share=gap, km2=None if area_m2 is None else area_m2 / 1e6, people=people, text="，".join(texts)
    )


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


def _warnings(inputs: Inputs, measured: Measurement, siblings: list[Compared]) -> tuple[str, ...]:
    found = list(measured.warnings)
    for entry in siblings:
        found += () if entry.measured is None else entry.measured.warnings
    found += [f"[{alarm.code}] {alarm.told('zh')}" for alarm in measured.alarms]
    if inputs.facilities is not None:
        if inputs.facilities.unknown:
            found.append(f"{inputs.facilities.unknown} 处设施是否计入不明，数值按“不计”，区间上限按“计入”")
        if inputs.facilities.excluded:
            found.append(f"{inputs.facilities.excluded} 处设施按规则不计（停运、在建或非公共）")
    for layer in inputs.used():
        found += [
            f"[{alarm.code}] {alarm.told('zh')}"
            for alarm in layer.alarms
            if alarm.severity is Severity.WARNING or alarm.code in _TOLD_NOTICES
        ]
    return tuple(dict.fromkeys(found))


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
